#include "etl/lookup.h"
#include "etl/stage.h"
#include "lib/hash.h"

struct people {
    struct stage base;
    const struct stage_env *env;
    /* Of person version i, once it was asked for; NULL = none that is known. */
    const struct zone **zone;
    bool *asked;
};

static const struct zone *zone_of(struct people *p, size_t version)
{
    const struct pipeline_conf *conf = p->env->conf;
    if (!p->asked[version]) {
        p->asked[version] = true;
        p->zone[version] = zone_find(conf->zones, conf->roster->people[version].zone);
    }
    return p->zone[version];
}

static void set_hours(struct record *r, const struct zone *zone)
{
    struct civil local = zone_local(zone, r->when[WHEN_CREATED]);
    int32_t day = day_of_civil(local.year, local.month, local.day);
    r->local_hour = weekday_of(day) * 24 + local.hour;
    r->hours = hours_of(r->local_hour);
}

static struct err take(struct stage *self, struct record *r)
{
    struct people *p = (struct people *)self;
    const struct pipeline_conf *conf = p->env->conf;
    struct str id = r->text[TEXT_RECIPIENT];
    size_t version = roster_person_at(conf->roster, id, r->when[WHEN_CREATED]);
    const struct zone *zone = NULL;
    r->person = id.n ? hash64(id) : 0;
    if (version == LOOKUP_NONE) {
        r->flags |= FLAG_PERSON_UNKNOWN;
        p->env->report->person_unknown++;
    } else {
        r->text[TEXT_NAME] = conf->roster->people[version].name;
        zone = zone_of(p, version);
        self->changed++;
    }
    if (!zone) {
        r->flags |= FLAG_ZONE_FALLBACK;
        p->env->report->zone_fallback++;
    }
    set_hours(r, zone ? zone : conf->account_zone);
    return stage_pass(self, r);
}

struct stage *people_stage(const struct stage_env *env)
{
    struct people *p = NEW(env->a, struct people, 1);
    size_t n = env->conf->roster->people_n;
    p->base = (struct stage){.name = "people", .take = take};
    p->env = env;
    p->zone = NEW(env->a, const struct zone *, n + 1);
    p->asked = NEW(env->a, bool, n + 1);
    return &p->base;
}
