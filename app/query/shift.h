/* shift.h: whether a series of counts changed its level by more than chance. Pure.
 *
 * Counts of pages scatter far more than rolled dice, and single storms are many times a usual day,
 * so ranks are compared and not sums: the rank-sum test (Mann-Whitney) asks whether the steps of
 * one side tend to be greater than those of the other. Days are first divided by what is usual on
 * their weekday. A level that was looked for at every possible step must be further from chance
 * than one that was told beforehand. */
#ifndef QUERY_SHIFT_H
#define QUERY_SHIFT_H

#include "lib/arena.h"

/* How far from chance, in standard deviations: a look at 14 steps of 28 days without any change
 * goes past the first in fewer than 1 of 100 tries, two given periods past the second likewise. */
#define SHIFT_Z_SOUGHT 3.4
#define SHIFT_Z_GIVEN 2.6
#define SHIFT_STEPS_MIN 7     /* on each side */
#define SHIFT_CHANGE_MIN 0.05 /* a smaller one is not worth a title */

struct shift {
    bool found;
    size_t at;     /* the first step of the later level */
    double change; /* of what is usual: -0.12 is 12 % less */
};

/* Where a series of n steps changed its level; `weekly`: the same weekday comes every 7 steps. */
struct shift shift_in(struct arena *a, const double *x, size_t n, bool weekly);
/* Whether the level of y is another than that of x. */
struct shift shift_between(struct arena *a, const double *x, size_t n, const double *y, size_t m);

#endif
