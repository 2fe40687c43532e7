#include "sim/rand.h"

#include <math.h>

#define POISSON_BY_NORMAL 60.0 /* the mean from which the normal approximation is close enough */

__extension__ typedef unsigned __int128 wide_t; /* ISO C has no type for a 64 x 64 bit product */

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct dice dice_of(uint64_t seed, uint64_t stream)
{
    struct dice d;
    uint64_t state = seed;
    state = splitmix(&state) ^ stream;
    for (EACH(i, d.s))
        d.s[i] = splitmix(&state);
    return d;
}

static uint64_t turn(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

uint64_t dice_u64(struct dice *d)
{
    uint64_t *s = d->s, result = turn(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = turn(s[3], 45);
    return result;
}

double dice_share(struct dice *d)
{
    return (double)(dice_u64(d) >> 11) * 0x1p-53;
}

uint64_t dice_below(struct dice *d, uint64_t n)
{
    return (uint64_t)(((wide_t)dice_u64(d) * n) >> 64);
}

int64_t dice_between(struct dice *d, int64_t low, int64_t high)
{
    return low + (int64_t)dice_below(d, (uint64_t)(high - low) + 1);
}

bool dice_chance(struct dice *d, double share)
{
    return dice_share(d) < share;
}

double dice_normal(struct dice *d)
{
    double u = 1.0 - dice_share(d), v = dice_share(d);
    return sqrt(-2.0 * log(u)) * cos(2.0 * 3.14159265358979323846 * v);
}

double dice_lognormal(struct dice *d, double median, double sigma)
{
    return median * exp(sigma * dice_normal(d));
}

double dice_exponential(struct dice *d, double mean)
{
    return -mean * log(1.0 - dice_share(d));
}

unsigned dice_poisson(struct dice *d, double mean)
{
    if (mean > POISSON_BY_NORMAL) {
        double x = mean + sqrt(mean) * dice_normal(d) + 0.5;
        return x < 0 ? 0 : (unsigned)x;
    }
    double floor_of = exp(-mean), product = dice_share(d);
    unsigned n = 0;
    while (product > floor_of) {
        product *= dice_share(d);
        n++;
    }
    return n;
}
