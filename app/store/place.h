/* place.h: where in a segment's table the rows of a question lie: rows of a day are in the order of
 * people, and people in that of the organisation. */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "store/db.h"
#include "store/reader.h"

/* A run of rows, by their number in the table; `last` is the last one. */
struct run_of_rows {
    int64_t first, last;
};

struct places {
    struct run_of_rows *run; /* ascending */
    size_t n, rows;          /* rows in all */
    size_t day_rows;         /* rows of the day in all */
};

/* Those of the narrowest kind of key that `w` names (persons, then teams, then nodes), of the day,
 * at any time of it. In the arena. */
MUST_USE struct err places_find(
    struct arena *a, struct db *db, int32_t day, const struct where *w, struct places *out);

#endif
