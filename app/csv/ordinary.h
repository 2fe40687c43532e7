/* ordinary.h: the fast way over ordinary rows: on one line, fields bare or quoted with nothing odd
 * about the quotes, no NUL, LF or CRLF behind them, within the limits. It only proves that a row is
 * ordinary; what any other row means is the state machine's to say. */
#ifndef CSV_ORDINARY_H
#define CSV_ORDINARY_H

#include "csv/block.h"
#include "csv/marks.h"

enum ordinary {
    ORDINARY_FULL, /* the block has no room for more rows */
    ORDINARY_ODD,  /* a row that is not ordinary begins at b->at */
    ORDINARY_CUT,  /* the bytes end, perhaps within a row that begins at b->at */
};

/* Adds the ordinary rows from b->at on, which must be where a row begins. */
enum ordinary ordinary_read(struct csv_block *b, struct csv_place *next, marks_fn *marks);

#endif
