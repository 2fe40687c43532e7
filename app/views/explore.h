/* explore.h: the free question on a page: one metric as a number, by groups, over time. */
#ifndef VIEWS_EXPLORE_H
#define VIEWS_EXPLORE_H

#include "query/explored.h"
#include "views/frame.h"
#include "views/svg.h"

/* The page, or a part of it alone. x may be NULL when nothing was published yet. */
void explore_html(struct html *h, const struct frame *f, const struct explored *x);
/* The series as a file of its own; false: it has none, or was refused. */
bool explore_svg(struct out *o, const struct explored *x);

/* The panels: each writes its <figure>. `f` as in panel.h. */
void explore_series_panel(struct html *h, const struct frame *f, const struct explored *x);
void explore_series_svg(struct svg *s, const struct explored *x);
void explore_facets_panel(struct html *h, const struct frame *f, const struct explored *x);
/* <td>: a value, and when it is unknown or nothing is held it says so. */
void explore_cell(struct html *h, const struct value *v, enum metric m, bool held);
/* n and what was left out. */
void explore_counts(struct html *h, const struct value *v, bool held);

#endif
