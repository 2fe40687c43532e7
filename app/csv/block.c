#include "csv/block.h"

#include "csv/marks.h"

/* Fields of a row in progress, whose number is looked at every 64 bytes only. */
#define UNDER_WAY (CSV_COLUMNS_MAX + 2 * MARKS_BYTES)

struct csv_block *block_new(struct arena *a)
{
    struct csv_block *b = NEW(a, struct csv_block, 1);
    b->row = NEW(a, struct csv_row, CSV_BLOCK_ROWS);
    b->field = NEW(a, struct str, CSV_BLOCK_FIELDS);
    b->bytes = NEW(a, char, CSV_BLOCK_BYTES + MARKS_BYTES); /* marks are read past the last byte */
    return b;
}

bool block_has_room(const struct csv_block *b)
{
    return b->rows + MARKS_BYTES <= CSV_BLOCK_ROWS && b->fields + UNDER_WAY <= CSV_BLOCK_FIELDS;
}
