/* varint.h: whole numbers in few bytes (LEB128), and arrays of mostly zeros. What the blobs beside
 * the records are made of. Reading never goes past the end and never fails aloud: it keeps `bad`.
 */
#ifndef STORE_VARINT_H
#define STORE_VARINT_H

#include "lib/out.h"

struct cursor {
    const unsigned char *p, *end;
    bool bad; /* cut, or not what was expected; every later read gives 0 */
};

struct cursor cursor_of(struct str s);
static inline size_t cursor_left(const struct cursor *c)
{
    return (size_t)(c->end - c->p);
}
uint64_t varint_get_long(struct cursor *c);
static inline uint64_t varint_get(struct cursor *c)
{
    if (c->p < c->end && *c->p < 0x80)
        return *c->p++;
    return varint_get_long(c);
}
void varint_put(struct out *o, uint64_t v);
/* Signed, small magnitudes short. */
void zigzag_put(struct out *o, int64_t v);
int64_t zigzag_get(struct cursor *c);
/* Eight bytes, the lowest first: for keys, which are random. */
void fixed64_put(struct out *o, int64_t v);
int64_t fixed64_get(struct cursor *c);
/* Length, then bytes. What is read is borrowed from the cursor's bytes. */
void text_put(struct out *o, struct str s);
struct str text_get(struct cursor *c);
/* Only what is not 0, with its distance from the one before; reading adds to what is there. */
void sparse_put(struct out *o, const uint64_t *v, size_t n);
void sparse_add(struct cursor *c, uint64_t *into, size_t n);
/* The same, one after the other. */
struct sparse {
    struct cursor *c;
    uint64_t left, v;   /* how many are to come; the one at hand */
    size_t at, next, n; /* its place, below n */
};
static inline struct sparse sparse_of(struct cursor *c, size_t n)
{
    return (struct sparse){.c = c, .left = varint_get(c), .n = n};
}
static inline bool sparse_next(struct sparse *s)
{
    if (s->left == 0 || s->c->bad)
        return false;
    uint64_t gap = varint_get(s->c);
    s->left--;
    s->v = varint_get(s->c);
    if (gap >= s->n - s->next)
        s->c->bad = true;
    s->at = s->next + (size_t)gap;
    s->next = s->at + 1;
    return !s->c->bad;
}

#endif
