#include "etl/sifted.h"
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
    bool dated = r->when[WHEN_UPDATED] != TIME_UNKNOWN;
    r->purpose = purpose_of(r->text[TEXT_PURPOSE]);
    r->response = response_of(r->text[TEXT_RESPONSE]);
    r->channel = channel_of(r->text[TEXT_CHANNEL]);
    r->delivery = delivery_of(r->text[TEXT_STATUS]);
    r->when[WHEN_UPDATED] = updated_of(r);
    report->words_other += others(r);
    report->answers_negative += answered_too_soon(r);
    self->changed += !dated;
    return stage_pass(self, r);
}

struct stage *derive_stage(const struct stage_env *env)
{
    struct derive *d = NEW(env->a, struct derive, 1);
    d->base = (struct stage){.take = take};
    d->env = env;
    return &d->base;
}
