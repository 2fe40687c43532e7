/* directory.h: from what the platform says now, and the directory as it was known before, the
 * directory with its history. Pure: the same two give the same one, whatever the order of the rows.
 */
#ifndef ETL_DIRECTORY_H
#define ETL_DIRECTORY_H

#include "etl/roster.h"
#include "lib/arena.h"
#include "lib/err.h"

/* `served` holds the platform's rows in any order, `from` 0 and no nodes; a tombstone is a person
 * with deleted set, who keeps what was known of him. Who is new is known from 0 on; what changed
 * has a new version from `now`; what vanished has one with deleted set. Memberships that ended get
 * `to`. An on-call duty that has begun stays when it is no longer served. `out` is in the arena,
 * its texts are borrowed from both. ERR_INPUT when most of a known company is missing: that is a
 * broken answer, not a layoff. */
MUST_USE struct err directory_build(struct arena *a, const struct roster *before,
    const struct roster *served, int64_t now, struct roster *out);

#endif
