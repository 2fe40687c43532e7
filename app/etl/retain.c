#include "etl/stage.h"

struct retain {
    struct stage base;
    const struct stage_env *env;
    int64_t oldest; /* UTC ms; what was created before is dropped */
};

static struct err take(struct stage *self, struct record *r)
{
    const struct retain *k = (const struct retain *)self;
    if (r->when[WHEN_CREATED] < k->oldest) {
        k->env->report->retired++;
        self->dropped++;
        return OK;
    }
    return stage_pass(self, r);
}

/* Whole days are kept, so that what a day shows does not change while it is kept. */
struct stage *retain_stage(const struct stage_env *env)
{
    struct retain *k = NEW(env->a, struct retain, 1);
    const struct pipeline_conf *conf = env->conf;
    k->base = (struct stage){.take = take};
    k->env = env;
    k->oldest = INT64_MIN;
    if (conf->newest != TIME_UNKNOWN && conf->retention_days > 0)
        k->oldest = (day_of(conf->newest) - conf->retention_days) * DAY_MS;
    return &k->base;
}
