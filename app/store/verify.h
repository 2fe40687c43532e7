/* verify.h: whether a store is what it says: the pointer, the log, each segment's bytes, rows and
 * rollups, the directory. Reads the store alone and writes nothing there. */
#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include "lib/arena.h"
#include "lib/err.h"
#include "lib/hash.h"

struct verify_conf {
    const char *store, *staging; /* staging: rollups are made anew there */
    bool all; /* the segments of every kept generation, not of the newest alone */
    /* `file` is below the store. What a dead writer left and the next one mends is no defect. */
    void (*found)(void *self, bool defect, const char *file, const char *what);
    void (*checked)(void *self, const char *file, int64_t bytes); /* one segment more */
    void *self;
};

struct verify_report {
    int64_t generation, generations; /* the newest; how many were looked at */
    struct sha256 sha256;            /* of the newest */
    int64_t segments, bytes, rows;   /* each file once */
    int64_t defects, notes;
};

/* The answer says what kept us from looking; what was found is told and counted. */
MUST_USE struct err verify_run(const struct verify_conf *conf, struct verify_report *out);

#endif
