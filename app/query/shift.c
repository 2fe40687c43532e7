#include "query/shift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WEEK 7

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* n > 0 */
static double median(struct arena *a, const double *x, size_t n)
{
    double *sorted = NEW(a, double, n);
    memcpy(sorted, x, n * sizeof *x);
    qsort(sorted, n, sizeof *sorted, ascending);
    return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* How far x is from y by ranks, in standard deviations; above 0: y is greater. */
static double rank_z(const double *x, size_t n, const double *y, size_t m)
{
    double wins = 0, both = (double)n * (double)m;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            wins += y[k] > x[i] ? 1 : y[k] == x[i] ? 0.5 : 0;
    return (wins - both / 2) / sqrt(both * (double)(n + m + 1) / 12);
}

/* Each step divided by the median of its weekday; false where a weekday's is 0, or has no step. */
static bool even_out(struct arena *a, const double *x, size_t n, double *out)
{
    double day[WEEK], same[64];
    for (size_t d = 0; d < WEEK; d++) {
        size_t k = 0;
        for (size_t i = d; i < n && k < COUNT_OF(same); i += WEEK)
            same[k++] = x[i];
        day[d] = k ? median(a, same, k) : 0;
        if (day[d] <= 0)
            return false;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] / day[i % WEEK];
    return true;
}

static struct shift judge(struct arena *a, const double *x, size_t n, const double *y, size_t m)
{
    double before = median(a, x, n), after = median(a, y, m);
    struct shift s = {.at = n, .change = before > 0 ? after / before - 1 : 0};
    s.found = before > 0 && fabs(s.change) >= SHIFT_CHANGE_MIN;
    return s;
}

struct shift shift_in(struct arena *a, const double *x, size_t n, bool weekly)
{
    size_t best = 0;
    double most = 0;
    double *even = NEW(a, double, n + 1);
    if (n < 2 * SHIFT_STEPS_MIN)
        return (struct shift){0};
    memcpy(even, x, n * sizeof *x);
    if (weekly && !even_out(a, x, n, even))
        return (struct shift){0};
    for (size_t at = SHIFT_STEPS_MIN; at + SHIFT_STEPS_MIN <= n; at++) {
        double z = fabs(rank_z(even, at, even + at, n - at));
        if (z > most) {
            most = z;
            best = at;
        }
    }
    if (most < SHIFT_Z_SOUGHT)
        return (struct shift){0};
    return judge(a, even, best, even + best, n - best);
}

struct shift shift_between(struct arena *a, const double *x, size_t n, const double *y, size_t m)
{
    if (n < SHIFT_STEPS_MIN || m < SHIFT_STEPS_MIN || fabs(rank_z(x, n, y, m)) < SHIFT_Z_GIVEN)
        return (struct shift){0};
    return judge(a, x, n, y, m);
}
