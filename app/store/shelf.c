#include "store/shelf.h"

#include "lib/file.h"

#include <assert.h>
#include <string.h>

#define BUCKETS 4096 /* as many as SEGMENTS_MAX, so chains are short */
#define NAME_BYTES 96

struct item {
    struct item *next; /* in its bucket, or among the free ones */
    char name[NAME_BYTES];
    struct sha256 sha256;
    bool open, marked;
    struct db db;
};

struct shelf {
    struct arena *a;
    const char *store;
    struct db_watch *watch;
    struct proofs *proofs;
    struct item *bucket[BUCKETS], *free;
};

struct shelf *shelf_of(
    struct arena *a, const char *store, struct db_watch *watch, struct proofs *proofs)
{
    struct shelf *s = NEW(a, struct shelf, 1);
    s->a = a;
    s->store = arena_z(a, str_of(store));
    s->watch = watch;
    s->proofs = proofs;
    return s;
}

void shelf_done(struct shelf *s)
{
    if (s)
        shelf_sweep(s); /* nothing is marked: all go */
}

static struct item **bucket_of(struct shelf *s, struct str name)
{
    return &s->bucket[(uint64_t)hash64(name) % BUCKETS];
}

static struct item *find(struct shelf *s, const struct segment_ref *ref)
{
    for (struct item *i = *bucket_of(s, ref->name); i; i = i->next)
        if (str_eq(str_of(i->name), ref->name))
            return i;
    return NULL;
}

static struct item *add(struct shelf *s, const struct segment_ref *ref)
{
    struct item *i = s->free;
    struct item **bucket = bucket_of(s, ref->name);
    if (i)
        s->free = i->next;
    else
        i = NEW(s->a, struct item, 1);
    *i = (struct item){.next = *bucket, .sha256 = ref->sha256};
    memcpy(i->name, ref->name.p, ref->name.n);
    *bucket = i;
    return i;
}

static const char *path_of(struct shelf *s, struct str name, struct arena *a)
{
    return arena_fmt(a, "%s/seg/%.*s", s->store, STR_ARG(name)).p;
}

struct err shelf_verify(struct shelf *s, enum family f, const struct segment_ref *ref)
{
    struct item *known = find(s, ref);
    if (known && strcmp(known->sha256.hex, ref->sha256.hex) == 0)
        return OK;
    if (known || ref->name.n >= NAME_BYTES)
        return err_of(ERR_INPUT, "%.*s: a name used twice", STR_ARG(ref->name));
    TRY(proof_segment(s->proofs, NULL, s->store, f, ref));
    add(s, ref);
    return OK;
}

struct str shelf_name(struct arena *a, enum family f, int32_t first, int32_t last)
{
    struct civil from = civil_of(first * DAY_MS), to = civil_of(last * DAY_MS);
    return arena_fmt(a, "%s-%04d%02d%02d-%04d%02d%02d-%.*s.db", family_words[f], from.year,
        from.month, from.day, to.year, to.month, to.day, STR_ARG(file_nonce(a)));
}

struct err shelf_put(
    struct shelf *s, enum family f, const char *path, const struct segment_ref *ref)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    TRY(file_copy(path, path_of(s, ref->name, &a)));
    return err_at(shelf_verify(s, f, ref), "after copying");
}

struct err shelf_take(
    struct shelf *s, enum family f, const struct segment_ref *ref, struct db **out)
{
    TRY(shelf_verify(s, f, ref));
    struct item *i = find(s, ref);
    assert(i); /* it was put there just now, or before */
    *out = &i->db;
    if (i->open)
        return OK;
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    TRY(db_open_immutable(&i->db, path_of(s, ref->name, &a), s->watch));
    i->open = true;
    return OK;
}

void shelf_mark(struct shelf *s, const struct manifest *m)
{
    for (size_t f = 0; f < FAMILY__N; f++) {
        for (size_t k = 0; k < m->family[f].segments; k++) {
            struct item *i = find(s, &m->family[f].segment[k]);
            if (i)
                i->marked = true;
        }
    }
}

static void sweep_bucket(struct shelf *s, struct item **at)
{
    while (*at) {
        struct item *i = *at;
        if (i->marked) {
            i->marked = false;
            at = &i->next;
            continue;
        }
        *at = i->next;
        db_done(&i->db);
        i->next = s->free;
        s->free = i;
    }
}

void shelf_sweep(struct shelf *s)
{
    for (size_t b = 0; b < BUCKETS; b++)
        sweep_bucket(s, &s->bucket[b]);
}
