#include "store/often.h"

#define HEADS_A_KEY 16 /* so that one key in twenty shares its head with another */
#define AGAIN_LESS 2   /* bits: few are met again */
#define BITS_MIN 8
#define BITS_MAX 26 /* 8 MiB; more keys only share more heads */

static uint64_t *words(struct arena *a, int bits)
{
    return NEW(a, uint64_t, ((size_t)1 << bits) / OFTEN_HEADS_A_WORD);
}

struct often often_of(struct arena *a, size_t keys)
{
    struct often o = {.met_bits = BITS_MIN};
    while (o.met_bits < BITS_MAX && keys * HEADS_A_KEY >> o.met_bits)
        o.met_bits++;
    o.again_bits = o.met_bits - AGAIN_LESS;
    o.met = words(a, o.met_bits);
    o.again = words(a, o.again_bits);
    return o;
}

/* Runs ascend, so memory is gone through in order. */
void often_meet(struct often *o, const struct set_run *run)
{
    for (size_t i = 0; i < run->n; i++) {
        int64_t key = set_run_key(run, i);
        size_t place = set_head(key, o->met_bits), again = set_head(key, o->again_bits);
        uint64_t *met = &o->met[place / OFTEN_HEADS_A_WORD];
        uint64_t before = *met >> place % OFTEN_HEADS_A_WORD & 1;
        o->again[again / OFTEN_HEADS_A_WORD] |= before << again % OFTEN_HEADS_A_WORD;
        *met |= UINT64_C(1) << place % OFTEN_HEADS_A_WORD;
    }
}
