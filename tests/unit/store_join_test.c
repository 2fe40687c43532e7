#include "store_kit.h"

#include "store/db.h"
#include "store/generation.h"
#include "store/segment.h"
#include "store/version.h"

#define DAYS 6
#define ROWS 90 /* a day */
#define LATER (T0 + 100 * DAY_MS)

static bool same_version(const struct row *a, const struct row *b)
{
    const struct version x = version_of(&a->record), y = version_of(&b->record);
    return version_same(&x, &y);
}

/* Rows that share much and little, with what people and teams are changing from day to day. */
static struct record record_of(struct arena *a, enum family f, int32_t day, int i)
{
    struct record r = f == FAMILY_PAGEOUTS ? kit_page(a, day, i) : kit_attempt(a, day, i);
    int32_t n = day - DAY0;
    r.text[TEXT_NAME] = arena_fmt(a, "Name %d%s", i % 10, n > 2 && i % 10 == 4 ? " married" : "");
    r.text[TEXT_TITLE] = i % 5 ? arena_fmt(a, "\"disk\", <%d>\n", i % 7) : STR("");
    r.text[TEXT_CARRIER] = arena_fmt(a, "carrier %d", (n + i) % 3);
    r.text[TEXT_STATUS] = i % 4 ? STR("delivered") : STR("Failed");
    r.response = i % 3 ? RESPONSE_ACCEPTED : RESPONSE_NONE;
    r.purpose = i % 13 ? PURPOSE_INITIAL : PURPOSE_TEST;
    r.when[WHEN_RESPONDED] = i % 3 ? r.when[WHEN_CREATED] - i % 2 : TIME_UNKNOWN;
    r.when[WHEN_SENT] = i % 6 ? r.when[WHEN_CREATED] : TIME_UNKNOWN;
    r.when[WHEN_UPDATED] += 3 * DAY_MS;
    r.node[1] = 11 + (i + n) % 3;
    r.depth = i % 17 ? 2 : 0;
    r.level = i % 4;
    r.attempt = i % 3;
    r.flags = i % 3 ? 0 : FLAG_ZONE_FALLBACK;
    return r;
}

static struct rows rows_of(struct arena *a, enum family f, int32_t day, int n)
{
    struct rows rows = {NEW(a, struct row, (size_t)n), (size_t)n};
    for (int i = 0; i < n; i++) {
        struct row *row = &rows.row[i];
        row->record = record_of(a, f, day, i);
        row->key = hash64(row->record.text[TEXT_ID]);
    }
    return rows;
}

struct file {
    const char *path;
    struct segment_ref ref;
    struct db db;
};

static void open_file(struct file *x)
{
    CHECK_OK(db_open_immutable(&x->db, x->path, NULL));
}

/* The segment of n days from DAY0 + first on, built at once. */
static void build(struct kit *k, struct file *x, enum family f, int32_t first, int32_t n)
{
    struct day_rows *days = NEW(&k->a, struct day_rows, (size_t)n);
    for (int32_t i = 0; i < n; i++)
        days[i] = (struct day_rows){
            DAY0 + first + i, rows_of(&k->a, f, DAY0 + first + i, ROWS + 10 * (first + i))};
    const struct segment_plan plan = {f, NULL, days, (size_t)n, LATER};
    x->path = arena_fmt(&k->a, "%s/%.*s", k->folder, STR_ARG(file_nonce(&k->a))).p;
    CHECK_OK(segment_build(&k->a, x->path, &plan, &x->ref));
    open_file(x);
}

static void join(struct kit *k, struct file *x, enum family f, struct file *const *in, size_t n)
{
    struct db *db[DAYS];
    for (size_t i = 0; i < n; i++)
        db[i] = &in[i]->db;
    x->path = arena_fmt(&k->a, "%s/%.*s", k->folder, STR_ARG(file_nonce(&k->a))).p;
    CHECK_OK(segment_join(x->path, f, db, n, &x->ref));
    open_file(x);
}

static void check_same_rows(
    struct kit *k, struct file *x, struct file *y, enum family f, int32_t day)
{
    struct rows a, b;
    CHECK_OK(segment_rows(&k->a, &x->db, f, day, &a));
    CHECK_OK(segment_rows(&k->a, &y->db, f, day, &b));
    CHECK_INT(a.n, b.n);
    for (size_t i = 0; i < a.n; i++) {
        CHECK_INT(a.row[i].key, b.row[i].key);
        CHECK(same_version(&a.row[i], &b.row[i]));
        CHECK_STR(a.row[i].record.text[TEXT_ID], b.row[i].record.text[TEXT_ID]);
    }
}

static void check_same_bytes(const struct file *x, const struct file *y)
{
    CHECK_STR(str_of(x->ref.sha256.hex), str_of(y->ref.sha256.hex));
    CHECK_INT(x->ref.rows, y->ref.rows);
    CHECK_INT(x->ref.bytes, y->ref.bytes);
}

TEST(a_segment_gives_back_the_rows_it_was_built_from)
{
    struct kit k = kit_open();
    for (enum family f = FAMILY_PAGEOUTS; f <= FAMILY_NOTIFICATIONS; f++) {
        struct file x = {0};
        struct rows rows, made = rows_of(&k.a, f, DAY0, ROWS);
        build(&k, &x, f, 0, 1);
        CHECK_OK(segment_rows(&k.a, &x.db, f, DAY0, &rows));
        CHECK_INT(rows.n, ROWS);
        for (size_t i = 0, found = 0; i < rows.n; i++, found = 0) {
            CHECK(i == 0 || rows.row[i - 1].key < rows.row[i].key);
            for (size_t m = 0; m < made.n; m++) {
                if (made.row[m].key != rows.row[i].key)
                    continue;
                found++;
                CHECK(same_version(&made.row[m], &rows.row[i]));
            }
            CHECK_INT(found, 1);
        }
        db_done(&x.db);
    }
    kit_done(&k);
}

TEST(joined_segments_hold_what_their_parts_held)
{
    struct kit k = kit_open();
    for (enum family f = FAMILY_PAGEOUTS; f <= FAMILY_NOTIFICATIONS; f++) {
        struct file day[DAYS] = {0}, whole = {0}, *in[DAYS];
        int64_t rows = 0;
        for (int32_t i = 0; i < DAYS; i++) {
            build(&k, &day[i], f, i, 1);
            rows += day[i].ref.rows;
            in[DAYS - 1 - i] = &day[i];
        }
        join(&k, &whole, f, in, DAYS);
        CHECK_INT(whole.ref.rows, rows);
        CHECK_INT(whole.ref.open_pages, 0);
        for (int32_t i = 0; i < DAYS; i++) {
            check_same_rows(&k, &day[i], &whole, f, DAY0 + i);
            db_done(&day[i].db);
        }
        db_done(&whole.db);
    }
    kit_done(&k);
}

TEST(the_same_days_give_the_same_bytes_in_however_many_steps)
{
    struct kit k = kit_open();
    for (enum family f = FAMILY_PAGEOUTS; f <= FAMILY_NOTIFICATIONS; f++) {
        struct file a = {0}, b = {0}, c = {0}, ab = {0}, bc = {0}, abc[4] = {0};
        build(&k, &a, f, 0, 2);
        build(&k, &b, f, 2, 1);
        build(&k, &c, f, 3, 3);
        join(&k, &ab, f, (struct file *[]){&a, &b}, 2);
        join(&k, &bc, f, (struct file *[]){&c, &b}, 2);
        join(&k, &abc[0], f, (struct file *[]){&ab, &c}, 2);
        join(&k, &abc[1], f, (struct file *[]){&a, &bc}, 2);
        join(&k, &abc[2], f, (struct file *[]){&c, &a, &b}, 3);
        build(&k, &abc[3], f, 0, DAYS);
        for (size_t i = 1; i < COUNT_OF(abc); i++)
            check_same_bytes(&abc[0], &abc[i]);
        struct file *all[] = {&a, &b, &c, &ab, &bc, &abc[0], &abc[1], &abc[2], &abc[3]};
        for (EACH(i, all))
            db_done(&all[i]->db);
    }
    kit_done(&k);
}

/* Over `base` the plan's days take the place of those it holds; what only these needed is gone. */
static void lay_over(struct kit *k, struct file *x, struct file *base, enum family f,
    const struct day_rows *days, size_t n)
{
    const struct segment_plan plan = {f, &base->db, days, n, LATER};
    x->path = arena_fmt(&k->a, "%s/%.*s", k->folder, STR_ARG(file_nonce(&k->a))).p;
    CHECK_OK(segment_build(&k->a, x->path, &plan, &x->ref));
    open_file(x);
}

TEST(a_day_that_changes_in_a_long_segment_leaves_no_trace_of_what_it_was)
{
    struct kit k = kit_open();
    for (enum family f = FAMILY_PAGEOUTS; f <= FAMILY_NOTIFICATIONS; f++) {
        struct file whole = {0}, changed = {0}, back = {0};
        build(&k, &whole, f, 0, DAYS);
        struct day_rows days[] = {{DAY0 + 1, rows_of(&k.a, f, DAY0 + 1, ROWS / 3)},
            {DAY0 + DAYS, rows_of(&k.a, f, DAY0 + DAYS, ROWS)}};
        for (size_t i = 0; i < days[0].rows.n; i++)
            days[0].rows.row[i].record.text[TEXT_NAME] = STR("Somebody Else");
        lay_over(&k, &changed, &whole, f, days, 2);
        CHECK_INT(changed.ref.rows, whole.ref.rows - (ROWS + 10) + ROWS / 3 + ROWS);
        check_same_rows(&k, &whole, &changed, f, DAY0);
        check_same_rows(&k, &whole, &changed, f, DAY0 + 2);
        days[0].rows = rows_of(&k.a, f, DAY0 + 1, ROWS + 10);
        days[1].rows = (struct rows){0};
        lay_over(&k, &back, &changed, f, days, 1);
        struct file last = {0}, again = {0};
        build(&k, &last, f, DAYS, 1);
        CHECK_INT(back.ref.rows, whole.ref.rows + ROWS);
        lay_over(&k, &again, &whole, f,
            (struct day_rows[]){{DAY0 + DAYS, rows_of(&k.a, f, DAY0 + DAYS, ROWS)}}, 1);
        check_same_bytes(&back, &again);
        struct file *all[] = {&whole, &changed, &back, &last, &again};
        for (EACH(i, all))
            db_done(&all[i]->db);
    }
    kit_done(&k);
}

/* The first row of a question as its columns, NULL as "-". */
static struct str first_row(struct kit *k, struct db *db, const char *sql, int columns)
{
    struct out o = out_of(&k->a);
    AUTO(stmt_done) struct stmt q = stmt_of(db, sql);
    if (stmt_row(&q))
        for (int i = 0; i < columns; i++)
            out_fmt(&o, "%s%.*s", i ? "|" : "",
                STR_ARG(stmt_col_null(&q, i) ? STR("-") : stmt_col_text(&q, i)));
    CHECK_OK(stmt_end(&q));
    return out_done(&o);
}

TEST(a_person_with_a_shell_sees_the_columns_of_the_export)
{
    struct kit k = kit_open();
    struct file pages = {0}, attempts = {0};
    build(&k, &pages, FAMILY_PAGEOUTS, 0, 2);
    build(&k, &attempts, FAMILY_NOTIFICATIONS, 0, 2);
    CHECK_STR(first_row(&k, &pages.db, "SELECT count(*), count(responded_at) FROM pageout", 2),
        arena_fmt(&k.a, "%d|%d", 2 * ROWS + 10, ROWS * 2 / 3 + (ROWS + 10) * 2 / 3));
    CHECK_STR(first_row(&k, &attempts.db,
                  "SELECT incident_id, recipient_id, recipient_name, team_id, carrier,"
                  " delivery_status, escalation_level, attempt, created_at, sent_at - created_at,"
                  " delivered_at, responded_at, updated_at - created_at, n1, n2, n3"
                  " FROM attempt WHERE notification_id = 'n-20601-6'",
                  16),
        arena_fmt(&k.a,
            "inc-20601-2|u6|Name 6|team-even|carrier 1|delivered|2|0|%lld|-|-|-|%lld|7|12|0",
            (long long)(T0 + DAY_MS + 6 * MINUTE_MS), (long long)(7 * SECOND_MS + 3 * DAY_MS)));
    db_done(&pages.db);
    db_done(&attempts.db);
    kit_done(&k);
}

TEST(what_cannot_be_joined_is_refused)
{
    struct kit k = kit_open();
    struct file a = {0}, b = {0}, open = {0};
    struct segment_ref ref;
    const char *path = arena_fmt(&k.a, "%s/never", k.folder).p;
    build(&k, &a, FAMILY_PAGEOUTS, 0, 2);
    build(&k, &b, FAMILY_PAGEOUTS, 1, 1);
    CHECK_ERR(
        segment_join(path, FAMILY_PAGEOUTS, (struct db *[]){&a.db, &b.db}, 2, &ref), ERR_INPUT);
    const struct day_rows young = {DAY0 + 5, rows_of(&k.a, FAMILY_PAGEOUTS, DAY0 + 5, ROWS)};
    const struct segment_plan plan = {FAMILY_PAGEOUTS, NULL, &young, 1, (DAY0 + 5) * DAY_MS};
    open.path = arena_fmt(&k.a, "%s/open", k.folder).p;
    CHECK_OK(segment_build(&k.a, open.path, &plan, &open.ref));
    CHECK(open.ref.open_pages > 0);
    open_file(&open);
    unlink(path);
    CHECK_ERR(
        segment_join(path, FAMILY_PAGEOUTS, (struct db *[]){&a.db, &open.db}, 2, &ref), ERR_INPUT);
    db_done(&a.db);
    db_done(&b.db);
    db_done(&open.db);
    kit_done(&k);
}

/* Puts the days' segments of a published family into one, and publishes that in their place. */
static void publish_joined(struct kit *k, enum family f)
{
    struct manifest m;
    struct db db[DAYS] = {0}, *in[DAYS];
    struct segment_ref one;
    bool won = false;
    CHECK_OK(generation_newest(&k->a, k->store, &m));
    struct family_state *s = &m.family[f];
    CHECK_INT(s->segments, DAYS);
    for (size_t i = 0; i < DAYS; i++) {
        struct str name = s->segment[i].name;
        in[i] = &db[i];
        CHECK_OK(db_open_immutable(
            in[i], arena_fmt(&k->a, "%s/seg/%.*s", k->store, STR_ARG(name)).p, NULL));
    }
    one.name = arena_fmt(&k->a, "%s-joined.db", family_words[f]);
    struct str name = one.name;
    CHECK_OK(segment_join(
        arena_fmt(&k->a, "%s/seg/%.*s", k->store, STR_ARG(name)).p, f, in, DAYS, &one));
    one.name = name;
    one.first = s->segment[0].first;
    one.last = s->segment[DAYS - 1].last;
    s->segment[0] = one;
    s->segments = 1;
    m.generation++;
    CHECK_OK(generation_put(&k->a, k->store, &m, &won));
    CHECK(won);
    CHECK_OK(pointer_write(k->store, &(struct pointer){m.generation, 0, m.sha256}));
    for (size_t i = 0; i < DAYS; i++)
        db_done(&db[i]);
}

/* What a long segment becomes when each of its days but the first gets a row, and how that went. */
static struct str changed_long(struct kit *k, size_t build_rows, struct published *out)
{
    struct writer *w = NULL;
    struct manifest m;
    const struct writer_conf conf = {
        .store = k->store, .staging = k->staging, .makers = &kit_makers, .build_rows = build_rows};
    kit_publish(k, FAMILY_NOTIFICATIONS, DAY0, DAYS, 20);
    publish_joined(k, FAMILY_NOTIFICATIONS);
    CHECK_OK(writer_open(&w, FAMILY_NOTIFICATIONS, &conf));
    for (int32_t day = DAY0 + 1; day < DAY0 + DAYS; day++) {
        struct record r = kit_attempt(&k->a, day, 20);
        CHECK_OK(kit_put(w, &r));
    }
    CHECK_OK(writer_publish(w, &(struct run){.verb = STR("test")}, out));
    writer_done(&w);
    CHECK_OK(generation_newest(&k->a, k->store, &m));
    CHECK_INT(m.family[FAMILY_NOTIFICATIONS].segments, 1);
    return str_of(m.family[FAMILY_NOTIFICATIONS].segment[0].sha256.hex);
}

TEST(a_long_segment_is_the_same_however_many_of_its_days_memory_holds)
{
    struct kit whole = kit_open(), one = kit_open();
    struct published p, q;
    CHECK_STR(changed_long(&one, 1, &p), changed_long(&whole, 0, &q));
    CHECK_INT(p.kept_new, DAYS - 1);
    CHECK_INT(p.rows, DAYS * 20 + DAYS - 1);
    CHECK_INT(q.rows, p.rows);
    kit_done(&whole);
    kit_done(&one);
}

static void put_record(void *self, const struct record *r)
{
    struct out *o = self;
    for (size_t i = 0; i < TEXT__N; i++)
        out_fmt(o, "%.*s|", STR_ARG(r->text[i]));
    for (size_t i = 0; i < WHEN__N; i++)
        out_fmt(o, "%lld|", (long long)r->when[i]);
    out_fmt(o, "%d %d %d %d %d %d %d %d %lld %lld %d %u\n", r->level, r->cycle, r->attempt,
        (int)r->purpose, (int)r->response, (int)r->channel, (int)r->delivery, r->local_hour,
        (long long)r->person, (long long)r->team, r->depth ? r->node[1] : 0, r->flags);
}

/* All that can be asked of the days, as text. */
static struct str answers(struct kit *k, struct reader *r, const struct where *w)
{
    struct out o = out_of(&k->a);
    struct snapshot *s = reader_current(r);
    for (int32_t day = DAY0 - 1; day <= DAY0 + DAYS; day++) {
        struct tally *t = tally_new(&k->a);
        tally_slots slots = {{0}};
        struct attempts attempts = {0};
        CHECK_OK(kit_pages_day(s, w, day, slots, t));
        kit_put_tally(&o, t, slots);
        CHECK_OK(kit_attempts_day(s, w, day, &attempts));
        attempts_encode(&attempts, &o);
    }
    struct where pages = *w;
    pages.channels = 0;
    CHECK_OK(snapshot_scan(s, DATASET_PAGEOUTS, &pages, UINT32_MAX, put_record, &o));
    CHECK_OK(snapshot_scan(s, DATASET_NOTIFICATIONS, w, UINT32_MAX, put_record, &o));
    return out_done(&o);
}

TEST(long_segments_answer_as_days_do)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, DAYS, ROWS);
    kit_publish(&k, FAMILY_NOTIFICATIONS, DAY0, DAYS, 2 * ROWS);
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + DAYS - 1, 1, ROWS + 1);
    struct where w[] = {{.nodes = 0}, {.nodes = 1, .node = {11}}, {.nodes = 2, .node = {12, 11}},
        {.teams = 1, .team = {hash64(STR("team-odd"))}},
        {.teams = 1, .team = {hash64(STR("team-odd"))}, .nodes = 1, .node = {11}},
        {.persons = 2, .person = {hash64(STR("u3")), hash64(STR("u8"))}},
        {.persons = 1,
            .person = {hash64(STR("u3"))},
            .teams = 1,
            .team = {hash64(STR("team-even"))}},
        {.nodes = 1, .node = {99}}, {.channels = 1u << CHANNEL_VOICE},
        {.channels = 1u << CHANNEL_VOICE, .nodes = 1, .node = {11}}};
    struct str before[2 * COUNT_OF(w)];
    for (int after = 0; after < 2; after++) {
        struct reader *r = kit_reader(&k);
        for (size_t i = 0; i < COUNT_OF(before); i++) {
            struct where x = w[i / 2];
            x.from = T0 + (i % 2 ? 17 * MINUTE_MS : 0);
            x.to = T0 + DAYS * DAY_MS - (i % 2 ? 23 * HOUR_MS : 0);
            struct str now = answers(&k, r, &x);
            CHECK(now.n > 0);
            if (after)
                CHECK_STR(now, before[i]);
            else
                before[i] = now;
        }
        reader_done(&r);
        if (!after) {
            publish_joined(&k, FAMILY_PAGEOUTS);
            publish_joined(&k, FAMILY_NOTIFICATIONS);
        }
    }
    kit_done(&k);
}

/* A segment as the first schema had it: one row of the two has all its texts, the other none. */
static const char old_schema[] =
    "PRAGMA application_id = 0x50545231; PRAGMA user_version = 1;"
    "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
    "CREATE TABLE path (id INTEGER PRIMARY KEY, n1 INTEGER NOT NULL, n2 INTEGER NOT NULL,"
    " n3 INTEGER NOT NULL, n4 INTEGER NOT NULL, n5 INTEGER NOT NULL, n6 INTEGER NOT NULL,"
    " n7 INTEGER NOT NULL) STRICT;"
    "CREATE TABLE record (key INTEGER PRIMARY KEY, id TEXT, page_id, incident, title, source,"
    " priority, urgency, grp, policy, recipient, login, purpose_word, response_word, via,"
    " channel_word, gateway, carrier, country, status, reason, name, team_word, created, sent,"
    " delivered, responded, updated, level, cycle, attempt, purpose, response, channel, delivery,"
    " hours, local_hour, person, team, path, flags, repeated, raw, made);"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 21)"
    " INSERT INTO word SELECT i, 'text ' || i FROM n;"
    "INSERT INTO path VALUES (1, 5, 6, 7, 0, 0, 0, 0);"
    "INSERT INTO record VALUES (77, 'one', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,"
    " 17, 18, 19, 20, 21, 20600 * 86400000, 1, 2, 3, 4, -1, 2, 3, 1, 2, 3, 4, 1, 100, 123, -456, 1,"
    " 8, 1, 0, 0);"
    "INSERT INTO record VALUES (99, 'two', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,"
    " 0, 0, 20600 * 86400000 + 86399999, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,"
    " 0);";

TEST(rows_of_the_first_schema_are_read_to_be_built_anew)
{
    struct kit k = kit_open();
    struct rows rows;
    struct file x = {.path = arena_fmt(&k.a, "%s/x", k.folder).p};
    AUTO(db_done) struct db old = {0};
    CHECK_OK(db_open_scratch(&old, arena_fmt(&k.a, "%s/old", k.folder).p));
    CHECK_OK(db_run(&old, old_schema));
    CHECK_OK(segment_rows(&k.a, &old, FAMILY_NOTIFICATIONS, DAY0, &rows));
    CHECK_INT(rows.n, 2);
    const struct record *r = &rows.row[0].record;
    for (int i = 1; i < TEXT__N; i++)
        CHECK_STR(r->text[i], arena_fmt(&k.a, "text %d", i));
    CHECK_INT(r->when[WHEN_UPDATED], 4);
    CHECK_INT(r->level, -1);
    CHECK_INT(r->channel, CHANNEL_EMAIL);
    CHECK_INT(r->local_hour, 100);
    CHECK_INT(r->team, -456);
    CHECK_INT(r->depth, 3);
    CHECK_INT(r->flags, 8);
    CHECK_INT(rows.row[1].record.depth, 0);
    const struct day_rows day = {DAY0, rows};
    const struct segment_plan plan = {FAMILY_NOTIFICATIONS, NULL, &day, 1, LATER};
    CHECK_OK(segment_build(&k.a, x.path, &plan, &x.ref));
    open_file(&x);
    struct rows again;
    CHECK_OK(segment_rows(&k.a, &x.db, FAMILY_NOTIFICATIONS, DAY0, &again));
    CHECK_INT(again.n, 2);
    for (size_t i = 0, at = 0; i < 2; i++, at = 0) {
        struct str id = rows.row[i].record.text[TEXT_ID];
        while (at < 1 && !str_eq(again.row[at].record.text[TEXT_ID], id))
            at++;
        CHECK_STR(again.row[at].record.text[TEXT_ID], id);
        CHECK(same_version(&again.row[at], &rows.row[i]));
    }
    struct segment_ref ref;
    CHECK_ERR(segment_join(arena_fmt(&k.a, "%s/y", k.folder).p, FAMILY_NOTIFICATIONS,
                  (struct db *[]){&old, &x.db}, 2, &ref),
        ERR_INPUT);
    db_done(&x.db);
    kit_done(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_segment_gives_back_the_rows_it_was_built_from),
        cmocka_unit_test(joined_segments_hold_what_their_parts_held),
        cmocka_unit_test(the_same_days_give_the_same_bytes_in_however_many_steps),
        cmocka_unit_test(a_day_that_changes_in_a_long_segment_leaves_no_trace_of_what_it_was),
        cmocka_unit_test(a_person_with_a_shell_sees_the_columns_of_the_export),
        cmocka_unit_test(what_cannot_be_joined_is_refused),
        cmocka_unit_test(a_long_segment_is_the_same_however_many_of_its_days_memory_holds),
        cmocka_unit_test(long_segments_answer_as_days_do),
        cmocka_unit_test(rows_of_the_first_schema_are_read_to_be_built_anew),
    };
    return RUN(tests);
}
