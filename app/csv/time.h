/* time.h: the times of exports, in every notation that was seen there, by one tolerant parser. What
 * has no offset is read in the zone that the source declares, never in the host's. */
#ifndef CSV_TIME_H
#define CSV_TIME_H

#include "lib/zone.h"

/* Where a time without an offset stands: a zone, or (zone NULL) a fixed offset. */
struct time_base {
    const struct zone *zone;
    int32_t offset_s;
};

enum time_read {
    TIME_READ,   /* *ms is the instant */
    TIME_ABSENT, /* empty, "N/A", "Invalid DateTime", a zero date: *ms is TIME_UNKNOWN */
    TIME_BAD,    /* not a time, a day without a time, or not in the years 2000 to 2099 */
};

/* Reads ISO 8601 (T or space, Z, +00, +0000, +00:00, "UTC", fractions of any length), seconds to
 * nanoseconds since 1970 by magnitude, "Nov 20, 2026, 6:00 AM", "20 Nov 2026 06:00" and, with AM or
 * PM only, "11/20/2026 6:00 AM", month first. */
enum time_read time_read(struct str s, struct time_base base, int64_t *ms);
/* How long something took: "00:02:07", "26:00:00", "00:00:01.5", "-00:00:01"; hours have no upper
 * limit. A bare number has no unit, so it is bad. *ms is 0 unless the answer is TIME_READ. */
enum time_read duration_read(struct str s, int64_t *ms);
/* What stands in brackets after a column's name: "UTC", "EST -0500", "+01:00", "Europe/London".
 * Words that are units, not zones ("ms", "epoch"), leave *base as it is. False: not understood. */
bool time_base_read(struct str s, struct zone_set *zones, struct time_base *base);

#endif
