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

void intern_put(struct intern *d, struct str s)
{
    if (s.n == 0)
        return;
    if (d->n == d->cap)
        grow(d);
    uint32_t *slot = &d->slot[slot_of(d, s)];
    if (*slot == 0) {
        d->text[d->n++] = s;
        *slot = (uint32_t)d->n;
    }
}

static int text_cmp(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Sorted, a text's place is its number; the slots are made anew for the new places. */
void intern_sort(struct intern *d)
{
    if (d->n == 0)
        return;
    qsort(d->text, d->n, sizeof *d->text, text_cmp);
    memset(d->slot, 0, 2 * d->cap * sizeof *d->slot);
    for (size_t i = 0; i < d->n; i++)
        d->slot[slot_of(d, d->text[i])] = (uint32_t)i + 1;
}

int64_t intern_id(const struct intern *d, struct str s)
{
    return s.n && d->n ? d->slot[slot_of(d, s)] : 0;
}

struct str intern_nth(const struct intern *d, size_t id)
{
    return d->text[id - 1];
}
