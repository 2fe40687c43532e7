#include "store/version.h"

#include "lib/hash.h"
#include "store/varint.h"

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

void record_pack(const struct record *r, struct out *o)
{
    const int64_t small[] = {r->dataset, r->level, r->cycle, r->attempt, r->purpose, r->response,
        r->channel, r->delivery, r->hours, r->local_hour, r->flags, r->depth};
    for (size_t i = 0; i < TEXT__N; i++)
        text_put(o, r->text[i]);
    for (size_t i = 0; i < WHEN__N; i++)
        zigzag_put(o, r->when[i]);
    for (EACH(i, small))
        zigzag_put(o, small[i]);
    fixed64_put(o, r->person);
    fixed64_put(o, r->team);
    for (int32_t i = 0; i < r->depth; i++)
        zigzag_put(o, r->node[i]);
}

struct err record_unpack(struct str bytes, struct record *out)
{
    struct cursor c = cursor_of(bytes);
    struct record r = {0};
    for (size_t i = 0; i < TEXT__N; i++)
        r.text[i] = text_get(&c);
    for (size_t i = 0; i < WHEN__N; i++)
        r.when[i] = zigzag_get(&c);
    r.dataset = (enum dataset)zigzag_get(&c);
    r.level = (int32_t)zigzag_get(&c);
    r.cycle = (int32_t)zigzag_get(&c);
    r.attempt = (int32_t)zigzag_get(&c);
    r.purpose = (enum purpose)zigzag_get(&c);
    r.response = (enum response)zigzag_get(&c);
    r.channel = (enum channel)zigzag_get(&c);
    r.delivery = (enum delivery)zigzag_get(&c);
    r.hours = (enum hours)zigzag_get(&c);
    r.local_hour = (int32_t)zigzag_get(&c);
    r.flags = (uint32_t)zigzag_get(&c);
    r.depth = (int32_t)zigzag_get(&c);
    r.person = fixed64_get(&c);
    r.team = fixed64_get(&c);
    if (c.bad || r.depth < 0 || r.depth > NODE_DEPTH_MAX)
        return err_of(ERR_IO, "staging: a row was damaged");
    for (int32_t i = 0; i < r.depth; i++)
        r.node[i] = (int32_t)zigzag_get(&c);
    *out = r;
    return c.bad || cursor_left(&c) ? err_of(ERR_IO, "staging: a row was damaged") : OK;
}
