#include "store/intern.h"

#include "lib/hash.h"
#include "lib/order.h"

#include <string.h>

#define FIRST_CAP 1024

struct intern intern_of(struct arena *a)
{
    return (struct intern){.a = a};
}

/* Where the text is, or would be. Few texts are looked at that are not it. */
static struct intern_slot *slot_of(const struct intern *d, struct str s, uint32_t hash)
{
    size_t mask = 2 * d->cap - 1, i = hash & mask;
    while (d->slot[i].number &&
           (d->slot[i].hash != hash || !str_eq(d->text[d->slot[i].number - 1], s)))
        i = (i + 1) & mask;
    return &d->slot[i];
}

static struct intern_slot *free_slot(const struct intern *d, uint32_t hash)
{
    size_t mask = 2 * d->cap - 1, i = hash & mask;
    while (d->slot[i].number)
        i = (i + 1) & mask;
    return &d->slot[i];
}

static void grow(struct intern *d)
{
    struct intern grown = {.a = d->a, .n = d->n, .cap = d->cap ? 2 * d->cap : FIRST_CAP};
    grown.text = NEW(d->a, struct str, grown.cap);
    grown.slot = NEW(d->a, struct intern_slot, 2 * grown.cap);
    if (d->n)
        memcpy(grown.text, d->text, d->n * sizeof *d->text);
    for (size_t i = 0; i < 2 * d->cap; i++)
        if (d->slot[i].number)
            *free_slot(&grown, d->slot[i].hash) = d->slot[i];
    *d = grown;
}

uint32_t intern_put(struct intern *d, struct str s)
{
    if (s.n == 0)
        return 0;
    if (d->n == d->cap)
        grow(d);
    uint32_t hash = (uint32_t)hash64(s);
    struct intern_slot *slot = slot_of(d, s, hash);
    if (slot->number == 0) {
        d->text[d->n++] = arena_copy(d->a, s);
        *slot = (struct intern_slot){(uint32_t)d->n, hash};
    }
    return slot->number;
}

void intern_sort(struct intern *d)
{
    d->rank = NEW(d->a, uint32_t, d->n + 1);
    d->nth = NEW(d->a, uint32_t, d->n + 1);
    order_texts(d->a, d->text, d->n, d->nth);
    for (size_t i = 0; i < d->n; i++)
        d->rank[++d->nth[i]] = (uint32_t)i + 1;
}

uint32_t intern_rank(const struct intern *d, uint32_t number)
{
    return d->rank[number];
}

struct str intern_nth(const struct intern *d, size_t rank)
{
    return d->text[d->nth[rank - 1] - 1];
}
