/* find.h: the page of what was found, and the box that asks. */
#ifndef VIEWS_FIND_H
#define VIEWS_FIND_H

#include "query/find.h"
#include "views/frame.h"

/* A whole document. */
void find_html(struct html *h, const struct frame *f, const struct find *found);
/* A place in the organisation, each step a link; nothing when it is not known. */
void trail_html(struct html *h, const struct frame *f, const struct trail *t);

#endif
