/* facts.h: what the rows of an answer came to, from totals or from rows, and the values that are
 * read off it. Pure. */
#ifndef QUERY_FACTS_H
#define QUERY_FACTS_H

#include "query/metric.h"

/* How long things took: as a histogram, or one by one. */
struct times {
    uint64_t n, sum_ms;
    const struct hist *hist; /* NULL: */
    int64_t *ms;             /* n of them, in any order; asking for a rank moves them about */
};

/* Only what the metric at hand is computed from is filled. */
struct facts {
    uint64_t outcome[OUTCOME__N]; /* of pages */
    uint64_t not_pages;
    uint64_t sleep, reassigned;
    uint64_t cleared_fast, cleared_untimed;
    uint64_t people;
    uint64_t placed, first; /* pages with person and incident; of those, each pair's first */
    struct times times;     /* what the metric tells the time of */
    uint64_t credited, uncredited, uncertain; /* acceptances; the last have no time that holds */
    struct {
        uint64_t n, known, levels; /* all; those with a level; the sum of their highest */
        uint64_t escalated, manual;
        uint64_t people; /* each incident's distinct people, added up */
        uint64_t repeats;
        uint64_t open, accepted; /* with a page still open; of the others, with an acceptance */
    } incidents;
    struct {
        uint64_t n, pages, top; /* people; their pages, and those of the top tenth */
        double gini;
        uint64_t oncall_days;
    } load;
    uint64_t delivery[DELIVERY__N]; /* attempts of pages */
    uint64_t interruptions[HOURS__N];
    uint64_t silent; /* by the channels that interrupt, but not known to be delivered */
    uint64_t disrupted_hours;
};

uint64_t facts_pages(const struct facts *f);
uint64_t facts_accepted(const struct facts *f);
uint64_t facts_closed(const struct facts *f); /* for answer */
/* Unknown is never 0: a number without a base is not `known`. */
struct value facts_value(const struct facts *f, enum metric m);

#endif
