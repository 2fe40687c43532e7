#include "store_kit.h"

#include "store/compact.h"
#include "store/find.h"
#include "store/segment.h"

static struct db directory_of(struct kit *k, const struct roster *r)
{
    struct db db = {0};
    struct segment_ref ref;
    const char *path = arena_fmt(&k->a, "%s/%.*s", k->folder, STR_ARG(file_nonce(&k->a))).p;
    CHECK_OK(segment_build_directory(path, r, &ref));
    CHECK_OK(db_open_immutable(&db, path, NULL));
    return db;
}

/* The keys found, one after the other, as the directory has their ids. */
static struct str found(struct kit *k, struct db *db, enum find_list list, struct str plain)
{
    struct matches m;
    struct out o = out_of(&k->a);
    size_t step = 0, place = 0, n = 0;
    int round = 0;
    CHECK_OK(words_find(&k->a, db, (int)list, plain, 4, &m));
    for (; matches_next(&m, &step, &round, &place); n++)
        out_fmt(&o, "%s%d:%zu", o.n ? " " : "", round, place);
    CHECK_INT(n, matches_count(&m));
    return out_done(&o);
}

TEST(ids_and_logins_come_before_words_and_words_before_their_beginnings)
{
    /* People whose names, ids and logins hold each other's words, a former name, a former person.
     */
    struct roster_person people[] = {
        {.id = STR("0100"), .login = STR("jdoe1"), .name = STR("Jane Doe"), .active = true},
        {.id = STR("0100"),
            .from = 5,
            .login = STR("jdoe1"),
            .name = STR("Jane \xc5\x81uk"),
            .active = true},
        {.id = STR("0101"), .login = STR("doe"), .name = STR("Zo\xc3\xab Ruiz"), .active = true},
        {.id = STR("0102"), .login = STR("x.doe"), .name = STR("Xavier Doerr"), .active = true},
        {.id = STR("0103"), .login = STR("adoe"), .name = STR("Adam Doe"), .deleted = true},
    };
    struct roster_team teams[] = {
        {.id = STR("t9"), .name = STR("Edge Core")},
        {.id = STR("t8"), .name = STR("Core <Edge>")},
    };
    struct roster_node nodes[] = {
        {.number = 77,
            .manager_id = STR("0101"),
            .depth = 1,
            .label = STR("Head of Edge"),
            .current = true},
    };
    struct kit k = kit_open();
    const struct roster r = {.people = people,
        .people_n = COUNT_OF(people),
        .teams = teams,
        .teams_n = COUNT_OF(teams),
        .nodes = nodes,
        .nodes_n = COUNT_OF(nodes)};
    struct db db = directory_of(&k, &r);
    /* By name: Jane Luk 0, Xavier Doerr 1, Zoe Ruiz 2, and Adam Doe, who left, 3. */
    const struct {
        enum find_list list;
        struct str plain, want;
    } cases[] = {
        {FIND_PERSON, STR("doe"), STR("0:2 1:0 1:1 1:3")}, /* a login; former and present names */
        {FIND_PERSON, STR("do"), STR("2:0 2:1 2:2 2:3")},
        {FIND_PERSON, STR("luk jan"), STR("2:0")},
        {FIND_PERSON, STR("jane luk"), STR("1:0")},
        {FIND_PERSON, STR("x doe"), STR("0:1")},
        {FIND_PERSON, STR("zoe"), STR("1:2")},
        {FIND_PERSON, STR("0100"), STR("0:0")},
        {FIND_PERSON, STR("010"), STR("2:0 2:1 2:2 2:3")},
        {FIND_PERSON, STR("zoe luk"), STR("")},
        {FIND_PERSON, STR(""), STR("")},
        {FIND_TEAM, STR("edge"), STR("1:0 1:1")},
        {FIND_TEAM, STR("t9"), STR("0:1")},
        {FIND_NODE, STR("o77"), STR("0:0")},
        {FIND_NODE, STR("ruiz"), STR("1:0")},
        {FIND_NODE, STR("doe"), STR("")},
    };
    for (EACH(i, cases))
        CHECK_STR(found(&k, &db, cases[i].list, cases[i].plain), cases[i].want);
    db_done(&db);
    kit_done(&k);
}

/* Enough people with one beginning that it has rows of its own. */
TEST(a_beginning_that_many_share_finds_all_of_them)
{
    enum { N = 3000 };
    struct kit k = kit_open();
    struct roster_person *many = NEW(&k.a, struct roster_person, N);
    for (int i = 0; i < N; i++)
        many[i] = (struct roster_person){.id = arena_fmt(&k.a, "emp%05d", i),
            .login = arena_fmt(&k.a, "u\xc3\xa9%d", i),
            .name = STR("Kim"),
            .active = true};
    const struct roster r = {.people = many, .people_n = N};
    struct db db = directory_of(&k, &r);
    const struct {
        struct str plain;
        size_t want;
    } cases[] = {
        {STR("e"), N},
        {STR("emp"), N},
        {STR("emp0"), N},
        {STR("emp01"), 1000},
        {STR("emp012"), 100},
        {STR("emp01234"), 1},
        {STR("ue"), N},
        {STR("ue12"), 111}, /* 12, 120..129, 1200..1299 */
        {STR("kim"), N},
        {STR("kim emp02 ue29"), 100},
        {STR("emp1"), 0},
    };
    for (EACH(i, cases)) {
        struct matches m;
        CHECK_OK(words_find(&k.a, &db, FIND_PERSON, cases[i].plain, N, &m));
        CHECK_INT(matches_count(&m), cases[i].want);
    }
    db_done(&db);
    kit_done(&k);
}

static void publish(struct kit *k, enum family f, int32_t day, const char *incident, int i)
{
    struct writer *w = kit_writer(k, f);
    struct record r = f == FAMILY_PAGEOUTS ? kit_page(&k->a, day, i) : kit_attempt(&k->a, day, i);
    struct published done;
    const struct run run = {.verb = STR("test")};
    r.text[TEXT_ID] = arena_fmt(&k->a, "%d-%s-%d", (int)f, incident, i);
    r.text[TEXT_INCIDENT] = str_of(incident);
    r.text[TEXT_TITLE] = arena_fmt(&k->a, "Disk of %s is full", incident);
    CHECK_OK(kit_put(w, &r));
    CHECK_OK(writer_publish(w, &run, &done));
    writer_done(&w);
}

TEST(incidents_are_found_once_whatever_days_they_have)
{
    struct kit k = kit_open();
    publish(&k, FAMILY_PAGEOUTS, DAY0, "INC-1", 0);
    publish(&k, FAMILY_PAGEOUTS, DAY0, "INC-2", 1);
    publish(&k, FAMILY_PAGEOUTS, DAY0 + 1, "INC-2", 2);
    publish(&k, FAMILY_PAGEOUTS, DAY0 + 1, "INC-10", 3);
    publish(&k, FAMILY_NOTIFICATIONS, DAY0, "INC-3", 4);
    struct reader *r = kit_reader(&k);
    struct found_incidents f;
    CHECK_OK(snapshot_find_incidents(reader_current(r), &k.a, STR("disk inc"), 9, &f));
    CHECK_INT(f.n, 3);
    CHECK_INT(f.of, 3);
    CHECK_STR(f.row[0].id, STR("INC-10"));
    CHECK_STR(f.row[1].id, STR("INC-2"));
    CHECK_INT(f.row[1].rows, 2);
    CHECK_INT(f.row[1].first, T0 + MINUTE_MS);
    CHECK_STR(f.row[2].title, STR("Disk of INC-1 is full"));
    CHECK_OK(snapshot_find_incidents(reader_current(r), &k.a, STR("inc-1"), 9, &f));
    CHECK_INT(f.n, 2);
    CHECK_STR(f.row[0].id, STR("INC-1")); /* its very id, though older */
    CHECK_OK(snapshot_find_incidents(reader_current(r), &k.a, STR("INC-3"), 9, &f));
    CHECK_INT(f.n, 1);
    CHECK_INT(f.row[0].first, TIME_UNKNOWN);
    CHECK_INT(f.row[0].rows, 0);
    CHECK_OK(snapshot_find_incidents(reader_current(r), &k.a, STR("nothing"), 9, &f));
    CHECK_INT(f.n + f.of, 0);
    reader_done(&r);
    kit_done(&k);
}

static void list_row(void *self, const struct record *r)
{
    out_fmt(self, "%.*s %lld\n", STR_ARG(r->text[TEXT_ID]), (long long)r->when[WHEN_CREATED]);
}

/* What a snapshot has of every incident of those days, and how it finds them. */
static struct str told(struct kit *k, int32_t first, int32_t days, int incidents)
{
    struct out o = out_of(&k->a);
    struct reader *r = kit_reader(k);
    struct found_incidents f;
    for (int i = 0; i < days * incidents; i++) {
        struct str id = arena_fmt(&k->a, "inc-%d-%d", first + i / incidents, i % incidents);
        out_fmt(&o, "%.*s:\n", STR_ARG(id));
        CHECK_OK(snapshot_incident(reader_current(r), id, list_row, &o));
        CHECK_OK(snapshot_find_incidents(reader_current(r), &k->a, id, 5, &f));
        CHECK_STR(f.row[0].id, id);
        out_fmt(&o, "%.*s %lld %lld\n", STR_ARG(f.row[0].id), (long long)f.row[0].first,
            (long long)f.row[0].rows);
    }
    CHECK_OK(snapshot_find_incidents(reader_current(r), &k->a, STR("disk full"), 50, &f));
    out_fmt(&o, "%zu of %zu:", f.n, f.of);
    for (size_t i = 0; i < f.n; i++)
        out_fmt(&o, " %.*s", STR_ARG(f.row[i].id));
    reader_done(&r);
    return out_done(&o);
}

/* Entries of a dictionary are in the order of their packed bytes, where a long text follows a short
 * one whatever they begin with. */
TEST(an_incident_of_any_length_is_told_by_its_own_row)
{
    struct kit k = kit_open();
    struct out long_id = out_of(&k.a);
    for (int i = 0; i < 300; i++)
        out_char(&long_id, 'A');
    const char *ids[] = {"Z", "A", "AB", "INC-9", "INC-10", "b", arena_z(&k.a, out_done(&long_id))};
    for (int i = 0; i < (int)COUNT_OF(ids); i++)
        publish(&k, FAMILY_NOTIFICATIONS, DAY0, ids[i], i);
    struct reader *r = kit_reader(&k);
    for (int i = 0; i < (int)COUNT_OF(ids); i++) {
        struct out rows = out_of(&k.a);
        CHECK_OK(snapshot_incident(reader_current(r), str_of(ids[i]), list_row, &rows));
        CHECK_STR(out_done(&rows), arena_fmt(&k.a, "1-%s-%d %lld\n", ids[i], i,
                                       (long long)(DAY0 * DAY_MS + i * MINUTE_MS)));
    }
    struct out none = out_of(&k.a);
    CHECK_OK(snapshot_incident(reader_current(r), STR("INC-1"), list_row, &none));
    CHECK_INT(none.n, 0);
    reader_done(&r);
    kit_done(&k);
}

static void count_joined(
    void *self, enum family f, int64_t segments, int64_t before, const struct segment_ref *made)
{
    CHECK(f < FAMILY__N && segments > 1 && before > 0 && made->rows > 0);
    ++*(int *)self;
}

TEST(every_row_of_an_incident_is_told_and_months_tell_as_their_days_did)
{
    const int32_t march = 20513, days = 4;
    struct kit k = kit_open();
    struct compact_report report;
    struct published out;
    int joined = 0;
    const struct compact_conf conf = {.writer = {.store = k.store, .staging = k.staging},
        .after_days = 1,
        .joined = count_joined,
        .self = &joined};
    kit_publish(&k, FAMILY_PAGEOUTS, march, days, 12);
    kit_publish(&k, FAMILY_NOTIFICATIONS, march, days, 12);
    kit_publish(&k, FAMILY_PAGEOUTS, march + 70, 1, 3);
    kit_publish(&k, FAMILY_NOTIFICATIONS, march + 70, 1, 3);
    struct str before = told(&k, march, days, 4);
    struct out rows = out_of(&k.a);
    struct reader *r = kit_reader(&k);
    CHECK_OK(snapshot_incident(
        reader_current(r), arena_fmt(&k.a, "inc-%d-1", march + 1), list_row, &rows));
    reader_done(&r);
    size_t bytes = 0;
    for (int f = 0; f < 2; f++) {
        for (int i = 3; i < 6; i++) {
            struct str row = arena_fmt(&k.a, "%s-%d-%d %lld\n", f ? "n" : "page", march + 1, i,
                (long long)((march + 1) * DAY_MS + i * MINUTE_MS));
            CHECK(memmem(rows.p, rows.n, row.p, row.n));
            bytes += row.n;
        }
    }
    CHECK_INT(rows.n, bytes); /* and no other */
    CHECK_OK(compact_run(&conf, &report, &out));
    CHECK_INT(joined, 2);
    CHECK_STR(told(&k, march, days, 4), before);
    kit_done(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_and_logins_come_before_words_and_words_before_their_beginnings),
        cmocka_unit_test(a_beginning_that_many_share_finds_all_of_them),
        cmocka_unit_test(incidents_are_found_once_whatever_days_they_have),
        cmocka_unit_test(an_incident_of_any_length_is_told_by_its_own_row),
        cmocka_unit_test(every_row_of_an_incident_is_told_and_months_tell_as_their_days_did),
    };
    return RUN(tests);
}
