/* findings.h: what may be said about a period, in words: a table of rules, each with the numbers
 * that it needs. A rule is silent unless its numbers are held, enough and, where it tells of a
 * change, further apart than chance. Names of people are in none. */
#ifndef QUERY_FINDINGS_H
#define QUERY_FINDINGS_H

#include "query/filter.h"
#include "query/metric.h"

struct report;

#define FINDINGS_MAX 8
#define FINDING_SLOTS 5

/* A number or a name in a sentence. */
struct slot {
    struct str text; /* a name; empty: */
    struct value value;
    enum unit unit;
    bool things; /* a count of what `grain` says: "1 page" */
    enum grain grain;
};

struct finding {
    const char *rule;  /* "pages_changed": its row in the table */
    const char *words; /* "[Pages] rose by {}.": slots in their order, and what the link is on */
    struct slot slot[FINDING_SLOTS];
    size_t slots;
    const char *page, *panel;    /* which tells more; panel may be NULL */
    const struct filter *filter; /* of that page */
};

/* Fills r->finding from all else of it. */
void findings_of(struct arena *a, struct report *r);

#endif
