/* publish.h: from staged rows to a new generation: build what changes (build.h), copy it under new
 * names, put the manifest if nobody else made that generation, move the pointer. The inside of a
 * writer. */
#ifndef STORE_PUBLISH_H
#define STORE_PUBLISH_H

#include "store/shelf.h"
#include "store/staging.h"
#include "store/writer.h"

/* One segment as it is to be: what is staged, over what its base holds of all its days. */
struct work {
    int32_t first, last;
    const struct segment_ref *base;   /* what it is laid over; NULL: nothing */
    const struct staged_day **staged; /* of each of its days; NULL: nothing */
    bool stale;                       /* pages of the base that were open may be closed by now */
    bool built, changed, copied;
    int64_t through;  /* it was built with */
    const char *path; /* in staging */
    struct segment_ref made;
    void *counts; /* of the makers */
    int64_t put[PUT__N];
    int64_t kept_new, kept_newer;
};

struct change {
    struct arena *a;
    enum family family;
    struct writer_conf conf;
    struct staging staging;
    struct shelf *shelf;
    struct manifest base;
    struct span *cover;
    size_t covers, covers_cap;
    int64_t through;   /* of the family, in the generation to be written */
    struct work *work; /* ascending by day */
    size_t works;
    bool whole; /* the directory: the one work, if any, takes the place of all that was */
    int64_t checked[CHECK_SLOTS]; /* the directory's, in the generation to be written */
};

MUST_USE struct err change_publish(struct change *c, const struct run *run, struct published *out);

#endif
