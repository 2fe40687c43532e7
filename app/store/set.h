/* set.h: distinct keys with a small number each: people, incidents. Of several numbers given for a
 * key the greatest wins, but for bits that are flags, of which each stays. Grows in an arena. Walk
 * it by key[0..n) and value[0..n), in no promised order. */
#ifndef STORE_SET_H
#define STORE_SET_H

#include "store/varint.h"

#include <endian.h>
#include <string.h>

struct set {
    struct arena *a;
    int64_t *key;
    uint32_t *value;
    size_t n, cap;
    uint32_t flags; /* the bits of a value that are flags */
    uint32_t *slot; /* 2 * cap of them: place in key + 1; NULL until something is put */
};

struct set set_of(struct arena *a);
struct set set_of_flags(struct arena *a, uint32_t flags);
/* Room for n keys in all: one step instead of many, where it is known how many will come. */
void set_room(struct set *s, size_t n);
/* The key 0 stands for "unknown" and is not put. */
void set_put(struct set *s, int64_t key, uint32_t value);
/* A walk through all keys when nothing was put since they were united. */
bool set_get(const struct set *s, int64_t key, uint32_t *value);
/* Begins to fetch what looking that key up will read. */
void set_soon(const struct set *s, int64_t key);
void set_merge(struct set *into, const struct set *from);
/* In ascending order of keys, so equal sets give equal bytes. */
void set_encode(const struct set *s, struct out *o);

/* How many keys have each value, added to n; values are what one byte holds. */
#define SET_VALUES 256
void set_values(const struct set *s, uint64_t n[SET_VALUES]);

/* A set as encoded, borrowed from the cursor's bytes. */
struct set_run {
    const unsigned char *key, *value;
    size_t n;
};
struct set_run set_run_get(struct cursor *c);
static inline int64_t set_run_key(const struct set_run *run, size_t i)
{
    uint64_t key;
    memcpy(&key, run->key + sizeof key * i, sizeof key);
    return (int64_t)le64toh(key);
}
/* The first bits of a key, in the order of the runs, which is that of signed numbers. */
static inline size_t set_head(int64_t key, int bits)
{
    return (size_t)(((uint64_t)key ^ UINT64_C(1) << 63) >> (64 - bits));
}
/* Puts each of its keys. */
void set_put_run(struct set *s, const struct set_run *run);
/* Copies it into the arena. */
void set_run_keep(struct set_run *run, struct arena *a);
/* Adds n of them at once: for many and long ones, each key of which is then looked at in the
 * processor's nearest memory. */
void set_unite(struct set *into, const struct set_run *run, size_t n);

#endif
