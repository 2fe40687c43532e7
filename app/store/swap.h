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
/* Neighbouring segments, and the one that is to take their place: its file is in seg/. */
struct swap_part {
    enum family family;
    const struct segment_ref *gone; /* n of them */
    size_t n;
    struct segment_ref made;
    bool laid; /* false after all: another writer replaced one of them meanwhile */
};
/* Publishes all parts whose segments the newest generation still holds. The files of the others are
 * removed. */
MUST_USE struct err swap_parts(struct arena *a, const struct writer_conf *conf,
    struct swap_part *part, size_t n, struct published *out);

#endif
