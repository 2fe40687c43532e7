#include "store/totals.h"

#include <stdlib.h>
#include <string.h>

struct member { /* that row belongs to that scope */
    int64_t key;
    enum scope scope;
    uint32_t row;
};

static int member_cmp(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->scope != y->scope)
        return x->scope < y->scope ? -1 : 1;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static size_t members_of(struct arena *a, const struct rows *rows, struct member **out)
{
    size_t n = 0, most = 0;
    for (size_t i = 0; i < rows->n; i++)
        most += 2 + (size_t)rows->row[i].record.depth;
    struct member *m = NEW(a, struct member, most + 1);
    for (size_t i = 0; i < rows->n; i++) {
        const struct record *r = &rows->row[i].record;
        m[n++] = (struct member){0, SCOPE_ALL, (uint32_t)i};
        for (int32_t k = 0; k < r->depth; k++)
            m[n++] = (struct member){r->node[k], SCOPE_NODE, (uint32_t)i};
        if (r->team)
            m[n++] = (struct member){r->team, SCOPE_TEAM, (uint32_t)i};
    }
    qsort(m, n, sizeof *m, member_cmp);
    *out = m;
    return n;
}

static void blob_of_pages(
    struct out *blob, const struct rows *rows, const struct member *m, size_t n, int64_t through)
{
    tally_slots slots = {{0}};
    struct tally *t = tally_new(blob->a);
    for (size_t i = 0; i < n; i++) {
        const struct row *row = &rows->row[m[i].row];
        if (row->repeated)
            t->repeated_rows++;
        else
            tally_add(t, slots, &row->record, through);
    }
    tally_encode(t, slots, blob);
}

static void blob_of_attempts(
    struct out *blob, const struct rows *rows, const struct member *m, size_t n)
{
    struct attempts t = {0};
    for (size_t i = 0; i < n; i++)
        attempts_add(&t, &rows->row[m[i].row].record);
    attempts_encode(&t, blob);
}

static size_t same_scope(const struct member *m, size_t n)
{
    size_t i = 1;
    while (i < n && m[i].scope == m[0].scope && m[i].key == m[0].key)
        i++;
    return i;
}

struct err totals_write(
    struct arena *a, struct db *db, enum family f, const struct rows *rows, int64_t through)
{
    struct member *m = NULL;
    size_t n = members_of(a, rows, &m);
    AUTO(arena_done) struct arena one = arena_of(ARENA_CAP_BATCH);
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "INSERT INTO total VALUES (:scope, :key, :blob)");
    for (size_t i = 0, step = 0; i < n; i += step) {
        step = same_scope(m + i, n - i);
        struct out blob = out_of(&one);
        if (f == FAMILY_PAGEOUTS)
            blob_of_pages(&blob, rows, m + i, step, through);
        else
            blob_of_attempts(&blob, rows, m + i, step);
        stmt_i64(&q, ":scope", m[i].scope);
        stmt_i64(&q, ":key", m[i].key);
        stmt_blob(&q, ":blob", out_done(&blob));
        stmt_again(&q);
        arena_wipe(&one);
    }
    return stmt_end(&q);
}

static struct stmt blob_query(struct db *db, enum scope scope, int64_t key)
{
    struct stmt q = stmt_of(db, "SELECT blob FROM total WHERE kind = :kind AND key = :key");
    stmt_i64(&q, ":kind", scope);
    stmt_i64(&q, ":key", key);
    return q;
}

struct err totals_pages(
    struct db *db, enum scope scope, int64_t key, tally_slots slots, struct tally *into)
{
    AUTO(stmt_done) struct stmt q = blob_query(db, scope, key);
    if (stmt_row(&q))
        TRY(tally_decode_add(stmt_col_blob(&q, 0), slots, into));
    return stmt_end(&q);
}

struct err totals_attempts(
    struct db *db, enum scope scope, int64_t key, uint32_t channels, struct attempts *into)
{
    AUTO(stmt_done) struct stmt q = blob_query(db, scope, key);
    if (stmt_row(&q))
        TRY(attempts_decode_add(stmt_col_blob(&q, 0), channels, into));
    return stmt_end(&q);
}
