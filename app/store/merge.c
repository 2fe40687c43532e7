/* Laying staged rows over a base segment's: both come in ascending order of keys. */
#include "store/segment.h"

#define STAGED                                                                                     \
    "SELECT key, updated, answered, raw, made, body FROM staged WHERE day = :day ORDER BY key"

/* What is staged of the day, row by row. */
struct side {
    struct stmt *q;
    struct row row;
    bool has;
};

static struct err next_staged(struct arena *a, struct side *s)
{
    s->has = stmt_row(s->q);
    if (!s->has)
        return OK;
    s->row = (struct row){.key = stmt_col_i64(s->q, 0),
        .version = {stmt_col_i64(s->q, 1), stmt_col_i64(s->q, 2), stmt_col_i64(s->q, 3),
            stmt_col_i64(s->q, 4)}};
    return record_unpack(arena_copy(a, stmt_col_blob(s->q, 5)), &s->row.record);
}

static struct err same_id(const struct row *a, const struct row *b)
{
    struct str x = a->record.text[TEXT_ID], y = b->record.text[TEXT_ID];
    if (str_eq(x, y))
        return OK;
    return err_of(ERR_INPUT, "two ids with one key: \"%.*s\" and \"%.*s\"",
        STR_ARG(str_head(x, ID_MAX)), STR_ARG(str_head(y, ID_MAX)));
}

/* The row of both sides that holds. The same export row enriched anew takes the place of the old
 * one. */
static const struct row *stronger(
    const struct row *staged, const struct row *base, struct merge *out)
{
    int c = version_cmp(&staged->version, &base->version);
    out->kept_newer += c > 0;
    return c >= 0 ? staged : base;
}

static struct err merge_sides(
    struct arena *a, struct side *staged, const struct rows *base, struct merge *out)
{
    size_t i = 0;
    while (staged->has || i < base->n) {
        struct row *to = &out->rows.row[out->rows.n++];
        bool from_base = !staged->has || (i < base->n && base->row[i].key < staged->row.key);
        bool from_both = staged->has && i < base->n && base->row[i].key == staged->row.key;
        *to = from_base ? base->row[i] : staged->row;
        if (from_both) {
            TRY(same_id(&staged->row, &base->row[i]));
            *to = *stronger(&staged->row, &base->row[i], out);
        }
        out->kept_new += !from_base && !from_both;
        if (!from_base)
            TRY(next_staged(a, staged));
        i += from_base || from_both;
    }
    return OK;
}

static struct err count_staged(struct db *staged, int32_t day, size_t *n)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(staged, "SELECT count(*) FROM staged WHERE day = :day");
    stmt_i64(&q, ":day", day);
    if (stmt_row(&q))
        *n += (size_t)stmt_col_i64(&q, 0);
    return stmt_end(&q);
}

struct err segment_merge(struct arena *a, struct db *staged_db, struct db *base_db, enum family f,
    int32_t day, struct merge *out)
{
    struct rows base = {0};
    size_t most = 1;
    *out = (struct merge){0};
    if (base_db)
        TRY(segment_rows(a, base_db, f, day, &base));
    TRY(count_staged(staged_db, day, &most));
    most += base.n;
    if (most > 2 * DAY_ROWS_MAX)
        return err_of(ERR_LIMIT, "%zu rows in a day, more than %d", most, DAY_ROWS_MAX);
    out->rows.row = NEW(a, struct row, most);
    AUTO(stmt_done) struct stmt q = stmt_of(staged_db, STAGED);
    stmt_i64(&q, ":day", day);
    struct side staged = {.q = &q};
    TRY(next_staged(a, &staged));
    TRY(merge_sides(a, &staged, &base, out));
    return stmt_end(&q);
}
