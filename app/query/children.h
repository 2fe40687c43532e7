/* children.h: the rows below a node or team: who the pages of an answer went to, one step further
 * down. */
#ifndef QUERY_CHILDREN_H
#define QUERY_CHILDREN_H

#include "query/overview.h"

/* Fills child_kind, child, children and children_of of an answer whose window is set; `w` is its
 * filter. Several nodes chosen: these nodes. No or one node: its child nodes, and its teams where
 * it has none. A team chosen: its people. A person chosen: nothing. */
MUST_USE struct err children_of(
    struct snapshot *s, struct arena *a, const struct where *w, struct overview *o);

#endif
