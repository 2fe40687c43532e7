/* csv.h: bytes in, rows out: RFC 4180 as exports really are. Lines end in CRLF, LF or CR, the last
 * one may not end at all; empty lines are no rows; a quoted field holds anything. The same bytes
 * give the same rows however they are cut into pieces. No file, no clock, no global; memory is one
 * block. */
#ifndef CSV_CSV_H
#define CSV_CSV_H

#include "csv/block.h"
#include "lib/arena.h"
#include "lib/err.h"
#include "lib/sink.h"

/* Takes one row, borrowed for the call; an error stops the reading and is what csv_feed or csv_end
 * returns. */
struct csv_taker {
    struct err (*take)(void *self, const struct csv_row *row);
    void *self;
};

/* Takes a block of rows and gives one to be filled next, which may be the same: then the rows are
 * borrowed for the call. A block of its own keeps its rows until it is given again, on any thread:
 * the reader only reads its bytes from here on, and that until the next block has been filled. */
struct csv_blocks {
    struct err (*take)(void *self, struct csv_block *full, struct csv_block **next);
    void *self;
};

/* How rows are found. All ways give the same rows; tests compare them. */
enum csv_way {
    CSV_BEST,     /* ordinary rows by the fastest marks of this processor */
    CSV_PORTABLE, /* ordinary rows by the marks that every processor has */
    CSV_MACHINE,  /* every row by the state machine */
};

struct csv;

/* Rows one by one. */
struct csv *csv_new(struct arena *a, struct csv_taker taker);
/* Rows by the block; `first` is the one to begin with. */
struct csv *csv_new_blocks(
    struct arena *a, struct csv_blocks taker, struct csv_block *first, enum csv_way way);
/* ERR_INPUT, by the end at the latest, for what is not CSV in UTF-8 at all: UTF-16, gzip, zip,
 * markup. After an error nothing more is read or given, and every call returns that first one. Rows
 * come when a block is full, or at the end. */
MUST_USE struct err csv_feed(struct csv *c, struct str bytes);
/* The same, but the bytes are written to where they are read and need not be copied. */
struct sink csv_sink(struct csv *c);
/* The input is over: hands on the last rows. Open quotes make the last one a bad one. */
MUST_USE struct err csv_end(struct csv *c);

#endif
