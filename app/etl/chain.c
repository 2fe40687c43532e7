#include "etl/stage.h"

#include <string.h>

struct chain {
    struct stage base;
    const struct stage_env *env;
};

static struct err take(struct stage *self, struct record *r)
{
    const struct stay *stay = r->stay;
    if (stay) {
        memcpy(r->node, stay->node, sizeof r->node);
        r->depth = stay->depth;
        r->flags |= stay->cut ? FLAG_CHAIN_CUT : 0;
    }
    self->changed += r->depth > 0;
    if (r->depth == 0) {
        r->flags |= FLAG_CHAIN_UNKNOWN;
        ((struct chain *)self)->env->report->chain_unknown++;
    }
    return stage_pass(self, r);
}

struct stage *chain_stage(const struct stage_env *env)
{
    struct chain *c = NEW(env->a, struct chain, 1);
    c->base = (struct stage){.take = take};
    c->env = env;
    return &c->base;
}
