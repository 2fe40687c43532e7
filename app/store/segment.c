#include "store/segment.h"

#include "lib/file.h"
#include "lib/hash.h"
#include "store/directory.h"
#include "store/find.h"
#include "store/join.h"
#include "store/old.h"
#include "store/schema.h"
#include "store/tables.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* As bytes: fills bytes and sha256 of a file that is complete. */
static struct err segment_seal(const char *path, struct segment_ref *out)
{
    AUTO(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno("%s", path);
    TRY(sha256_fd(fd, &out->sha256));
    return file_size(path, &out->bytes);
}

static int32_t version_in(struct db *db, struct err *e)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT user_version FROM pragma_user_version");
    int32_t v = stmt_row(&q) ? stmt_col_i32(&q, 0) : 0;
    *e = stmt_end(&q);
    return v;
}

struct keyed {
    int64_t key;
    size_t place; /* in the order of the table */
};

static int keyed_cmp(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

#define OF_DAY " FROM record WHERE row >= :from AND row < :to"

static void bind_day(struct stmt *q, int32_t day)
{
    stmt_i64(q, ":from", row_number(day, 0));
    stmt_i64(q, ":to", row_number(day + 1, 0));
}

/* Where each row of the day, in the order of the table, is to be among rows ascending by key. */
static struct err places_of(struct arena *a, struct db *db, int32_t day, size_t **place, size_t *n)
{
    AUTO(stmt_done) struct stmt count = stmt_of(db, "SELECT count(*)" OF_DAY);
    bind_day(&count, day);
    size_t most = stmt_row(&count) ? (size_t)stmt_col_i64(&count, 0) : 0;
    TRY(stmt_end(&count));
    struct keyed *keyed = NEW(a, struct keyed, most + 1);
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT id" OF_DAY " ORDER BY row");
    bind_day(&q, day);
    for (*n = 0; *n < most && stmt_row(&q); ++*n)
        keyed[*n] = (struct keyed){hash64(stmt_col_text(&q, 0)), *n};
    TRY(stmt_end(&q));
    qsort(keyed, *n, sizeof *keyed, keyed_cmp);
    *place = NEW(a, size_t, *n + 1);
    for (size_t i = 0; i < *n; i++)
        (*place)[keyed[i].place] = i;
    return OK;
}

struct err segment_rows(
    struct arena *a, struct db *db, enum family f, int32_t day, struct rows *out)
{
    struct err e;
    size_t *place = NULL, n = 0;
    if (version_in(db, &e) < SCHEMA_OF_PARTS && e.code == ERR_OK)
        return old_rows(a, db, f, day, out);
    TRY(e);
    TRY(places_of(a, db, day, &place, &n));
    *out = (struct rows){.row = NEW(a, struct row, n + 1), .n = n};
    struct entries x = entries_of(db, a);
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT " ROW_COLUMNS OF_DAY " ORDER BY row");
    bind_day(&q, day);
    for (size_t i = 0; i < n && stmt_row(&q); i++) {
        struct row *row = &out->row[place[i]];
        *row = row_read(&q, &x, (enum dataset)f, PARTS_ALL, TEXTS_ALL);
        row->key = hash64(row->record.text[TEXT_ID]);
        row->repeated = false;
    }
    TRY(stmt_end(&q));
    return x.e;
}

/* A segment that is being made. */
struct making {
    struct arena *a;
    const char *path;
    enum family family;
    struct segment_ref *out;
};

/* 1 MiB: a day's tables are written from their beginning to their end, and several days at once. */
#define DAY_CACHE "PRAGMA cache_size = -1024"

/* Its largest table is read back and its rows are counted. What SQLite would say beside that of a
 * file that it has just written, `verify` says of the published one. */
static struct err check_rows(struct db *db, size_t rows)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT count(*) FROM record");
    bool whole = stmt_row(&q) && stmt_col_i64(&q, 0) == (int64_t)rows;
    TRY(stmt_end(&q));
    return whole ? OK : err_of(ERR_IO, "the database just built has lost rows");
}

static struct err make_day(const struct making *m, const struct segment_plan *plan)
{
    if (plan->days->rows.n > DAY_ROWS_MAX)
        return err_of(
            ERR_LIMIT, "%zu rows in a day, more than %d", plan->days->rows.n, DAY_ROWS_MAX);
    AUTO(db_done) struct db db = {0};
    TRY(db_open_scratch(&db, m->path));
    TRY(db_run(&db, DAY_CACHE));
    m->out->rows = (int64_t)plan->days->rows.n;
    TRY(tables_write(m->a, &db, plan, &m->out->open_pages));
    return check_rows(&db, plan->days->rows.n);
}

static struct err make_joined(const struct making *m, const struct joined *in, size_t n)
{
    AUTO(db_done) struct db db = {0};
    TRY(db_open_scratch(&db, m->path));
    TRY(join_write(&db, m->family, in, n, m->out));
    return db_check(&db);
}

/* Days that were built each in a file of its own. */
struct built {
    struct db *db;
    const char **path;
    size_t n;
};

static void built_done(struct built *b)
{
    for (size_t i = 0; i < b->n; i++) {
        db_done(&b->db[i]);
        if (unlink(b->path[i]) != 0)
            err_drop(err_errno("%s", b->path[i]), "it goes with the staging folder");
    }
    b->n = 0;
}

static struct err build_days(
    const struct making *m, const struct segment_plan *plan, struct built *out)
{
    out->db = NEW(m->a, struct db, plan->n + 1);
    out->path = NEW(m->a, const char *, plan->n + 1);
    for (size_t i = 0; i < plan->n; i++) {
        struct segment_plan one = *plan;
        struct making day = *m;
        one.days = &plan->days[i];
        one.n = 1;
        day.path = out->path[i] = arena_fmt(m->a, "%s.%zu", m->path, i).p;
        out->n++;
        TRY(make_day(&day, &one));
        TRY(db_open_immutable(&out->db[i], day.path, NULL));
    }
    return OK;
}

/* Whether `base` holds a day that is not in the plan. */
static struct err has_others(const struct segment_plan *plan, bool *others)
{
    *others = false;
    if (!plan->base)
        return OK;
    AUTO(stmt_done)
    struct stmt q = stmt_of(plan->base, "SELECT day FROM total WHERE kind = 0 AND key = 0");
    while (stmt_row(&q)) {
        bool in_plan = false;
        for (size_t i = 0; i < plan->n; i++)
            in_plan |= plan->days[i].day == stmt_col_i32(&q, 0);
        *others |= !in_plan;
    }
    return stmt_end(&q);
}

static struct err make_days(const struct making *m, const struct segment_plan *plan, bool others)
{
    AUTO(built_done) struct built built = {0};
    struct joined *in = NEW(m->a, struct joined, plan->n + 1);
    size_t n = 0;
    TRY(build_days(m, plan, &built));
    for (size_t i = 0; i < plan->n; i++)
        in[n++].db = &built.db[i];
    if (others)
        in[n++] = (struct joined){plan->base, plan->days, plan->n};
    return make_joined(m, in, n);
}

struct err segment_build(
    struct arena *a, const char *path, const struct segment_plan *plan, struct segment_ref *out)
{
    bool others = false;
    *out = (struct segment_ref){.schema = schema_version(plan->family)};
    const struct making m = {a, path, plan->family, out};
    TRY(has_others(plan, &others));
    if (plan->n == 1 && !others)
        TRY(make_day(&m, plan));
    else
        TRY(make_days(&m, plan, others));
    return segment_seal(path, out);
}

struct err segment_join(
    const char *path, enum family f, struct db *const *in, size_t n, struct segment_ref *out)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    *out = (struct segment_ref){.schema = schema_version(f)};
    const struct making m = {&a, path, f, out};
    struct joined *all = NEW(&a, struct joined, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct err e = OK;
        all[i].db = in[i];
        if (version_in(in[i], &e) != out->schema && e.code == ERR_OK)
            return err_of(ERR_INPUT, "a segment of another schema");
        TRY(e);
    }
    TRY(make_joined(&m, all, n));
    if (out->open_pages)
        return err_of(ERR_INPUT, "%lld pages are still open", (long long)out->open_pages);
    return segment_seal(path, out);
}

static struct err write_directory(struct db *db, const struct roster *r)
{
    AUTO(txn_done) struct txn t = {0};
    TRY(txn_begin(&t, db));
    TRY(schema_make(db, FAMILY_DIRECTORY));
    TRY(directory_write(db, r));
    TRY(find_write_directory(db, r));
    TRY(schema_finish(db, FAMILY_DIRECTORY));
    return txn_commit(&t);
}

struct err segment_build_directory(
    const char *path, const struct roster *r, struct segment_ref *out)
{
    *out = (struct segment_ref){
        .rows = (int64_t)(r->people_n + r->teams_n + r->members_n + r->nodes_n + r->oncalls_n),
        .schema = schema_version(FAMILY_DIRECTORY)};
    {
        AUTO(db_done) struct db db = {0};
        TRY(db_open_scratch(&db, path));
        TRY(write_directory(&db, r));
        TRY(db_check(&db));
    }
    return segment_seal(path, out);
}
