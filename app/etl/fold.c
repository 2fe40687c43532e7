#include "etl/sifted.h"
#include "etl/stage.h"

struct fold {
    struct stage base;
    const struct stage_env *env;
    char rest[SIFTED_REST_MAX]; /* of the row at hand */
};

/* Which rows are newer, the same or older is known when all have come: the sink tells at its end.
 */
static struct err take(struct stage *self, struct record *r)
{
    struct fold *f = (struct fold *)self;
    const struct pipeline_conf *conf = f->env->conf;
    const struct sifted row = sifted_of(r, f->rest);
    struct err e = conf->put(conf->put_self, &row);
    return e.code == ERR_OK ? e : err_at(e, "row %zu (line %zu)", r->row, r->line);
}

struct stage *fold_stage(const struct stage_env *env)
{
    struct fold *f = NEW(env->a, struct fold, 1);
    f->base = (struct stage){.take = take};
    f->env = env;
    return &f->base;
}
