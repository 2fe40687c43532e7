/* org.h: the page of a part of the organisation: up, beside and down. */
#ifndef VIEWS_ORG_H
#define VIEWS_ORG_H

#include "query/org.h"
#include "views/frame.h"

/* A whole document. */
void org_html(struct html *h, const struct frame *f, const struct org *org);

#endif
