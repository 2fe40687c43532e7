/* row.h: one record as a row of a segment's table: its own times and id, the rest in dictionaries.
 */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "store/part.h"
#include "store/set.h"

struct row {
    int64_t key; /* hash64 of TEXT_ID */
    struct record record;
    bool repeated; /* a page whose key an earlier row of the day has */
};

struct rows {
    struct row *row;
    size_t n;
};

/* A row and the numbers of its entries. */
struct placed {
    const struct row *row;
    uint32_t part[PART__N];
};

/* In the order of the table; row_read expects a statement that selects exactly these. */
#define ROW_COLUMNS                                                                                \
    "row, created, who, team, about, said, gate, sent, delivered, responded, updated, attempt,"    \
    " local_hour, hours, flags, record.id"

#define ROW_PARTS_AT 2 /* PART__N columns from there on: numbers of entries */

/* The entries of an open segment's dictionaries that rows asked for so far. */
struct entries {
    struct db *db;
    struct arena *a;
    struct {
        struct set place; /* number -> place in `entry` */
        struct str *entry;
        size_t cap;
    } part[PART__N];
    struct err e; /* the first failure; asked once, at the end */
};

struct entries entries_of(struct db *db, struct arena *a);
/* Of the record only those parts (1u << enum part), and of their texts those in the mask. Its key
 * is not filled. */
struct row row_read(
    struct stmt *q, struct entries *x, enum dataset d, uint32_t parts, uint32_t texts);
/* Of a row of that table. */
int64_t row_number(int32_t day, size_t place); /* `row`, from the place in the day */
int32_t row_day(int64_t number);

#define ROW_INSERT                                                                                 \
    "INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15," \
    " ?16)"
/* Tells the processor that row_write will read it soon. */
void row_fetch(const struct row *r);
/* Binds all columns and inserts; `part` are the numbers of its entries. */
void row_write(struct stmt *q, const struct row *r, int64_t number, const uint32_t part[PART__N]);
/* The same row for a supply, column by column. Rows that are inserted so have the numbers that
 * follow the last one in the table. */
#define ROW_SUPPLY                                                                                 \
    "INSERT INTO record (created, who, team, about, said, gate, sent, delivered, responded,"       \
    " updated, attempt, local_hour, hours, flags, id) SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9,"  \
    " c10, c11, c12, c13, c14, c15 FROM supply"
void row_give(const struct row *row, int64_t number, const uint32_t part[PART__N], int column,
    struct sqlite3_context *to);
/* Inserts the row of a statement that selects ROW_COLUMNS, with other numbers for its entries. */
void row_copy(struct stmt *q, struct stmt *from, const uint32_t part[PART__N]);

#endif
