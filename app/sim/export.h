/* export.h: writes what happened as the two CSV files of the platform, in order of created_at and
 * with the dirt that exports have. Dirt never makes a second truth: a duplicate is equal, an older
 * version is older, and a broken row is one more copy of a good one. */
#ifndef SIM_EXPORT_H
#define SIM_EXPORT_H

#include <stdio.h>

#include "lib/err.h"
#include "sim/traffic.h"

struct export
{
    const struct company *company;
    struct dice dice;
    struct arena arena; /* of one row */
    struct out row;
    FILE *pageouts, *notifications;
    char dir[400];
    uint64_t page_rows, attempt_rows;
};

/* Makes both files in `dir`, which must exist; files that are there are replaced. */
MUST_USE struct err export_open(struct export *x, const struct company *c, const char *dir);
void export_page(struct export *x, const struct page *p);
void export_attempt(struct export *x, const struct attempt *at);
/* Closes the files; the first thing that went wrong with either. */
MUST_USE struct err export_end(struct export *x);
void export_done(struct export *x);

#endif
