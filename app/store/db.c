#include "store/db.h"

#include "lib/day.h"
#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define WATCH_OPS 2000          /* virtual machine steps between two looks at the clock: ~50 us */
#define READ_CACHE_KIB 512      /* a connection; hundreds of segments are open at once */
#define SCRATCH_CACHE_KIB 16384 /* each page is written once: more would not help */

/* Before the first connection: SQLite keeps no account of its memory, which would be a lock that
 * all threads take for every few bytes. */
__attribute__((constructor)) static void db_begin(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum err_code code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_INTERRUPT:
        return ERR_BUSY;
    case SQLITE_FULL:
    case SQLITE_TOOBIG:
        return ERR_LIMIT;
    case SQLITE_PERM:
    case SQLITE_READONLY:
        return ERR_DENIED;
    default:
        return ERR_IO;
    }
}

/* What the system said to the file, where SQLite knows only "disk I/O error": a quota is a limit.
 */
static int errno_of(struct db *db, int rc)
{
    int number = 0;
    if (db->h && (rc & 0xff) == SQLITE_IOERR &&
        sqlite3_file_control(db->h, "main", SQLITE_FCNTL_LAST_ERRNO, &number) != SQLITE_OK)
        return 0;
    return number;
}

static struct err failed(struct db *db, int rc, const char *what)
{
    if ((rc & 0xff) == SQLITE_INTERRUPT)
        return err_of(ERR_BUSY, "budget");
    const char *path = db->h ? sqlite3_db_filename(db->h, "main") : NULL;
    const char *slash = path ? strrchr(path, '/') : NULL;
    const char *name = slash ? slash + 1 : "database";
    int number = errno_of(db, rc);
    if (number) {
        errno = number;
        return err_errno("%s: %s", name, what);
    }
    return err_of(
        code_of(rc), "%s: %s: %s", name, what, db->h ? sqlite3_errmsg(db->h) : sqlite3_errstr(rc));
}

static int past_deadline(void *at)
{
    const struct db_watch *w = at;
    return w->deadline != 0 && clock_tick_ns() > w->deadline;
}

static struct err open_uri(struct db *db, const char *path, const char *options, int flags)
{
    char uri[3 * PATH_MAX + 64];
    size_t n = (size_t)snprintf(uri, sizeof uri, "file:");
    for (const char *p = path; *p && n + 3 < sizeof uri - 64; p++)
        n += (size_t)(strchr("?#%", *p) ? snprintf(uri + n, 4, "%%%02X", (unsigned char)*p)
                                        : snprintf(uri + n, 2, "%c", *p));
    snprintf(uri + n, sizeof uri - n, "%s", options);
    int rc = sqlite3_open_v2(
        uri, &db->h, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc != SQLITE_OK) {
        struct err e = err_at(failed(db, rc, "open"), "%s", path);
        db_done(db);
        return e;
    }
    return OK;
}

/* The read-only flag and the URI are both needed: with immutable=1 alone Debian's SQLite opens the
 * file read-write, and an NFS client then keeps stale pages for the whole host. */
struct err db_open_immutable(struct db *db, const char *path, struct db_watch *watch)
{
    *db = (struct db){.watch = watch};
    TRY(open_uri(db, path, "?mode=ro&immutable=1&vfs=unix-none", SQLITE_OPEN_READONLY));
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_LOOKASIDE, NULL, 256, 64);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (watch)
        sqlite3_progress_handler(db->h, WATCH_OPS, past_deadline, watch);
    _Static_assert(READ_CACHE_KIB == 512, "as the pragma below says");
    return db_run(db, "PRAGMA cache_size = -512; PRAGMA query_only = 1");
}

struct err db_open_scratch(struct db *db, const char *path)
{
    *db = (struct db){0};
    AUTO(fd_done) int made = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (made < 0)
        return err_errno("%s", path); /* SQLite tells the errno of a second try, read-only */
    TRY(open_uri(db, path, "?mode=rw&vfs=unix-none", SQLITE_OPEN_READWRITE));
    _Static_assert(SCRATCH_CACHE_KIB == 16384, "as the pragma below says");
    return db_run(db,
        "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384");
}

void db_done(struct db *db)
{
    for (EACH(i, db->kept))
        sqlite3_finalize(db->kept[i].h);
    sqlite3_close_v2(db->h);
    *db = (struct db){0};
}

struct err db_run(struct db *db, const char *sql)
{
    int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : failed(db, rc, "run");
}

int64_t db_changes(struct db *db)
{
    return sqlite3_changes64(db->h);
}

struct err db_check(struct db *db)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "PRAGMA quick_check(1)");
    bool sound = stmt_row(&q) && str_eq(stmt_col_text(&q, 0), STR("ok"));
    TRY(stmt_end(&q));
    return sound ? OK : err_of(ERR_IO, "the database just built is not sound");
}

static bool take_kept(struct stmt *q, const char *sql)
{
    struct db *db = q->db;
    for (int i = 0; i < DB_STATEMENTS; i++) {
        if (db->kept[i].sql != sql || db->kept[i].taken)
            continue;
        db->kept[i].taken = true;
        q->h = db->kept[i].h;
        q->kept = i;
        return true;
    }
    return false;
}

static void keep(struct stmt *q, const char *sql)
{
    struct db *db = q->db;
    for (int i = 0; i < DB_STATEMENTS && q->kept < 0; i++) {
        if (db->kept[i].sql)
            continue;
        db->kept[i].sql = sql;
        db->kept[i].h = q->h;
        db->kept[i].taken = true;
        q->kept = i;
    }
}

struct stmt stmt_of(struct db *db, const char *sql)
{
    struct stmt q = {.db = db, .kept = -1};
    if (take_kept(&q, sql))
        return q;
    int rc = sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &q.h, NULL);
    if (rc != SQLITE_OK)
        q.e = failed(db, rc, sql);
    else
        keep(&q, sql);
    return q;
}

void stmt_done(struct stmt *q)
{
    if (!q->h)
        return;
    sqlite3_reset(q->h);
    if (q->kept >= 0)
        q->db->kept[q->kept].taken = false;
    else
        sqlite3_finalize(q->h);
    *q = (struct stmt){.kept = -1};
}

static int place_of(struct stmt *q, const char *name)
{
    if (q->e.code != ERR_OK)
        return 0;
    int place = sqlite3_bind_parameter_index(q->h, name);
    if (place == 0)
        q->e = err_of(ERR_IO, "no parameter %s in: %.100s", name, sqlite3_sql(q->h));
    return place;
}

static void bound(struct stmt *q, int rc)
{
    if (rc != SQLITE_OK && q->e.code == ERR_OK)
        q->e = failed(q->db, rc, "bind");
}

void stmt_put_i64(struct stmt *q, int place, int64_t v)
{
    if (q->e.code == ERR_OK)
        bound(q, sqlite3_bind_int64(q->h, place, v));
}

void stmt_put_null(struct stmt *q, int place)
{
    if (q->e.code == ERR_OK)
        bound(q, sqlite3_bind_null(q->h, place));
}

void stmt_put_text(struct stmt *q, int place, struct str v)
{
    if (q->e.code == ERR_OK)
        bound(q, sqlite3_bind_text64(q->h, place, v.n ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8));
}

void stmt_put_blob(struct stmt *q, int place, struct str v)
{
    if (q->e.code == ERR_OK)
        bound(q, sqlite3_bind_blob64(q->h, place, v.n ? v.p : "", v.n, SQLITE_STATIC));
}

void stmt_put_col(struct stmt *q, int place, struct stmt *from, int column)
{
    if (q->e.code == ERR_OK)
        bound(q, sqlite3_bind_value(q->h, place, sqlite3_column_value(from->h, column)));
}

void stmt_i64(struct stmt *q, const char *name, int64_t v)
{
    int place = place_of(q, name);
    if (place)
        stmt_put_i64(q, place, v);
}

void stmt_text(struct stmt *q, const char *name, struct str v)
{
    int place = place_of(q, name);
    if (place)
        stmt_put_text(q, place, v);
}

void stmt_blob(struct stmt *q, const char *name, struct str v)
{
    int place = place_of(q, name);
    if (place)
        stmt_put_blob(q, place, v);
}

bool stmt_row(struct stmt *q)
{
    if (q->e.code != ERR_OK)
        return false;
    if (!q->begun && q->db->watch)
        q->db->watch->statements++;
    q->begun = true;
    int rc = sqlite3_step(q->h);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        q->e = failed(q->db, rc, "step");
    return rc == SQLITE_ROW;
}

int64_t stmt_col_i64(struct stmt *q, int i)
{
    return sqlite3_column_int64(q->h, i);
}

int32_t stmt_col_i32(struct stmt *q, int i)
{
    int64_t v = sqlite3_column_int64(q->h, i);
    if (v >= INT32_MIN && v <= INT32_MAX)
        return (int32_t)v;
    if (q->e.code == ERR_OK)
        q->e = err_of(ERR_IO, "%s: %lld is too large", sqlite3_column_name(q->h, i), (long long)v);
    return 0;
}

int32_t stmt_col_below(struct stmt *q, int column, int32_t n)
{
    int32_t v = stmt_col_i32(q, column);
    if (v >= 0 && v < n)
        return v;
    if (q->e.code == ERR_OK)
        q->e = err_of(ERR_IO, "column %d of a record is %d", column, v);
    return 0;
}

bool stmt_col_null(struct stmt *q, int i)
{
    return sqlite3_column_type(q->h, i) == SQLITE_NULL;
}

struct str stmt_col_text(struct stmt *q, int i)
{
    const char *p = (const char *)sqlite3_column_text(q->h, i);
    return (struct str){p ? p : "", p ? (size_t)sqlite3_column_bytes(q->h, i) : 0};
}

struct str stmt_col_blob(struct stmt *q, int i)
{
    const char *p = sqlite3_column_blob(q->h, i);
    return (struct str){p ? p : "", p ? (size_t)sqlite3_column_bytes(q->h, i) : 0};
}

void stmt_again(struct stmt *q)
{
    if (!q->begun)
        (void)stmt_row(q);
    if (q->h)
        sqlite3_reset(q->h);
    q->begun = false;
}

struct err stmt_end(struct stmt *q)
{
    struct err e = q->e;
    if (q->h)
        sqlite3_reset(q->h);
    q->begun = false;
    return e;
}

struct err txn_begin(struct txn *t, struct db *db)
{
    TRY(db_run(db, "BEGIN IMMEDIATE"));
    t->db = db;
    return OK;
}

struct err txn_commit(struct txn *t)
{
    TRY(db_run(t->db, "COMMIT"));
    t->db = NULL;
    return OK;
}

void txn_done(struct txn *t)
{
    if (t->db)
        err_drop(db_run(t->db, "ROLLBACK"), "the transaction is given up anyway");
    t->db = NULL;
}
