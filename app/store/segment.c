#include "store/segment.h"

#include "lib/file.h"
#include "store/brief.h"
#include "store/directory.h"
#include "store/schema.h"
#include "store/set.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int by_time(const void *a, const void *b)
{
    const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
    int64_t s = x->record.when[WHEN_CREATED], t = y->record.when[WHEN_CREATED];
    if (s != t)
        return s < t ? -1 : 1;
    return str_cmp(x->record.text[TEXT_ID], y->record.text[TEXT_ID]);
}

/* Of several rows for one page the earliest counts, the smallest id among equals. Gives the rows in
 * that order. */
static struct row **mark_repeated(struct arena *a, const struct rows *rows)
{
    struct set seen = set_of(a);
    struct row **order = NEW(a, struct row *, rows->n + 1);
    for (size_t i = 0; i < rows->n; i++)
        order[i] = &rows->row[i];
    qsort(order, rows->n, sizeof(struct row *), by_time);
    for (size_t i = 0; i < rows->n; i++) {
        const struct record *r = &order[i]->record;
        size_t before = seen.n;
        if (!record_is_page(r))
            continue;
        set_put(&seen, record_page_key(r), 0);
        order[i]->repeated = seen.n == before;
    }
    return order;
}

static struct err write_words(struct db *db, const struct intern *texts)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "INSERT INTO word VALUES (?1, ?2)");
    for (size_t i = 1; i <= texts->n; i++) {
        stmt_put_i64(&q, 1, (int64_t)i);
        stmt_put_text(&q, 2, intern_nth(texts, i));
        stmt_again(&q);
    }
    return stmt_end(&q);
}

static struct err write_paths(struct db *db, const struct intern *paths)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "INSERT INTO path VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    for (size_t i = 1; i <= paths->n; i++) {
        stmt_put_i64(&q, 1, (int64_t)i);
        for (int k = 0; k < NODE_DEPTH_MAX; k++)
            stmt_put_i64(&q, k + 2, path_node(intern_nth(paths, i), (size_t)k));
        stmt_again(&q);
    }
    return stmt_end(&q);
}

static struct err write_rows(
    struct db *db, const struct rows *rows, const struct intern *texts, const struct intern *paths)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, ROW_INSERT);
    for (size_t i = 0; i < rows->n; i++)
        row_write(&q, &rows->row[i], texts, paths);
    return stmt_end(&q);
}

static struct err write_records(
    struct db *db, const struct rows *rows, const struct intern *texts, const struct intern *paths)
{
    TRY(write_words(db, texts));
    TRY(write_paths(db, paths));
    return write_rows(db, rows, texts, paths);
}

struct way {
    int64_t page;
    uint32_t mask;
};

static int way_cmp(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    return (x->page > y->page) - (x->page < y->page);
}

/* Which channels were tried for a page. */
static struct err write_ways(struct arena *a, struct db *db, const struct rows *rows)
{
    size_t n = 0;
    struct way *way = NEW(a, struct way, rows->n + 1);
    for (size_t i = 0; i < rows->n; i++) {
        const struct record *r = &rows->row[i].record;
        if (record_is_page(r))
            way[n++] = (struct way){record_page_key(r), 1u << r->channel};
    }
    qsort(way, n, sizeof *way, way_cmp);
    AUTO(stmt_done) struct stmt q = stmt_of(db, "INSERT INTO way VALUES (?1, ?2)");
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n && way[i + 1].page == way[i].page) {
            way[i + 1].mask |= way[i].mask;
            continue;
        }
        stmt_put_i64(&q, 1, way[i].page);
        stmt_put_i64(&q, 2, way[i].mask);
        stmt_again(&q);
    }
    return stmt_end(&q);
}

/* The dictionaries of the rows. */
static void intern_rows(
    struct arena *a, const struct rows *rows, struct intern *texts, struct intern *paths)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct row *row = &rows->row[i];
        for (size_t k = TEXT_ID + 1; k < TEXT__N; k++)
            intern_put(texts, row->record.text[k]);
        row->path = path_text(a, &row->record);
        intern_put(paths, row->path);
    }
    intern_sort(texts);
    intern_sort(paths);
}

static struct err write_all(
    struct arena *a, struct db *db, enum family f, const struct rows *rows, int64_t through)
{
    struct intern texts = intern_of(a), paths = intern_of(a);
    struct row **order = f == FAMILY_PAGEOUTS ? mark_repeated(a, rows) : NULL;
    intern_rows(a, rows, &texts, &paths);
    AUTO(txn_done) struct txn t = {0};
    TRY(txn_begin(&t, db));
    TRY(schema_make(db, f));
    TRY(write_records(db, rows, &texts, &paths));
    if (order)
        TRY(brief_write(db, order, rows->n, &texts, &paths));
    else
        TRY(write_ways(a, db, rows));
    TRY(totals_write(a, db, f, rows, through));
    TRY(schema_finish(db, f));
    return txn_commit(&t);
}

/* As bytes: fills bytes and sha256 of a file that is complete. */
static struct err segment_seal(const char *path, struct segment_ref *out)
{
    AUTO(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno("%s", path);
    TRY(sha256_fd(fd, &out->sha256));
    return file_size(path, &out->bytes);
}

static int64_t open_pages(const struct rows *rows, int64_t through)
{
    int64_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        n += !rows->row[i].repeated && record_is_page(&rows->row[i].record) &&
             record_outcome(&rows->row[i].record, through) == OUTCOME_OPEN;
    return n;
}

struct err segment_rows(
    struct arena *a, struct db *db, enum family f, int32_t day, struct rows *out)
{
    size_t n = 0;
    {
        AUTO(stmt_done) struct stmt count = stmt_of(db, "SELECT count(*) FROM record");
        if (stmt_row(&count))
            n = (size_t)stmt_col_i64(&count, 0);
        TRY(stmt_end(&count));
    }
    if (n > DAY_ROWS_MAX)
        return err_of(ERR_LIMIT, "%zu rows in a day, more than %d", n, DAY_ROWS_MAX);
    *out = (struct rows){.row = NEW(a, struct row, n + 1)};
    struct words w = words_of(db, a);
    words_load_texts(&w);
    words_load_paths(&w);
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT " ROW_COLUMNS " FROM record WHERE created >= :from"
                                " AND created < :to ORDER BY key");
    stmt_i64(&q, ":from", day * DAY_MS);
    stmt_i64(&q, ":to", (day + 1) * DAY_MS);
    for (; out->n < n && stmt_row(&q); out->n++) {
        out->row[out->n] = row_read(&q, &w, (enum dataset)f, TEXTS_ALL, true);
        out->row[out->n].repeated = false;
    }
    TRY(stmt_end(&q));
    return w.e;
}

struct err segment_build(struct arena *a, const char *path, enum family f, struct db *base,
    const struct day_rows *days, size_t n, int64_t through, struct segment_ref *out)
{
    (void)base; /* one day a file: there are no others */
    assert(n == 1);
    const struct rows *rows = &days->rows;
    *out = (struct segment_ref){.rows = (int64_t)rows->n, .schema = schema_version(f)};
    if (rows->n > DAY_ROWS_MAX)
        return err_of(ERR_LIMIT, "%zu rows in a day, more than %d", rows->n, DAY_ROWS_MAX);
    {
        AUTO(db_done) struct db db = {0};
        TRY(db_open_scratch(&db, path));
        TRY(write_all(a, &db, f, rows, through));
        TRY(db_check(&db));
    }
    if (f == FAMILY_PAGEOUTS)
        out->open_pages = open_pages(rows, through);
    return segment_seal(path, out);
}

static struct err write_directory(struct db *db, const struct roster *r)
{
    AUTO(txn_done) struct txn t = {0};
    TRY(txn_begin(&t, db));
    TRY(schema_make(db, FAMILY_DIRECTORY));
    TRY(directory_write(db, r));
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
