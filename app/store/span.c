#include "store/span.h"

#include "lib/limits.h"
#include "store/interruption.h"
#include "store/reader.h"
#include "store/row.h"
#include "store/series.h"

#define PARTS_OF_PAGE (1u << PART_WHO | 1u << PART_ABOUT | 1u << PART_SAID)
#define TEXTS_OF_PAGE (1u << TEXT_INCIDENT | 1u << TEXT_VIA)
#define PARTS_OF_ATTEMPT (1u << PART_SAID | 1u << PART_GATE)

struct spanning {
    struct db *from;
    enum family family;
    int32_t first; /* of its days */
    size_t days;
    struct arena *all, *one; /* as long as it takes; one span */
    struct stmt *insert;
};

/* What becomes one span. */
struct sum {
    struct tally *pages; /* or NULL */
    struct tally_sum of_pages;
    struct series series;
    struct attempts attempts;
};

static struct sum sum_of(const struct spanning *x)
{
    struct sum sum = {0};
    if (x->family == FAMILY_PAGEOUTS) {
        sum.pages = tally_new(x->one);
        sum.of_pages.into = sum.pages;
        sum.series = series_of(x->one, x->first, x->days);
    }
    return sum;
}

/* A number for the scope within its segment: a table whose key is one is searched without a look
 * at the blobs, which SQLite would read whole. Teams have that of their first entry. */
static struct err span_id(struct db *db, enum scope scope, int64_t key, int64_t *id)
{
    *id = (int64_t)scope << 32 | key;
    if (scope != SCOPE_TEAM)
        return OK;
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT min(id) FROM team WHERE key = ?1");
    stmt_put_i64(&q, 1, key);
    *id = (int64_t)scope << 32 | (stmt_row(&q) ? stmt_col_i64(&q, 0) : 0);
    return stmt_end(&q);
}

static struct err sum_put(struct spanning *x, enum scope scope, int64_t key, const struct sum *sum)
{
    int64_t id;
    TRY(span_id(x->from, scope, key, &id));
    struct out blob = out_of(x->one), series = out_of(x->one);
    if (sum->pages) {
        tally_encode(sum->pages, NULL, &blob);
        series_encode(&sum->series, &series);
    } else {
        attempts_encode(&sum->attempts, &blob);
    }
    stmt_put_i64(x->insert, 1, id);
    stmt_put_blob(x->insert, 2, out_done(&blob));
    stmt_put_blob(x->insert, 3, out_done(&series));
    stmt_again(x->insert);
    arena_wipe(x->one);
    return OK;
}

static struct err add_day(struct sum *sum, int32_t day, struct str blob)
{
    if (sum->pages)
        return tally_sum_add(&sum->of_pages, blob, series_day(&sum->series, day));
    return attempts_decode_add(blob, 0, &sum->attempts);
}

/* Of one scope, whose first day the statement is at; it is left at the next scope's. */
static struct err sum_scope(struct stmt *q, struct sum *sum, bool *more)
{
    int64_t kind = stmt_col_i64(q, 0), key = stmt_col_i64(q, 1);
    do {
        TRY(add_day(sum, stmt_col_i32(q, 2), stmt_col_blob(q, 3)));
        *more = stmt_row(q);
    } while (*more && stmt_col_i64(q, 0) == kind && stmt_col_i64(q, 1) == key);
    if (sum->pages)
        tally_sum_end(&sum->of_pages);
    return OK;
}

/* Everything comes first: where it has open pages nothing is written. */
static struct err write_scopes(struct spanning *x, bool *open)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(x->from, "SELECT kind, key, day, blob FROM total WHERE kind < ?1"
                                     " ORDER BY kind, key, day");
    stmt_put_i64(&q, 1, SCOPE_WHO);
    *open = false;
    for (bool more = stmt_row(&q); more && !*open;) {
        struct sum sum = sum_of(x);
        enum scope scope = (enum scope)stmt_col_i64(&q, 0);
        int64_t key = stmt_col_i64(&q, 1);
        TRY(sum_scope(&q, &sum, &more));
        *open = scope == SCOPE_ALL && sum.pages && sum.pages->outcome[OUTCOME_OPEN] > 0;
        if (!*open)
            TRY(sum_put(x, scope, key, &sum));
    }
    return stmt_end(&q);
}

/* The records of each day, in the order of the dictionary of people. */
struct feed {
    struct stmt q;
    int32_t day;
    int64_t who; /* of the row at hand; INT64_MAX at the end */
};

struct people {
    struct feed *feed;
    size_t n;
    struct entries entries;
    struct interruptions interruptions;
};

static void people_done(struct people *p)
{
    for (size_t i = 0; i < p->n; i++)
        stmt_done(&p->feed[i].q);
}

static void next_row(struct feed *f)
{
    f->who = stmt_row(&f->q) ? stmt_col_i64(&f->q, ROW_PARTS_AT + PART_WHO) : INT64_MAX;
}

static struct people people_of(const struct spanning *x)
{
    struct people p = {.feed = NEW(x->all, struct feed, x->days),
        .n = x->days,
        .entries = entries_of(x->from, x->all),
        .interruptions = interruptions_of(x->all)};
    for (size_t i = 0; i < p.n; i++) {
        struct feed *f = &p.feed[i];
        f->day = x->first + (int32_t)i;
        f->q = stmt_of(x->from,
            "SELECT " ROW_COLUMNS " FROM record WHERE row >= ?1 AND row < ?2 ORDER BY row");
        stmt_put_i64(&f->q, 1, row_number(f->day, 0));
        stmt_put_i64(&f->q, 2, row_number(f->day + 1, 0));
        next_row(f);
    }
    return p;
}

static struct err people_end(struct people *p)
{
    for (size_t i = 0; i < p->n; i++)
        TRY(stmt_end(&p->feed[i].q));
    return p->entries.e;
}

/* No page is open, so it does not matter when they would have been closed. */
static void add_page(struct people *p, struct feed *f, struct sum *sum)
{
    struct row row = row_read(&f->q, &p->entries, DATASET_PAGEOUTS, PARTS_OF_PAGE, TEXTS_OF_PAGE);
    if (row.repeated)
        sum->pages->repeated_rows++;
    else
        tally_add(sum->pages, series_day(&sum->series, f->day), &row.record, INT64_MAX);
}

/* Interruptions ask only whether it is the same person. */
static void add_attempt(struct people *p, struct feed *f, struct sum *sum)
{
    struct row row = row_read(&f->q, &p->entries, DATASET_NOTIFICATIONS, PARTS_OF_ATTEMPT, 0);
    row.record.person = f->who;
    attempts_add(&sum->attempts, &row.record);
    interruptions_add(&p->interruptions, &row.record);
}

static void add_rows(struct people *p, struct feed *f, int64_t who, struct sum *sum)
{
    for (; f->who == who; next_row(f)) {
        if (sum->pages)
            add_page(p, f, sum);
        else
            add_attempt(p, f, sum);
    }
    interruptions_end_day(&p->interruptions, &sum->attempts);
}

static int64_t first_who(const struct people *p)
{
    int64_t who = INT64_MAX;
    for (size_t i = 0; i < p->n; i++)
        who = p->feed[i].who < who ? p->feed[i].who : who;
    return who;
}

/* One after the other through all days at once: memory does not grow with people or rows. */
static struct err write_people(struct spanning *x)
{
    AUTO(people_done) struct people p = people_of(x);
    for (int64_t who; (who = first_who(&p)) != INT64_MAX;) {
        struct sum sum = sum_of(x);
        for (size_t i = 0; i < p.n; i++)
            add_rows(&p, &p.feed[i], who, &sum);
        TRY(sum_put(x, SCOPE_WHO, who, &sum));
    }
    return people_end(&p);
}

/* *days is 0 when it has no more than one. */
static struct err measure(struct spanning *x)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(x->from,
        "SELECT min(day), max(day) FROM total WHERE kind = 0 AND key = 0 HAVING count(*) > 1");
    if (stmt_row(&q)) {
        x->first = stmt_col_i32(&q, 0);
        x->days = (size_t)(stmt_col_i32(&q, 1) - x->first) + 1;
    }
    return stmt_end(&q);
}

struct err spans_write(struct db *from, struct db *to, enum family f)
{
    AUTO(arena_done) struct arena all = arena_of(ARENA_CAP_BATCH);
    AUTO(arena_done) struct arena one = arena_of(ARENA_CAP_BATCH);
    struct spanning x = {.from = from, .family = f, .all = &all, .one = &one};
    bool open = false;
    TRY(measure(&x));
    if (x.days == 0)
        return OK;
    if (x.days > SERIES_DAYS_MAX)
        return err_of(ERR_LIMIT, "a segment of %zu days", x.days);
    AUTO(stmt_done) struct stmt insert = stmt_of(to, "INSERT INTO span VALUES (?1, ?2, ?3)");
    x.insert = &insert;
    TRY(write_scopes(&x, &open));
    if (!open)
        TRY(write_people(&x));
    return stmt_end(&insert);
}

struct err span_is_kept(struct db *db, bool *kept)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT 1 FROM span WHERE id = ?1");
    stmt_put_i64(&q, 1, (int64_t)SCOPE_ALL << 32);
    *kept = stmt_row(&q);
    return stmt_end(&q);
}

static struct err give_days(struct str blob, struct arena *a, const struct day_taker *days)
{
    struct series s = {0};
    struct arena_mark mark = arena_mark_of(a);
    TRY(series_decode(blob, a, &s));
    for (size_t i = 0; i < s.days; i++)
        days->take(days->self, s.first + (int32_t)i, series_day(&s, s.first + (int32_t)i));
    arena_rewind(a, mark);
    return OK;
}

struct err span_pages(struct db *db, struct arena *a, enum scope scope, int64_t key,
    const struct day_taker *days, struct tally_sum *into)
{
    /* A series that nobody reads is not fetched from the file. */
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, days ? "SELECT blob, series FROM span WHERE id = ?1"
                                     : "SELECT blob FROM span WHERE id = ?1");
    int64_t id;
    TRY(span_id(db, scope, key, &id));
    stmt_put_i64(&q, 1, id);
    if (stmt_row(&q)) {
        TRY(tally_sum_add(into, stmt_col_blob(&q, 0), NULL));
        if (days)
            TRY(give_days(stmt_col_blob(&q, 1), a, days));
    }
    return stmt_end(&q);
}

struct err span_attempts(
    struct db *db, enum scope scope, int64_t key, uint32_t channels, struct attempts *into)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT blob FROM span WHERE id = ?1");
    int64_t id;
    TRY(span_id(db, scope, key, &id));
    stmt_put_i64(&q, 1, id);
    if (stmt_row(&q))
        TRY(attempts_decode_add(stmt_col_blob(&q, 0), channels, into));
    return stmt_end(&q);
}

struct err span_whos(struct db *db, struct arena *a, int64_t person, struct span_whos *out)
{
    size_t cap = 0;
    *out = (struct span_whos){0};
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT id FROM who WHERE person = ?1 ORDER BY id");
    stmt_put_i64(&q, 1, person);
    while (stmt_row(&q)) {
        out->id = arena_room(a, out->id, sizeof *out->id, out->n, &cap);
        out->id[out->n++] = stmt_col_i64(&q, 0);
    }
    return stmt_end(&q);
}
