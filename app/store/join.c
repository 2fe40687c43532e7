#include "store/join.h"

#include "store/dict.h"
#include "store/find.h"
#include "store/leaf.h"
#include "store/schema.h"
#include "store/span.h"
#include "store/totals.h"

#include <stdlib.h>

#define OF_DAY " FROM record WHERE row >= ?1 AND row < ?2"

/* One of the segments. */
struct side {
    const struct joined *in;
    size_t entries[PART__N];   /* the highest number of each dictionary */
    uint32_t *number[PART__N]; /* from a number there to the one here; at first 1 = needed */
    bool all;                  /* no day is left out, so every entry is needed */
};

struct joined_day {
    int32_t day;
    struct side *side;
};

struct join {
    struct arena *a;
    struct db *db;
    enum family family;
    struct side *side;
    size_t sides;
    struct joined_day *day; /* ascending */
    size_t days;
    struct reach reach;
    struct segment_ref *out;
};

static bool is_left_out(const struct joined *in, int32_t day)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->without[i].day == day)
            return true;
    return false;
}

static int day_cmp(const void *a, const void *b)
{
    const struct joined_day *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

static size_t highest(struct db *db, const char *sql, struct err *e)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, sql);
    size_t n = stmt_row(&q) ? (size_t)stmt_col_i64(&q, 0) : 0;
    if (e->code == ERR_OK)
        *e = stmt_end(&q);
    return n;
}

#define EVERYTHING " FROM total WHERE kind = 0 AND key = 0"

/* A day that a segment holds has a total of everything, even when it has no row. */
static struct err list_days(struct join *j)
{
    struct err e = OK;
    size_t most = 0;
    for (size_t i = 0; i < j->sides; i++)
        most += highest(j->side[i].in->db, "SELECT count(*)" EVERYTHING, &e);
    TRY(e);
    j->day = NEW(j->a, struct joined_day, most + 1);
    for (size_t i = 0; i < j->sides; i++) {
        struct side *side = &j->side[i];
        AUTO(stmt_done)
        struct stmt q = stmt_of(side->in->db, "SELECT day" EVERYTHING " ORDER BY day");
        side->all = true;
        while (j->days < most && stmt_row(&q)) {
            int32_t day = stmt_col_i32(&q, 0);
            if (is_left_out(side->in, day))
                side->all = false;
            else
                j->day[j->days++] = (struct joined_day){day, side};
        }
        TRY(stmt_end(&q));
    }
    qsort(j->day, j->days, sizeof *j->day, day_cmp);
    for (size_t i = 1; i < j->days; i++)
        if (j->day[i].day == j->day[i - 1].day)
            return err_of(ERR_INPUT, "two of the segments hold day %d", j->day[i].day);
    return OK;
}

static const char *const highest_of[PART__N] = {
    [PART_WHO] = "SELECT max(id) FROM who",
    [PART_TEAM] = "SELECT max(id) FROM team",
    [PART_ABOUT] = "SELECT max(id) FROM about",
    [PART_SAID] = "SELECT max(id) FROM said",
    [PART_GATE] = "SELECT max(id) FROM gate",
};

static struct err measure(struct join *j)
{
    struct err e = OK;
    for (size_t i = 0; i < j->sides; i++) {
        struct side *side = &j->side[i];
        for (enum part p = 0; p < PART__N; p++) {
            side->entries[p] = highest(side->in->db, highest_of[p], &e);
            side->number[p] = NEW(j->a, uint32_t, side->entries[p] + 1);
        }
    }
    return e;
}

static struct stmt rows_of_day(const struct joined_day *d, const char *sql)
{
    struct stmt q = stmt_of(d->side->in->db, sql);
    stmt_put_i64(&q, 1, row_number(d->day, 0));
    stmt_put_i64(&q, 2, row_number(d->day + 1, 0));
    return q;
}

/* The place of an entry's number. One past its dictionary is an error of the statement. */
static uint32_t *number_of(struct stmt *q, int column, const struct side *side, enum part p)
{
    int64_t id = stmt_col_i64(q, column);
    if (id > 0 && (size_t)id <= side->entries[p])
        return &side->number[p][id];
    if (q->e.code == ERR_OK)
        q->e = err_of(ERR_IO, "a record of entry %lld of dictionary %d", (long long)id, (int)p);
    return &side->number[p][0];
}

/* Entries that only days left out need are left out too: as if those had never been there. */
static struct err find_needed(struct join *j)
{
    for (size_t i = 0; i < j->days; i++) {
        if (j->day[i].side->all)
            continue;
        AUTO(stmt_done)
        struct stmt q = rows_of_day(&j->day[i], "SELECT who, team, about, said, gate" OF_DAY);
        while (stmt_row(&q))
            for (enum part p = 0; p < PART__N; p++)
                *number_of(&q, (int)p, j->day[i].side, p) = 1;
        TRY(stmt_end(&q));
    }
    return OK;
}

/* A table of one side, read in its order. */
struct feed {
    struct side *side;
    struct stmt q;
    struct out bytes; /* of the row at hand; what the order is by */
    bool has;
};

struct feeds {
    struct feed *feed;
    size_t n;
};

static void feeds_done(struct feeds *f)
{
    for (size_t i = 0; i < f->n; i++)
        stmt_done(&f->feed[i].q);
}

/* The one whose row comes first, or NULL at the end of all. */
static struct feed *first_of(struct feeds *f)
{
    struct feed *first = NULL;
    for (size_t i = 0; i < f->n; i++) {
        struct feed *x = &f->feed[i];
        if (x->has && (!first || str_cmp(out_done(&x->bytes), out_done(&first->bytes)) < 0))
            first = x;
    }
    return first;
}

static struct feeds feeds_of(struct join *j, const char *sql)
{
    struct feeds f = {.feed = NEW(j->a, struct feed, j->sides), .n = j->sides};
    for (size_t i = 0; i < f.n; i++)
        f.feed[i] = (struct feed){
            .side = &j->side[i], .q = stmt_of(j->side[i].in->db, sql), .bytes = out_of(j->a)};
    return f;
}

static struct err feeds_end(struct feeds *f)
{
    for (size_t i = 0; i < f->n; i++)
        TRY(stmt_end(&f->feed[i].q));
    return OK;
}

static void next_entry(struct feed *f, enum part p)
{
    do {
        f->bytes.n = 0;
        f->has = stmt_row(&f->q);
        if (f->has)
            part_col(&f->q, p, &f->bytes);
    } while (f->has && !f->side->all && *number_of(&f->q, 0, f->side, p) == 0);
}

static struct err join_dictionary(struct join *j, enum part p)
{
    AUTO(dict_done) struct dict d = dict_of(j->db, p, &j->reach);
    AUTO(feeds_done) struct feeds feeds = feeds_of(j, part_sql[p].all);
    struct out last = out_of(j->a);
    for (size_t i = 0; i < feeds.n; i++)
        next_entry(&feeds.feed[i], p);
    for (struct feed *f; (f = first_of(&feeds)); next_entry(f, p)) {
        struct str entry = out_done(&f->bytes);
        if (d.n == 0 || !str_eq(entry, out_done(&last))) {
            dict_put(&d, entry);
            last.n = 0;
            out_str(&last, entry);
        }
        *number_of(&f->q, 0, f->side, p) = (uint32_t)d.n;
    }
    TRY(feeds_end(&feeds));
    return dict_end(&d);
}

static struct err join_dictionaries(struct join *j)
{
    j->reach = reach_of(j->a);
    for (enum part p = 0; p < PART__N; p++)
        TRY(join_dictionary(j, p));
    reach_sort(&j->reach);
    return reach_write(j->db, &j->reach);
}

static struct err join_day(const struct join *j, const struct joined_day *d)
{
    AUTO(stmt_done) struct stmt to = stmt_of(j->db, ROW_INSERT);
    AUTO(stmt_done)
    struct stmt from = rows_of_day(d, "SELECT " ROW_COLUMNS OF_DAY " ORDER BY row");
    for (; stmt_row(&from); j->out->rows++) {
        uint32_t number[PART__N];
        for (enum part p = 0; p < PART__N; p++)
            number[p] = *number_of(&from, ROW_PARTS_AT + (int)p, d->side, p);
        row_copy(&to, &from, number);
    }
    TRY(stmt_end(&from));
    return stmt_end(&to);
}

/* By kind, key and day, as the table is. */
static void next_total(struct feed *f)
{
    do {
        f->bytes.n = 0;
        f->has = stmt_row(&f->q);
        for (int i = 0; f->has && i < 3; i++)
            part_put_number(&f->bytes, stmt_col_i64(&f->q, i));
    } while (f->has && !f->side->all && is_left_out(f->side->in, stmt_col_i32(&f->q, 2)));
}

static struct err count_open(struct join *j, struct str blob)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_BATCH);
    struct tally *t = tally_new(&a);
    TRY(tally_decode_add(blob, NULL, t));
    j->out->open_pages += (int64_t)t->outcome[OUTCOME_OPEN];
    return OK;
}

static struct err join_totals(struct join *j)
{
    AUTO(stmt_done) struct stmt to = stmt_of(j->db, TOTAL_INSERT);
    AUTO(feeds_done)
    struct feeds feeds =
        feeds_of(j, "SELECT kind, key, day, blob FROM total ORDER BY kind, key, day");
    for (size_t i = 0; i < feeds.n; i++)
        next_total(&feeds.feed[i]);
    for (struct feed *f; (f = first_of(&feeds)); next_total(f)) {
        uint32_t kind = (uint32_t)stmt_col_i64(&f->q, 0);
        struct str blob = stmt_col_blob(&f->q, 3);
        total_put(&to, kind, stmt_col_i64(&f->q, 1), stmt_col_i32(&f->q, 2), blob);
        if (kind == SCOPE_ALL && j->family == FAMILY_PAGEOUTS)
            TRY(count_open(j, blob));
    }
    TRY(feeds_end(&feeds));
    return stmt_end(&to);
}

static void next_leaf(struct feed *f)
{
    do {
        f->bytes.n = 0;
        f->has = stmt_row(&f->q);
        if (f->has)
            part_put_number(&f->bytes, stmt_col_i64(&f->q, 0));
    } while (f->has && !f->side->all && is_left_out(f->side->in, leaf_day(stmt_col_i64(&f->q, 0))));
}

static struct err join_sheets(struct join *j)
{
    AUTO(stmt_done) struct stmt to = stmt_of(j->db, LEAF_INSERT);
    AUTO(feeds_done)
    struct feeds feeds = feeds_of(j, "SELECT id, blob FROM sheet ORDER BY id");
    for (size_t i = 0; i < feeds.n; i++)
        next_leaf(&feeds.feed[i]);
    for (struct feed *f; (f = first_of(&feeds)); next_leaf(f)) {
        stmt_put_col(&to, 1, &f->q, 0);
        stmt_put_col(&to, 2, &f->q, 1);
        stmt_again(&to);
    }
    TRY(feeds_end(&feeds));
    return stmt_end(&to);
}

static struct err join_days(const struct join *j)
{
    for (size_t i = 0; i < j->days; i++)
        TRY(join_day(j, &j->day[i]));
    return OK;
}

static struct err plan(struct join *j)
{
    TRY(list_days(j));
    TRY(measure(j));
    return find_needed(j);
}

/* What is told of rows, and could be counted from them anew. */
static struct err write_derived(struct join *j)
{
    TRY(join_totals(j));
    TRY(join_sheets(j));
    if (j->family == FAMILY_PAGEOUTS)
        TRY(find_write_incidents(j->db));
    return spans_write(j->db, j->db, j->family);
}

static struct err write_all(struct join *j)
{
    AUTO(txn_done) struct txn t = {0};
    TRY(txn_begin(&t, j->db));
    TRY(schema_make(j->db, j->family));
    TRY(join_dictionaries(j));
    TRY(join_days(j));
    TRY(write_derived(j));
    TRY(schema_finish(j->db, j->family));
    return txn_commit(&t);
}

struct err join_write(
    struct db *db, enum family f, const struct joined *in, size_t n, struct segment_ref *out)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_BATCH);
    struct join j = {.a = &a, .db = db, .family = f, .sides = n, .out = out};
    j.side = NEW(&a, struct side, n);
    for (size_t i = 0; i < n; i++)
        j.side[i].in = &in[i];
    out->rows = out->open_pages = 0;
    TRY(plan(&j));
    return write_all(&j);
}
