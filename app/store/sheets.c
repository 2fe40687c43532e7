/* The questions about sheets: which days and segments are read, and what that costs. */
#include "store/asking.h"
#include "store/retain.h"

static struct answer answer_at(const struct sheet *s, uint32_t row)
{
    const struct sheet_said *said = &s->saids[s->said[row]];
    return (struct answer){
        .response = said->response, .by_machine = said->by_machine, .after = s->answered[row]};
}

int64_t sheet_ack_ms(const struct sheet *s, uint32_t row, enum answers as)
{
    struct answer a = answer_at(s, row);
    return answer_ack_ms(&a, as);
}

int64_t sheet_answer_ms(const struct sheet *s, uint32_t row)
{
    struct answer a = answer_at(s, row);
    return answer_human_ms(&a);
}

enum outcome sheet_outcome(const struct sheet *s, uint32_t row, enum answers as, int64_t through)
{
    struct answer a = answer_at(s, row);
    a.created = s->day * DAY_MS + s->created[row];
    return answer_outcome(&a, as, through);
}

struct page_seen sheet_page_seen(
    const struct sheet *s, uint32_t row, enum answers as, enum outcome outcome)
{
    const struct sheet_said *said = &s->saids[s->said[row]];
    return (struct page_seen){.purpose = said->purpose,
        .response = said->response,
        .outcome = outcome,
        .hours = (enum hours)s->hours[row],
        .local_hour = s->local_hour[row],
        .level = s->level[row],
        .flags = s->flags[row],
        .person = s->whos[s->who[row]].person,
        .incident = s->abouts[s->about[row]].incident,
        .ack = sheet_ack_ms(s, row, as),
        .answer = sheet_answer_ms(s, row),
        .after = s->answered[row],
        .in_day = s->created[row]};
}

struct err asking_near(struct asking *x, enum dataset d, int32_t day, struct near **out)
{
    struct near *near = *out = &x->near[(uint32_t)day % NEAR_DAYS];
    struct db *db = NULL;
    if (near->turned && near->day == day)
        return OK;
    TRY(snapshot_day(x->snapshot, (enum family)d, day, &db));
    near->turned = true;
    near->day = day;
    near->has = false;
    near->verdict = (struct set){0};
    return db ? sheet_in_turn(&near->in, db, d, day, &near->has) : OK;
}

static void asking_open(struct asking *x, struct snapshot *s, const struct where *w)
{
    *x = (struct asking){.snapshot = s, .arena = arena_of(ARENA_CAP_BATCH)};
    x->pick = (struct pick){.w = w, .through = s->manifest.family[FAMILY_PAGEOUTS].through};
    sheet_in_open(&x->in);
    for (EACH(i, x->near))
        sheet_in_open(&x->near[i].in);
}

static void asking_done(struct asking *x)
{
    x->snapshot->asking = NULL;
    for (EACH(i, x->near))
        sheet_in_done(&x->near[i].in);
    sheet_in_done(&x->in);
    arena_done(&x->arena);
}

static struct err read_today(struct snapshot *s, struct today *out)
{
    const struct family_state *f = &s->manifest.family[FAMILY_DIRECTORY];
    struct db *db = NULL;
    *out = (struct today){.place = set_of(&s->arena)};
    TRY(snapshot_begin(s));
    if (f->segments)
        TRY(shelf_take(s->shelf, FAMILY_DIRECTORY, &f->segment[0], &db));
    return db ? today_read(&s->arena, db, out) : OK;
}

struct err snapshot_today(struct snapshot *s, const struct today **out)
{
    if (!s->today) {
        struct arena_mark mark = arena_mark_of(&s->arena);
        struct today today;
        struct err e = read_today(s, &today);
        if (e.code != ERR_OK) { /* what a deadline cut short is begun anew, and takes no room */
            arena_rewind(&s->arena, mark);
            return e;
        }
        s->today = NEW(&s->arena, struct today, 1);
        *s->today = today;
    }
    *out = s->today;
    return OK;
}

static struct err look_up_today(struct asking *x)
{
    const struct where *w = x->pick.w;
    if (!w->now || !w->nodes)
        return OK;
    TRY(snapshot_today(x->snapshot, &x->pick.today));
    x->pick.in_nodes = today_within(x->pick.today, &x->arena, w->node, w->nodes);
    return OK;
}

static struct err ask_day(struct asking *x, struct db *db, enum dataset d, int32_t day,
    uint32_t columns, const struct sheet_taker *taker)
{
    bool has = false;
    struct rows_of_day rows;
    struct picked picked = {.sheet = &x->in.sheet};
    TRY(snapshot_begin(x->snapshot));
    TRY(sheet_in_turn(&x->in, db, d, day, &has));
    if (!has)
        return OK;
    TRY(pick_rows(&x->in, &x->pick, &rows));
    if (rows.n && d == DATASET_PAGEOUTS && pick_asks_attempts(x->pick.w))
        TRY(tries_keep(x, &rows));
    if (rows.n && d == DATASET_NOTIFICATIONS && pick_asks_pages(x->pick.w))
        TRY(tries_keep_answered(x, &rows, &picked.unknown));
    if (rows.n == 0 && picked.unknown == 0)
        return OK;
    TRY(sheet_in_columns(&x->in, columns, &rows));
    for (uint32_t i = 0; rows.all && i < rows.n; i++)
        rows.row[i] = i;
    picked.row = rows.row;
    picked.n = rows.n;
    /* cppcheck-suppress returnDanglingLifetime ; an error is a copy and points nowhere */
    return taker->take(taker->self, &picked);
}

#define ANY_PERSON "SELECT 1 FROM who WHERE person = ?1 LIMIT 1"
#define ANY_TEAM "SELECT 1 FROM team WHERE key = ?1 LIMIT 1"
#define ANY_NODE "SELECT 1 FROM reach WHERE node = ?1 LIMIT 1"

static struct err any_of(struct db *db, const char *sql, const int64_t *key, size_t n, bool *any)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, sql);
    *any = n == 0;
    for (size_t i = 0; i < n && !*any; i++) {
        stmt_put_i64(&q, 1, key[i]);
        *any = stmt_row(&q);
        TRY(stmt_end(&q));
    }
    return stmt_end(&q);
}

/* Whether the segment can have a row of that: its dictionaries know. */
static struct err may_have(struct db *db, const struct where *w, bool *may)
{
    int64_t node[ORG_MAX];
    for (size_t i = 0; i < w->nodes; i++)
        node[i] = w->node[i];
    TRY(any_of(db, ANY_PERSON, w->person, w->persons, may));
    if (*may)
        TRY(any_of(db, ANY_TEAM, w->team, w->teams, may));
    if (*may)
        TRY(any_of(db, ANY_NODE, node, w->now ? 0 : w->nodes, may));
    return OK;
}

struct day_run asking_days(
    const struct family_state *f, const struct segment_ref *ref, const struct where *w)
{
    struct day_run run = {ref->first, ref->last};
    int32_t edge = retain_edge(f);
    run.first = run.first < edge ? edge : run.first;
    while (run.first <= run.last && (run.first + 1) * DAY_MS <= w->from)
        run.first++;
    while (run.last >= run.first && run.last * DAY_MS >= w->to)
        run.last--;
    return run;
}

static struct err ask_segments(
    struct asking *x, enum dataset d, uint32_t columns, const struct sheet_taker *taker)
{
    struct snapshot *s = x->snapshot;
    const struct family_state *f = &s->manifest.family[d];
    for (size_t i = 0; i < f->segments; i++) {
        struct day_run run = asking_days(f, &f->segment[i], x->pick.w);
        struct db *db = NULL;
        bool may = false;
        if (run.first > run.last)
            continue;
        TRY(shelf_take(s->shelf, (enum family)d, &f->segment[i], &db));
        TRY(may_have(db, x->pick.w, &may));
        for (int32_t day = run.first; may && day <= run.last; day++)
            TRY(ask_day(x, db, d, day, columns, taker));
    }
    return OK;
}

struct err snapshot_sheets(struct snapshot *s, enum dataset d, const struct where *w,
    uint32_t columns, const struct sheet_taker *taker)
{
    AUTO(asking_done) struct asking x;
    asking_open(&x, s, w);
    /* cppcheck-suppress autoVariables ; asking_done takes it back */
    s->asking = &x;
    TRY(snapshot_begin(s));
    TRY(look_up_today(&x));
    return ask_segments(&x, d, columns, taker);
}
