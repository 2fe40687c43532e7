#include "etl/stage.h"

const char *const stage_words[STAGE__N] = {
    [STAGE_PARSE] = "parse",
    [STAGE_RETAIN] = "retain",
    [STAGE_FOLD] = "fold",
    [STAGE_DERIVE] = "derive",
    [STAGE_PEOPLE] = "people",
    [STAGE_TEAMS] = "teams",
    [STAGE_ONCALL] = "oncall",
    [STAGE_CHAIN] = "chain",
    [STAGE_MIGRATE] = "migrate",
};

struct err stage_pass(struct stage *self, struct record *r)
{
    struct stage *next = self->next;
    if (!next)
        return OK;
    next->seen++;
    return next->take(next, r);
}

void stages_open(const struct stage_env *env,
    struct stage *(*const *openers)(const struct stage_env *), size_t n, struct stage **out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = openers[i](env);
    for (size_t i = 0; i + 1 < n; i++)
        out[i]->next = out[i + 1];
}

void stages_report(
    struct stage *const *stage, size_t n, enum stage_place first, struct pipeline_report *out)
{
    for (size_t i = 0; i < STAGE__N; i++)
        out->stage[i].name = stage_words[i];
    for (size_t i = 0; i < n; i++) {
        struct stage_report *to = &out->stage[(size_t)first + i];
        to->seen = stage[i]->seen;
        to->changed = stage[i]->changed;
        to->dropped = stage[i]->dropped;
    }
}
