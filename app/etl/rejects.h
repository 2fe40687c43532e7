/* rejects.h: rows that were refused: how many, and the first ones quoted so that a person finds
 * them. */
#ifndef ETL_REJECTS_H
#define ETL_REJECTS_H

#include "lib/arena.h"
#include "lib/err.h"
#include "lib/limits.h"

struct reject {
    size_t row, line;   /* in the export: row 0 is the header, line 1 the first */
    size_t lines;       /* that it spans: a stray quote swallows rows, and they are lost too */
    const char *column; /* "" when the whole row is meant */
    const char *why;
    struct str value; /* its first REJECT_VALUE_MAX bytes */
};

struct rejects {
    struct arena *a;
    struct reject first[REJECTS_QUOTED];
    size_t quoted, n, lines;
};

void rejects_add(struct rejects *r, struct reject one);
/* ERR_INPUT with the counts and the first culprit when more than REJECTS_FREE were refused, and
 * more than the share of `rows`. A refused row counts as often as it has lines. */
MUST_USE struct err rejects_check(const struct rejects *r, size_t rows, double share);

#endif
