#include "store/duties.h"

#include "lib/hash.h"
#include "store/snapshot.h"

/* The own node of whoever manages somebody, else the manager's. */
#define PLACE                                                                                      \
    "SELECT coalesce((SELECT number FROM node WHERE manager_id = ?1 AND current),"                 \
    " (SELECT n.number FROM node n JOIN (SELECT manager_id FROM person WHERE id = ?1"              \
    "  ORDER BY since DESC LIMIT 1) p ON n.manager_id = p.manager_id"                              \
    "  WHERE n.current AND p.manager_id <> ''), 0)"

static int32_t place_of(struct stmt *q, struct str person)
{
    stmt_put_text(q, 1, person);
    int32_t node = stmt_row(q) ? stmt_col_i32(q, 0) : 0;
    stmt_again(q);
    return node;
}

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
        .last = until == TIME_UNKNOWN ? INT32_MAX : day_of(until - 1)};
}

struct err snapshot_duties(
    struct snapshot *s, struct arena *a, const struct duty_ask *ask, struct duty **out, size_t *n)
{
    struct db *db = NULL;
    size_t most = 0;
    int64_t from = ask->first * DAY_MS, to = (ask->last + 1) * DAY_MS;
    *n = 0;
    *out = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    TRY(count(db, from, to, &most));
    *out = NEW(a, struct duty, most + 1);
    AUTO(stmt_done) struct stmt place = stmt_of(db, PLACE);
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT user_id, team_id, start, until" TOUCHING " ORDER BY place");
    stmt_put_i64(&q, 1, from);
    stmt_put_i64(&q, 2, to);
    for (; *n < most && stmt_row(&q); ++*n) {
        struct duty *d = &(*out)[*n], *before = *n ? d - 1 : NULL;
        *d = duty_of(&q);
        if (ask->places)
            d->node = before && before->person == d->person
                          ? before->node
                          : place_of(&place, stmt_col_text(&q, 0));
    }
    TRY(stmt_end(&place));
    return stmt_end(&q);
}

struct err snapshot_parents(struct snapshot *s, struct set *into)
{
    struct db *db = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT number, parent FROM node WHERE parent > 0");
    while (stmt_row(&q))
        set_put(into, stmt_col_i32(&q, 0), (uint32_t)stmt_col_i32(&q, 1));
    return stmt_end(&q);
}
