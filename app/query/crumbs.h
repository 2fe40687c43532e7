/* crumbs.h: what stands beside each step of the way down to a place in the organisation. From the
 * directory alone: counting their pages would be a question of its own for each. */
#ifndef QUERY_CRUMBS_H
#define QUERY_CRUMBS_H

#include "lib/err.h"
#include "store/who.h"

struct arena;
struct snapshot;

#define BESIDE_MAX 6 /* of each step; a link leads to the others */

struct crumb {
    struct node beside[BESIDE_MAX]; /* the most people first, without the step itself */
    size_t n, of;                   /* shown, and how many there are */
};
struct crumbs {
    struct crumb at[NODE_DEPTH_MAX];
};

/* Of the way of n nodes, the top first. */
MUST_USE struct err crumbs_of(
    struct snapshot *s, struct arena *a, const struct node *way, size_t n, struct crumbs *out);

#endif
