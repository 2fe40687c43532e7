/* What the records of a day say of a person or a team, and what a question about sheets would read.
 */
#include "store/asking.h"

struct err snapshot_person_then(
    struct snapshot *s, struct arena *a, const struct then *who, struct str *id, struct str *name)
{
    struct db *db = NULL;
    *id = *name = STR("");
    TRY(snapshot_day(s, (enum family)who->dataset, who->day, &db));
    if (!db)
        return OK;
    AUTO(stmt_done)
    struct stmt q = stmt_of(
        db, "SELECT recipient, name FROM who WHERE person = ?1 ORDER BY name = '', id LIMIT 1");
    stmt_put_i64(&q, 1, who->key);
    if (stmt_row(&q)) {
        *id = arena_copy(a, stmt_col_text(&q, 0));
        *name = arena_copy(a, stmt_col_text(&q, 1));
    }
    return stmt_end(&q);
}

struct err snapshot_team_then(
    struct snapshot *s, struct arena *a, const struct then *team, struct str *id)
{
    struct db *db = NULL;
    *id = STR("");
    TRY(snapshot_day(s, (enum family)team->dataset, team->day, &db));
    if (!db)
        return OK;
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT team_id FROM team WHERE key = ?1 LIMIT 1");
    stmt_put_i64(&q, 1, team->key);
    if (stmt_row(&q))
        *id = arena_copy(a, stmt_col_text(&q, 0));
    return stmt_end(&q);
}

/* Bytes of a row in each column, and of the tables that it needs, as they are at most. */
static const uint8_t row_bytes[SHEET__N] = {
    [SHEET_CREATED] = 4,
    [SHEET_WHO] = 4,
    [SHEET_PATH] = 3,
    [SHEET_TEAM] = 4,
    [SHEET_ABOUT] = 4,
    [SHEET_SAID] = 2,
    [SHEET_GATE] = 2,
    [SHEET_LEVEL] = 4,
    [SHEET_CYCLE] = 4,
    [SHEET_LOCAL] = 1,
    [SHEET_FLAGS] = 1,
    [SHEET_ANSWERED] = 4,
    [SHEET_PAGE] = 6,
    [SHEET_TITLES] = 4,
};

static uint32_t columns_of(const struct where *w)
{
    uint32_t columns = 0;
    columns |= w->persons || w->now ? 1u << SHEET_WHO : 0;
    columns |= w->nodes && !w->now ? 1u << SHEET_PATH : 0;
    columns |= w->teams || w->levels || w->source.n || w->urgency.n ? 1u << SHEET_ABOUT : 0;
    columns |= w->q.n ? 1u << SHEET_TITLES : 0;
    columns |= w->purposes || w->outcomes || w->deliveries ? 1u << SHEET_SAID : 0;
    columns |= w->outcomes ? 1u << SHEET_ANSWERED | 1u << SHEET_CREATED : 0;
    columns |= w->hours ? 1u << SHEET_LOCAL : 0;
    columns |= w->channels || w->gateway.n || w->carrier.n || w->country.n || w->provider.n
                   ? 1u << SHEET_GATE
                   : 0;
    return columns;
}

static void add_cost(
    const struct family_state *f, const struct where *w, uint32_t columns, struct sheet_cost *out)
{
    uint64_t rows = 0, bytes = 0;
    for (size_t i = 0; i < f->segments; i++) {
        const struct segment_ref *ref = &f->segment[i];
        struct day_run run = asking_days(f, ref, w);
        int64_t days = run.last - run.first + 1;
        if (days <= 0)
            continue;
        rows += (uint64_t)(ref->rows * days / (ref->last - ref->first + 1));
        out->days += (uint32_t)days;
    }
    for (unsigned i = 0; i < SHEET__N; i++)
        bytes += columns >> i & 1 ? row_bytes[i] : 0;
    out->rows += rows;
    out->bytes += rows * bytes;
}

struct err snapshot_cost(struct snapshot *s, enum dataset d, const struct where *w,
    uint32_t columns, struct sheet_cost *out)
{
    const struct family_state *f = s->manifest.family;
    enum dataset other = d == DATASET_PAGEOUTS ? DATASET_NOTIFICATIONS : DATASET_PAGEOUTS;
    bool both = d == DATASET_PAGEOUTS ? pick_asks_attempts(w) : pick_asks_pages(w);
    *out = (struct sheet_cost){0};
    TRY(snapshot_begin(s));
    add_cost(&f[d], w, columns | columns_of(w), out);
    if (both)
        add_cost(&f[other], w, 1u << SHEET_PAGE | columns_of(w), out);
    return OK;
}
