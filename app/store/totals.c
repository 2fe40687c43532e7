#include "store/totals.h"

#include "store/interruption.h"
#include "store/reader.h"

void total_put(struct stmt *q, uint32_t kind, int64_t key, int32_t day, struct str blob)
{
    stmt_put_i64(q, 1, kind);
    stmt_put_i64(q, 2, key);
    stmt_put_i64(q, 3, day);
    stmt_put_blob(q, 4, blob);
    stmt_again(q);
}

struct stmt total_query(struct db *db, uint32_t kind, int64_t key, int32_t day)
{
    struct stmt q = stmt_of(db, "SELECT blob FROM total WHERE kind = ?1 AND key = ?2 AND day = ?3");
    stmt_put_i64(&q, 1, kind);
    stmt_put_i64(&q, 2, key);
    stmt_put_i64(&q, 3, day);
    return q;
}

/* Some of a day's rows: those of the entries first to last, n times. */
struct scoped {
    const struct in_order *rows;
    const struct range *range;
    size_t n;
};

static void blob_of_pages(struct out *blob, const struct scoped *x, int64_t through)
{
    tally_slots slots = {{0}};
    struct tally *t = tally_new(blob->a);
    for (size_t i = 0; i < x->n; i++) {
        size_t end = x->rows->start[x->range[i].last + 1];
        for (size_t k = x->rows->start[x->range[i].first]; k < end; k++) {
            if (x->rows->row[k]->repeated)
                t->repeated_rows++;
            else
                tally_add(t, slots, &x->rows->row[k]->record, through);
        }
    }
    tally_encode(t, slots, blob);
}

static void blob_of_attempts(
    struct out *blob, const struct scoped *x, struct interruptions *interruptions)
{
    struct attempts t = {0};
    for (size_t i = 0; i < x->n; i++) {
        size_t end = x->rows->start[x->range[i].last + 1];
        for (size_t k = x->rows->start[x->range[i].first]; k < end; k++) {
            attempts_add(&t, &x->rows->row[k]->record);
            interruptions_add(interruptions, &x->rows->row[k]->record);
        }
    }
    interruptions_end_day(interruptions, &t);
    attempts_encode(&t, blob);
}

/* What is written of each scope, and memory for it. */
struct writing {
    struct stmt *insert;
    const struct totals_plan *plan;
    struct arena *a; /* of one scope */
    struct interruptions *interruptions;
};

static void write_scope(
    const struct writing *w, enum scope scope, int64_t key, const struct scoped *x)
{
    struct out blob = out_of(w->a);
    if (w->plan->family == FAMILY_PAGEOUTS)
        blob_of_pages(&blob, x, w->plan->through);
    else
        blob_of_attempts(&blob, x, w->interruptions);
    total_put(w->insert, scope, key, w->plan->day, out_done(&blob));
    arena_wipe(w->a);
}

static void write_crew(const struct writing *w, int64_t team, const struct range *entries)
{
    const struct in_order *teams = &w->plan->teams;
    struct crew crew = crew_of(w->a);
    for (size_t i = teams->start[entries->first]; i < teams->start[entries->last + 1]; i++) {
        const struct row *row = teams->row[i];
        if (row->repeated || !record_is_page(&row->record))
            continue;
        const struct page_seen p = page_seen_of(&row->record, w->plan->through);
        crew_add(&crew, w->plan->day, &p);
    }
    struct out blob = out_of(w->a);
    crew_encode(&crew, &blob);
    total_put(w->insert, TOTAL_CREW, team, w->plan->day, out_done(&blob));
    arena_wipe(w->a);
}

static int64_t team_of(const struct in_order *teams, size_t entry)
{
    return teams->row[teams->start[entry]]->record.team;
}

void totals_write(struct stmt *insert, const struct totals_plan *plan)
{
    AUTO(arena_done) struct arena one = arena_of(ARENA_CAP_BATCH);
    AUTO(arena_done) struct arena whole = arena_of(ARENA_CAP_BATCH);
    struct interruptions interruptions = interruptions_of(&whole);
    const struct writing w = {insert, plan, &one, &interruptions};
    const struct in_order *people = &plan->people, *teams = &plan->teams;
    const struct range everybody = {.first = 1, .last = (int64_t)people->entries};
    write_scope(&w, SCOPE_ALL, 0, &(struct scoped){people, &everybody, 1});
    for (size_t i = 0, n = 0; i < plan->reach->n; i += n) {
        const struct range *range = &plan->reach->range[i];
        n = reach_same(plan->reach, i);
        write_scope(&w, SCOPE_NODE, range->node, &(struct scoped){people, range, n});
    }
    for (size_t i = 1, n = 0; i <= teams->entries; i += n) {
        int64_t key = team_of(teams, i);
        for (n = 1; i + n <= teams->entries && team_of(teams, i + n) == key;)
            n++;
        const struct range all = {.first = (int64_t)i, .last = (int64_t)(i + n - 1)};
        if (key)
            write_scope(&w, SCOPE_TEAM, key, &(struct scoped){teams, &all, 1});
        if (key && plan->family == FAMILY_PAGEOUTS)
            write_crew(&w, key, &all);
    }
}

static struct stmt query_days(struct db *db, uint32_t kind, const struct totals_of *of)
{
    struct stmt q = stmt_of(db, "SELECT day, blob FROM total WHERE kind = ?1 AND key = ?2"
                                " AND day BETWEEN ?3 AND ?4 ORDER BY day");
    stmt_put_i64(&q, 1, kind);
    stmt_put_i64(&q, 2, of->key);
    stmt_put_i64(&q, 3, of->first);
    stmt_put_i64(&q, 4, of->last);
    return q;
}

struct err totals_pages(
    struct db *db, const struct totals_of *of, const struct day_taker *days, struct tally_sum *into)
{
    AUTO(stmt_done) struct stmt q = query_days(db, of->scope, of);
    while (stmt_row(&q)) {
        tally_slots slots = {{0}};
        TRY(tally_sum_add(into, stmt_col_blob(&q, 1), days ? slots : NULL));
        if (days)
            days->take(days->self, stmt_col_i32(&q, 0), slots);
    }
    return stmt_end(&q);
}

struct err totals_attempts(
    struct db *db, const struct totals_of *of, uint32_t channels, struct attempts *into)
{
    AUTO(stmt_done) struct stmt q = query_days(db, of->scope, of);
    while (stmt_row(&q))
        TRY(attempts_decode_add(stmt_col_blob(&q, 1), channels, into));
    return stmt_end(&q);
}

struct err totals_crew(struct db *db, const struct totals_of *of, struct crew *into)
{
    AUTO(stmt_done) struct stmt q = query_days(db, TOTAL_CREW, of);
    while (stmt_row(&q))
        TRY(crew_decode_add(stmt_col_blob(&q, 1), stmt_col_i32(&q, 0), into));
    return stmt_end(&q);
}

struct err totals_meet(struct db *db, struct arena *a, struct often *into)
{
    const struct totals_of of = {.scope = SCOPE_ALL, .first = INT32_MIN, .last = INT32_MAX};
    AUTO(stmt_done) struct stmt q = query_days(db, of.scope, &of);
    while (stmt_row(&q)) {
        struct arena_mark mark = arena_mark_of(a);
        struct err e = tally_meet(stmt_col_blob(&q, 1), a, into);
        arena_rewind(a, mark);
        TRY(e);
    }
    return stmt_end(&q);
}
