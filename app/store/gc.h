/* gc.h: removing what no kept generation names. Kept is what the newest generation's history lists,
 * and all that was listed so within the grace period, for readers that are behind. A file that
 * nobody names goes once it is older than the grace period: an unfinished writer may be about to
 * name it. Everything is removed oldest name first, log entries before the files they name, so a
 * gc that is killed leaves only more to remove. */
#ifndef STORE_GC_H
#define STORE_GC_H

#include "lib/arena.h"
#include "lib/err.h"

enum gc_what {
    GC_LOG,     /* a generation that is no longer kept */
    GC_SEGMENT, /* that no kept generation names */
    GC_PART,    /* a log entry that its writer never finished */
    GC_STAGING, /* the folder of a writer that died */
    GC__N
};

struct gc_conf {
    const char *store, *staging;
    int64_t grace_ms;
    bool dry; /* nothing is removed, all is told */
    void (*told)(void *self, enum gc_what what, const char *path, int64_t bytes);
    void *self;
};

struct gc_count {
    int64_t files, bytes;
};

struct gc_report {
    struct gc_count removed[GC__N]; /* or would be */
    struct gc_count kept;           /* segments and log entries that a kept generation is made of */
    struct gc_count young;          /* that nobody names, and that are not old enough */
    struct gc_count strange;        /* whose names are not ours: left alone */
    int64_t first, last;            /* generations kept */
};

/* ERR_INPUT, and nothing is removed, when a kept generation cannot be read, or there is none: what
 * it names is not known. */
MUST_USE struct err gc_run(const struct gc_conf *conf, struct gc_report *out);

#endif
