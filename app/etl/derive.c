#include "etl/stage.h"
#include "etl/words.h"

struct derive {
    struct stage base;
    const struct stage_env *env;
};

static size_t others(const struct record *r)
{
    size_t n = r->purpose == PURPOSE_OTHER;
    n += r->response == RESPONSE_OTHER;
    n += r->dataset == DATASET_NOTIFICATIONS && r->channel == CHANNEL_OTHER;
    return n;
}

/* A row without updated_at is as new as the newest thing it tells: never newer than it really is.
 */
static bool date_version(struct record *r)
{
    if (r->when[WHEN_UPDATED] != TIME_UNKNOWN)
        return false;
    for (size_t i = 0; i < WHEN__N; i++)
        if (i != WHEN_UPDATED && r->when[i] > r->when[WHEN_UPDATED])
            r->when[WHEN_UPDATED] = r->when[i];
    return true;
}

/* An attempt may be made after its page was answered, a page cannot. */
static bool answered_too_soon(const struct record *r)
{
    int64_t answered = r->when[WHEN_RESPONDED];
    return r->dataset == DATASET_PAGEOUTS && answered != TIME_UNKNOWN &&
           answered < r->when[WHEN_CREATED];
}

static struct err take(struct stage *self, struct record *r)
{
    struct derive *d = (struct derive *)self;
    struct pipeline_report *report = d->env->report;
    r->purpose = purpose_of(r->text[TEXT_PURPOSE]);
    r->response = response_of(r->text[TEXT_RESPONSE]);
    r->channel = channel_of(r->text[TEXT_CHANNEL]);
    r->delivery = delivery_of(r->text[TEXT_STATUS]);
    /* Pages are counted by incident: without one, unrelated pages would become one. */
    if (r->dataset == DATASET_PAGEOUTS && record_is_page(r) && r->text[TEXT_INCIDENT].n == 0) {
        rejects_add(d->env->rejects,
            (struct reject){r->row, r->line, 1, "incident_id", "empty", r->text[TEXT_ID]});
        self->dropped++;
        return OK;
    }
    report->words_other += others(r);
    report->answers_negative += answered_too_soon(r);
    self->changed += date_version(r);
    return stage_pass(self, r);
}

struct stage *derive_stage(const struct stage_env *env)
{
    struct derive *d = NEW(env->a, struct derive, 1);
    d->base = (struct stage){.name = "derive", .take = take};
    d->env = env;
    return &d->base;
}
