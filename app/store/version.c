#include "store/version.h"

#include "lib/hash.h"

#define MADE_TEXTS 2 /* TEXT_NAME and TEXT_TEAM, the last ones */
_Static_assert(
    TEXT_NAME == TEXT__N - 2 && TEXT_TEAM == TEXT__N - 1, "what the directory adds is last");

static struct str bytes_of(const void *p, size_t n)
{
    return (struct str){p, n};
}

struct version version_of(const struct record *r)
{
    const int32_t steps[] = {r->level, r->cycle, r->attempt};
    const int64_t keys[] = {r->person, r->team};
    const int32_t place[] = {(int32_t)r->hours, r->local_hour, (int32_t)r->flags, r->depth};
    struct str raw[TEXT__N - MADE_TEXTS + 2];
    for (size_t i = 0; i < TEXT__N - MADE_TEXTS; i++)
        raw[i] = r->text[i];
    raw[TEXT__N - MADE_TEXTS] = bytes_of(r->when, sizeof r->when);
    raw[TEXT__N - MADE_TEXTS + 1] = bytes_of(steps, sizeof steps);
    const struct str made[] = {r->text[TEXT_NAME], r->text[TEXT_TEAM], bytes_of(keys, sizeof keys),
        bytes_of(place, sizeof place), bytes_of(r->node, (size_t)r->depth * sizeof r->node[0])};
    return (struct version){.updated = r->when[WHEN_UPDATED],
        .answered = r->response != RESPONSE_NONE,
        .raw = hash64_of(raw, COUNT_OF(raw)),
        .made = hash64_of(made, COUNT_OF(made))};
}

static int cmp(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int version_cmp(const struct version *a, const struct version *b)
{
    int c = cmp(a->updated, b->updated);
    if (c == 0)
        c = cmp(a->answered, b->answered);
    return c ? c : cmp(a->raw, b->raw);
}

bool version_same(const struct version *a, const struct version *b)
{
    return version_cmp(a, b) == 0 && a->made == b->made;
}
