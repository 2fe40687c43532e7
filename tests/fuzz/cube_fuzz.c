/* Any bytes as the totals of a day: refused, or totals that encode and decode to the same. */
#include "store/cube.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str encoded(struct arena *a, const struct tally *t, tally_slots slots)
{
    struct out o = out_of(a);
    tally_encode(t, slots, &o);
    return out_done(&o);
}

static void fuzz_tally(struct arena *a, struct str blob)
{
    tally_slots slots = {{0}}, again = {{0}};
    struct tally *t = tally_new(a), *u = tally_new(a);
    if (tally_decode_add(blob, slots, t).code != ERR_OK)
        return;
    struct str first = encoded(a, t, slots);
    if (tally_decode_add(first, again, u).code != ERR_OK)
        abort();
    if (!str_eq(encoded(a, u, again), first))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) struct arena a = arena_of(256u << 20);
    struct attempts t = {0};
    struct str blob = {(const char *)data, size};
    if (size > 1u << 20)
        return 0;
    fuzz_tally(&a, blob);
    struct err e = attempts_decode_add(blob, 1u, &t);
    return e.code == ERR_OK || e.code == ERR_INPUT ? 0 : (abort(), 0);
}
