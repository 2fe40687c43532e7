/* named.h: whom the newest rows name. */
#ifndef STORE_NAMED_H
#define STORE_NAMED_H

#include "store/manifest.h"

struct named_taker {
    /* A recipient by key and id, borrowed for the call; the same one may come more than once. */
    void (*take)(void *self, int64_t person, struct str id);
    void *self;
};

/* The recipients of all segments that reach to `since` (UTC ms) or beyond; those that `migrate` has
 * yet to write anew are left out. */
MUST_USE struct err named_since(
    const char *store, const struct manifest *m, int64_t since, struct named_taker taker);

#endif
