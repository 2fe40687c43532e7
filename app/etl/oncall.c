#include "etl/lookup.h"
#include "etl/stage.h"
#include "lib/hash.h"

struct oncall {
    struct stage base;
    const struct stage_env *env;
    struct team_names names;
};

static struct err take(struct stage *self, struct record *r)
{
    struct oncall *o = (struct oncall *)self;
    const struct roster *roster = o->env->conf->roster;
    size_t team = team_named(&o->names, r->text[TEXT_GROUP], r->when[WHEN_CREATED]);
    if (team != LOOKUP_NONE) {
        r->text[TEXT_TEAM] = roster->teams[team].id;
        r->team = hash64(r->text[TEXT_TEAM]);
        self->changed++;
    }
    if (r->team == 0) {
        r->flags |= FLAG_TEAM_UNKNOWN;
        o->env->report->team_unknown++;
    }
    return stage_pass(self, r);
}

struct stage *oncall_stage(const struct stage_env *env)
{
    struct oncall *o = NEW(env->a, struct oncall, 1);
    const struct pipeline_conf *conf = env->conf;
    o->base = (struct stage){.name = "oncall", .take = take};
    o->env = env;
    o->names = team_names_of(
        env->a, conf->roster, (struct team_filter){conf->team_kinds, conf->team_kinds_n});
    return &o->base;
}
