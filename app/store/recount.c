#include "store/recount.h"

#include "lib/day.h"
#include "lib/hash.h"
#include "lib/limits.h"
#include "store/schema.h"
#include "store/segment.h"
#include "store/span.h"

#include <unistd.h>

struct recount {
    struct arena a; /* one day */
    const char *path;
    enum family family;
    struct db *db;
    int64_t through, rows, open_pages;
    struct err *found;
};

/* What a day, or a segment, holds beside its dictionaries: two numbers say which row it is, the
 * last column is what it says. */
static const struct compared {
    const char *what, *sql;
} parts_of_day[] = {
    {"rollup", "SELECT kind, key, blob FROM total WHERE day = :day ORDER BY kind, key"},
    {"sheet", "SELECT id >> 32, id & 0xffffffff, blob FROM sheet WHERE id & 0xffffffff = :day"
              " ORDER BY id"},
    {"record", "SELECT row, created, id FROM record WHERE row >= :day << 20"
               " AND row < (:day + 1) << 20 ORDER BY row"},
};
_Static_assert(ROW_DAY_BITS == 20, "as the query of records says");
static const struct compared spans[] = {
    {"span", "SELECT id >> 32, id & 4294967295, blob FROM span WHERE :day IS NOT NULL ORDER BY id"},
    {"series",
        "SELECT id >> 32, id & 4294967295, series FROM span WHERE :day IS NOT NULL ORDER BY id"},
};

static int row_cmp(struct stmt *x, struct stmt *y)
{
    for (int i = 0; i < 2; i++) {
        int64_t a = stmt_col_i64(x, i), b = stmt_col_i64(y, i);
        if (a != b)
            return a < b ? -1 : 1;
    }
    return 0;
}

static bool same_row(struct stmt *x, struct stmt *y)
{
    return row_cmp(x, y) == 0 && str_eq(stmt_col_blob(x, 2), stmt_col_blob(y, 2));
}

static struct err wrong(int32_t day, const struct compared *p, struct stmt *at)
{
    struct civil d = civil_of(day * DAY_MS);
    return err_of(ERR_INPUT, "%04d-%02d-%02d: %s %lld, %lld is not what the day's records give",
        d.year, d.month, d.day, p->what, (long long)stmt_col_i64(at, 0),
        (long long)stmt_col_i64(at, 1));
}

/* `made` is right. */
static struct err compare(struct recount *x, const struct compared *p, struct db *made, int32_t day)
{
    AUTO(stmt_done) struct stmt right = stmt_of(made, p->sql);
    AUTO(stmt_done) struct stmt is = stmt_of(x->db, p->sql);
    struct err differ = OK;
    stmt_i64(&right, ":day", day);
    stmt_i64(&is, ":day", day);
    for (bool going = true; going;) {
        bool wanted = stmt_row(&right), there = stmt_row(&is);
        going = wanted && there && same_row(&right, &is);
        if (!going && (wanted || there))
            differ = wrong(day, p, !there || (wanted && row_cmp(&right, &is) <= 0) ? &right : &is);
    }
    TRY(stmt_end(&right));
    *x->found = stmt_end(&is);
    if (x->found->code == ERR_OK)
        *x->found = differ;
    return OK;
}

static struct err compare_all(
    struct recount *x, const struct compared *c, size_t n, struct db *made, int32_t day)
{
    for (size_t i = 0; i < n && x->found->code == ERR_OK; i++)
        TRY(compare(x, &c[i], made, day));
    return OK;
}

/* A day without rows has no rollups, but for those of nothing. */
static struct err check_absent(struct db *db, int32_t day)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT count(*) FROM total WHERE day = :day AND key <> 0");
    stmt_i64(&q, ":day", day);
    int64_t n = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
    TRY(stmt_end(&q));
    struct civil d = civil_of(day * DAY_MS);
    return n == 0 ? OK
                  : err_of(ERR_INPUT, "%04d-%02d-%02d: %lld rollups, and no record", d.year,
                        d.month, d.day, (long long)n);
}

static struct err recount_day(struct recount *x, int32_t day)
{
    struct segment_ref made;
    struct day_rows rows = {.day = day};
    arena_wipe(&x->a);
    *x->found = segment_rows(&x->a, x->db, x->family, day, &rows.rows);
    if (x->found->code == ERR_OK && rows.rows.n == 0)
        *x->found = check_absent(x->db, day);
    if (x->found->code != ERR_OK || rows.rows.n == 0)
        return OK;
    const struct segment_plan plan = {
        .family = x->family, .days = &rows, .n = 1, .through = x->through};
    TRY(segment_build(&x->a, x->path, &plan, &made));
    x->rows += made.rows;
    x->open_pages += made.open_pages;
    {
        AUTO(db_done) struct db db = {0};
        TRY(db_open_immutable(&db, x->path, NULL));
        TRY(compare_all(x, parts_of_day, COUNT_OF(parts_of_day), &db, day));
    }
    return unlink(x->path) == 0 ? OK : err_errno("%s", x->path);
}

static struct err make_spans(struct recount *x)
{
    AUTO(db_done) struct db made = {0};
    AUTO(txn_done) struct txn t = {0};
    TRY(db_open_scratch(&made, x->path));
    TRY(txn_begin(&t, &made));
    TRY(schema_make(&made, x->family));
    *x->found = spans_write(x->db, &made, x->family);
    return txn_commit(&t);
}

/* The days are right by now, so spans are made of them. */
static struct err recount_spans(struct recount *x, int32_t first)
{
    TRY(make_spans(x));
    if (x->found->code == ERR_OK) {
        AUTO(db_done) struct db made = {0};
        TRY(db_open_immutable(&made, x->path, NULL));
        TRY(compare_all(x, spans, COUNT_OF(spans), &made, first));
    }
    return unlink(x->path) == 0 ? OK : err_errno("%s", x->path);
}

/* How many rows there are, of whatever day. */
static struct err records(struct db *db, int64_t *n)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT count(*) FROM record");
    if (stmt_row(&q))
        *n = stmt_col_i64(&q, 0);
    return stmt_end(&q);
}

static struct err check_sums(const struct recount *x, const struct segment_ref *ref)
{
    int64_t n = 0;
    TRY(records(x->db, &n));
    if (n != ref->rows || x->rows != ref->rows)
        return err_of(ERR_INPUT, "%lld rows, %lld of its days; the manifest says %lld",
            (long long)n, (long long)x->rows, (long long)ref->rows);
    if (x->open_pages != ref->open_pages)
        return err_of(ERR_INPUT, "%lld pages are open; the manifest says %lld",
            (long long)x->open_pages, (long long)ref->open_pages);
    return OK;
}

/* A node's people: the runs of `reach` name each of them once, and nobody else. */
static struct err check_reach(struct db *db)
{
    AUTO(stmt_done)
    struct stmt q =
        stmt_of(db, "WITH pair (node, who) AS ("
                    " SELECT n1, w.id FROM who w JOIN path p ON p.id = w.path WHERE n1"
                    " UNION SELECT n2, w.id FROM who w JOIN path p ON p.id = w.path WHERE n2"
                    " UNION SELECT n3, w.id FROM who w JOIN path p ON p.id = w.path WHERE n3"
                    " UNION SELECT n4, w.id FROM who w JOIN path p ON p.id = w.path WHERE n4"
                    " UNION SELECT n5, w.id FROM who w JOIN path p ON p.id = w.path WHERE n5"
                    " UNION SELECT n6, w.id FROM who w JOIN path p ON p.id = w.path WHERE n6"
                    " UNION SELECT n7, w.id FROM who w JOIN path p ON p.id = w.path WHERE n7)"
                    " SELECT (SELECT count(*) FROM pair), (SELECT coalesce(sum(last - first + 1), "
                    "0) FROM reach),"
                    " (SELECT count(*) FROM pair JOIN reach r ON r.node = pair.node"
                    " AND pair.who BETWEEN r.first AND r.last)");
    bool right = stmt_row(&q) && stmt_col_i64(&q, 0) == stmt_col_i64(&q, 1) &&
                 stmt_col_i64(&q, 0) == stmt_col_i64(&q, 2);
    TRY(stmt_end(&q));
    return right ? OK : err_of(ERR_INPUT, "reach: not the people that the nodes have");
}

/* Search: each incident once, and every row of theirs. */
static struct err check_incidents(struct db *db)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT (SELECT count(DISTINCT incident) FROM about),"
                                " (SELECT count(*) FROM record), count(DISTINCT key), count(*),"
                                " coalesce(sum(rows), 0) FROM incident");
    bool right = stmt_row(&q) && stmt_col_i64(&q, 0) == stmt_col_i64(&q, 2) &&
                 stmt_col_i64(&q, 0) == stmt_col_i64(&q, 3) &&
                 stmt_col_i64(&q, 1) == stmt_col_i64(&q, 4);
    TRY(stmt_end(&q));
    return right ? OK : err_of(ERR_INPUT, "incident: not those that the records tell of");
}

/* Of an older schema only the number of rows is known: `migrate` makes the rest anew. */
static struct err check_old(struct db *db, const struct segment_ref *ref)
{
    int64_t n = 0;
    TRY(records(db, &n));
    return n == ref->rows ? OK
                          : err_of(ERR_INPUT, "%lld rows; the manifest says %lld", (long long)n,
                                (long long)ref->rows);
}

static struct err all_days(struct recount *x, const struct segment_ref *ref)
{
    for (int32_t day = ref->first; day <= ref->last && x->found->code == ERR_OK; day++)
        TRY(recount_day(x, day));
    if (x->found->code == ERR_OK)
        TRY(recount_spans(x, ref->first));
    if (x->found->code == ERR_OK)
        *x->found = check_sums(x, ref);
    if (x->found->code == ERR_OK)
        *x->found = check_reach(x->db);
    if (x->found->code == ERR_OK && x->family == FAMILY_PAGEOUTS)
        *x->found = check_incidents(x->db);
    return OK;
}

struct err recount_segment(const struct scratch *s, struct db *db, enum family f,
    const struct segment_ref *ref, int64_t through, struct err *found)
{
    if (ref->schema < schema_version(f)) {
        *found = check_old(db, ref);
        return OK;
    }
    struct recount x = {.a = arena_of(ARENA_CAP_DAY),
        .path = scratch_path(s, "again.db"),
        .family = f,
        .db = db,
        .through = through,
        .found = found};
    *found = OK;
    struct err e = all_days(&x, ref);
    arena_done(&x.a);
    return e;
}

/* Each counts what must not be there. */
static const struct rule {
    const char *sql, *broken;
} rules[] = {
    {"SELECT count(*) FROM node n LEFT JOIN node p ON p.number = n.parent WHERE n.current AND"
     " n.depth <> coalesce(p.depth, 0) + 1",
        "nodes are not one level below the one they belong to"},
    {"SELECT count(*) FROM node n WHERE n.parent <> 0 AND NOT EXISTS"
     " (SELECT 1 FROM node p WHERE p.number = n.parent)",
        "nodes belong to one that is not there"},
    {"SELECT count(*) FROM member WHERE until <> 0 AND until < since",
        "memberships end before they begin"},
};

/* Records name people and teams by these keys. */
static struct err check_keys(struct db *db)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT key, id FROM person UNION ALL SELECT key, id FROM team");
    bool right = true;
    while (right && stmt_row(&q))
        right = stmt_col_i64(&q, 0) == hash64(stmt_col_text(&q, 1));
    TRY(stmt_end(&q));
    return right ? OK : err_of(ERR_INPUT, "a key is not that of its id");
}

static struct err check_rules(struct db *db)
{
    for (EACH(i, rules)) {
        AUTO(stmt_done) struct stmt q = stmt_of(db, rules[i].sql);
        int64_t n = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
        TRY(stmt_end(&q));
        if (n)
            return err_of(ERR_INPUT, "%lld %s", (long long)n, rules[i].broken);
    }
    return OK;
}

/* Everybody can be found, once. */
static struct err check_entries(struct db *db)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT (SELECT count(DISTINCT id) FROM person)"
                                " + (SELECT count(DISTINCT id) FROM team)"
                                " + (SELECT count(*) FROM node) = (SELECT count(*) FROM entry)");
    bool right = stmt_row(&q) && stmt_col_i64(&q, 0);
    TRY(stmt_end(&q));
    return right ? OK : err_of(ERR_INPUT, "entry: not the people, teams and nodes that are there");
}

struct err recount_directory(struct db *db, const struct segment_ref *ref)
{
    int64_t n = 0;
    {
        AUTO(stmt_done)
        struct stmt q =
            stmt_of(db, "SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM team)"
                        " + (SELECT count(*) FROM member) + (SELECT count(*) FROM node)"
                        " + (SELECT count(*) FROM oncall)");
        if (stmt_row(&q))
            n = stmt_col_i64(&q, 0);
        TRY(stmt_end(&q));
    }
    if (n != ref->rows)
        return err_of(
            ERR_INPUT, "%lld rows; the manifest says %lld", (long long)n, (long long)ref->rows);
    TRY(check_keys(db));
    if (ref->schema == schema_version(FAMILY_DIRECTORY))
        TRY(check_entries(db));
    return check_rules(db);
}
