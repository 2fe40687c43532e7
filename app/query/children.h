/* children.h: the rows below a node or team: who the pages of an answer went to, one step further
 * down. */
#ifndef QUERY_CHILDREN_H
#define QUERY_CHILDREN_H

#include "query/gather.h"
#include "query/overview.h"

/* What there may be below, told before any page is read. Several nodes chosen: these nodes. No or
 * one node: its child nodes, and its teams where it has none. A team chosen: its people. A person
 * chosen: nothing. */
struct below {
    bool nothing;
    enum child_kind kind;
    struct node *node; /* CHILD_NODE */
    size_t nodes;
    struct set numbers; /* theirs -> place in node */
    bool by_rows; /* no totals are kept for this: `gather` must be run, with what else it is for */
    struct split split;
    struct gather gather; /* what they came to; of the rows inside `w`, which must outlive it */
};
/* The nodes of it, whatever else is chosen. */
MUST_USE struct err nodes_below(
    struct snapshot *s, struct arena *a, const struct where *w, struct node **out, size_t *n);
MUST_USE struct err below_of(
    struct snapshot *s, struct arena *a, const struct where *w, struct below *out);
/* Counts them, but for nodes that have totals of their own. */
MUST_USE struct err below_count(struct below *b);
/* As sort= and n= say; ERR_INPUT: `after` is of another list. */
MUST_USE struct err child_order_of(
    struct snapshot *s, struct arena *a, const struct filter *f, struct child_order *out);
/* Fills child_kind, child and what belongs to it of an answer whose order is set. */
MUST_USE struct err children_of(struct snapshot *s, struct arena *a, const struct where *w,
    struct below *b, struct overview *o);
/* Cursor of the rows after those of an answer; empty: none follow. */
struct str children_after(
    struct snapshot *s, struct arena *a, const struct filter *f, const struct overview *o);
/* The same children in another period: `b` is of `w`, and counted. */
MUST_USE struct err children_before(struct snapshot *s, struct arena *a, const struct where *w,
    const struct below *b, const struct overview *now, struct overview *before);
/* The numbers of a row, without whose they are. */
struct child child_of(enum child_kind kind, const struct facts *f);

#endif
