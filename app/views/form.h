/* form.h: the form that changes the filter of a page: a field for each parameter that it reads. */
#ifndef VIEWS_FORM_H
#define VIEWS_FORM_H

#include "views/frame.h"

/* Folded away behind "Change filters", but for what is shown: metric, group and steps. */
void form_html(struct html *h, const struct frame *f);

#endif
