/* compact.h: old days become months: the segments of a calendar month (UTC) that has been over for
 * long enough are joined into one. Each month is a generation of its own, so a run that is killed
 * has done what it said so far, and the next goes on. Answers stay what they are. */
#ifndef STORE_COMPACT_H
#define STORE_COMPACT_H

#include "store/writer.h"

struct compact_conf {
    struct writer_conf writer;
    int32_t
        after_days; /* a month is over for so long, seen from the day the data goes through to */
    void (*joined)(void *self, enum family f, int64_t segments, int64_t before,
        const struct segment_ref *made);
    void *self;
};

struct compact_report {
    int64_t segments, months; /* so many became so many */
    int64_t before, after;    /* bytes of theirs */
    int64_t lost; /* months that another writer changed meanwhile: left for the next run */
};

/* *out is of the last generation that was made. What was done is in the report, whatever failed. */
MUST_USE struct err compact_run(
    const struct compact_conf *conf, struct compact_report *report, struct published *out);

#endif
