/* often.h: which incidents were met on several days: nearly none, so that a sum over days need keep
 * few keys. Of those it says so; of some others it says so too, whose first bits are the same.
 * Pure.
 */
#ifndef STORE_OFTEN_H
#define STORE_OFTEN_H

#include "store/set.h"

#define OFTEN_HEADS_A_WORD 64

/* By the first bits of a key; fewer of them tell of what was met again, for that is looked up key
 * by key and stays in the processor's near memory. */
struct often {
    uint64_t *met, *again;
    int met_bits, again_bits;
};

/* Room for about so many keys. */
struct often often_of(struct arena *a, size_t keys);
/* The keys of one day. */
void often_meet(struct often *o, const struct set_run *run);
static inline bool often_has(const struct often *o, int64_t key)
{
    size_t at = set_head(key, o->again_bits);
    return o->again[at / OFTEN_HEADS_A_WORD] >> at % OFTEN_HEADS_A_WORD & 1;
}

#endif
