/* block.h: a piece of an export and the rows in it, which point into it. Its room is fixed. */
#ifndef CSV_BLOCK_H
#define CSV_BLOCK_H

#include "lib/arena.h"
#include "lib/limits.h"

struct csv_row {
    size_t row;              /* 0 is the header; refused rows count, empty lines do not */
    size_t line;             /* the physical line the row begins on, from 1 */
    size_t lines;            /* physical lines it spans; a stray quote can swallow many */
    const struct str *field; /* unescaped, in the block */
    size_t n;
    size_t same;     /* of them, at the front: byte for byte those of the row before in the block */
    const char *bad; /* NULL, or why it is no row to be used: the fields are those before that */
    bool unended;    /* the input ended before the row's line did */
};

struct csv_block {
    struct csv_row *row;
    size_t rows;
    /* The reader's own. */
    char *bytes;
    size_t at, used; /* up to where bytes have been read, and up to where there are any */
    struct str *field;
    size_t fields; /* of the rows */
};

/* What the next row is known by. */
struct csv_place {
    size_t row, line;
};

struct csv_block *block_new(struct arena *a);
/* Whether rows that end within the next 64 bytes, or one row of any kind, have a place yet. */
bool block_has_room(const struct csv_block *b);
/* Adds a row that has as many fields as stand in `field` past those of the rows before; the caller
 * knows that there is room. */
static inline void block_add(struct csv_block *b, struct csv_row row)
{
    row.field = b->field + b->fields;
    b->fields += row.n;
    b->row[b->rows++] = row;
}

#endif
