#include "store/ask.h"

#include "lib/json.h"

enum plan { PLAN_ALL, PLAN_NODE, PLAN_TEAM, PLAN_PERSON, PLAN__N };

#define FROM_TO " created >= :from AND created < :to"
#define BY_NODE                                                                                    \
    " path IN (SELECT p.id FROM json_each(:keys) k, path p"                                        \
    " WHERE k.value IN (p.n1, p.n2, p.n3, p.n4, p.n5, p.n6, p.n7)) AND"
#define BY_TEAM " team IN (SELECT value FROM json_each(:keys)) AND"
#define BY_PERSON " person IN (SELECT value FROM json_each(:keys)) AND"
#define SELECT "SELECT " ROW_COLUMNS " FROM record WHERE"
#define ORDERED " ORDER BY created, id"

static const char *const questions[PLAN__N][2] = {
    [PLAN_ALL] = {SELECT FROM_TO, SELECT FROM_TO ORDERED},
    [PLAN_NODE] = {SELECT BY_NODE FROM_TO, SELECT BY_NODE FROM_TO ORDERED},
    [PLAN_TEAM] = {SELECT BY_TEAM FROM_TO, SELECT BY_TEAM FROM_TO ORDERED},
    [PLAN_PERSON] = {SELECT BY_PERSON FROM_TO, SELECT BY_PERSON FROM_TO ORDERED},
};

static enum plan plan_of(const struct where *w)
{
    if (w->persons)
        return PLAN_PERSON;
    if (w->teams)
        return PLAN_TEAM;
    return w->nodes ? PLAN_NODE : PLAN_ALL;
}

/* A list for json_each: the only way to hand SQLite a set of any size as one value. */
static struct str keys_of(struct arena *a, const struct where *w, enum plan p)
{
    struct out o = out_of(a);
    struct json_out j = json_out_of(&o);
    json_begin_list(&j);
    for (size_t i = 0; p == PLAN_PERSON && i < w->persons; i++)
        json_int(&j, w->person[i]);
    for (size_t i = 0; p == PLAN_TEAM && i < w->teams; i++)
        json_int(&j, w->team[i]);
    for (size_t i = 0; p == PLAN_NODE && i < w->nodes; i++)
        json_int(&j, w->node[i]);
    json_end_list(&j);
    return out_done(&o);
}

static bool has_key(const int64_t *keys, size_t n, int64_t key)
{
    for (size_t i = 0; i < n; i++)
        if (keys[i] == key)
            return true;
    return n == 0;
}

static bool has_node(const struct where *w, const struct record *r)
{
    for (size_t i = 0; i < w->nodes; i++)
        for (int32_t k = 0; k < r->depth; k++)
            if (r->node[k] == w->node[i])
                return true;
    return w->nodes == 0;
}

/* What the index did not decide. */
static bool is_inside(const struct where *w, const struct record *r)
{
    if (r->dataset == DATASET_NOTIFICATIONS && w->channels && !(w->channels & 1u << r->channel))
        return false;
    return has_key(w->person, w->persons, r->person) && has_key(w->team, w->teams, r->team) &&
           has_node(w, r);
}

struct err ask_records(
    struct db *db, struct arena *a, enum dataset d, const struct where *w, const struct taker *t)
{
    enum plan p = plan_of(w);
    struct words words = words_of(db, a);
    bool path = t->path || (w->nodes && p != PLAN_NODE);
    if (p == PLAN_ALL && t->texts)
        words_load(&words);
    AUTO(stmt_done) struct stmt q = stmt_of(db, questions[p][t->ordered]);
    stmt_i64(&q, ":from", w->from);
    stmt_i64(&q, ":to", w->to);
    if (p != PLAN_ALL)
        stmt_text(&q, ":keys", keys_of(a, w, p));
    while (stmt_row(&q)) {
        struct row row = row_read(&q, &words, d, t->texts, path);
        if (p == PLAN_NODE ? is_inside(&(struct where){.channels = w->channels}, &row.record)
                           : is_inside(w, &row.record))
            t->take(t->self, &row);
    }
    TRY(stmt_end(&q));
    return words.e;
}

struct err ask_way(struct db *db, int64_t page, uint32_t *mask)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT mask FROM way WHERE page = ?1");
    stmt_put_i64(&q, 1, page);
    if (stmt_row(&q))
        *mask |= (uint32_t)stmt_col_i64(&q, 0);
    return stmt_end(&q);
}
