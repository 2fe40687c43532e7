/* columns.h: which field of a row is what, found by the names in the header. Names are the same
 * whatever their case, blanks, '_' and '-'; brackets after a name hold a zone or a unit. */
#ifndef CSV_COLUMNS_H
#define CSV_COLUMNS_H

#include "csv/csv.h"

#define COLUMN_ABSENT SIZE_MAX
#define ALIASES_MAX 6

struct column {
    const char *name;
    const char *also[ALIASES_MAX]; /* other names, the more likely first */
    bool required;
};

struct columns {
    size_t at[CSV_COLUMNS_MAX];          /* of column i: its field, or COLUMN_ABSENT */
    struct str bracket[CSV_COLUMNS_MAX]; /* of column i: what its header has in brackets */
    struct str header[CSV_COLUMNS_MAX];  /* the header row itself */
    size_t fields;                       /* in a row */
    size_t ignored;                      /* fields that are no column of ours */
};

/* ERR_INPUT names the required columns that are missing, or one that is there twice. A column's own
 * name goes before its other names; of two other names the first in the table goes. Texts are in
 * the arena. */
MUST_USE struct err columns_map(struct arena *a, const struct column *columns, size_t n,
    const struct csv_row *header, struct columns *out);
/* The header over again, as files that were joined have it. */
bool columns_is_header(const struct columns *c, const struct csv_row *row);
/* Column i of a row that has as many fields as the header; empty when the column is absent. */
static inline struct str columns_get(const struct columns *c, const struct csv_row *row, size_t i)
{
    return c->at[i] < row->n ? row->field[c->at[i]] : STR("");
}

#endif
