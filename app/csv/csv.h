/* csv.h: bytes in, rows out: RFC 4180 as exports really are. Lines end in CRLF, LF or CR, the last
 * one may not end at all; empty lines are no rows; a quoted field holds anything. The same bytes
 * give the same rows however they are cut into pieces. No file, no clock, no global; memory is one
 * row. */
#ifndef CSV_CSV_H
#define CSV_CSV_H

#include "lib/arena.h"
#include "lib/err.h"
#include "lib/limits.h"

struct csv_row {
    size_t row;              /* 0 is the header; refused rows count, empty lines do not */
    size_t line;             /* the physical line the row begins on, from 1 */
    size_t lines;            /* physical lines it spans; a stray quote can swallow many */
    const struct str *field; /* unescaped, borrowed for the call */
    size_t n;
    const char *bad; /* NULL, or why it is no row to be used: the fields are those before that */
    bool unended;    /* the input ended before the row's line did */
};

/* Takes one row; an error stops the reading and is what csv_feed or csv_end returns. */
struct csv_taker {
    struct err (*take)(void *self, const struct csv_row *row);
    void *self;
};

struct csv;

struct csv *csv_new(struct arena *a, struct csv_taker taker);
/* ERR_INPUT for what is not CSV in UTF-8 at all: UTF-16, gzip, zip, markup. After an error nothing
 * more is read or given, and every call returns that first one. */
MUST_USE struct err csv_feed(struct csv *c, struct str bytes);
/* The input is over: hands on the last row. Open quotes make it a bad one. */
MUST_USE struct err csv_end(struct csv *c);

#endif
