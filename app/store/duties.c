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

#define OF_TEAM TOUCHING " AND team_id = ?3"

static void ask_team(struct stmt *q, struct span range, struct str team)
{
    stmt_put_i64(q, 1, range.from);
    stmt_put_i64(q, 2, range.to);
    stmt_put_text(q, 3, team);
}

static struct err count_team(struct db *db, struct span range, struct str team, size_t *n)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT count(*)" OF_TEAM);
    ask_team(&q, range, team);
    *n = stmt_row(&q) ? (size_t)stmt_col_i64(&q, 0) : 0;
    return stmt_end(&q);
}

struct err snapshot_team_duties(struct snapshot *s, struct arena *a, struct str team,
    struct span range, struct duty_span **out, size_t *n)
{
    struct db *db = NULL;
    size_t most = 0;
    *n = 0;
    *out = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    TRY(count_team(db, range, team, &most));
    *out = NEW(a, struct duty_span, most + 1);
    AUTO(stmt_done)
    struct stmt q = stmt_of(
        db, "SELECT user_id, level, start, until" OF_TEAM " ORDER BY start, level, user_id");
    ask_team(&q, range, team);
    for (; *n < most && stmt_row(&q); ++*n) {
        int64_t until = stmt_col_i64(&q, 3);
        (*out)[*n] = (struct duty_span){.person = arena_copy(a, stmt_col_text(&q, 0)),
            .level = (int32_t)stmt_col_i64(&q, 1),
            .from = stmt_col_i64(&q, 2),
            .to = until == TIME_UNKNOWN ? INT64_MAX : until};
    }
    return stmt_end(&q);
}
