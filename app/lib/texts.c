#include "lib/texts.h"

#include "lib/hash.h"

#include <string.h>

#define CHUNK_BYTES (64u << 10)

struct texts texts_of(struct arena *a)
{
    return (struct texts){.a = a, .known = runs_of(a, 0)};
}

struct str texts_keep(struct texts *t, struct str s)
{
    if (s.n == 0)
        return STR("");
    if (s.n > t->left) {
        t->left = s.n > CHUNK_BYTES ? s.n : CHUNK_BYTES;
        t->at = arena_take(t->a, 1, t->left);
    }
    char *p = t->at;
    memcpy(p, s.p, s.n);
    t->at += s.n;
    t->left -= s.n;
    return (struct str){p, s.n};
}

/* Two texts with one hash are two all the same: the second is just not shared. */
struct str texts_share(struct texts *t, struct str s)
{
    if (s.n == 0)
        return STR("");
    struct run_of_rows *run = runs_take(&t->known, hash64(s));
    if (run->n)
        return str_eq(t->shared[run->first], s) ? t->shared[run->first] : texts_keep(t, s);
    t->shared = arena_room(t->a, t->shared, sizeof s, t->n, &t->cap);
    t->shared[t->n] = texts_keep(t, s);
    *run = (struct run_of_rows){run->key, (uint32_t)t->n, 1};
    return t->shared[t->n++];
}
