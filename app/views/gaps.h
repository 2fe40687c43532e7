/* gaps.h: the gap calendar: which UTC days a data set holds whole, in part, or not at all. */
#ifndef VIEWS_GAPS_H
#define VIEWS_GAPS_H

#include "store/manifest.h"
#include "views/html.h"

/* The drawing and the table of its gaps, for both data sets on one time axis. */
void gaps_html(struct html *h, const struct manifest *m);

#endif
