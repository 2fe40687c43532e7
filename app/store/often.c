#include "store/often.h"

#define HEADS_A_KEY 16 /* so that one key in twenty shares its head with another */
#define BITS_MIN 5
#define BITS_MAX 25 /* 8 MiB; more keys only share more heads */

struct often often_of(struct arena *a, size_t keys)
{
    struct often o = {.bits = BITS_MIN};
    while (o.bits < BITS_MAX && keys * HEADS_A_KEY >> o.bits)
        o.bits++;
    o.word = NEW(a, uint64_t, ((size_t)1 << o.bits) / OFTEN_HEADS_A_WORD);
    return o;
}

/* Runs ascend, so memory is gone through in order. */
void often_meet(struct often *o, const struct set_run *run)
{
    for (size_t i = 0; i < run->n; i++) {
        size_t head = set_head(set_run_key(run, i), o->bits);
        uint64_t *word = &o->word[head / OFTEN_HEADS_A_WORD];
        uint64_t met = UINT64_C(1) << head % OFTEN_HEADS_A_WORD * 2;
        *word |= met | (*word & met) << 1;
    }
}
