/* scratch.h: a folder of one's own below staging, for files that are being made; gone at the end.
 * What a killed program leaves of it is swept by gc. */
#ifndef STORE_SCRATCH_H
#define STORE_SCRATCH_H

#include "lib/arena.h"
#include "lib/err.h"

struct scratch {
    struct arena *a;
    const char *folder;
};

/* `word` says whose it is. The staging folder is made when missing. */
MUST_USE struct err scratch_open(
    struct scratch *s, struct arena *a, const char *staging, const char *word);
void scratch_done(struct scratch *s);
const char *scratch_path(const struct scratch *s, const char *name);
/* Whether a folder below staging is named like one. */
bool scratch_is(struct str name);

#endif
