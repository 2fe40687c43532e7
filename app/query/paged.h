/* paged.h: how many pages some people, teams and parts of the organisation had in a range: one pass
 * for all of them, by the place that each recipient had then. */
#ifndef QUERY_PAGED_H
#define QUERY_PAGED_H

#include "store/reader.h"
#include "store/set.h"

struct paged {
    struct set at[FIND_INCIDENT]; /* hash64 of the id, a node's number -> place in the two below */
    uint64_t *pages[FIND_INCIDENT];
    uint64_t *teams; /* by place of a node: different teams that were paged */
    size_t n[FIND_INCIDENT];
    struct set pairs; /* of nodes and teams that were met */
    struct arena scratch;
};

struct paged paged_of(struct arena *a, const size_t most[FIND_INCIDENT]);
/* Counts that one too; its place is how many were put before it. */
void paged_put(struct paged *p, enum find_list list, int64_t key);
MUST_USE struct err paged_count(struct snapshot *s, struct paged *p, int64_t from, int64_t to);

#endif
