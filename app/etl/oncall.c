#include "etl/stage.h"

struct oncall {
    struct stage base;
    const struct stage_env *env;
};

static struct err take(struct stage *self, struct record *r)
{
    const struct stage_env *env = ((struct oncall *)self)->env;
    const struct census_team *team =
        census_named(env->conf->census, r->text[TEXT_GROUP], r->when[WHEN_CREATED]);
    if (team) {
        r->text[TEXT_TEAM] = team->id;
        r->team = team->key;
        self->changed++;
    }
    if (r->team == 0) {
        r->flags |= FLAG_TEAM_UNKNOWN;
        env->report->team_unknown++;
    }
    return stage_pass(self, r);
}

struct stage *oncall_stage(const struct stage_env *env)
{
    struct oncall *o = NEW(env->a, struct oncall, 1);
    o->base = (struct stage){.take = take};
    o->env = env;
    return &o->base;
}
