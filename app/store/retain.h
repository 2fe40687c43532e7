/* retain.h: what a data set no longer shows: the days more than `keep_days` before the day its data
 * goes through to. Both stand in the manifest, so an answer stays a function of the snapshot. */
#ifndef STORE_RETAIN_H
#define STORE_RETAIN_H

#include "store/manifest.h"

/* The first UTC day that counts; INT32_MIN when all do. */
int32_t retain_edge(const struct family_state *f);
/* The first UTC day of which anything counts; INT32_MIN when nothing is held. */
int32_t retain_oldest(const struct family_state *f);
/* Takes what lies wholly before the edge out of a manifest that is being made: segments, and the
 * windows that are held. A segment across the edge stays until its last day has passed it. */
void retain_apply(struct family_state *f);

#endif
