#include "store/ask.h"

#include "lib/json.h"
#include "store/brief.h"

enum plan { PLAN_ALL, PLAN_NODE, PLAN_TEAM, PLAN_PERSON, PLAN__N };

#define WIDE_SHARE 10 /* a tenth of a day's rows: from there on its brief is read faster */

#define FROM_TO " created >= :from AND created < :to"
#define BY_NODE_ALONE                                                                              \
    " path IN (SELECT p.id FROM json_each(:keys) k, path p"                                        \
    " WHERE k.value IN (p.n1, p.n2, p.n3, p.n4, p.n5, p.n6, p.n7))"
#define BY_NODE BY_NODE_ALONE " AND"
#define BY_TEAM_ALONE " team IN (SELECT value FROM json_each(:keys))"
#define BY_TEAM BY_TEAM_ALONE " AND"
#define BY_PERSON " person IN (SELECT value FROM json_each(:keys)) AND"
#define SELECT "SELECT " ROW_COLUMNS " FROM record WHERE"
#define ORDERED " ORDER BY created, id"

static const char *const questions[PLAN__N][2] = {
    [PLAN_ALL] = {SELECT FROM_TO, SELECT FROM_TO ORDERED},
    [PLAN_NODE] = {SELECT BY_NODE FROM_TO, SELECT BY_NODE FROM_TO ORDERED},
    [PLAN_TEAM] = {SELECT BY_TEAM FROM_TO, SELECT BY_TEAM FROM_TO ORDERED},
    [PLAN_PERSON] = {SELECT BY_PERSON FROM_TO, SELECT BY_PERSON FROM_TO ORDERED},
};

/* Whether those are a good part of the day's rows. People never are. */
#define IS_WIDE(those)                                                                             \
    "SELECT (SELECT count(*) FROM record WHERE" those ") * :share >= (SELECT count(*) FROM "       \
    "record)"
static const char *const shares[PLAN__N] = {
    [PLAN_NODE] = IS_WIDE(BY_NODE_ALONE),
    [PLAN_TEAM] = IS_WIDE(BY_TEAM_ALONE),
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

static bool is_short(const struct where *w)
{
    return (w->to - w->from) * WIDE_SHARE < DAY_MS;
}

/* Whether the question takes so many of the day's rows that the brief of all is read faster. */
static struct err is_wide(struct db *db, struct arena *a, const struct where *w, bool *wide)
{
    enum plan p = plan_of(w);
    *wide = p == PLAN_ALL;
    if (!shares[p] || is_short(w))
        return OK;
    AUTO(stmt_done) struct stmt q = stmt_of(db, shares[p]);
    stmt_text(&q, ":keys", keys_of(a, w, p));
    stmt_i64(&q, ":share", WIDE_SHARE);
    *wide = stmt_row(&q) && stmt_col_i64(&q, 0);
    return stmt_end(&q);
}

/* *done is false when the segment has no brief. */
static struct err ask_brief(
    struct db *db, struct arena *a, const struct where *w, const struct taker *t, bool *done)
{
    struct brief_row r;
    struct words words = words_of(db, a);
    AUTO(brief_done) struct brief b = {0};
    TRY(brief_open(&b, a, db, done));
    if (!*done)
        return OK;
    bool path = t->path || w->nodes;
    if (t->texts && !is_short(w))
        words_load_texts(&words);
    if (path)
        words_load_paths(&words);
    while (brief_row(&b, &r)) {
        struct record *one = &r.row.record;
        if (one->when[WHEN_CREATED] < w->from || one->when[WHEN_CREATED] >= w->to)
            continue;
        if (path)
            words_place(&words, r.path, one);
        if (!is_inside(w, one))
            continue;
        brief_texts(&words, t->texts, &r);
        t->take(t->self, &r.row);
    }
    TRY(brief_end(&b));
    return words.e;
}

static struct err ask_table(
    struct db *db, struct arena *a, enum dataset d, const struct where *w, const struct taker *t)
{
    enum plan p = plan_of(w);
    struct words words = words_of(db, a);
    bool path = t->path || (w->nodes && p != PLAN_NODE);
    if (p == PLAN_ALL && t->texts)
        words_load_texts(&words);
    if (p == PLAN_ALL && path)
        words_load_paths(&words);
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

struct err ask_records(
    struct db *db, struct arena *a, enum dataset d, const struct where *w, const struct taker *t)
{
    bool done = false;
    if (d == DATASET_PAGEOUTS && brief_has(t->texts))
        TRY(is_wide(db, a, w, &done));
    if (done)
        TRY(ask_brief(db, a, w, t, &done));
    return done ? OK : ask_table(db, a, d, w, t);
}

struct err ask_way(struct db *db, int64_t page, uint32_t *mask)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT mask FROM way WHERE page = ?1");
    stmt_put_i64(&q, 1, page);
    if (stmt_row(&q))
        *mask |= (uint32_t)stmt_col_i64(&q, 0);
    return stmt_end(&q);
}

struct err ask_ways(struct db *db, uint32_t channels, struct set *pages)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT page FROM way WHERE mask & ?1");
    stmt_put_i64(&q, 1, channels);
    while (stmt_row(&q))
        set_put(pages, stmt_col_i64(&q, 0), 0);
    return stmt_end(&q);
}
