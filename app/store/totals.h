/* totals.h: the blobs beside a segment's records: of each day one for everything, one a node and
 * one a team that has any, so that a question about them reads one row a day; the brief of its
 * pages (brief.h); the ways its pages were tried (ways.h); its rows by what
 * they are about (abouts.h). All can be made again from records. */
#ifndef STORE_TOTALS_H
#define STORE_TOTALS_H

#include "store/cube.h"
#include "store/manifest.h"
#include "store/reach.h"
#include "store/row.h"

/* What totals are kept of; and what else has a `kind` in the table. */
enum scope { SCOPE_ALL, SCOPE_NODE, SCOPE_TEAM, SCOPE__N };
enum { TOTAL_BRIEF = SCOPE__N, TOTAL_WAYS, TOTAL_ABOUTS };

/* One day's rows, those of each entry of a dictionary together and in the order of its numbers. */
struct in_order {
    const struct row **row;
    size_t n;
    size_t entries;
    uint32_t *start; /* by number: the place of its first row; one more at the end */
};

struct totals_plan {
    enum family family;
    int32_t day;
    int64_t through;
    struct in_order people, teams; /* by PART_WHO and PART_TEAM */
    const struct reach *reach;     /* sorted */
};

/* Writes one blob: by kind, key and day, ascending. */
void total_put(struct stmt *q, uint32_t kind, int64_t key, int32_t day, struct str blob);
#define TOTAL_INSERT "INSERT INTO total VALUES (?1, ?2, ?3, ?4)"
/* A statement whose row, if it has one, gives that blob as its column 0. */
struct stmt total_query(struct db *db, uint32_t kind, int64_t key, int32_t day);

/* The totals of all scopes of that day. */
void totals_write(struct stmt *insert, const struct totals_plan *plan);
/* Adds what the segment holds of that scope; nothing when it has none. */
MUST_USE struct err totals_pages(struct db *db, enum scope scope, int64_t key, int32_t day,
    tally_slots slots, struct tally *into);
MUST_USE struct err totals_attempts(struct db *db, enum scope scope, int64_t key, int32_t day,
    uint32_t channels, struct attempts *into);

#endif
