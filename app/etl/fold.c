#include "etl/sifted.h"
#include "etl/stage.h"

struct fold {
    struct stage base;
    const struct stage_env *env;
    struct record held; /* goes to the sink when a row of another id comes; borrowed texts */
    uint32_t older;     /* rows that it took the place of */
    bool holds;
    char rest[SIFTED_REST_MAX]; /* of the row at hand */
};

static bool is_same_row(const struct record *a, const struct record *b)
{
    return a->when[WHEN_CREATED] == b->when[WHEN_CREATED] &&
           str_eq(a->text[TEXT_ID], b->text[TEXT_ID]);
}

struct err fold_settle(struct stage *fold)
{
    struct fold *f = (struct fold *)fold;
    const struct pipeline_conf *conf = f->env->conf;
    if (!f->holds)
        return OK;
    f->holds = false;
    struct sifted row = sifted_of(&f->held, f->rest);
    row.older = f->older;
    struct err e = conf->put(conf->put_self, &row);
    return e.code == ERR_OK ? e : err_at(e, "row %zu (line %zu)", f->held.row, f->held.line);
}

/* The versions of a row mostly follow one another: of those that differ in age the newest goes on.
 * Which rows else are newer, the same or older is known when all have come: the sink tells at its
 * end. */
static struct err take(struct stage *self, struct record *r)
{
    struct fold *f = (struct fold *)self;
    if (f->holds && is_same_row(&f->held, r) && updated_of(&f->held) != updated_of(r)) {
        if (updated_of(&f->held) < updated_of(r))
            f->held = *r;
        f->older++;
        return OK;
    }
    TRY(fold_settle(self));
    f->held = *r;
    f->older = 0;
    f->holds = true;
    return OK;
}

struct stage *fold_stage(const struct stage_env *env)
{
    struct fold *f = NEW(env->a, struct fold, 1);
    f->base = (struct stage){.take = take};
    f->env = env;
    return &f->base;
}
