#include "query/edges.h"

/* clang-format off */
const int64_t edge_ms[EDGES] = {
    5 * SECOND_MS, 10 * SECOND_MS, 20 * SECOND_MS, 30 * SECOND_MS,
    1 * MINUTE_MS, 2 * MINUTE_MS, 3 * MINUTE_MS, 5 * MINUTE_MS,
    10 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS,
    1 * HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS,
};
/* clang-format on */

static uint64_t up_to(const struct tally *t, size_t edge)
{
    return edge < EDGES ? tally_accepted_by(t, edge_ms[edge]) : t->ack.n;
}

uint64_t edges_between(const struct tally *t, size_t edge)
{
    uint64_t before = edge > 0 ? up_to(t, edge - 1) : 0, now = up_to(t, edge);
    return now > before ? now - before : 0; /* within a bucket of times a share is told */
}
