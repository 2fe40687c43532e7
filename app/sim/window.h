/* window.h: the rows of an export file whose created_at is in [from, to), read in constant memory.
 * The file is in order of created_at, so that the beginning is found by halving. */
#ifndef SIM_WINDOW_H
#define SIM_WINDOW_H

#include "lib/arena.h"
#include "lib/err.h"

struct range {
    int64_t from, to; /* UTC ms */
    int64_t as_of;    /* rows with a later updated_at are not there yet; INT64_MAX = all are */
};

struct window {
    int fd;
    struct range range;
    int64_t offset, size; /* of the next byte to read; of the file */
    char *buffer;         /* WINDOW_BYTES */
    size_t at, filled;
    struct str head;         /* the header row with its line end */
    size_t created, updated; /* columns, from 0 */
    bool taking;             /* the row before was taken: broken rows share its fate */
    size_t rows;             /* given so far */
    struct err failed;
};

#define WINDOW_BYTES (512u << 10) /* twice the longest row */

/* `a` keeps the buffer and must outlive the window. */
MUST_USE struct err window_open(
    struct window *w, struct arena *a, const char *path, struct range r);
void window_done(struct window *w);
/* The next row with its line end, valid until the next call; false at the end and after an error.
 */
bool window_row(struct window *w, struct str *row);
MUST_USE struct err window_end(const struct window *w);
/* Field number n of a row, without quotes taken off; false when there are fewer. */
bool row_field(struct str row, size_t n, struct str *field);

#endif
