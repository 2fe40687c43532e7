/* trend.h: the bars of an answer as a finding in words, and small as a line. */
#ifndef VIEWS_TREND_H
#define VIEWS_TREND_H

#include "query/metric.h"
#include "query/overview.h"
#include "views/html.h"

/* "Pages fell 12 % after 3 Nov", or against the compared period: only what chance does not
 * (query/shift.h); else empty. */
struct str trend_words(struct arena *a, const struct overview *o);
/* A metric that outcomes tell, over the bars, as a line without axes, for the eye alone. What is
 * not known is a gap. */
void trend_line(struct html *h, const struct overview *o, enum metric m);
/* The same of any values, below 0: not known. */
void trend_values(struct html *h, const double *v, size_t n);

#endif
