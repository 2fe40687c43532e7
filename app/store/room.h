/* room.h: how full the store and the staging folder are. What it says can be wrong by the time it
 * is used: others write too, and a quota may leave less than the volume has. So a write that fails
 * for want of room is an error all the same; this only keeps hopeless work from being begun. */
#ifndef STORE_ROOM_H
#define STORE_ROOM_H

#include "store/manifest.h"

/* limit 0 = STORE_BYTES_MAX. */
MUST_USE struct err room_look(const char *store, int64_t limit, struct room *out);
/* Before work begins: ERR_LIMIT when the store is at its limit, or when it or the staging folder
 * (which must be there) has hardly a byte free. */
MUST_USE struct err room_begin(const char *store, const char *staging, int64_t limit);
/* Before that many bytes are built in a folder: ERR_LIMIT when it has not so much free. */
MUST_USE struct err room_fits(const char *folder, int64_t bytes);
/* Before that many bytes are copied into the store: ERR_LIMIT when they do not fit; else they are
 * counted as held. */
MUST_USE struct err room_take(struct room *r, int64_t bytes);

#endif
