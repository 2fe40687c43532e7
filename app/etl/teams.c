#include "etl/stage.h"

struct teams {
    struct stage base;
    const struct stage_env *env;
};

static struct err take(struct stage *self, struct record *r)
{
    const struct census *census = ((struct teams *)self)->env->conf->census;
    if (r->stay && r->stay->team) {
        r->text[TEXT_TEAM] = census->team[r->stay->team].id;
        r->team = census->team[r->stay->team].key;
        self->changed++;
    }
    return stage_pass(self, r);
}

struct stage *teams_stage(const struct stage_env *env)
{
    struct teams *t = NEW(env->a, struct teams, 1);
    t->base = (struct stage){.take = take};
    t->env = env;
    return &t->base;
}
