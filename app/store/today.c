#include "store/today.h"

#include "lib/hash.h"
#include "lib/limits.h"

/* Who manages a node has its place, all others that of who manages them. */
static struct err read_nodes(struct arena *a, struct db *db, struct today *t, struct set *managers)
{
    struct set places = set_of(a);
    AUTO(stmt_done) struct stmt count = stmt_of(db, "SELECT count(*) FROM node");
    size_t most = stmt_row(&count) ? (size_t)stmt_col_i64(&count, 0) : 0;
    TRY(stmt_end(&count));
    t->number = NEW(a, int32_t, most + 1);
    t->parent = NEW(a, uint32_t, most + 1);
    AUTO(stmt_done)
    struct stmt q =
        stmt_of(db, "SELECT number, parent, manager_id, current FROM node ORDER BY depth, number");
    while (t->nodes < most && stmt_row(&q)) {
        uint32_t place = (uint32_t)++t->nodes;
        struct str manager = stmt_col_text(&q, 2);
        t->number[place] = stmt_col_i32(&q, 0);
        set_put(&places, t->number[place], place);
        (void)set_get(&places, stmt_col_i32(&q, 1), &t->parent[place]);
        if (stmt_col_i64(&q, 3) && manager.n)
            set_put(managers, hash64(manager), place);
    }
    return stmt_end(&q);
}

struct err today_read(struct arena *a, struct db *db, struct today *out)
{
    struct set managers = set_of(a);
    *out = (struct today){.place = set_of(a)};
    TRY(read_nodes(a, db, out, &managers));
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT key, manager_id, max(since) FROM person GROUP BY id");
    while (stmt_row(&q)) {
        int64_t key = stmt_col_i64(&q, 0); /* the hash64 of an id, as a manager's is */
        uint32_t place = 0;
        if (set_get(&managers, key, &place) ||
            set_get(&managers, hash64(stmt_col_text(&q, 1)), &place))
            set_put(&out->place, key, place);
    }
    return stmt_end(&q);
}

uint32_t today_place(const struct today *t, int64_t person)
{
    uint32_t place = 0;
    return set_get(&t->place, person, &place) ? place : 0;
}

int32_t today_above(const struct today *t, int64_t person, const struct set *wanted)
{
    uint32_t unused;
    for (uint32_t at = today_place(t, person); at; at = t->parent[at])
        if (set_get(wanted, t->number[at], &unused))
            return t->number[at];
    return 0;
}

static bool is_one(int32_t number, const int32_t *node, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (node[i] == number)
            return true;
    return false;
}

uint8_t *today_within(const struct today *t, struct arena *a, const int32_t *node, size_t n)
{
    uint8_t *in = NEW(a, uint8_t, t->nodes + 1);
    for (uint32_t i = 1; i <= t->nodes; i++) /* parents come before */
        in[i] = is_one(t->number[i], node, n) || in[t->parent[i]];
    return in;
}
