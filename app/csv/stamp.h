/* stamp.h: the one notation of an instant that nearly every time of an export has, read fast:
 * 2026-11-20T06:00:00Z, with or without three decimals, with +00:00 for the Z. */
#ifndef CSV_STAMP_H
#define CSV_STAMP_H

#include "lib/str.h"

/* False, and *ms untouched, for any other notation and for what is no time in the years 2000 to
 * 2099: time_read tells these apart. */
bool stamp_read(struct str s, int64_t *ms);

#endif
