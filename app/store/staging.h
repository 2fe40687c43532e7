/* staging.h: a writer's own folder on a local disk, and the records in it that wait to be
 * published. */
#ifndef STORE_STAGING_H
#define STORE_STAGING_H

#include "store/db.h"
#include "store/version.h"
#include "store/writer.h"

struct staging {
    struct arena *a;    /* for what lives as long as it */
    struct arena batch; /* for one record */
    const char *folder;
    struct db db;
};

/* A new folder below `parent`; those of writers that died are removed once they are old enough. */
MUST_USE struct err staging_open(
    struct staging *s, struct arena *a, const char *parent, enum family f);
void staging_done(struct staging *s); /* removes the folder */
const char *staging_path(struct staging *s, const char *name);
/* Keeps the record unless a version that holds over it is there already. */
MUST_USE struct err staging_put(
    struct staging *s, const struct record *r, const struct version *v, enum put *result);
/* The UTC days that have records, ascending. */
MUST_USE struct err staging_days(struct staging *s, int32_t **days, size_t *n);

#endif
