/* annotations.h: numbers over the bars of a drawing, and what they stand for in a list below. */
#ifndef VIEWS_ANNOTATIONS_H
#define VIEWS_ANNOTATIONS_H

#include "query/overview.h"
#include "views/plot.h"

/* Over the bars of `p`, each number where its time begins; wide stretches that are not held say so.
 */
void annotations_draw(struct svg *s, const struct overview *o, const struct plot *p);
/* The list; nothing when there are none. */
void annotations_list(struct html *h, const struct overview *o);

#endif
