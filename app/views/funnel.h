/* funnel.h: how far incidents were escalated, drawn: a bar a level, as long as the share of
 * incidents that reached it, cut by what became of them there. */
#ifndef VIEWS_FUNNEL_H
#define VIEWS_FUNNEL_H

#include "query/funnel.h"
#include "views/panel.h"

/* "25.5 % of incidents reached level 2; 3.1 % ended with nobody"; what may be told as a title. */
struct str funnel_finding(struct arena *a, const struct funnel *f);
void funnel_draw(struct svg *s, const struct funnel *f);
void funnel_legend(struct html *h, const struct funnel *f);
/* The same as a table's head and body: reached, of the first, of the one before, and each part. A
 * level's name leads to its pages by `f` with the rest of the filter kept. */
void funnel_table(struct html *h, const struct frame *frame, const struct funnel *f);

#endif
