#include "query/chance.h"

#include <math.h>

double chance_counts(uint64_t now, double span, uint64_t then, double then_span)
{
    double a = (double)now * then_span, b = (double)then * span;
    double deviation = sqrt(a * then_span + b * span);
    return deviation > 0 ? (a - b) / deviation : 0;
}

double chance_shares(struct part now, struct part then)
{
    if (now.of == 0 || then.of == 0)
        return 0;
    double a = (double)now.of, b = (double)then.of;
    double both = (double)(now.n + then.n) / (a + b);
    double deviation = sqrt(both * (1 - both) * (1 / a + 1 / b));
    return deviation > 0 ? ((double)now.n / a - (double)then.n / b) / deviation : 0;
}

bool chance_is_beyond(double deviations)
{
    return fabs(deviations) > CHANCE_DEVIATIONS;
}
