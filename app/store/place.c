#include "store/place.h"

#include "lib/json.h"
#include "store/row.h"

#include <string.h>

struct str place_list(struct arena *a, const int64_t *keys, size_t n)
{
    struct out o = out_of(a);
    struct json_out j = json_out_of(&o);
    json_begin_list(&j);
    for (size_t i = 0; i < n; i++)
        json_int(&j, keys[i]);
    json_end_list(&j);
    return out_done(&o);
}

/* The people of one kind of key, as ranges of their numbers. */
#define AMONG " IN (SELECT value FROM json_each(:keys)) ORDER BY 1, 2"
#define OF_PERSONS "SELECT id, id FROM who WHERE person" AMONG
#define OF_NODES "SELECT first, last FROM reach WHERE node" AMONG

static struct str keys_of(struct arena *a, const struct where *w)
{
    int64_t node[ORG_MAX];
    for (size_t i = 0; i < w->nodes; i++)
        node[i] = w->node[i];
    return w->persons ? place_list(a, w->person, w->persons) : place_list(a, node, w->nodes);
}

/* One more run, joined to the one before when nothing lies between them. */
static void append(struct arena *a, struct places *out, size_t *cap, struct run_of_rows r)
{
    struct run_of_rows *last = out->n ? &out->run[out->n - 1] : NULL;
    if (last && r.first <= last->last + 1) {
        last->last = r.last > last->last ? r.last : last->last;
        return;
    }
    if (out->n == *cap) {
        *cap = *cap ? 2 * *cap : 16;
        struct run_of_rows *grown = NEW(a, struct run_of_rows, *cap);
        if (out->n)
            memcpy(grown, out->run, out->n * sizeof *grown);
        out->run = grown;
    }
    out->run[out->n++] = r;
}

/* As runs of the numbers of people. */
static struct err find_people(
    struct arena *a, struct db *db, const struct where *w, struct places *out)
{
    size_t cap = 0;
    AUTO(stmt_done) struct stmt q = stmt_of(db, w->persons ? OF_PERSONS : OF_NODES);
    stmt_text(&q, ":keys", keys_of(a, w));
    while (stmt_row(&q))
        append(a, out, &cap, (struct run_of_rows){stmt_col_i64(&q, 0), stmt_col_i64(&q, 1)});
    return stmt_end(&q);
}

/* The rows of a day, as a binary search sees them. */
struct looking {
    struct stmt who;  /* of a row */
    int64_t from, to; /* half-open */
};

static void looking_done(struct looking *x)
{
    stmt_done(&x->who);
}

static int64_t who_at(struct looking *x, int64_t row)
{
    stmt_put_i64(&x->who, 1, row);
    int64_t who = stmt_row(&x->who) ? stmt_col_i64(&x->who, 0) : 0;
    stmt_again(&x->who);
    return who;
}

/* The first row from `low` on, and before `high`, whose person is not before `who`; else `high`. */
static int64_t search(struct looking *x, int64_t low, int64_t high, int64_t who)
{
    while (low < high) {
        int64_t mid = low + (high - low) / 2;
        if (who_at(x, mid) < who)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The same, where it is likely to be near: steps double until they pass it. */
static int64_t search_near(struct looking *x, int64_t low, int64_t who)
{
    int64_t step = 1, high = low;
    while (high < x->to && who_at(x, high) < who) {
        low = high + 1;
        high += step;
        step *= 2;
    }
    return search(x, low, high < x->to ? high : x->to, who);
}

static struct err look_at(struct db *db, int32_t day, struct looking *out)
{
    *out = (struct looking){
        .who = stmt_of(db, "SELECT who FROM record WHERE row = ?1"), .from = row_number(day, 0)};
    AUTO(stmt_done)
    struct stmt q = stmt_of(
        db, "SELECT row FROM record WHERE row >= ?1 AND row < ?2 ORDER BY row DESC LIMIT 1");
    stmt_put_i64(&q, 1, out->from);
    stmt_put_i64(&q, 2, row_number(day + 1, 0));
    out->to = stmt_row(&q) ? stmt_col_i64(&q, 0) + 1 : out->from;
    return stmt_end(&q);
}

/* From runs of people to runs of the day's rows, in place: empty ones are left out. */
static struct err to_rows(struct places *p, struct looking *x)
{
    size_t n = 0;
    int64_t low = x->from;
    for (size_t i = 0; i < p->n && low < x->to; i++) {
        int64_t first = search(x, low, x->to, p->run[i].first);
        low = search_near(x, first, p->run[i].last + 1);
        if (first < low)
            p->run[n++] = (struct run_of_rows){first, low - 1};
    }
    p->n = n;
    return stmt_end(&x->who);
}

struct err places_find(
    struct arena *a, struct db *db, int32_t day, const struct where *w, struct places *out)
{
    AUTO(looking_done) struct looking x = {0};
    TRY(look_at(db, day, &x));
    *out = (struct places){0};
    if (x.to == x.from)
        return OK;
    if (w->persons + w->nodes) {
        TRY(find_people(a, db, w, out));
        return to_rows(out, &x);
    }
    size_t cap = 0;
    append(a, out, &cap, (struct run_of_rows){x.from, x.to - 1});
    return OK;
}
