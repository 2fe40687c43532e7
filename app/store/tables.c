#include "store/tables.h"

#include "lib/limits.h"
#include "lib/order.h"
#include "store/abouts.h"
#include "store/dict.h"
#include "store/find.h"
#include "store/intern.h"
#include "store/schema.h"
#include "store/sheet_out.h"
#include "store/totals.h"

#include <stdlib.h>

struct tables {
    struct arena *a;
    struct db *db;
    enum family family;
    const struct day_rows *day;
    int64_t through;
    struct intern part[PART__N];
    struct placed *placed; /* sorted: in the order of the table */
    struct in_order people, teams;
    struct reach reach;
};

static int by_time(const void *a, const void *b)
{
    const struct record *x = &(*(const struct row *const *)a)->record;
    const struct record *y = &(*(const struct row *const *)b)->record;
    if (x->when[WHEN_CREATED] != y->when[WHEN_CREATED])
        return x->when[WHEN_CREATED] < y->when[WHEN_CREATED] ? -1 : 1;
    return str_cmp(x->text[TEXT_ID], y->text[TEXT_ID]);
}

/* Of several rows for one page the earliest counts, the smallest id among equals. */
static void mark_repeated(struct tables *t)
{
    struct set seen = set_of(t->a);
    const struct rows *rows = &t->day->rows;
    const struct row **order = NEW(t->a, const struct row *, rows->n + 1);
    for (size_t i = 0; i < rows->n; i++)
        order[i] = &rows->row[i];
    qsort(order, rows->n, sizeof(const struct row *), by_time);
    for (size_t i = 0; i < rows->n; i++) {
        const struct record *r = &order[i]->record;
        size_t before = seen.n;
        struct row *row = &rows->row[order[i] - rows->row];
        row->repeated = false;
        if (!record_is_page(r))
            continue;
        set_put(&seen, record_page_key(r), 0);
        row->repeated = seen.n == before;
    }
}

/* The dictionaries of the rows, and each row's numbers in them. */
static void gather(struct tables *t)
{
    struct out scratch = out_of(t->a);
    size_t n = t->day->rows.n;
    t->placed = NEW(t->a, struct placed, n + 1);
    for (enum part p = 0; p < PART__N; p++)
        t->part[p] = intern_of(t->a);
    for (size_t i = 0; i < n; i++) {
        const struct row *row = t->placed[i].row = &t->day->rows.row[i];
        for (enum part p = 0; p < PART__N; p++) {
            scratch.n = 0;
            part_pack(&scratch, p, &row->record);
            t->placed[i].part[p] = intern_put(&t->part[p], out_done(&scratch));
        }
    }
    for (enum part p = 0; p < PART__N; p++) {
        intern_sort(&t->part[p]);
        for (size_t i = 0; i < n; i++)
            t->placed[i].part[p] = intern_rank(&t->part[p], t->placed[i].part[p]);
    }
}

/* The sorted rows by their entry of one part. */
static struct in_order order_by(const struct tables *t, enum part p)
{
    size_t n = t->day->rows.n, entries = t->part[p].n;
    struct in_order o = {.row = NEW(t->a, const struct row *, n + 1),
        .n = n,
        .entries = entries,
        .start = NEW(t->a, uint32_t, entries + 3)};
    for (size_t i = 0; i < n; i++)
        o.start[t->placed[i].part[p] + 2]++;
    for (size_t i = 2; i < entries + 2; i++)
        o.start[i + 1] += o.start[i];
    for (size_t i = 0; i < n; i++)
        o.row[o.start[t->placed[i].part[p] + 1]++] = t->placed[i].row;
    return o;
}

static int by_id(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    return str_cmp(x->row->record.text[TEXT_ID], y->row->record.text[TEXT_ID]);
}

/* By who, then the milliseconds of the day, then the id. */
static void sort_placed(struct tables *t)
{
    size_t n = t->day->rows.n;
    AUTO(arena_done) struct arena scratch = arena_of(ARENA_CAP_BATCH);
    struct ordered *x = NEW(&scratch, struct ordered, 2 * n + 1);
    struct placed *sorted = NEW(t->a, struct placed, n + 1);
    for (size_t i = 0; i < n; i++) {
        int64_t ms = t->placed[i].row->record.when[WHEN_CREATED] - t->day->day * DAY_MS;
        uint64_t key = (uint64_t)t->placed[i].part[PART_WHO] << 32 | (uint64_t)ms;
        x[i] = (struct ordered){key, (uint32_t)i};
    }
    order_keys(x, n, x + n);
    for (size_t i = 0; i < n; i++)
        sorted[i] = t->placed[x[i].of];
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && x[end].key == x[i].key;)
            end++;
        if (end - i > 1)
            qsort(sorted + i, end - i, sizeof *sorted, by_id);
    }
    t->placed = sorted;
}

static void sort(struct tables *t)
{
    sort_placed(t);
    t->people = order_by(t, PART_WHO);
    t->teams = order_by(t, PART_TEAM);
}

static struct err write_dictionary(struct tables *t, enum part p)
{
    struct dict_plan plan = {p, NEW(t->a, const struct record *, t->part[p].n + 1), t->part[p].n};
    for (size_t i = 0; i < t->day->rows.n; i++)
        plan.record[t->placed[i].part[p] - 1] = &t->placed[i].row->record;
    return dict_write(t->db, &plan, &t->reach);
}

static struct err write_dictionaries(struct tables *t)
{
    t->reach = reach_of(t->a);
    for (enum part p = 0; p < PART__N; p++)
        TRY(write_dictionary(t, p));
    reach_sort(&t->reach);
    return reach_write(t->db, &t->reach);
}

/* In memory rows lie in the order they were made, not in that of the table: each is asked for some
 * rows before it is written. */
#define ROWS_AHEAD 8

static void give_row(const void *self, size_t i, int column, struct sqlite3_context *to)
{
    const struct tables *t = self;
    size_t place = i + 1; /* the first one is in the table already */
    if (column == 1 && place + ROWS_AHEAD < t->people.n)
        row_fetch(t->people.row[place + ROWS_AHEAD]);
    row_give(
        t->people.row[place], row_number(t->day->day, place), t->placed[place].part, column, to);
}

static struct err write_rows(struct tables *t)
{
    if (t->people.n == 0)
        return OK;
    AUTO(stmt_done) struct stmt q = stmt_of(t->db, ROW_INSERT);
    row_write(&q, t->people.row[0], row_number(t->day->day, 0), t->placed[0].part);
    TRY(stmt_end(&q));
    return supply_run(t->db, ROW_SUPPLY, &(struct supply){t->people.n - 1, give_row, t});
}

static struct err write_totals(struct tables *t)
{
    int32_t day = t->day->day;
    const struct totals_plan plan = {t->family, day, t->through, t->people, t->teams, &t->reach};
    AUTO(stmt_done) struct stmt q = stmt_of(t->db, TOTAL_INSERT);
    totals_write(&q, &plan);
    const uint32_t *about = &t->placed[0].part[PART_ABOUT];
    total_put(&q, TOTAL_ABOUTS, 0, day,
        abouts_encode(
            t->a, about, sizeof *t->placed / sizeof *about, t->people.n, t->part[PART_ABOUT].n));
    return stmt_end(&q);
}

static struct err write_sheet(struct tables *t)
{
    AUTO(stmt_done) struct stmt q = stmt_of(t->db, LEAF_INSERT);
    struct sheet_plan plan = {t->family, t->day->day, t->placed, t->day->rows.n, {0}};
    for (enum part p = 0; p < PART__N; p++)
        plan.entries[p] = t->part[p].n;
    sheet_write(t->a, &q, &plan);
    return stmt_end(&q);
}

static int64_t count_open(const struct tables *t)
{
    int64_t n = 0;
    for (size_t i = 0; i < t->people.n; i++) {
        const struct row *row = t->people.row[i];
        n += !row->repeated && record_is_page(&row->record) &&
             record_outcome(&row->record, t->through) == OUTCOME_OPEN;
    }
    return n;
}

/* What is told of rows, and could be counted from them anew. */
static struct err write_derived(struct tables *t)
{
    TRY(write_totals(t));
    TRY(write_sheet(t));
    return t->family == FAMILY_PAGEOUTS ? find_write_incidents(t->db) : OK;
}

struct err tables_write(
    struct arena *a, struct db *db, const struct segment_plan *plan, int64_t *open_pages)
{
    enum family f = plan->family;
    struct tables t = {.a = a, .db = db, .family = f, .day = plan->days, .through = plan->through};
    if (f == FAMILY_PAGEOUTS)
        mark_repeated(&t);
    gather(&t);
    sort(&t);
    AUTO(txn_done) struct txn txn = {0};
    TRY(txn_begin(&txn, db));
    TRY(schema_make(db, f));
    TRY(write_dictionaries(&t));
    TRY(write_rows(&t));
    TRY(write_derived(&t));
    TRY(schema_finish(db, f));
    *open_pages = f == FAMILY_PAGEOUTS ? count_open(&t) : 0;
    return txn_commit(&txn);
}
