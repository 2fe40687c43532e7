/* find.h: the page of what was found, and the box that asks. */
#ifndef VIEWS_FIND_H
#define VIEWS_FIND_H

#include "query/find.h"
#include "views/frame.h"

/* A whole document. */
void find_html(struct html *h, const struct frame *f, const struct find *found);

#endif
