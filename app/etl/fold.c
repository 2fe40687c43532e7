#include "etl/stage.h"

#include <assert.h>

struct fold {
    struct stage base;
    const struct stage_env *env;
};

static struct err take(struct stage *self, struct record *r)
{
    const struct stage_env *env = ((struct fold *)self)->env;
    int result = SUNK_NEW;
    TRY(err_at(
        env->conf->put(env->conf->put_self, r, &result), "row %zu (line %zu)", r->row, r->line));
    assert(result >= 0 && result < SUNK__N);
    env->report->sunk[result]++;
    if (result == SUNK_SAME || result == SUNK_OLDER) {
        self->dropped++;
        return OK;
    }
    self->changed += result == SUNK_NEWER;
    return stage_pass(self, r);
}

struct stage *fold_stage(const struct stage_env *env)
{
    struct fold *f = NEW(env->a, struct fold, 1);
    f->base = (struct stage){.name = "fold", .take = take};
    f->env = env;
    return &f->base;
}
