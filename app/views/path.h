/* path.h: a place in the organisation, the top first: each step a link, and folded away behind it
 * what stands beside it, where the frame has that. */
#ifndef VIEWS_PATH_H
#define VIEWS_PATH_H

#include "views/frame.h"

/* Where a step leads. */
enum path_to {
    PATH_TO_FILTER, /* this page of it, everything else that is filtered as it was */
    PATH_TO_PAGE,   /* the page about it */
};

/* Of a page about a place that is not known: nothing. */
void path_html(
    struct html *h, const struct frame *f, const struct node *way, size_t n, enum path_to to);
/* The same without the rest, for a cell of a table. */
void path_cell(struct html *h, const struct frame *f, const struct node *way, size_t n);

#endif
