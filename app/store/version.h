/* version.h: which of two versions of one row holds. */
#ifndef STORE_VERSION_H
#define STORE_VERSION_H

#include "etl/record.h"

struct version {
    int64_t updated;  /* WHEN_UPDATED */
    int64_t answered; /* 1: the row tells an answer */
    int64_t raw;      /* hash of all that the export said */
    int64_t made;     /* hash of all that the directory added */
};

struct version version_of(const struct record *r);
/* > 0 when a holds over b, whatever order they came in; 0 when the export said the same. */
int version_cmp(const struct version *a, const struct version *b);
bool version_same(const struct version *a, const struct version *b); /* `made` too */

#endif
