/* today.h: where people stand in the organisation as of the last sync, for filters that ask about
 * today. Read once a generation. */
#ifndef STORE_TODAY_H
#define STORE_TODAY_H

#include "store/db.h"
#include "store/set.h"

struct snapshot;

struct today {
    struct set place; /* of people, by their key: a node's place, from 1 */
    int32_t *number;  /* of the node; place 0 is nowhere */
    uint32_t *parent; /* its place */
    size_t nodes;     /* from place 1 on */
};

/* Of an open directory; in the arena. */
MUST_USE struct err today_read(struct arena *a, struct db *db, struct today *out);
/* Of a generation: read when it is first asked for, and kept. */
MUST_USE struct err snapshot_today(struct snapshot *s, const struct today **out);
uint32_t today_place(const struct today *t, int64_t person);
/* The first of the node that a person is in and those above it that is wanted; 0 = none. */
int32_t today_above(const struct today *t, int64_t person, const struct set *wanted);
/* By place, whether it is one of those nodes or below one. */
uint8_t *today_within(const struct today *t, struct arena *a, const int32_t *node, size_t n);

#endif
