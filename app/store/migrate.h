/* migrate.h: segments of an older schema are built anew from their own rows, and all of them take
 * their places in one generation: readers of either schema read whole ones only, so until then the
 * old one is served. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/writer.h"

struct migrate_report {
    int64_t segments, before, after; /* bytes of theirs */
    int64_t lost;                    /* another writer replaced them meanwhile */
};

MUST_USE struct err migrate_run(
    const struct writer_conf *conf, struct migrate_report *report, struct published *out);

#endif
