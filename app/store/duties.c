#include "store/duties.h"

#include "lib/hash.h"
#include "store/snapshot.h"

/* An open duty has no end yet. */
#define TOUCHING " FROM oncall WHERE start < ?2 AND (until > ?1 OR until = 0)"

static struct err count(struct db *db, int64_t from, int64_t to, size_t *n)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT count(*)" TOUCHING);
    stmt_put_i64(&q, 1, from);
    stmt_put_i64(&q, 2, to);
    *n = stmt_row(&q) ? (size_t)stmt_col_i64(&q, 0) : 0;
    return stmt_end(&q);
}

static struct duty duty_of(struct stmt *q)
{
    int64_t until = stmt_col_i64(q, 3);
    return (struct duty){.person = hash64(stmt_col_text(q, 0)),
        .team = hash64(stmt_col_text(q, 1)),
        .first = day_of(stmt_col_i64(q, 2)),
        .last = until == TIME_UNKNOWN ? INT32_MAX : day_of(until - 1),
        .level = stmt_col_i32(q, 4)};
}

struct err snapshot_duties(
    struct snapshot *s, struct arena *a, int32_t first, int32_t last, struct duty **out, size_t *n)
{
    struct db *db = NULL;
    size_t most = 0;
    int64_t from = first * DAY_MS, to = (last + 1) * DAY_MS;
    *n = 0;
    *out = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    TRY(count(db, from, to, &most));
    *out = NEW(a, struct duty, most + 1);
    AUTO(stmt_done)
    struct stmt q =
        stmt_of(db, "SELECT user_id, team_id, start, until, level" TOUCHING " ORDER BY place");
    stmt_put_i64(&q, 1, from);
    stmt_put_i64(&q, 2, to);
    for (; *n < most && stmt_row(&q); ++*n)
        (*out)[*n] = duty_of(&q);
    return stmt_end(&q);
}
