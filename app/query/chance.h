/* chance.h: whether two single numbers differ by more than chance; of series of counts that is
 * shift.h. What is counted is taken to come by itself, as incidents do rather than pages: a count
 * of n varies by its square root, and a share as that of so many throws of a coin. A difference of
 * more than three such deviations is said; of 400 that are chance one would be said, too. */
#ifndef QUERY_CHANCE_H
#define QUERY_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

#define CHANCE_DEVIATIONS 3
#define CHANCE_BASE_MIN 20 /* made from fewer, a number is not compared */

struct part {
    uint64_t n, of;
};

/* By how many deviations `now` is above (or, negative, below) `then`; 0 when it cannot be told. A
 * count is that of a span, in any unit: over the same one it is (now - then) / sqrt(now + then). */
double chance_counts(uint64_t now, double span, uint64_t then, double then_span);
double chance_shares(struct part now, struct part then);
bool chance_is_beyond(double deviations);

#endif
