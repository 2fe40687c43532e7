/* truth.h: the exact answers to one filter, computed from the facts by the plain definitions and by
 * no code of the product. */
#ifndef SIM_TRUTH_H
#define SIM_TRUTH_H

#include "sim/pick.h"

/* Sorted durations in ms, and what was left out. */
struct times {
    int64_t *ms;
    size_t n, negative, over_day;
};

struct truth {
    size_t pages, people, sleep;
    size_t ends[END__N];
    struct times ack, answer;
    size_t incidents, escalated, depth_sum;
    const size_t *not_pages; /* [WHY__N] */
    size_t *daily;           /* [days of the data]; of the range only */
    size_t heat[168];
    size_t attempts[MEDIUM__N][FATE__N], attempts_not_pages;
};

struct truth truth_of(struct arena *a, const struct picked *in);
size_t truth_accepted(const struct truth *t);
size_t truth_closed(const struct truth *t);
/* The ceil(p * of)-th smallest; -1 where there are fewer. */
int64_t times_rank(const struct times *t, double p, size_t of);
void times_sort(struct times *t);

#endif
