#include "etl/stage.h"

struct migrate {
    struct stage base;
    const struct pipeline_conf *conf;
    int32_t day; /* of the record before, if there was one */
};

/* Counts days, not rows: `changed` is how many segments of an older schema are written anew. The
 * records of a day come one after the other. */
static struct err take(struct stage *self, struct record *r)
{
    struct migrate *m = (struct migrate *)self;
    int32_t day = day_of(r->when[WHEN_CREATED]);
    bool first = self->seen == 1 || day != m->day;
    m->day = day;
    self->changed += first && m->conf->day_is_old && m->conf->day_is_old(m->conf->day_self, day);
    return stage_pass(self, r);
}

struct stage *migrate_stage(const struct stage_env *env)
{
    struct migrate *m = NEW(env->a, struct migrate, 1);
    m->base = (struct stage){.take = take};
    m->conf = env->conf;
    return &m->base;
}
