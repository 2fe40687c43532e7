/* fold.h: of each row the version that holds, whatever order they come in. A row is known by its id
 * and the UTC day of its creation. Memory is bounded: a full table is emptied by its owner, who
 * puts what was in it into another one later. */
#ifndef STORE_FOLD_H
#define STORE_FOLD_H

#include "etl/record.h"
#include "lib/arena.h"
#include "lib/err.h"

/* A row, and of how many rows it was folded. `same` of them tell what this one tells, itself
 * included, and the others were older. */
struct folded {
    int64_t key; /* hash64 of the id */
    struct sifted row;
    uint32_t rows, same;
};

/* Reads a row as far as it tells of itself: what two versions of one age are compared by. */
struct folded_reader {
    struct err (*read)(void *self, struct arena *a, const struct sifted *row, struct record *out);
    void *self;
};

struct fold_entry;

struct fold {
    struct arena *a;
    struct folded_reader reader;
    struct fold_chunk {
        char *p; /* entries stand in it one after the other */
        size_t used;
    } * chunk;
    size_t chunks, filled, chunks_max; /* that there are, that are full, that there may be */
    unsigned chunk_shift;              /* a chunk has 1 << chunk_shift bytes */
    struct fold_slot {
        uint32_t place, hash; /* of an entry its place + 1; 0: free */
    } * slot;
    size_t slots; /* a power of two */
    size_t n;     /* rows that are held */
    struct err e; /* the first thing that went wrong, if any */
};

/* For about that many rows. Takes memory from the arena as it grows, until its entries have
 * bytes_max. */
struct fold fold_of(struct arena *a, size_t rows, size_t bytes_max, struct folded_reader reader);
/* One row that was not folded in a table yet. */
struct folded folded_of(const struct sifted *row);
/* Copies what it keeps. Two ids with one key are ERR_INPUT. It is asked for every row of an export,
 * so the table keeps the error. */
enum fold_put { FOLD_DONE, FOLD_FULL /* nothing was done */, FOLD_FAILED };
enum fold_put fold_put(struct fold *f, const struct folded *row);
/* Forgets all rows and keeps the memory. */
void fold_clear(struct fold *f);

/* Another table takes an entry as the bytes it has in this one. */
struct str fold_bytes(const struct fold_entry *e);
/* Where the bytes of entries that follow one another are to be put, up to *room of them; NULL: the
 * table is full. */
char *fold_room(struct fold *f, size_t *room);
/* n bytes stand there, of entries of that day. Folds those that are whole, in place, and says how
 * many bytes these have: what comes after them is to be put into the next room. 0: it failed. */
size_t fold_take(struct fold *f, int32_t day, size_t n);

/* A walk over the rows in no promised order; NULL at its end. */
struct fold_walk {
    const struct fold *f;
    size_t chunk, at;
};
const struct fold_entry *fold_next(struct fold_walk *w);
struct folded fold_row(const struct fold_entry *e);
/* All n rows by day. The list is in the arena, the rows are the table's. */
const struct fold_entry **fold_list(const struct fold *f, struct arena *a);

#endif
