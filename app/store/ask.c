#include "store/ask.h"

#include "lib/json.h"
#include "store/place.h"

#define OF_RUNS                                                                                    \
    "SELECT " ROW_COLUMNS " FROM json_each(:runs) run CROSS JOIN record"                           \
    " ON row BETWEEN run.value ->> 0 AND run.value ->> 1"                                          \
    " WHERE created >= :from AND created < :to"
#define OF_TEAMS                                                                                   \
    " AND team IN (SELECT id FROM team WHERE key IN (SELECT value FROM json_each(:teams)))"
#define ORDERED " ORDER BY created, record.id"

/* By whether teams are asked for, and by whether an order is. */
static const char *const questions[2][2] = {
    {OF_RUNS, OF_RUNS ORDERED}, {OF_RUNS OF_TEAMS, OF_RUNS OF_TEAMS ORDERED}};

static bool has_node(const struct where *w, const struct record *r)
{
    for (size_t i = 0; i < w->nodes; i++)
        for (int32_t k = 0; k < r->depth; k++)
            if (r->node[k] == w->node[i])
                return true;
    return w->nodes == 0;
}

static bool is_on_channel(const struct where *w, const struct record *r)
{
    return r->dataset != DATASET_NOTIFICATIONS || w->channels == 0 ||
           (w->channels & 1u << r->channel) != 0;
}

/* As [[first,last],...]. */
static struct str runs_of(struct arena *a, const struct places *p)
{
    struct out o = out_of(a);
    struct json_out j = json_out_of(&o);
    json_begin_list(&j);
    for (size_t i = 0; i < p->n; i++) {
        json_begin_list(&j);
        json_int(&j, p->run[i].first);
        json_int(&j, p->run[i].last);
        json_end_list(&j);
    }
    json_end_list(&j);
    return out_done(&o);
}

/* The part of the question that lies within the day, from its start. */
static int64_t within(int64_t at, int32_t day)
{
    at -= day * DAY_MS;
    return at < 0 ? 0 : at > DAY_MS ? DAY_MS : at;
}

struct err ask_places(struct db *db, struct arena *a, int32_t day, const struct where *w,
    const struct places *p, const struct taker *t)
{
    bool both = w->persons && w->nodes; /* persons decided where to look */
    uint32_t parts = t->parts | (both ? 1u << PART_WHO : 0) | (w->channels ? 1u << PART_GATE : 0);
    struct entries x = entries_of(db, a);
    AUTO(stmt_done) struct stmt q = stmt_of(db, questions[w->teams > 0][t->ordered]);
    stmt_text(&q, ":runs", runs_of(a, p));
    stmt_i64(&q, ":from", within(w->from, day));
    stmt_i64(&q, ":to", within(w->to, day));
    if (w->teams)
        stmt_text(&q, ":teams", place_list(a, w->team, w->teams));
    while (stmt_row(&q)) {
        struct row row = row_read(&q, &x, t->dataset, parts, t->texts);
        if (is_on_channel(w, &row.record) && (!both || has_node(w, &row.record)))
            t->take(t->self, &row);
    }
    TRY(stmt_end(&q));
    return x.e;
}

struct err ask_records(
    struct db *db, struct arena *a, int32_t day, const struct where *w, const struct taker *t)
{
    struct places p;
    TRY(places_find(a, db, day, w, &p));
    return ask_places(db, a, day, w, &p, t);
}
