/* machine.h: what any bytes mean as rows, one state after another. Texts are unescaped in place: a
 * row never has more bytes than it was read from. */
#ifndef CSV_MACHINE_H
#define CSV_MACHINE_H

#include "csv/block.h"

enum machine_state { MACHINE_START, MACHINE_BARE, MACHINE_QUOTED, MACHINE_QUOTE };

/* Where a field of the row under way stands, from the row's first byte on. */
struct machine_field {
    size_t at, n;
};

struct machine {
    struct csv_place next;
    enum machine_state state;
    bool after_cr;     /* a line feed now belongs to the line end before it */
    bool overflow;     /* a quoted field grew past a limit: the row ends with its line */
    size_t begun_line; /* where this row began */
    const char *bad;
    size_t row_at; /* in the block: its unescaped texts so far, `used` bytes; CSV_ROW_MAX at most */
    size_t fields, field_at, used;
    struct machine_field field[CSV_COLUMNS_MAX];
};

struct machine machine_of(void);
/* Whether the next byte is a row's first one. */
bool machine_at_row(const struct machine *m);
/* Reads on from b->at until that is so, and for as long as there are bytes and room. */
void machine_read(struct machine *m, struct csv_block *b);
/* The input is over: adds the last row, for which the block must have room. */
void machine_end(struct machine *m, struct csv_block *b);

#endif
