/* truth.h: the exact answers to one filter, computed from the facts by the plain definitions and by
 * no code of the product. */
#ifndef SIM_TRUTH_H
#define SIM_TRUTH_H

#include "sim/facts.h"

#define TRUTH_VALUES_MAX 4
#define TRUTH_TARGET_MS (5 * 60 * INT64_C(1000))
#define TRUTH_WINDOW_MS (30 * 60 * INT64_C(1000))

enum end {
    END_IN_TARGET,
    END_LATE,
    END_UNTIMED,
    END_DECLINED,
    END_NOBODY,
    END_UNDELIVERED,
    END_CLEARED,
    END_OPEN,
    END__N
};
extern const char *const end_words[END__N];

struct filter {
    int days; /* the range: whole UTC days up to the end of the data */
    uint32_t org[TRUTH_VALUES_MAX], team[TRUTH_VALUES_MAX], person[TRUTH_VALUES_MAX];
    enum medium medium[TRUTH_VALUES_MAX];
    size_t org_n, team_n, person_n, medium_n;
};

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
    size_t not_pages[WHY__N];
    size_t *daily; /* [days of the data]; of the range only */
    size_t heat[168];
    size_t attempts[MEDIUM__N][FATE__N], attempts_not_pages;
};

struct truth truth_of(struct arena *a, const struct facts *f, const struct filter *q);
size_t truth_accepted(const struct truth *t);
size_t truth_closed(const struct truth *t);
/* The ceil(p * of)-th smallest; -1 where there are fewer. */
int64_t times_rank(const struct times *t, double p, size_t of);

#endif
