/* listing.h: the incidents of a range as a list, a page of it, and how many there were over time.
 */
#ifndef QUERY_LISTING_H
#define QUERY_LISTING_H

#include "query/brief.h"
#include "query/episode.h"

enum listing_sort { LISTING_NEWEST, LISTING_PEOPLE, LISTING_WAIT, LISTING_UNANSWERED, LISTING__N };
extern const char *const listing_sort_words[LISTING__N]; /* "newest", "people" ... */

#define ANSWER_EDGES 10
extern const int64_t answer_edge_ms[ANSWER_EDGES]; /* exactly that is in the one before */

/* Incidents by what became of them, by the time of their first page. */
struct listing_bin {
    int64_t from, to; /* UTC ms */
    enum held held;
    uint64_t end[FATE__N];
};

struct listing {
    struct brief brief;
    struct episodes episodes; /* closed by listing_done */
    enum listing_sort sort;
    uint64_t end[FATE__N];
    struct listing_bin *bin;
    size_t bins;
    enum bin_size bin_size;
    uint64_t answered_in[ANSWER_EDGES + 1]; /* the last: later than all edges */
    uint64_t answered_untimed;              /* accepted, at no known time */
    size_t from;                            /* incidents of the list before those shown */
};

/* Grids: "list", "volume", "answers", "tiles". ERR_INPUT: the cursor is of another list. ERR_BUSY:
 * the deadline passed. */
MUST_USE struct err listing_of(
    struct snapshot *s, struct arena *a, const struct brief_ask *ask, struct listing *out);
void listing_done(struct listing *x);
/* Closed for answer, and nobody accepted. */
bool fate_is_lost(enum fate f);

#endif
