/* trail.h: a place in the organisation as a reader knows it: the nodes above it and itself, the top
 * first. */
#ifndef QUERY_TRAIL_H
#define QUERY_TRAIL_H

#include "lib/err.h"
#include "store/who.h"

struct arena;
struct snapshot;

struct trail {
    struct node node[NODE_DEPTH_MAX];
    size_t n; /* 0: not known */
};

/* Of that node, which the directory may not know. */
MUST_USE struct err trail_of(
    struct snapshot *s, struct arena *a, int32_t number, struct trail *out);
/* Of the lowest of a person's nodes. */
MUST_USE struct err trail_of_person(
    struct snapshot *s, struct arena *a, const struct person *p, struct trail *out);

#endif
