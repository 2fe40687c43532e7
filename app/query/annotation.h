/* annotation.h: what happened besides pages: days that the store does not hold, clocks that were
 * changed. They stand as numbers over the volume's bars, with a list below. Pure. */
#ifndef QUERY_ANNOTATION_H
#define QUERY_ANNOTATION_H

#include "query/overview.h"

enum annotation_kind {
    ANNOTATION_NOT_KEPT, /* older than what is kept */
    ANNOTATION_EARLIER,  /* before the first export */
    ANNOTATION_GAP,      /* between two exports */
    ANNOTATION_CLOCK,    /* the zone's clocks were changed, by `shift_s` */
    ANNOTATION__N
};
extern const char *const annotation_words[ANNOTATION__N]; /* for JSON: "not_kept" */

struct annotation {
    enum annotation_kind kind;
    enum dataset dataset; /* of the first three */
    int64_t from, to;     /* UTC ms, half-open; an instant has one of them twice */
    int32_t shift_s;      /* positive: forward */
};

/* Those of a window, by time, then data set; the count is given. What is after the data's end is
 * none. */
size_t annotations_of(struct arena *a, const struct manifest *m, const struct window *w,
    const struct annotation **out);

#endif
