/* form.h: the form that changes the filter of a page: a field for each parameter that it reads. */
#ifndef VIEWS_FORM_H
#define VIEWS_FORM_H

#include "views/frame.h"

/* Folded away behind "Change filters (3)", but for what is shown: metric, group and steps.
 * `narrowed` is how many filters are set. */
void form_html(struct html *h, const struct frame *f, size_t narrowed);

#endif
