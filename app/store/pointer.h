/* pointer.h: CURRENT, the file that names the newest generation: two slots of fixed size, each
 * written in place by one pwrite. Measured on an NFS client: a reader never sees half a slot that
 * its checksum passes. */
#ifndef STORE_POINTER_H
#define STORE_POINTER_H

#include "lib/err.h"
#include "lib/hash.h"

#define POINTER_SLOTS 2

struct pointer {
    int64_t generation; /* 0 = no valid slot */
    int64_t activate_at;
    struct sha256 sha256; /* of log/<generation>.json */
};

/* Opens, reads and closes the file; a torn or empty slot has generation 0, and so have both of a
 * store that has no pointer yet. ERR_INPUT: something stands there, and neither slot is whole. */
MUST_USE struct err pointer_read(const char *store, struct pointer slot[POINTER_SLOTS]);
/* ERR_INPUT names a slot that holds something, and not what a writer put there. */
MUST_USE struct err pointer_check(const char *store);
/* The one with the highest generation. */
struct pointer pointer_newest(const struct pointer slot[POINTER_SLOTS]);
/* The highest generation that is to be active at that time; none: generation 0. */
struct pointer pointer_active(const struct pointer slot[POINTER_SLOTS], int64_t now_ms);
/* Writes p into its slot and syncs it, unless the file names that generation or a newer one
 * already. */
MUST_USE struct err pointer_write(const char *store, const struct pointer *p);

#endif
