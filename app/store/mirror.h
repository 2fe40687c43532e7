/* mirror.h: a copy of the store on a local disk, in the store's own layout, that never holds a byte
 * that was not hashed: a segment is read and hashed once, written under another name, synced, and
 * only then gets its own; after all of a generation's segments comes its log entry, after that the
 * pointer. So whoever is killed, at any moment, leaves the generations that were there. The newest
 * generation first; older ones as long as there is room. One process at a time. */
#ifndef STORE_MIRROR_H
#define STORE_MIRROR_H

#include "store/pointer.h"
#include "store/proof.h"

struct mirror;

struct mirror_conf {
    const char *path;  /* made when missing */
    const char *store; /* what is copied */
    int64_t room;      /* bytes that its segments may take */
    struct proofs *proofs;
    _Atomic int64_t *beat; /* as in proof_segment */
};

/* ERR_BUSY when another process has it. Removes what a killed one left. */
MUST_USE struct err mirror_open(struct mirror **out, const struct mirror_conf *conf);
void mirror_done(struct mirror **m);
/* Makes it hold that generation whole, and its pointer name it. When there is no room, generations
 * below `keep` go, the oldest first; what then does not fit is ERR_LIMIT, and nothing was copied.
 */
MUST_USE struct err mirror_fetch(struct mirror *m, const struct pointer *p, int64_t keep);
/* One more of the generations that the newest one's history lists, the newest first, if there is
 * room beside what is held; *more is false when there is nothing left to do. Those that are in no
 * history any more go. */
MUST_USE struct err mirror_fetch_older(struct mirror *m, const struct pointer *newest, bool *more);
/* Hashes what it holds of that generation, as far as there is no proof yet. A damaged file is
 * removed. */
MUST_USE struct err mirror_prove(struct mirror *m, const struct pointer *p);
/* Forgets everything: it is of another store. */
MUST_USE struct err mirror_clear(struct mirror *m);
int64_t mirror_bytes(const struct mirror *m);  /* of the segments held */
int64_t mirror_copied(const struct mirror *m); /* bytes since it was opened */

#endif
