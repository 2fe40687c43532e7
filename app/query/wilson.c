#include "query/wilson.h"

#include <math.h>

#define Z 1.959963984540054 /* what 95 % of a normal distribution lies within, either side */

struct interval wilson(uint64_t part, uint64_t whole)
{
    if (whole == 0)
        return (struct interval){0, 1};
    double n = (double)whole, p = (double)part / n, z2 = Z * Z;
    double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = Z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return (struct interval){fmax(0, middle - half), fmin(1, middle + half)};
}
