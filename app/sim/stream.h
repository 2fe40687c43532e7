/* stream.h: a window of an export as the bytes that go over the wire: plain, gzip, or a zip with
 * one CSV (by libarchive, seen in stream.c alone). Made while it is read, in constant memory, the
 * same each time. */
#ifndef SIM_STREAM_H
#define SIM_STREAM_H

#include <sys/types.h>

#include "sim/window.h"

enum pack { PACK_PLAIN, PACK_GZIP, PACK_ZIP, PACK__N };
extern const char *const pack_words[PACK__N];
extern const char *const pack_types[PACK__N]; /* Content-Type */
extern const char *const pack_ends[PACK__N];  /* of the file's name */

struct stream_conf {
    const char *path;
    struct range range;
    enum pack pack;
    const char *name;   /* of the CSV in a zip */
    size_t break_after; /* ends in the middle of the row after so many; SIZE_MAX = whole */
};

struct stream;

MUST_USE struct err stream_open(struct stream **out, const struct stream_conf *conf);
void stream_done(struct stream **s);
/* Up to max bytes: > 0, 0 at the end, -1 when something failed. */
ssize_t stream_read(struct stream *s, char *to, size_t max);
MUST_USE struct err stream_end(const struct stream *s);
/* Reads all there is and counts. */
MUST_USE struct err stream_count(struct stream *s, int64_t *bytes, int64_t *rows);

#endif
