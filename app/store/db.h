/* db.h: SQLite, which beside it only supply.c sees. A statement keeps its first error and later
 * calls do nothing: it is asked once, at the end. Statements whose SQL is a literal are kept with
 * their database. */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "lib/arena.h"
#include "lib/err.h"

struct sqlite3;
struct sqlite3_stmt;

/* What the databases of one reader share; NULL where nobody asks. */
struct db_watch {
    uint64_t statements; /* begun so far */
    int64_t deadline;    /* clock_tick_ns; 0 = none */
};

#define DB_STATEMENTS 24
struct db {
    struct sqlite3 *h;
    struct db_watch *watch;
    struct {
        const char *sql; /* known by its address */
        struct sqlite3_stmt *h;
        bool taken;
    } kept[DB_STATEMENTS];
};

/* A published file, for ever: read-only, immutable, no lock, no journal. */
MUST_USE struct err db_open_immutable(struct db *db, const char *path, struct db_watch *watch);
/* A file of ours alone in staging, made when missing: no lock, no journal, nothing synced. */
MUST_USE struct err db_open_scratch(struct db *db, const char *path);
void db_done(struct db *db);
/* Statements without values or answers, one after the other. */
MUST_USE struct err db_run(struct db *db, const char *sql);
/* Rows that the last statement changed. */
int64_t db_changes(struct db *db);
/* Whether the file is sound, as far as SQLite can tell in one pass. */
MUST_USE struct err db_check(struct db *db);

struct stmt {
    struct db *db;
    struct sqlite3_stmt *h;
    int kept; /* place in db->kept, or -1 */
    bool begun;
    struct err e;
};

/* `sql` must be a literal and outlive the database. */
struct stmt stmt_of(struct db *db, const char *sql);
void stmt_done(struct stmt *q);
void stmt_i64(struct stmt *q, const char *name, int64_t v);
void stmt_text(
    struct stmt *q, const char *name, struct str v); /* borrowed until stmt_again or _done */
void stmt_blob(struct stmt *q, const char *name, struct str v);
/* The same by place, from 1: for the rows of an import, where looking up names would cost more than
 * SQLite. */
void stmt_put_i64(struct stmt *q, int place, int64_t v);
void stmt_put_null(struct stmt *q, int place);
void stmt_put_text(struct stmt *q, int place, struct str v);
void stmt_put_blob(struct stmt *q, int place, struct str v);
/* Whatever that column of `from`, which has a row, holds; copied. */
void stmt_put_col(struct stmt *q, int place, struct stmt *from, int column);
/* True while there is a row. */
bool stmt_row(struct stmt *q);
/* Columns from 0; texts and blobs are borrowed until the next row. */
int64_t stmt_col_i64(struct stmt *q, int i);
int32_t stmt_col_i32(struct stmt *q, int i); /* what does not fit is an error of the statement */
/* A number that is used as an index must be one: segments are checked by SHA-256, programs by this.
 * 0, and an error of the statement, when it is not in 0 .. n - 1. */
int32_t stmt_col_below(struct stmt *q, int column, int32_t n);
bool stmt_col_null(struct stmt *q, int i);
struct str stmt_col_text(struct stmt *q, int i);
struct str stmt_col_blob(struct stmt *q, int i);
/* Runs it to its end and makes it ready for other values. */
void stmt_again(struct stmt *q);
/* The first thing that went wrong, if any. Values are to be bound anew. */
MUST_USE struct err stmt_end(struct stmt *q);

/* Undone unless committed. */
struct txn {
    struct db *db;
};
MUST_USE struct err txn_begin(struct txn *t, struct db *db);
MUST_USE struct err txn_commit(struct txn *t);
void txn_done(struct txn *t);

#endif
