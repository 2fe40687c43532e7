/* download.h: one export from the platform into a staging file, never into memory. */
#ifndef SOURCE_DOWNLOAD_H
#define SOURCE_DOWNLOAD_H

#include "source/api.h"

struct download {
    struct str url;      /* whole, or a path of the API */
    int fd;              /* the staging file, open for writing */
    int64_t bytes;       /* what the report says it has; -1 = it does not say */
    int64_t deadline_ms; /* for all of it, however often it breaks off */
    int64_t bytes_max;   /* larger is ERR_LIMIT, before it is fetched when that can be known */
};

/* A transfer that breaks off goes on where it stopped if the file's ETag is still the same, else
 * from its start. ERR_MISSING: the file has expired. ERR_INPUT: a page of HTML, or another number
 * of bytes than the report says, however often it is fetched. ERR_BUSY: it broke off too often. */
MUST_USE struct err download_run(struct api *api, const struct download *d, int64_t *bytes);

#endif
