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

/* The rows of n ranges of people, as a blob. */
static void blob_of_pages(struct out *blob, const struct in_order *rows, const struct range *range,
    size_t n, int64_t through)
{
    tally_slots slots = {{0}};
    struct tally *t = tally_new(blob->a);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = rows->start[range[i].first]; k < rows->start[range[i].last + 1]; k++) {
            if (rows->row[k]->repeated)
                t->repeated_rows++;
            else
                tally_add(t, slots, &rows->row[k]->record, through);
        }
    }
    tally_encode(t, slots, blob);
}

static void blob_of_attempts(
    struct out *blob, const struct in_order *rows, const struct range *range, size_t n)
{
    struct attempts t = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t k = rows->start[range[i].first]; k < rows->start[range[i].last + 1]; k++)
            attempts_add(&t, &rows->row[k]->record);
    attempts_encode(&t, blob);
}

/* What `total` keeps of the scope that n ranges make up. */
struct scoping {
    struct stmt *insert;
    struct arena *a; /* of one scope */
    enum family family;
    int32_t day;
    int64_t through;
    const struct in_order *rows;
};

static void write_scope(const struct scoping *x, const struct range *range, size_t n)
{
    struct out blob = out_of(x->a);
    if (x->family == FAMILY_PAGEOUTS)
        blob_of_pages(&blob, x->rows, range, n, x->through);
    else
        blob_of_attempts(&blob, x->rows, range, n);
    total_put(x->insert, range->scope, range->key, x->day, out_done(&blob));
    arena_wipe(x->a);
}

void totals_write(struct stmt *insert, enum family f, int32_t day, const struct in_order *rows,
    const struct reach *reach, int64_t through)
{
    AUTO(arena_done) struct arena one = arena_of(ARENA_CAP_BATCH);
    const struct scoping x = {insert, &one, f, day, through, rows};
    write_scope(&x, &(struct range){SCOPE_ALL, 0, 1, (int64_t)rows->people}, 1);
    for (size_t i = 0, n = 0; i < reach->n; i += n) {
        n = reach_same(reach, i);
        write_scope(&x, &reach->range[i], n);
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
