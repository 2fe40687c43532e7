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
    size_t n;
};

/* Those of the persons that `w` names, else of its nodes, else all, of the day and at any time of
 * it. In the arena. */
MUST_USE struct err places_find(
    struct arena *a, struct db *db, int32_t day, const struct where *w, struct places *out);
/* Keys as a list for json_each: the only way to hand SQLite a set of any size as one value. */
struct str place_list(struct arena *a, const int64_t *keys, size_t n);

#endif
