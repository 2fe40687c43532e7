#include "etl/sifted.h"
#include "etl/stage.h"

struct fold {
    struct stage base;
    const struct stage_env *env;
};

/* Which rows are newer, the same or older is known when all have come: the sink tells at its end.
 */
static struct err take(struct stage *self, struct record *r)
{
    const struct stage_env *env = ((struct fold *)self)->env;
    const struct sifted row = sifted_of(env->scrap, r);
    TRY(err_at(env->conf->put(env->conf->put_self, &row), "row %zu (line %zu)", r->row, r->line));
    return stage_pass(self, r);
}

struct stage *fold_stage(const struct stage_env *env)
{
    struct fold *f = NEW(env->a, struct fold, 1);
    f->base = (struct stage){.take = take};
    f->env = env;
    return &f->base;
}
