#include "etl/intake.h"

#include "csv/csv.h"
#include "lib/lane.h"

#include <errno.h>

#define BLOCKS 4              /* one is filled, one taken, two are on their way */
#define BYTES_MAX (16u << 20) /* of all blocks and the reader: a block has under 2 MiB */

struct intake {
    struct intake_source from;
    struct csv *csv;
    struct lane full, empty;
};

/* The reader's side: a block goes, another one comes. */
static struct err swap(void *self, struct csv_block *full, struct csv_block **next)
{
    struct intake *in = self;
    void *empty = NULL;
    TRY(lane_put(&in->full, full));
    TRY(lane_take(&in->empty, &empty));
    *next = empty;
    return OK;
}

static void *read_all(void *self)
{
    struct intake *in = self;
    struct err e = in->from.pour(in->from.self, csv_sink(in->csv));
    lane_close(&in->full, e.code == ERR_OK ? csv_end(in->csv) : e);
    return NULL;
}

static struct err take_all(struct intake *in, struct intake_taker to)
{
    for (void *block = NULL;;) {
        TRY(lane_take(&in->full, &block));
        if (!block)
            return OK;
        TRY(to.take(to.self, block));
        TRY(lane_put(&in->empty, block));
    }
}

static struct err run(struct intake *in, struct intake_taker to)
{
    pthread_t reader;
    errno = pthread_create(&reader, NULL, read_all, in);
    if (errno)
        return err_errno("a thread to read with");
    struct err e = take_all(in, to);
    if (e.code != ERR_OK) {
        lane_close(&in->full, e);
        lane_close(&in->empty, e);
    }
    pthread_join(reader, NULL);
    return e;
}

struct err intake_run(struct intake_source from, struct intake_taker to)
{
    AUTO(arena_done) struct arena a = arena_of(BYTES_MAX);
    struct intake in = {.from = from};
    lane_open(&in.full, BLOCKS);
    lane_open(&in.empty, BLOCKS);
    in.csv = csv_new_blocks(&a, (struct csv_blocks){swap, &in}, block_new(&a), CSV_BEST);
    struct err e = OK;
    for (size_t i = 1; i < BLOCKS && e.code == ERR_OK; i++)
        e = lane_put(&in.empty, block_new(&a));
    if (e.code == ERR_OK)
        e = run(&in, to);
    lane_done(&in.full);
    lane_done(&in.empty);
    return e;
}
