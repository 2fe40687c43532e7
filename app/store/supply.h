/* supply.h: rows that one INSERT reads as if from a table named supply: binding and running a
 * statement for each row takes nearly twice as long. */
#ifndef STORE_SUPPLY_H
#define STORE_SUPPLY_H

#include "store/db.h"

struct sqlite3_context; /* where the value of one column goes; NULL when nothing is put there */

struct supply {
    size_t rows;
    /* Asked for row by row, and of each row from the lowest column named in the SQL on. */
    void (*column)(const void *self, size_t row, int column, struct sqlite3_context *to);
    const void *self;
};

void supply_i64(struct sqlite3_context *to, int64_t v);
void supply_text(struct sqlite3_context *to, struct str v); /* borrowed until supply_run is back */

/* Runs `sql`, which reads columns c0 to c15 of supply. */
MUST_USE struct err supply_run(struct db *db, const char *sql, const struct supply *supply);

#endif
