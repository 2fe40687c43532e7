/* rand.h: the simulator's dice: xoshiro256** by Blackman and Vigna, the same numbers on every host.
 */
#ifndef SIM_RAND_H
#define SIM_RAND_H

#include "lib/str.h"

struct dice {
    uint64_t s[4];
};

/* Streams of one seed are independent of each other. */
struct dice dice_of(uint64_t seed, uint64_t stream);
uint64_t dice_u64(struct dice *d);
double dice_share(struct dice *d); /* [0, 1) */
/* [0, n), n > 0 */
uint64_t dice_below(struct dice *d, uint64_t n);
/* low..high, both included */
int64_t dice_between(struct dice *d, int64_t low, int64_t high);
bool dice_chance(struct dice *d, double share);
double dice_normal(struct dice *d);
double dice_lognormal(struct dice *d, double median, double sigma);
double dice_exponential(struct dice *d, double mean);
unsigned dice_poisson(struct dice *d, double mean);

#endif
