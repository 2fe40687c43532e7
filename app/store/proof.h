/* proof.h: which segments were read from their first byte to their last and have the SHA-256 that a
 * manifest names. The processes of one program share them, so that each file is hashed once, by
 * whoever needs it first. A cache of keys without a lock: what falls out is hashed again. */
#ifndef STORE_PROOF_H
#define STORE_PROOF_H

#include "store/manifest.h"

#include <stdatomic.h>

struct proofs;

/* In memory that is shared with every child forked later. */
MUST_USE struct err proofs_open(struct proofs **out);
void proofs_done(struct proofs **p);
/* The file is there, whole, and of a schema that this program knows. `p` may be NULL: nothing is
 * remembered. *beat, unless NULL, gets the time (clock_tick_ns) after each piece that was read. */
MUST_USE struct err proof_segment(struct proofs *p, _Atomic int64_t *beat, const char *store,
    enum family f, const struct segment_ref *ref);
/* What was hashed while it was written. */
void proof_put(struct proofs *p, const char *store, const struct segment_ref *ref);
/* An open file against its entry; its bytes go into `copy` as well, unless that is -1. */
MUST_USE struct err proof_file(
    int fd, int copy, _Atomic int64_t *beat, enum family f, const struct segment_ref *ref);

#endif
