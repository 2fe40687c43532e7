#include "web/board.h"

#include <assert.h>
#include <string.h>

struct words {
    uint64_t word[BOARD_WORDS];
};
static_assert(sizeof(struct offer) <= sizeof(struct words), "an offer fits on the board");

void board_write(struct board *b, const struct offer *o)
{
    struct words w = {{0}};
    memcpy(&w, o, sizeof *o);
    uint64_t turn = b->turn | 1;
    atomic_store_explicit(&b->turn, turn, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    for (EACH(i, w.word))
        atomic_store_explicit(&b->word[i], w.word[i], memory_order_relaxed);
    atomic_store_explicit(&b->turn, turn + 1, memory_order_release);
}

bool board_read(const struct board *b, uint64_t *turn, struct offer *out)
{
    struct words w;
    uint64_t now = atomic_load_explicit(&b->turn, memory_order_acquire);
    if (now == *turn || now % 2)
        return false;
    for (EACH(i, w.word))
        w.word[i] = atomic_load_explicit(&b->word[i], memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
    if (atomic_load_explicit(&b->turn, memory_order_relaxed) != now)
        return false;
    memcpy(out, &w, sizeof *out);
    *turn = now;
    return true;
}
