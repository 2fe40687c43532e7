/* overview.h: the Overview's question: how are our pages doing? One pass over the range answers
 * every panel. All numbers of the page, its JSON and its CSV come from this one struct. */
#ifndef QUERY_OVERVIEW_H
#define QUERY_OVERVIEW_H

#include "lib/zone.h"
#include "query/filter.h"
#include "store/cube.h"
#include "store/manifest.h"
#include "store/who.h"

struct snapshot;
struct funnel;
struct annotation;

/* The range, resolved against the snapshot: relative ranges end at the data's end, never at the
 * wall clock. 24h ends at the last full minute of data; the others are whole local days, the last
 * one the day that holds the newest data. */
struct window {
    const struct zone *zone; /* of dates and of the heatmap; UTC when tz is "own" */
    bool own;                /* the heatmap is in each recipient's own hours */
    int64_t from, to;        /* UTC ms, half-open */
    int32_t first, last;     /* local days touched, both inclusive */
    bool whole_days;
};

enum held { HELD_ALL, HELD_PART, HELD_NONE }; /* how much of a bin the store holds */

struct bin {
    int64_t from, to;
    uint64_t outcome[OUTCOME__N];
    enum held held;
};

enum child_kind { CHILD_NODE, CHILD_TEAM, CHILD_PERSON };
struct child {
    enum child_kind kind;
    int64_t key;         /* what its rows have in common */
    int32_t number;      /* CHILD_NODE */
    struct str id, name; /* the platform's id; the name as of now, else then, else the id */
    uint64_t pages, accepted, closed, sleep, undelivered;
    uint64_t people, incidents, escalated; /* escalated / incidents is the share */
    int64_t p50_ms, p90_ms; /* answered-by, MS_UNKNOWN = not reached, or too few pages to tell */
};

/* What the children may stand by, and how they do. */
enum child_sort {
    CHILD_BY_PAGES,
    CHILD_BY_NAME,
    CHILD_BY_ANSWERED,
    CHILD_BY_HALF,
    CHILD_BY_MOST,
    CHILD_BY_ESCALATED,
    CHILD_BY_NIGHT,
    CHILD_BY_UNDELIVERED,
    CHILD_BY__N
};
extern const char *const child_sort_words[CHILD_BY__N]; /* of sort=: "pages", "name" ... */
struct child_order {
    enum child_sort by;
    bool descending;
    uint32_t at; /* rows before the first one */
    size_t rows; /* at most so many */
};

/* A filter value as a chip: what it says, and whether the snapshot knows it. */
struct chip {
    enum child_kind kind;
    struct str id, name;
    bool known;
};

struct overview {
    struct window window;
    struct tally *pages;
    struct attempts attempts;
    bool by_rows;    /* not from totals: what attempts were of no page is not told */
    struct bin *bin; /* days, or weeks from 120 days on, or hours up to 2 days */
    size_t bins;
    int64_t bin_days; /* 0 = hours, 1, 7 */
    /* How much of the whole range: HELD_NONE makes the zeros above unknown. */
    enum held held, attempts_held;
    struct funnel *funnel;               /* may have been refused */
    const struct annotation *annotation; /* what happened besides, by time */
    size_t annotations;
    uint64_t heat[7 * 24]; /* pages by weekday and hour in window.zone, or own; 0 = Monday 00 */
    enum child_kind child_kind;
    struct child_order order; /* of the children; those whose value is not known are last */
    struct child *child;
    size_t children, children_of;     /* shown, and how many there are */
    size_t children_hidden;           /* of those, too small to be ranked so */
    struct str children_next;         /* cursor of the following ones; empty: none */
    struct node path[NODE_DEPTH_MAX]; /* from the top to the chosen node; several chosen: none */
    size_t path_n;
    struct chip chip[ORG_MAX + TEAM_MAX + PERSON_MAX];
    size_t chips;
    bool contradiction; /* filters that exclude each other: known ids, nothing in common */
    /* Out of time for all that is counted, or for these: their numbers are not told. */
    bool refused, attempts_refused, below_refused, before_refused;
    /* The compared period: its window, pages, attempts and bins, and of each child the same one
     * then. NULL: not asked for, or refused. */
    struct overview *before;
    int64_t through[DATASET__N];
};

/* Everything in the arena. ERR_INPUT: the filter's `after` is of another list. ERR_BUSY: the
 * deadline passed before anything was known. `zones` must hold f->tz. */
MUST_USE struct err overview_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct overview *out);
/* Whether anything of it was refused. */
bool overview_is_cut(const struct overview *o);
/* The range alone, for titles and links; runs no SQL. */
void window_of(
    const struct manifest *m, const struct filter *f, struct zone_set *zones, struct window *out);

#endif
