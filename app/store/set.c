#include "store/set.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 16
#define VALUE_MAX 0xffu /* as written: one byte */

struct set set_of(struct arena *a)
{
    return (struct set){.a = a};
}

struct set set_of_flags(struct arena *a, uint32_t flags)
{
    return (struct set){.a = a, .flags = flags};
}

/* Hashes are as spread as can be, small numbers are not. */
static uint64_t spread(int64_t key)
{
    uint64_t k = (uint64_t)key;
    return k >> 32 ? k : k * UINT64_C(0x9e3779b97f4a7c15);
}

/* The slot that holds the key, or the free one. By the high bits: ascending keys, as blobs hold
 * them, then walk through the slots from their start to their end, and memory is read in order. */
static size_t slot_of(const struct set *s, int64_t key)
{
    size_t mask = 2 * s->cap - 1;
    size_t i = (size_t)(spread(key) >> __builtin_clzll(s->cap));
    while (s->slot[i] && s->key[s->slot[i] - 1] != key)
        i = (i + 1) & mask;
    return i;
}

void set_room(struct set *s, size_t wanted)
{
    size_t cap = s->cap ? s->cap : FIRST_CAP;
    if (wanted <= s->cap)
        return;
    while (cap < wanted)
        cap *= 2;
    struct set grown = {.a = s->a, .n = s->n, .cap = cap, .flags = s->flags};
    grown.key = NEW(s->a, int64_t, cap);
    grown.value = NEW(s->a, uint32_t, cap);
    grown.slot = NEW(s->a, uint32_t, 2 * cap);
    if (s->n) {
        memcpy(grown.key, s->key, s->n * sizeof *s->key);
        memcpy(grown.value, s->value, s->n * sizeof *s->value);
    }
    for (size_t i = 0; i < s->n; i++)
        grown.slot[slot_of(&grown, grown.key[i])] = (uint32_t)i + 1;
    *s = grown;
}

static uint32_t joined(const struct set *s, uint32_t x, uint32_t y)
{
    uint32_t a = x & ~s->flags, b = y & ~s->flags;
    return (a > b ? a : b) | ((x | y) & s->flags);
}

void set_put(struct set *s, int64_t key, uint32_t value)
{
    if (key == 0)
        return;
    if (s->n == s->cap)
        set_room(s, s->n + 1);
    uint32_t *slot = &s->slot[slot_of(s, key)];
    if (*slot == 0) {
        s->key[s->n] = key;
        s->value[s->n] = value;
        *slot = (uint32_t)++s->n;
    } else {
        s->value[*slot - 1] = joined(s, s->value[*slot - 1], value);
    }
}

bool set_get(const struct set *s, int64_t key, uint32_t *value)
{
    if (s->n == 0 || key == 0)
        return false;
    uint32_t place = s->slot[slot_of(s, key)];
    if (place)
        *value = s->value[place - 1];
    return place != 0;
}

void set_merge(struct set *into, const struct set *from)
{
    set_room(into, from->n);
    for (size_t i = 0; i < from->n; i++)
        set_put(into, from->key[i], from->value[i]);
}

struct entry {
    int64_t key;
    uint32_t value;
};

static int entry_cmp(const void *a, const void *b)
{
    int64_t x = ((const struct entry *)a)->key, y = ((const struct entry *)b)->key;
    return (x > y) - (x < y);
}

void set_encode(const struct set *s, struct out *o)
{
    struct entry *sorted = NEW(o->a, struct entry, s->n + 1);
    for (size_t i = 0; i < s->n; i++)
        sorted[i] = (struct entry){s->key[i], s->value[i]};
    qsort(sorted, s->n, sizeof *sorted, entry_cmp);
    varint_put(o, s->n);
    for (size_t i = 0; i < s->n; i++)
        fixed64_put(o, sorted[i].key);
    for (size_t i = 0; i < s->n; i++) {
        char byte = (char)(sorted[i].value < VALUE_MAX ? sorted[i].value : VALUE_MAX);
        out_str(o, (struct str){&byte, 1});
    }
}

void set_decode_add(struct cursor *c, struct set *into)
{
    uint64_t n = varint_get(c);
    if (n > cursor_left(c) / 9) {
        c->bad = true;
        return;
    }
    set_room(into, (size_t)n);
    struct cursor value = {.p = c->p + 8 * n, .end = c->end};
    for (uint64_t i = 0; i < n; i++)
        set_put(into, fixed64_get(c), value.p[i]);
    c->p += n;
}
