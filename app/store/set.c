#include "store/set.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 16
#define VALUE_MAX 0xffu /* as written: one byte */
#define KEY_BYTES 8
#define RUN_BYTES (KEY_BYTES + 1)

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
static size_t first_slot(const struct set *s, int64_t key)
{
    return (size_t)(spread(key) >> __builtin_clzll(s->cap));
}

static size_t slot_of(const struct set *s, int64_t key)
{
    size_t mask = 2 * s->cap - 1;
    size_t i = first_slot(s, key);
    while (s->slot[i] && s->key[s->slot[i] - 1] != key)
        i = (i + 1) & mask;
    return i;
}

void set_room(struct set *s, size_t wanted)
{
    size_t cap = s->cap ? s->cap : FIRST_CAP;
    if (wanted <= s->cap && s->slot)
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
    if (s->n == s->cap || !s->slot)
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

void set_soon(const struct set *s, int64_t key)
{
    if (s->slot)
        __builtin_prefetch(&s->slot[first_slot(s, key)]);
}

static bool walk(const struct set *s, int64_t key, uint32_t *value)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->key[i] != key)
            continue;
        *value = s->value[i];
        return true;
    }
    return false;
}

bool set_get(const struct set *s, int64_t key, uint32_t *value)
{
    if (s->n == 0 || key == 0)
        return false;
    if (!s->slot)
        return walk(s, key, value);
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

void set_values(const struct set *s, uint64_t n[SET_VALUES])
{
    for (size_t i = 0; i < s->n; i++)
        n[s->value[i] % SET_VALUES]++;
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

static bool is_ascending(const struct set_run *run)
{
    bool right = true;
    for (size_t i = 1; i < run->n; i++)
        right &= set_run_key(run, i - 1) < set_run_key(run, i);
    return right;
}

struct set_run set_run_get(struct cursor *c)
{
    uint64_t n = varint_get(c);
    if (n > cursor_left(c) / RUN_BYTES) {
        c->bad = true;
        return (struct set_run){0};
    }
    struct set_run run = {.key = c->p, .value = c->p + KEY_BYTES * n, .n = (size_t)n};
    c->p += RUN_BYTES * n;
    c->bad |= !is_ascending(&run);
    return run;
}

void set_put_run(struct set *s, const struct set_run *run)
{
    if (run->n)
        set_room(s, s->n + run->n);
    for (size_t i = 0; i < run->n; i++)
        set_put(s, set_run_key(run, i), run->value[i]);
}

void set_run_keep(struct set_run *run, struct arena *a)
{
    unsigned char *copy = arena_take(a, RUN_BYTES, run->n);
    if (run->n)
        memcpy(copy, run->key, RUN_BYTES * run->n);
    run->key = copy;
    run->value = copy + KEY_BYTES * run->n;
}

/* What is in the set already, as one run more. */
static struct set_run run_of(const struct set *s)
{
    struct out o = out_of(s->a);
    set_encode(s, &o);
    struct cursor c = cursor_of(out_done(&o));
    return set_run_get(&c);
}

/* Keys are hashes: their first bits say in which of equal parts they lie, and the runs are gone
 * through part by part. A part's keys are found in a table so small that it stays near. */
struct uniting {
    struct set *into;
    const struct set_run *run;
    size_t runs, keys;
    int part_bits, slot_bits;
    size_t *at; /* by run: how far it was gone through */
    uint32_t *slot;
};

#define PART_KEYS 512 /* on average; a table of four times as many slots is 8 KiB */

static size_t part_of(const struct uniting *u, int64_t key)
{
    return set_head(key, u->part_bits);
}

/* However the keys are spread, no table is ever more than half full. */
static void measure(struct uniting *u)
{
    size_t most = 0, *count;
    for (u->part_bits = 1; u->keys >> u->part_bits > PART_KEYS;)
        u->part_bits++;
    count = NEW(u->into->a, size_t, (size_t)1 << u->part_bits);
    for (size_t r = 0; r < u->runs; r++)
        for (size_t i = 0; i < u->run[r].n; i++)
            count[part_of(u, set_run_key(&u->run[r], i))]++;
    for (size_t i = 0; i >> u->part_bits == 0; i++)
        most = count[i] > most ? count[i] : most;
    for (u->slot_bits = 1; most >> (u->slot_bits - 1);)
        u->slot_bits++;
}

static void put_near(struct uniting *u, size_t first, int64_t key, uint32_t value)
{
    struct set *s = u->into;
    size_t mask = ((size_t)1 << u->slot_bits) - 1;
    size_t i = (size_t)((uint64_t)key << u->part_bits >> (64 - u->slot_bits));
    while (u->slot[i] && s->key[first + u->slot[i] - 1] != key)
        i = (i + 1) & mask;
    if (u->slot[i]) {
        uint32_t *known = &s->value[first + u->slot[i] - 1];
        *known = joined(s, *known, value);
        return;
    }
    s->key[s->n] = key;
    s->value[s->n] = value;
    u->slot[i] = (uint32_t)(++s->n - first);
}

static void unite_part(struct uniting *u, size_t part)
{
    size_t first = u->into->n;
    memset(u->slot, 0, sizeof *u->slot << u->slot_bits);
    for (size_t r = 0; r < u->runs; r++) {
        const struct set_run *run = &u->run[r];
        for (size_t i = u->at[r];; u->at[r] = ++i) {
            int64_t key = i < run->n ? set_run_key(run, i) : 0;
            if (i == run->n || part_of(u, key) != part)
                break;
            if (key)
                put_near(u, first, key, run->value[i]);
        }
    }
}

void set_unite(struct set *into, const struct set_run *run, size_t n)
{
    struct set_run *all = NEW(into->a, struct set_run, n + 1);
    struct uniting u = {.into = into, .run = all};
    for (size_t i = 0; i < n; i++)
        if (run[i].n)
            all[u.runs++] = run[i];
    if (u.runs && into->n)
        all[u.runs++] = run_of(into);
    for (size_t i = 0; i < u.runs; i++)
        u.keys += all[i].n;
    if (u.runs == 0)
        return;
    measure(&u);
    u.at = NEW(into->a, size_t, u.runs);
    u.slot = NEW(into->a, uint32_t, (size_t)1 << u.slot_bits);
    *into = (struct set){.a = into->a, .flags = into->flags, .cap = FIRST_CAP};
    while (into->cap < u.keys)
        into->cap *= 2;
    into->key = NEW(into->a, int64_t, into->cap);
    into->value = NEW(into->a, uint32_t, into->cap);
    for (size_t part = 0; part >> u.part_bits == 0; part++)
        unite_part(&u, part);
}
