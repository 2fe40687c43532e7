/* group.h: pages gathered by whom they went to, one record at a time: for rows that no total is
 * kept for. Memory grows with groups, incidents and accepted pages of the range. */
#ifndef QUERY_GROUP_H
#define QUERY_GROUP_H

#include "query/overview.h"

struct group {
    struct child row; /* its counts; p50 and p90 once finished */
    int64_t key;      /* of the team or person; a node's number */
    struct set people, incidents;
    int64_t *ack_ms; /* of accepted pages, known and not negative */
    size_t acks, acks_cap;
};

struct groups {
    struct arena *a;
    enum child_kind kind;
    int64_t through;         /* decides what is still open */
    const struct set *nodes; /* CHILD_NODE: the numbers wanted */
    struct group *group;
    size_t n, cap;
    struct set index; /* key -> place in group */
};

/* What groups_take reads of a record. */
#define GROUP_TEXTS (1u << TEXT_INCIDENT | 1u << TEXT_RECIPIENT | 1u << TEXT_TEAM | 1u << TEXT_NAME)

struct groups groups_of(struct arena *a, enum child_kind kind, int64_t through);
/* For snapshot_scan: `self` is a struct groups. Repeated rows of a page are passed over. */
void groups_take(void *self, const struct record *r);
/* Settles every row: shares of closed pages, percentiles. Call once, after the last record. */
void groups_finish(struct groups *g);
/* The row of a tally, settled. */
struct child child_of_tally(enum child_kind kind, const struct tally *t);

#endif
