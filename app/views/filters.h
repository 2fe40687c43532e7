/* filters.h: the state of a page in words, each part with a link that removes it, and the form that
 * changes it. Both are made from the parsed filter that the question used, never from the request.
 */
#ifndef VIEWS_FILTERS_H
#define VIEWS_FILTERS_H

#include "views/frame.h"

/* What an answer says about the filter it was asked with. */
struct scope {
    const struct window *window;
    const struct chip *chip;
    size_t chips;
    int64_t through; /* where the data ends */
};
struct scope scope_of(const struct overview *o);

/* The chips in one line, and the form folded away behind "Change filters". */
void filters_html(struct html *h, const struct frame *f, const struct scope *s);
/* "Cloud Infrastructure", "edge-ops and Ana Ruiz", "4 filters", "Whole company". */
struct str filters_entity(struct arena *a, const struct scope *s);
/* Previous and next period of the same length; next only while it has data.
 * Nothing out of the frame. */
void filters_periods(struct html *h, const struct frame *f, const struct scope *s);

extern const char *const range_labels[RANGE__N]; /* "28 days" */

#endif
