/* Laying staged rows over a base segment's: both come in ascending order of keys. */
#include "store/segment.h"

#define STAGED                                                                                     \
    "SELECT key, updated, answered, raw, made, body FROM staged WHERE day = :day ORDER BY key"
#define BASE "SELECT " ROW_COLUMNS " FROM record ORDER BY key"

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

static void next_base(struct words *w, enum family f, struct side *s)
{
    s->has = stmt_row(s->q);
    if (s->has)
        s->row = row_read(s->q, w, (enum dataset)f, TEXTS_ALL, true);
    s->row.repeated = false;
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

static struct err merge_sides(struct arena *a, enum family f, struct words *w, struct side *staged,
    struct side *base, struct merge *out)
{
    while (staged->has || base->has) {
        struct row *to = &out->rows.row[out->rows.n++];
        bool from_base = !staged->has || (base->has && base->row.key < staged->row.key);
        bool from_both = staged->has && base->has && base->row.key == staged->row.key;
        *to = from_base ? base->row : staged->row;
        if (from_both) {
            TRY(same_id(&staged->row, &base->row));
            *to = *stronger(&staged->row, &base->row, out);
        }
        out->kept_new += !from_base && !from_both;
        if (!from_base)
            TRY(next_staged(a, staged));
        if (from_base || from_both)
            next_base(w, f, base);
    }
    return OK;
}

static struct err count_rows(struct db *db, const char *sql, int32_t day, size_t *n)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, sql);
    stmt_i64(&q, ":day", day);
    if (stmt_row(&q))
        *n += (size_t)stmt_col_i64(&q, 0);
    return stmt_end(&q);
}

struct err segment_merge(struct arena *a, struct db *staged_db, struct db *base_db, enum family f,
    int32_t day, struct merge *out)
{
    size_t most = 1;
    *out = (struct merge){0};
    TRY(count_rows(staged_db, "SELECT count(*) FROM staged WHERE day = :day", day, &most));
    if (base_db)
        TRY(count_rows(base_db, "SELECT count(*) FROM record WHERE :day IS NOT NULL", day, &most));
    if (most > 2 * DAY_ROWS_MAX)
        return err_of(ERR_LIMIT, "%zu rows in a day, more than %d", most, DAY_ROWS_MAX);
    out->rows.row = NEW(a, struct row, most);
    AUTO(stmt_done) struct stmt staged_q = stmt_of(staged_db, STAGED);
    stmt_i64(&staged_q, ":day", day);
    struct side staged = {.q = &staged_q}, base = {0};
    TRY(next_staged(a, &staged));
    if (!base_db) {
        TRY(merge_sides(a, f, NULL, &staged, &base, out));
        return stmt_end(&staged_q);
    }
    struct words w = words_of(base_db, a);
    words_load_texts(&w);
    words_load_paths(&w);
    AUTO(stmt_done) struct stmt base_q = stmt_of(base_db, BASE);
    base.q = &base_q;
    next_base(&w, f, &base);
    TRY(merge_sides(a, f, &w, &staged, &base, out));
    TRY(stmt_end(&staged_q));
    TRY(stmt_end(&base_q));
    return w.e;
}
