#include "etl/stage.h"

#define DAYS_MAX (1 << 16) /* day numbers up to the year 2149; times are read up to 2099 */

struct migrate {
    struct stage base;
    const struct pipeline_conf *conf;
    bool *met; /* days that were asked about */
};

/* Counts days, not rows: `changed` is how many segments of an older schema are written anew. */
static struct err take(struct stage *self, struct record *r)
{
    struct migrate *m = (struct migrate *)self;
    int32_t day = day_of(r->when[WHEN_CREATED]);
    bool met = day < 0 || day >= DAYS_MAX || m->met[day];
    if (!met) {
        m->met[day] = true;
        self->changed += m->conf->day_is_old && m->conf->day_is_old(m->conf->day_self, day);
    }
    return stage_pass(self, r);
}

struct stage *migrate_stage(const struct stage_env *env)
{
    struct migrate *m = NEW(env->a, struct migrate, 1);
    m->base = (struct stage){.name = "migrate", .take = take};
    m->conf = env->conf;
    m->met = NEW(env->a, bool, DAYS_MAX);
    return &m->base;
}
