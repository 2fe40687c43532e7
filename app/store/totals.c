#include "store/totals.h"

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

static void blob_of_attempts(struct out *blob, const struct scoped *x)
{
    struct attempts t = {0};
    for (size_t i = 0; i < x->n; i++) {
        size_t end = x->rows->start[x->range[i].last + 1];
        for (size_t k = x->rows->start[x->range[i].first]; k < end; k++)
            attempts_add(&t, &x->rows->row[k]->record);
    }
    attempts_encode(&t, blob);
}

/* What is written of each scope, and memory for it. */
struct writing {
    struct stmt *insert;
    const struct totals_plan *plan;
    struct arena *a;
};

static void write_scope(
    const struct writing *w, enum scope scope, int64_t key, const struct scoped *x)
{
    struct out blob = out_of(w->a);
    if (w->plan->family == FAMILY_PAGEOUTS)
        blob_of_pages(&blob, x, w->plan->through);
    else
        blob_of_attempts(&blob, x);
    total_put(w->insert, scope, key, w->plan->day, out_done(&blob));
    arena_wipe(w->a);
}

static int64_t team_of(const struct in_order *teams, size_t entry)
{
    return teams->row[teams->start[entry]]->record.team;
}

void totals_write(struct stmt *insert, const struct totals_plan *plan)
{
    AUTO(arena_done) struct arena one = arena_of(ARENA_CAP_BATCH);
    const struct writing w = {insert, plan, &one};
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
    }
}

struct err totals_pages(struct db *db, enum scope scope, int64_t key, int32_t day,
    tally_slots slots, struct tally *into)
{
    AUTO(stmt_done) struct stmt q = total_query(db, scope, key, day);
    if (stmt_row(&q))
        TRY(tally_decode_add(stmt_col_blob(&q, 0), slots, into));
    return stmt_end(&q);
}

struct err totals_attempts(struct db *db, enum scope scope, int64_t key, int32_t day,
    uint32_t channels, struct attempts *into)
{
    AUTO(stmt_done) struct stmt q = total_query(db, scope, key, day);
    if (stmt_row(&q))
        TRY(attempts_decode_add(stmt_col_blob(&q, 0), channels, into));
    return stmt_end(&q);
}
