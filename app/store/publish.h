/* publish.h: from staged records to a new generation: seal the days that change, copy them under
 * new names, put the manifest if nobody else made that generation, move the pointer. The inside of
 * a writer. */
#ifndef STORE_PUBLISH_H
#define STORE_PUBLISH_H

#include "store/row.h"
#include "store/shelf.h"
#include "store/staging.h"

#define SEGMENT_NAME_BYTES 96

/* One day as it is to be. */
struct work {
    int32_t first, last;
    bool built, changed, copied;
    char base[SEGMENT_NAME_BYTES]; /* what it was laid over; empty: nothing */
    char name[SEGMENT_NAME_BYTES]; /* what it is called in seg/ */
    const char *path;              /* in staging */
    struct segment_ref made;
    int64_t kept_new, kept_newer;
};

struct change {
    struct arena *a;
    struct arena day; /* one day's rows, wiped after it */
    struct rows known;
    int32_t known_day;
    enum family family;
    struct writer_conf conf;
    struct staging staging;
    struct shelf *shelf;
    struct manifest base;
    struct span *cover;
    size_t covers, covers_cap;
    int64_t through; /* of the family, in the generation to be written */
    struct work *work;
    size_t works;
    bool whole; /* the directory: the one work takes the place of all that was */
};

MUST_USE struct err change_publish(struct change *c, const struct run *run, struct published *out);

#endif
