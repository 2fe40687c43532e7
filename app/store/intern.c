#include "store/intern.h"

#include "lib/hash.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 1024

struct intern intern_of(struct arena *a)
{
    return (struct intern){.a = a};
}

static size_t slot_of(const struct intern *d, struct str s)
{
    size_t mask = 2 * d->cap - 1;
    size_t i = (size_t)hash64(s) & mask;
    while (d->slot[i] && !str_eq(d->text[d->slot[i] - 1], s))
        i = (i + 1) & mask;
    return i;
}

static void grow(struct intern *d)
{
    struct intern grown = {.a = d->a, .n = d->n, .cap = d->cap ? 2 * d->cap : FIRST_CAP};
    grown.text = NEW(d->a, struct str, grown.cap);
    grown.slot = NEW(d->a, uint32_t, 2 * grown.cap);
    if (d->n)
        memcpy(grown.text, d->text, d->n * sizeof *d->text);
    for (size_t i = 0; i < d->n; i++)
        grown.slot[slot_of(&grown, grown.text[i])] = (uint32_t)i + 1;
    *d = grown;
}

uint32_t intern_put(struct intern *d, struct str s)
{
    if (s.n == 0)
        return 0;
    if (d->n == d->cap)
        grow(d);
    uint32_t *slot = &d->slot[slot_of(d, s)];
    if (*slot == 0) {
        d->text[d->n++] = arena_copy(d->a, s);
        *slot = (uint32_t)d->n;
    }
    return *slot;
}

static int number_cmp(const void *a, const void *b, void *self)
{
    const struct intern *d = self;
    return str_cmp(d->text[*(const uint32_t *)a - 1], d->text[*(const uint32_t *)b - 1]);
}

void intern_sort(struct intern *d)
{
    d->rank = NEW(d->a, uint32_t, d->n + 1);
    d->nth = NEW(d->a, uint32_t, d->n + 1);
    for (size_t i = 0; i < d->n; i++)
        d->nth[i] = (uint32_t)i + 1;
    qsort_r(d->nth, d->n, sizeof *d->nth, number_cmp, d);
    for (size_t i = 0; i < d->n; i++)
        d->rank[d->nth[i]] = (uint32_t)i + 1;
}

uint32_t intern_rank(const struct intern *d, uint32_t number)
{
    return d->rank[number];
}

struct str intern_nth(const struct intern *d, size_t rank)
{
    return d->text[d->nth[rank - 1] - 1];
}
