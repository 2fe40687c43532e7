/* download.h: one export from the platform into a staging file, never into memory. */
#ifndef SOURCE_DOWNLOAD_H
#define SOURCE_DOWNLOAD_H

#include "source/api.h"

struct download {
    struct str url;      /* whole, or a path of the API */
    int fd;              /* the staging file, open for writing */
    int64_t bytes;       /* what the report says it has; -1 = it does not say */
    int64_t deadline_ms; /* for all of it, however often it breaks off */
    int64_t bytes_max;   /* larger is ERR_LIMIT */
    int64_t sharers; /* how many fetch into that folder at a time, each into its share of what is
                        free there; 0 = 1 */
};

/* What HEAD says of its size; -1 when it says nothing. It may lie. */
int64_t download_size(struct api *api, const struct download *d);
/* Whether so many bytes (-1 = not known) may be fetched: OK, or ERR_LIMIT naming what is in the
 * way: bytes_max, or the folder's free space. */
MUST_USE struct err download_fits(const struct download *d, int64_t bytes);
/* A transfer that breaks off goes on where it stopped if the file's ETag is still the same, else
 * from its start. ERR_MISSING: the file has expired. ERR_LIMIT: it is too large after all, or the
 * folder is full. ERR_INPUT: a page of HTML, or another number of bytes than the report says,
 * however often it is fetched. ERR_BUSY: it broke off too often. */
MUST_USE struct err download_run(struct api *api, const struct download *d, int64_t *bytes);

#endif
