#include "store/supply.h"

#include <sqlite3.h>

#define SUPPLY_TABLE                                                                               \
    "CREATE TABLE x (c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15)"

/* Both begin with what SQLite wants there; it sets those parts itself. */
struct table {
    sqlite3_vtab base;
    const struct supply *supply;
};
struct cursor {
    sqlite3_vtab_cursor base;
    const struct supply *supply;
    size_t at;
};

static int connect(
    sqlite3 *h, void *supply, int words, const char *const *word, sqlite3_vtab **out, char **error)
{
    (void)words, (void)word, (void)error;
    struct table *t = sqlite3_malloc(sizeof *t);
    if (!t)
        return SQLITE_NOMEM;
    *t = (struct table){.supply = supply};
    *out = &t->base;
    return sqlite3_declare_vtab(h, SUPPLY_TABLE);
}

static int disconnect(sqlite3_vtab *t)
{
    sqlite3_free(t);
    return SQLITE_OK;
}

/* There is one way to read it: from the first row to the last. */
static int plan(sqlite3_vtab *t, sqlite3_index_info *how)
{
    how->estimatedRows = (sqlite3_int64)((struct table *)t)->supply->rows;
    return SQLITE_OK;
}

static int open(sqlite3_vtab *t, sqlite3_vtab_cursor **out)
{
    struct cursor *c = sqlite3_malloc(sizeof *c);
    if (!c)
        return SQLITE_NOMEM;
    *c = (struct cursor){.supply = ((struct table *)t)->supply};
    *out = &c->base;
    return SQLITE_OK;
}

static int close(sqlite3_vtab_cursor *c)
{
    sqlite3_free(c);
    return SQLITE_OK;
}

static int rewind(
    sqlite3_vtab_cursor *c, int number, const char *name, int values, sqlite3_value **value)
{
    (void)number, (void)name, (void)values, (void)value;
    ((struct cursor *)c)->at = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *c)
{
    ((struct cursor *)c)->at++;
    return SQLITE_OK;
}

static int is_over(sqlite3_vtab_cursor *c)
{
    const struct cursor *at = (struct cursor *)c;
    return at->at >= at->supply->rows;
}

static int column(sqlite3_vtab_cursor *c, sqlite3_context *to, int i)
{
    const struct cursor *at = (struct cursor *)c;
    at->supply->column(at->supply->self, at->at, i, to);
    return SQLITE_OK;
}

static int number(sqlite3_vtab_cursor *c, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((struct cursor *)c)->at;
    return SQLITE_OK;
}

void supply_i64(struct sqlite3_context *to, int64_t v)
{
    sqlite3_result_int64(to, v);
}

void supply_text(struct sqlite3_context *to, struct str v)
{
    sqlite3_result_text64(to, v.n ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
}

struct err supply_run(struct db *db, const char *sql, const struct supply *supply)
{
    static const sqlite3_module module = {.xConnect = connect,
        .xBestIndex = plan,
        .xDisconnect = disconnect,
        .xOpen = open,
        .xClose = close,
        .xFilter = rewind,
        .xNext = next,
        .xEof = is_over,
        .xColumn = column,
        .xRowid = number};
    struct supply mine = *supply; /* SQLite takes no const; nothing holds it once it is gone */
    if (sqlite3_create_module(db->h, "supply", &module, &mine) != SQLITE_OK)
        return err_of(ERR_IO, "supply: %s", sqlite3_errmsg(db->h));
    struct err e = db_run(db, sql);
    int gone = sqlite3_create_module(db->h, "supply", NULL, NULL);
    return e.code == ERR_OK && gone != SQLITE_OK
               ? err_of(ERR_IO, "supply: %s", sqlite3_errmsg(db->h))
               : e;
}
