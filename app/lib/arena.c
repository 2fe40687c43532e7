#include "lib/arena.h"

#include "lib/log.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

#define BLOCK_BYTES (64u << 10)
#define LARGE_BYTES ((8u << 20) - 64) /* with what the block needs for itself no page more */
#define HUGE_PAGE_BYTES ((size_t)2 << 20)
#define KEPT_BYTES (1u << 20) /* by a wipe: what is given back is faulted in anew, page by page */

struct arena_block {
    struct arena_block *before;
    size_t used, cap;
    _Alignas(16) unsigned char bytes[];
};

struct arena arena_of(size_t cap)
{
    return (struct arena){.cap = cap};
}

static _Noreturn void arena_full(const char *why, size_t bytes)
{
    struct log l = log_of(LOG_ERROR, "arena_full");
    log_text(&l, "why", str_of(why));
    log_i64(&l, "bytes", (int64_t)bytes);
    log_end(&l);
    exit(70); /* EX_SOFTWARE: the master starts another worker */
}

/* A large block is given out in pages of 2 MiB where the system has them: a batch that fills
 * hundreds of megabytes else spends a tenth of its time on faults. */
static void *block_new(size_t bytes)
{
    if (bytes < LARGE_BYTES)
        return malloc(bytes);
    void *p = aligned_alloc(HUGE_PAGE_BYTES, (bytes + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES);
    if (p)
        (void)madvise(p, bytes, MADV_HUGEPAGE); /* without it all is the same, only slower */
    return p;
}

static struct arena_block *block_for(struct arena *a, size_t bytes)
{
    if (a->last && a->last->cap - a->last->used >= bytes)
        return a->last;
    size_t grown = a->last ? a->last->cap * 2 : BLOCK_BYTES;
    size_t cap = grown > LARGE_BYTES ? LARGE_BYTES : grown;
    if (cap < bytes)
        cap = bytes;
    struct arena_block *b = block_new(sizeof *b + cap);
    if (!b)
        arena_full("out of memory", bytes);
    *b = (struct arena_block){.before = a->last, .cap = cap};
    ASAN_POISON_MEMORY_REGION(b->bytes, cap);
    a->last = b;
    return b;
}

void *arena_take(struct arena *a, size_t size, size_t n)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(size, n, &bytes) || bytes > a->cap - a->used)
        arena_full("cap", bytes);
    bytes = (bytes + 15) & ~(size_t)15;
    struct arena_block *b = block_for(a, bytes);
    void *p = b->bytes + b->used;
    ASAN_UNPOISON_MEMORY_REGION(p, bytes);
    memset(p, 0, bytes);
    b->used += bytes;
    a->used += bytes < a->cap - a->used ? bytes : a->cap - a->used;
    return p;
}

static void drop_last(struct arena *a)
{
    struct arena_block *b = a->last;
    a->last = b->before;
    free(b);
}

/* The newest block that is not too large, and the first one at the latest. */
static void drop_all_but_one(struct arena *a)
{
    while (a->last->before && a->last->cap > KEPT_BYTES)
        drop_last(a);
    struct arena older = {.last = a->last->before};
    while (older.last)
        drop_last(&older);
    a->last->before = NULL;
}

/* The last block is kept, used up to `used`. */
static void cut_last(struct arena *a, size_t used)
{
    struct arena_block *b = a->last;
    b->used = used;
    ASAN_POISON_MEMORY_REGION(b->bytes + used, b->cap - used);
}

void arena_wipe(struct arena *a)
{
    if (a->last) {
        drop_all_but_one(a);
        cut_last(a, 0);
    }
    a->used = 0;
}

struct arena_mark arena_mark_of(const struct arena *a)
{
    return (struct arena_mark){a->last, a->last ? a->last->used : 0, a->used};
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    while (a->last != mark.last)
        drop_last(a);
    if (a->last)
        cut_last(a, mark.block_used);
    a->used = mark.used;
}

size_t arena_left(const struct arena *a)
{
    return a->cap - a->used;
}

void *arena_room(struct arena *a, void *items, size_t size, size_t n, size_t *cap)
{
    if (n < *cap)
        return items;
    *cap = *cap ? *cap * 2 : 256;
    char *wider = arena_take(a, size, *cap);
    if (n)
        memcpy(wider, items, size * n);
    return wider;
}

void arena_done(struct arena *a)
{
    arena_wipe(a);
    free(a->last);
    a->last = NULL;
}

struct str arena_copy(struct arena *a, struct str s)
{
    return (struct str){arena_z(a, s), s.n};
}

const char *arena_z(struct arena *a, struct str s)
{
    char *p = arena_take(a, 1, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    return p;
}

struct str arena_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    assert(n >= 0);
    char *p = arena_take(a, 1, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (struct str){p, (size_t)n};
}
