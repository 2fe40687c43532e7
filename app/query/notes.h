/* notes.h: what is kept of each page until all are known, for what cannot be added up page by page:
 * percentiles, distinct people, incidents. */
#ifndef QUERY_NOTES_H
#define QUERY_NOTES_H

#include "query/facts.h"

/* An answer is gathered along three axes at once. */
enum axis { AXIS_TOTAL, AXIS_ROWS, AXIS_BINS, AXIS__N };

struct note {
    uint32_t group[AXIS__N]; /* or NO_GROUP: it does not count there */
    uint32_t who, incident;  /* numbers from 1; 0 = not known */
    int64_t created;         /* UTC ms */
    int64_t ms;              /* from there to what is timed; below 0: not known, or not timed */
    uint8_t outcome, level;
    bool handed_up; /* its recipient escalated it */
};

#define NOTES_A_BLOCK 8192
struct notes {
    struct arena *a;
    struct note **block;
    size_t n, blocks_cap;
};

struct note *notes_add(struct notes *x);
static inline struct note *notes_at(const struct notes *x, size_t i)
{
    return &x->block[i / NOTES_A_BLOCK][i % NOTES_A_BLOCK];
}

/* Their places in the order of who, or of incident and then of who, and of places where that is
 * equal. `last` is the greatest number there is. */
uint32_t *notes_by_who(const struct notes *x, struct arena *a, uint32_t last);
uint32_t *notes_by_incident(const struct notes *x, struct arena *a, uint32_t last);

/* Along an axis with n groups, facts[0..n): */
/* Their times. */
void notes_times(const struct notes *x, struct arena *a, enum axis axis, struct facts *f, size_t n);
/* Their distinct people; `order` by who. */
void notes_people(const struct notes *x, struct arena *a, const uint32_t *order, enum axis axis,
    struct facts *f, size_t n);
/* Their pages with person and incident, and of each pair the first; `order` by incident, then who.
 */
void notes_pairs(const struct notes *x, struct arena *a, const uint32_t *order, enum axis axis,
    struct facts *f, size_t n);

#endif
