/* totals.h: the blobs beside a segment's records: of each day one for everything, one a node and
 * one a team that has any, so that a question about them reads one row a day; its rows by what they
 * are about (abouts.h). All can be made again from records. */
#ifndef STORE_TOTALS_H
#define STORE_TOTALS_H

#include "store/crew.h"
#include "store/manifest.h"
#include "store/reach.h"
#include "store/row.h"

struct day_taker;

/* What totals are kept of, people (an entry of PART_WHO) by spans alone (span.h); and what else has
 * a `kind` in the table: a team's pages by person (crew.h) among them. */
enum scope { SCOPE_ALL, SCOPE_NODE, SCOPE_TEAM, SCOPE_WHO, SCOPE__N };
enum { TOTAL_ABOUTS = SCOPE__N, TOTAL_CREW };

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

/* The totals of all scopes of that day, and of page-outs the crew of each team. */
void totals_write(struct stmt *insert, const struct totals_plan *plan);
/* Of which scope, and of which days. */
struct totals_of {
    enum scope scope;
    int64_t key;
    int32_t first, last;
};
/* Adds what the segment holds of it. `days` may be NULL. */
MUST_USE struct err totals_pages(struct db *db, const struct totals_of *of,
    const struct day_taker *days, struct tally_sum *into);
/* The incidents of each day. */
MUST_USE struct err totals_meet(struct db *db, struct arena *a, struct often *into);
/* Of a team: its scope is not read. */
MUST_USE struct err totals_crew(struct db *db, const struct totals_of *of, struct crew *into);
/* Of the channels in the mask; 0 = all. */
MUST_USE struct err totals_attempts(
    struct db *db, const struct totals_of *of, uint32_t channels, struct attempts *into);

#endif
