/* wilson.h: how sure a share is. Pure. */
#ifndef QUERY_WILSON_H
#define QUERY_WILSON_H

#include <stdint.h>

struct interval {
    double low, high; /* shares, 0 to 1; of nothing: all of it */
};

/* The 95 % score interval of `part` of `whole` (E. B. Wilson, Journal of the American Statistical
 * Association 22, 1927, p. 209): it stays within 0 and 1 and holds for few of them, too. */
struct interval wilson(uint64_t part, uint64_t whole);

#endif
