/* items.h: the rows of one sheet on their way to their groups. */
#ifndef QUERY_ITEMS_H
#define QUERY_ITEMS_H

#include "query/matter.h"
#include "query/notes.h"
#include "query/split.h"

enum {
    ITEM_SLEEP = 1, /* in the recipient's sleep hours */
    ITEM_REASSIGNED = 2,
    ITEM_FAST = 4, /* cleared by itself within the target */
    ITEM_CLEARED_UNTIMED = 8,
    ITEM_HANDED_UP = 16,  /* its recipient escalated it */
    ITEM_UNCREDITED = 32, /* accepted, and credited to no attempt */
    ITEM_UNCERTAIN = 64,  /* accepted, at no known time */
};
#define NOT_A_PAGE OUTCOME__N

/* A page that is in several groups of the rows has further items behind, which are in no group
 * else. */
struct items {
    const struct sheet *sheet;
    size_t n, room;
    uint32_t *row;
    uint32_t *group[AXIS__N]; /* or NO_GROUP; of attempts NULL for an axis without a split */
    /* Of page-outs: */
    uint8_t *bits; /* those above */
    uint8_t *outcome;
    int64_t *ms; /* what is timed: acceptance, answer, or since the credited attempt */
};

/* How. */
struct items_ask {
    struct snapshot *snapshot;
    const struct where *where;
    struct arena *scratch;
    enum matter matter;
    int64_t through;
    struct split *split[AXIS__N]; /* or NULL */
};

/* Pages without the rows that repeat one; or attempts. */
MUST_USE struct err items_of(
    const struct items_ask *ask, const struct picked *p, struct items *out);

#endif
