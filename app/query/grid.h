/* grid.h: a part of an answer as a table of typed cells. A page, its JSON and its CSV write the
 * same table, so their numbers cannot differ. */
#ifndef QUERY_GRID_H
#define QUERY_GRID_H

#include "lib/arena.h"
#include "lib/zone.h"

enum grid_shape { GRID_TEXT, GRID_COUNT, GRID_SHARE, GRID_RATIO, GRID_MS, GRID_TIME };

struct grid_column {
    const char *name;  /* in JSON and CSV, its unit at the end: "wait_p50_ms" */
    const char *label; /* on a page; NULL: not there */
    const char *none;  /* what a page says where it is not known: "no receipts" */
    const char *about; /* of a tile: what is below the number */
    enum grid_shape shape;
    bool bar; /* of a share: drawn beside it, too */
};

struct grid_cell {
    bool known;
    struct str text; /* GRID_TEXT; of what is not known, why: else the column says it */
    double v;        /* a count, a share of 1, a ratio, ms, or UTC ms */
    struct str href; /* of GRID_TEXT; may be empty */
    bool weak;       /* of a row's first: made from too few to rely on */
};

struct grid {
    const char *name; /* of its panel */
    const struct grid_column *column;
    size_t columns;
    struct grid_cell *cell; /* rows * columns, a row after the other */
    size_t cells, cap;
    uint64_t of; /* rows there are, with those that are not here */
    struct arena *a;
    const struct zone *zone; /* of times */
};

#define GRID_OF(a, name, columns, zone) grid_of((a), (name), (columns), COUNT_OF(columns), (zone))
struct grid grid_of(struct arena *a, const char *name, const struct grid_column *column,
    size_t columns, const struct zone *zone);
size_t grid_rows(const struct grid *g);
const struct grid_cell *grid_row(const struct grid *g, size_t row);

/* The next cell, in the order of the columns. */
void grid_text(struct grid *g, struct str s); /* empty: not known */
void grid_link(struct grid *g, struct str s, struct str href);
void grid_count(struct grid *g, uint64_t n);
void grid_value(struct grid *g, double v);
void grid_share(struct grid *g, uint64_t part, uint64_t whole); /* not known of nothing */
void grid_ms(struct grid *g, int64_t ms);                       /* MS_UNKNOWN: not known */
void grid_time(struct grid *g, int64_t at);                     /* TIME_UNKNOWN: not known */
void grid_none(struct grid *g);
/* Not known, and why. */
void grid_why(struct grid *g, struct str why);
/* The last row is made from too few to rely on. */
void grid_weak(struct grid *g);

#endif
