/* cost.h: what a question is likely to take, told before it is asked. */
#ifndef QUERY_COST_H
#define QUERY_COST_H

#include "query/gather.h"

/* Milliseconds, from counts of rows and of people alone; `axes`: so many splits beside the total.
 */
MUST_USE struct err cost_of(const struct gather *g, size_t axes, int64_t *ms);

#endif
