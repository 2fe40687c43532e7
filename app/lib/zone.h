/* zone.h: IANA time zones, read from the system's TZif files (RFC 8536) by our own parser, so that
 * no answer depends on the process's TZ, on locale, or on hidden state in libc. */
#ifndef LIB_ZONE_H
#define LIB_ZONE_H

#include "lib/day.h"
#include "lib/err.h"

struct zone;
struct zone_set; /* zones opened so far, by name; owned by the caller, memory in its own arena */

/* `dir` is where the TZif files are ("/usr/share/zoneinfo"). */
MUST_USE struct err zone_set_open(struct zone_set **out, const char *dir);
void zone_set_done(struct zone_set **set);
/* The zone of that exact IANA name ("Europe/London", "UTC"; links too), or NULL when there is none.
 * Names are checked against [A-Za-z0-9_+-/], at most 40 bytes, no "//", before any file is touched.
 * Lives as long as the set. "UTC" always exists. */
const struct zone *zone_find(struct zone_set *set, struct str name);
struct str zone_name(const struct zone *z);
/* Seconds east of UTC at that instant. */
int32_t zone_offset_s(const struct zone *z, int64_t ms);
/* UTC ms of a local wall time. In a gap: the instant of the change; in an overlap: the earlier one.
 */
int64_t zone_utc(const struct zone *z, struct civil local);
struct civil zone_local(const struct zone *z, int64_t ms);
/* Local day number, and the UTC ms at which a local day begins. A day may have 23 or 25 hours. */
int32_t zone_day(const struct zone *z, int64_t ms);
int64_t zone_day_start(const struct zone *z, int32_t day);
/* RFC 3339 with the zone's offset: "2026-11-20T06:00:00+01:00", "Z" for UTC. */
void out_time_in(struct out *o, const struct zone *z, int64_t ms);

#endif
