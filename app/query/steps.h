/* steps.h: a range cut into even steps of local time, and shifted for comparing. Pure. */
#ifndef QUERY_STEPS_H
#define QUERY_STEPS_H

#include "lib/arena.h"
#include "query/by.h"
#include "query/overview.h"

/* Of BIN_AUTO: hours up to two days, weeks from 120 days on, else days. */
enum bin_size bin_size_of(const struct window *w, enum bin_size wanted);
/* The instants at which the steps begin, ascending, the first at w->from; days are local, weeks
 * begin on Mondays; the first and last may be cut. */
size_t steps_of(struct arena *a, const struct window *w, enum bin_size size, int64_t **edge);
/* CMP_PREV: the same length just before, of a whole calendar month the month before; CMP_YEAR: 364
 * days back, which are the same weekdays. Whole local days stay such. */
struct window window_before(const struct window *w, enum cmp cmp);
/* Whether it is a whole calendar month. */
bool window_is_month(const struct window *w);
/* The whole month that is so many after the one of w->first. */
struct window window_month(const struct window *w, int by);
/* From the beginning of one local day to the end of another. */
struct window window_days(const struct window *w, int32_t first, int32_t last);

#endif
