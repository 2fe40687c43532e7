/* children.h: the rows below a node or team: who the pages of an answer went to, one step further
 * down. */
#ifndef QUERY_CHILDREN_H
#define QUERY_CHILDREN_H

#include "query/group.h"

struct where;

/* What there may be below, told before any page is read. Several nodes chosen: these nodes. No or
 * one node: its child nodes, and its teams where it has none. A team chosen: its people. A person
 * chosen: nothing. */
struct below {
    bool nothing;
    enum child_kind kind;
    struct node *node; /* CHILD_NODE */
    size_t nodes;
    struct set numbers; /* theirs -> place in node */
    bool by_records; /* no totals are kept for this: `groups` must be given every record of `w` */
    struct groups groups;
};
/* The nodes of it, whatever else is chosen. */
MUST_USE struct err nodes_below(
    struct snapshot *s, struct arena *a, const struct where *w, struct node **out, size_t *n);
MUST_USE struct err below_of(
    struct snapshot *s, struct arena *a, const struct where *w, struct below *out);
/* Gives `groups` every record of `w`. For a caller who does not read them for another reason. */
MUST_USE struct err below_scan(struct snapshot *s, const struct where *w, struct below *b);
/* Fills child_kind, child, children and children_of of an answer. */
MUST_USE struct err children_of(struct snapshot *s, struct arena *a, const struct where *w,
    struct below *b, struct overview *o);

#endif
