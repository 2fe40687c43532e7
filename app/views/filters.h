/* filters.h: the state of a page in words, each part with a link that removes it, and the form that
 * changes it. Both are made from the parsed filter that the question used, never from the request.
 */
#ifndef VIEWS_FILTERS_H
#define VIEWS_FILTERS_H

#include "views/frame.h"

/* The chips in one line, and the form folded away behind "Change filters". */
void filters_html(struct html *h, const struct frame *f, const struct overview *o);
/* "Cloud Infrastructure", "edge-ops and Ana Ruiz", "4 filters", "Whole company". */
struct str filters_entity(struct arena *a, const struct overview *o);
/* Previous and next period of the same length; next only while it has data. */
void filters_periods(struct html *h, const struct frame *f, const struct overview *o);

extern const char *const range_labels[RANGE__N]; /* "28 days" */

#endif
