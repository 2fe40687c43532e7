/* staging.h: a writer's own folder on a local disk, and the rows that wait in it to be published:
 * in memory as long as they fit, then in one file that is read back day by day. */
#ifndef STORE_STAGING_H
#define STORE_STAGING_H

#include "store/fold.h"
#include "store/manifest.h"

/* A day's rows in the file, in pieces of which each names the one before it. */
struct staged_day {
    int32_t day;
    int64_t last; /* where its last piece is */
    int64_t rows;
};

struct staging {
    struct arena *a;     /* for what lives as long as it */
    struct arena memory; /* of the fold */
    const char *folder;
    struct fold fold;
    int fd;                 /* the file; -1 = none yet */
    int64_t end;            /* its bytes */
    struct staged_day *day; /* ascending */
    size_t days, days_cap;
};

/* A new folder below `parent`; those of writers that died are removed once they are old enough.
 * Rows wait in `fold_bytes` of memory; `reader` as for a fold. */
MUST_USE struct err staging_open(struct staging *s, struct arena *a, const char *parent,
    enum family f, size_t fold_bytes, struct folded_reader reader);
void staging_done(struct staging *s); /* removes the folder */
const char *staging_path(struct staging *s, const char *name);
MUST_USE struct err staging_put(struct staging *s, const struct sifted *row);
/* All rows are in: what is in memory goes to the file too, and the days are known. */
MUST_USE struct err staging_seal(struct staging *s);
/* The day's rows, folded anew, in the arena. Several threads may read several days. */
MUST_USE struct err staging_read(
    const struct staging *s, const struct staged_day *d, struct arena *a, struct fold *out);

#endif
