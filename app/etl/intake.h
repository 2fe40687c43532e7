/* intake.h: an export is read and cut into rows on a thread of its own, so that the calling one has
 * only the rows to take. Memory is a few blocks, whatever the size of the export. */
#ifndef ETL_INTAKE_H
#define ETL_INTAKE_H

#include "lib/sink.h"

struct csv_block;

struct intake_source {
    /* Called once, on the other thread: all of the bytes into the sink. */
    struct err (*pour)(void *self, struct sink into);
    void *self;
};

struct intake_taker {
    /* On the calling thread, in the order of the export. The block is borrowed for the call. */
    struct err (*take)(void *self, const struct csv_block *b);
    void *self;
};

/* Back when the other thread is. After an error of the source, or in the bytes, rows before it may
 * not have been taken; after one of the taker no more is read than a few blocks. */
MUST_USE struct err intake_run(struct intake_source from, struct intake_taker to);

#endif
