/* arena.h: memory with one end of life. One arena a request, wiped after the reply; one a batch in
 * an import. `malloc` stands in arena.c alone. */
#ifndef LIB_ARENA_H
#define LIB_ARENA_H

#include "lib/str.h"

struct arena_block;

struct arena {
    struct arena_block *last; /* newest first */
    size_t used, cap;         /* bytes handed out since the last wipe; the most there may be */
};

/* A point in an arena's life, to come back to. */
struct arena_mark {
    struct arena_block *last;
    size_t block_used, used;
};

#define NEW(a, type, n) ((type *)arena_take((a), sizeof(type), (n)))

/* An arena that hands out at most cap bytes between two wipes. */
struct arena arena_of(size_t cap);
void arena_done(struct arena *a);
/* Gives zeroed room for n things of `size` bytes, aligned for any type, never NULL. Past the cap
 * the program ends with a log line: the limits keep an honest request far below it. */
void *arena_take(struct arena *a, size_t size, size_t n) __attribute__((returns_nonnull));
/* Forgets everything and keeps one block, of 1 MiB at most or the first; poisoned under ASan until
 * handed out again. */
void arena_wipe(struct arena *a);
/* Forgets what was handed out since the mark, which no wipe came after: for tries that failed. */
struct arena_mark arena_mark_of(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);
/* How many bytes may still be handed out. What comes from outside and could be more is refused. */
size_t arena_left(const struct arena *a);
/* Room for one more of n things of `size` bytes at `items`, which hold *cap: the same place, or a
 * wider one with the n in it. What is outgrown stays behind: as much again at most. */
void *arena_room(struct arena *a, void *items, size_t size, size_t n, size_t *cap);
struct str arena_copy(struct arena *a, struct str s);
/* The same, with a NUL after it, for those who want a C string. */
const char *arena_z(struct arena *a, struct str s);
struct str arena_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
