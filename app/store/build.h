/* build.h: the segments of a change, each built in staging or found to be what the base holds
 * already, several at once. */
#ifndef STORE_BUILD_H
#define STORE_BUILD_H

#include "store/publish.h"

/* Plans what is to be built over the base generation, and builds what was not built over the same
 * segments before. Fills the counts of *out. The rows are sealed: none is put any more. */
MUST_USE struct err change_build(struct change *c, struct published *out);
/* Copies what changed into the store, which must have room for it. */
MUST_USE struct err change_copy(struct change *c);

#endif
