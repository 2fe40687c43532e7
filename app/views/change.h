/* change.h: a value against the same one of the compared period, in words that need no colour. */
#ifndef VIEWS_CHANGE_H
#define VIEWS_CHANGE_H

#include "query/metric.h"
#include "views/html.h"

/* Made from fewer than so many, the compared value is too small to compare with. */
#define CHANGE_BASE_MIN 20

struct comparison {
    enum metric metric;
    struct value now, then;
    uint64_t base; /* how many pages (or other things) `then` is made from */
};

/* "+1,204 (+4.1 %)", "−1.3 points (−1.5 %)", "no change", "too few to compare". */
struct str change_say(struct arena *a, const struct comparison *c);
/* Above 0: better, below 0: worse, by the metric's good direction; 0: neither can be said, or
 * chance may have done it. */
int change_good(const struct comparison *c);
/* The words, and where the metric has a good direction "better" or "worse", which colour repeats.
 */
void change_html(struct html *h, const struct comparison *c);

#endif
