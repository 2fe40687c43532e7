/* bins.h: a range cut into the bars of its chart, and quarters of an hour laid into them and into
 * the hours of a week. Local days have 23 or 25 hours where clocks change. Pure. */
#ifndef QUERY_BINS_H
#define QUERY_BINS_H

#include "query/overview.h"

#define HOURS_UP_TO (49 * HOUR_MS) /* two local days, of which one may have 25 hours */
#define WEEKS_FROM_DAYS 120

/* Fills bin, bins, bin_days and what is held of an answer whose window is set: hours up to 2 days,
 * weeks from 120 days on, else days. Weeks end with the range, so only the first may be shorter. */
void bins_of(struct arena *a, const struct manifest *m, struct overview *o);
/* Adds one UTC day's quarters to the bins and, unless the window is in own hours, to the heat. */
void bins_add_day(struct overview *o, int32_t day, tally_slots slots);
/* How much of [from, to) the windows cover. */
enum held held_of(const struct family_state *f, int64_t from, int64_t to);

#endif
