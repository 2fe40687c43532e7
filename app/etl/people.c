#include "etl/stage.h"
#include "lib/hash.h"

struct people {
    struct stage base;
    const struct stage_env *env;
};

static void set_hours(struct record *r, const struct zone *zone)
{
    int64_t created = r->when[WHEN_CREATED];
    int64_t local = created + zone_offset_s(zone, created) * SECOND_MS;
    int32_t day = day_of(local);
    r->local_hour = weekday_of(day) * 24 + (int32_t)((local - day * DAY_MS) / HOUR_MS);
    r->hours = hours_of(r->local_hour);
}

static struct err take(struct stage *self, struct record *r)
{
    const struct stage_env *env = ((struct people *)self)->env;
    struct str id = r->text[TEXT_RECIPIENT];
    r->person = id.n ? hash64(id) : 0;
    r->stay = id.n ? census_stay(env->conf->census, r->person, r->when[WHEN_CREATED]) : NULL;
    if (!r->stay) {
        r->flags |= FLAG_PERSON_UNKNOWN;
        env->report->person_unknown++;
    } else {
        r->text[TEXT_NAME] = r->stay->name;
        self->changed++;
    }
    const struct zone *zone = r->stay ? r->stay->zone : NULL;
    if (!zone) {
        r->flags |= FLAG_ZONE_FALLBACK;
        env->report->zone_fallback++;
    }
    set_hours(r, zone ? zone : env->conf->account_zone);
    return stage_pass(self, r);
}

struct stage *people_stage(const struct stage_env *env)
{
    struct people *p = NEW(env->a, struct people, 1);
    p->base = (struct stage){.take = take};
    p->env = env;
    return &p->base;
}
