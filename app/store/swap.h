/* swap.h: a change of the newest generation that brings no new rows: segments that leave, or that
 * others take the place of, and policies. */
#ifndef STORE_SWAP_H
#define STORE_SWAP_H

#include "store/writer.h"

/* Changes a generation that is being made, and says whether there was anything to change. When the
 * race for its number is lost it is asked again about the next one: it looks at what *m holds now,
 * never at what was there before. */
struct swap_edit {
    struct err (*lay)(void *self, const struct manifest *base, struct manifest *m, bool *any);
    void *self;
};

/* Files that the edit names are copied into seg/ before. */
MUST_USE struct err swap_publish(struct arena *a, const struct writer_conf *conf,
    const struct swap_edit *edit, struct published *out);
/* The retention of conf->keep_days, without the segments that it drops, and a history no longer
 * than conf->keeping allows. */
MUST_USE struct err swap_policy(
    struct arena *a, const struct writer_conf *conf, struct published *out, int64_t *dropped);
/* A name for a new segment, never used before: "pageouts-20260801-20260831-9f3c01aa.db". */
struct str swap_name(struct arena *a, enum family f, int32_t first, int32_t last);
/* Puts `made` where n neighbouring segments were. False, and nothing is done, unless the data set
 * still holds every one of them. */
bool swap_segments(struct family_state *f, const struct segment_ref *gone, size_t n,
    const struct segment_ref *made);

#endif
