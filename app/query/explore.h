/* explore.h: the free question: one metric under any filter, as one number, by groups, over time.
 * One rule holds for all of it: the value of a group or of a bin is what the same question gives
 * when it is narrowed to that group or to that time. */
#ifndef QUERY_EXPLORE_H
#define QUERY_EXPLORE_H

#include "query/by.h"
#include "query/metric.h"
#include "query/overview.h"

enum sort { SORT_VALUE, SORT_N, SORT_NAME, SORT__N };
extern const char *const sort_words[SORT__N]; /* "value", "n", "name" */

/* What is wanted beside the filter. */
struct asking {
    enum metric metric;
    enum by by;        /* BY_NONE: no rows */
    enum bin_size bin; /* BIN_NONE: no series */
    enum sort sort;
    bool ascending;
    size_t rows;       /* at most so many */
    uint32_t at;       /* rows before these: as a cursor says */
    int64_t budget_ms; /* a panel that is likely to take longer is refused; 0 = none is */
};

/* The words of a filter. False when one is no word of its list or the metric does not take that
 * group: a face checks them first, to say which. Without words: pages, no rows, no series, by value
 * descending, f->n rows. */
bool asking_of(const struct filter *f, struct asking *out);

/* A panel that was not asked, because it would have taken longer than it may. */
struct refusal {
    bool refused;
    int64_t estimate_ms;
};

struct explore_row {
    struct str id, name;      /* "o12", "t7", "p9", else the word itself; empty = not known */
    struct value value, then; /* `then` of the compared period */
    uint32_t group;           /* its number in the split that it came from */
};

struct explore_bin {
    int64_t from, to; /* UTC ms, half-open */
    enum held held;
    struct value value;
};

struct explore {
    struct asking asking;
    struct window window;
    enum held held; /* HELD_NONE makes every value unknown */
    bool compared;
    struct window against; /* the compared period */
    enum held against_held;
    struct refusal refusal; /* of all that follows */
    struct value total, then;
    struct explore_row *row; /* in the order asked for; unknown values last, then by id */
    size_t rows;             /* shown */
    size_t of;               /* there are, without the hidden */
    size_t hidden;           /* too small to be told by themselves */
    uint32_t next;           /* `at` of the next page; 0 = these were the last */
    struct explore_bin *bin; /* ascending, without gaps */
    size_t bins;
    enum bin_size bin_size; /* what BIN_AUTO came to */
    bool no_duties;         /* load: nobody's duty is known, so only who was paged counts */
};

/* Everything in the arena. ERR_BUSY: the snapshot's deadline passed. `zones` must hold f->tz. */
MUST_USE struct err explore_of(struct snapshot *s, struct arena *a, const struct filter *f,
    const struct asking *asking, struct zone_set *zones, struct explore *out);

/* How many pages (attempts, where pages have no such word) each value of a filter would leave,
 * under all the other filters. */
enum facet {
    FACET_CHANNEL,
    FACET_URGENCY,
    FACET_GATEWAY,
    FACET_CARRIER,
    FACET_COUNTRY,
    FACET_PURPOSE,
    FACET_OUTCOME,
    FACET_LEVEL,
    FACET_HOURS,
    FACET_SOURCE,
    FACET__N
};
extern const char *const facet_words[FACET__N]; /* the parameters: "ch", "urg", "gw" ... */

#define FACET_TOP 12
struct facet_value {
    struct str id;
    uint64_t n;
};
struct facets {
    struct window window;
    struct refusal refusal; /* refused: nothing is told at all */
    struct {
        struct facet_value value[FACET_TOP]; /* most first, then by id */
        size_t values, of;                   /* shown, and how many there are */
        bool refused;                        /* would take too long: nothing is told of it */
    } facet[FACET__N];
};
MUST_USE struct err explore_facets(struct snapshot *s, struct arena *a, const struct filter *f,
    int64_t budget_ms, struct zone_set *zones, struct facets *out);

#endif
