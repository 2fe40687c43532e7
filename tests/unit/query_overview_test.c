#include "record_kit.h"

#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "lib/file.h"
#include "lib/hash.h"
#include "query/metric.h"
#include "query/overview.h"
#include "store/reader.h"
#include "store/writer.h"

/* A small company: head 1 over nodes 2 and 3; team red below 2, team blue below 3. Pages for the 20
 * days that end with END, of which the last is half loaded. */
#define END 20750
#define DAYS 20
#define PAGES_A_DAY 24

static char folder[] = "/tmp/pagetrail-overview-XXXXXX";
static struct arena store_arena, arena;
static struct zone_set *zones;
static struct reader *reader;
static struct snapshot *snapshot;

static struct writer_conf conf_of(struct arena *a)
{
    return (struct writer_conf){.store = arena_fmt(a, "%s/store", folder).p,
        .staging = arena_fmt(a, "%s/staging", folder).p,
        .store_bytes_max = STORE_BYTES_MAX,
        .makers = &kit_makers};
}

static void put_directory(void)
{
    struct roster_person people[] = {
        {.id = STR("ana"), .name = STR("Ana"), .zone = STR("UTC"), .manager_id = STR("m2")},
        {.id = STR("bo"), .name = STR("Bo"), .zone = STR("UTC"), .manager_id = STR("m3")},
        {.id = STR("m1"), .name = STR("Head"), .title = STR("Company"), .zone = STR("UTC")},
        {.id = STR("m2"), .name = STR("Two"), .manager_id = STR("m1"), .zone = STR("UTC")},
        {.id = STR("m3"), .name = STR("Three"), .manager_id = STR("m1"), .zone = STR("UTC")},
    };
    struct roster_team teams[] = {
        {.id = STR("blue"), .name = STR("Blue team"), .kind = STR("operational")},
        {.id = STR("red"), .name = STR("Red team"), .kind = STR("operational")},
    };
    struct roster_member members[] = {
        {.person_id = STR("ana"), .team_id = STR("red"), .role = STR("member")},
        {.person_id = STR("bo"), .team_id = STR("blue"), .role = STR("member")},
    };
    struct roster_node nodes[] = {
        {1, STR("m1"), 0, 1, STR("Company"), 5, true},
        {2, STR("m2"), 1, 2, STR("Two"), 2, true},
        {3, STR("m3"), 1, 2, STR("Three"), 2, true},
        {4, STR("x9"), 0, 1, STR("Alone"), 1, true},
    };
    const struct roster roster = {.people = people,
        .people_n = COUNT_OF(people),
        .teams = teams,
        .teams_n = COUNT_OF(teams),
        .members = members,
        .members_n = COUNT_OF(members),
        .nodes = nodes,
        .nodes_n = COUNT_OF(nodes),
        .synced_at = END * DAY_MS};
    const struct writer_conf conf = conf_of(&store_arena);
    AUTO(writer_done) struct writer *w = NULL;
    struct published made;
    CHECK_OK(writer_open(&w, FAMILY_DIRECTORY, &conf));
    CHECK_OK(writer_put_roster(w, &roster));
    CHECK_OK(writer_publish(w, &(struct run){.verb = STR("directory")}, &made));
}

/* The nth of a day: two of three to Ana, one hour apart, every fourth not answered. */
static struct record page_of(int32_t day, int n)
{
    bool ana = n % 3 != 0;
    struct record r = {.dataset = DATASET_PAGEOUTS, .purpose = PURPOSE_INITIAL, .level = 1 + n % 2};
    r.text[TEXT_ID] = arena_fmt(&store_arena, "%d-%d", day, n);
    r.text[TEXT_PAGE_ID] = r.text[TEXT_ID];
    r.text[TEXT_INCIDENT] = arena_fmt(&store_arena, "i%d-%d", day, n / 2);
    r.text[TEXT_RECIPIENT] = ana ? STR("ana") : STR("bo");
    r.text[TEXT_NAME] = ana ? STR("Ana then") : STR("Bo then");
    r.text[TEXT_TEAM] = ana ? STR("red") : STR("blue");
    r.person = hash64(r.text[TEXT_RECIPIENT]);
    r.team = hash64(r.text[TEXT_TEAM]);
    r.node[0] = 1;
    r.node[1] = ana ? 2 : 3;
    r.depth = 2;
    r.when[WHEN_CREATED] = day * DAY_MS + n * HOUR_MS;
    r.when[WHEN_UPDATED] = r.when[WHEN_CREATED];
    r.response = n % 4 ? RESPONSE_ACCEPTED : RESPONSE_NONE;
    if (r.response == RESPONSE_ACCEPTED)
        r.when[WHEN_RESPONDED] = r.when[WHEN_CREATED] + (n + 1) * MINUTE_MS;
    r.local_hour = weekday_of(day) * 24 + n;
    r.hours = hours_of(r.local_hour);
    return r;
}

static struct record attempt_of(int32_t day, int n)
{
    struct record r = page_of(day, n);
    r.dataset = DATASET_NOTIFICATIONS;
    r.channel = n % 2 ? CHANNEL_SMS : CHANNEL_PUSH;
    r.delivery = DELIVERY_DELIVERED;
    return r;
}

static void put_records(enum dataset d, struct record (*make)(int32_t, int))
{
    const struct writer_conf conf = conf_of(&store_arena);
    AUTO(writer_done) struct writer *w = NULL;
    struct published made;
    CHECK_OK(writer_open(&w, (enum family)d, &conf));
    for (int32_t day = END - DAYS + 1; day <= END; day++)
        for (int n = 0; n < PAGES_A_DAY && (day < END || n < PAGES_A_DAY / 2); n++) {
            const struct record r = make(day, n);
            CHECK_OK(kit_put(w, &r));
        }
    writer_cover(w, (struct span){(END - DAYS + 1) * DAY_MS, END * DAY_MS + DAY_MS / 2});
    CHECK_OK(writer_publish(w, &(struct run){.verb = STR("ingest")}, &made));
}

static struct filter filter_of(enum range range)
{
    return (struct filter){.range = range, .n = 50, .tz = STR("UTC")};
}

static struct overview ask(const struct filter *f)
{
    struct overview o;
    arena_wipe(&arena);
    CHECK_OK(overview_of(snapshot, &arena, f, zones, &o));
    return o;
}

static void check_sums(const struct overview *o)
{
    uint64_t in_bins = 0, in_heat = 0;
    for (size_t i = 0; i < o->bins; i++)
        for (EACH(k, o->bin[i].outcome))
            in_bins += o->bin[i].outcome[k];
    for (EACH(i, o->heat))
        in_heat += o->heat[i];
    CHECK_INT(in_bins, tally_pages(o->pages));
    CHECK_INT(in_heat, tally_pages(o->pages));
}

#define ALL (DAYS * PAGES_A_DAY - PAGES_A_DAY / 2)
#define TO_BO (DAYS * 8 - 4)

TEST(the_company_is_counted_and_its_head_gives_way_to_those_below)
{
    const struct filter f = filter_of(RANGE_28D);
    struct overview o = ask(&f);
    CHECK_INT(tally_pages(o.pages), ALL);
    check_sums(&o);
    CHECK_INT(o.pages->people.n, 2);
    CHECK_INT(o.child_kind, CHILD_NODE);
    CHECK_INT(o.children, 3);
    CHECK_INT(o.child[0].number, 2);
    CHECK_STR(o.child[0].id, STR("m2"));
    CHECK_INT(o.child[0].pages, ALL - TO_BO);
    CHECK_INT(o.child[1].pages, TO_BO);
    CHECK_STR(o.child[2].name, STR("Alone"));
    CHECK_INT(o.child[2].pages, 0);
    CHECK_INT(o.child[2].p50_ms, MS_UNKNOWN);
    CHECK_INT(o.attempts.count[CHANNEL_SMS][DELIVERY_DELIVERED], ALL / 2);
    CHECK_INT(o.through[DATASET_PAGEOUTS], END * DAY_MS + DAY_MS / 2);
}

TEST(days_before_the_first_are_not_held_and_the_last_is_in_part)
{
    const struct filter f = filter_of(RANGE_28D);
    struct overview o = ask(&f);
    CHECK_INT(o.bins, 28);
    CHECK_INT(o.held, HELD_PART);
    CHECK_INT(o.bin[7].held, HELD_NONE);
    CHECK_INT(o.bin[8].held, HELD_ALL);
    CHECK_INT(o.bin[27].held, HELD_PART);
}

TEST(a_node_without_nodes_below_shows_its_teams)
{
    struct filter f = filter_of(RANGE_28D);
    f.org[f.orgs++] = 2;
    struct overview o = ask(&f);
    CHECK_INT(tally_pages(o.pages), ALL - TO_BO);
    check_sums(&o);
    CHECK_INT(o.path_n, 2);
    CHECK_INT(o.path[0].number, 1);
    CHECK_INT(o.path[1].number, 2);
    CHECK_INT(o.child_kind, CHILD_TEAM);
    CHECK_INT(o.children, 1);
    CHECK_STR(o.child[0].id, STR("red"));
    CHECK_STR(o.child[0].name, STR("Red team"));
    CHECK_INT(o.child[0].pages, ALL - TO_BO);
    CHECK_INT(o.child[0].closed, tally_closed(o.pages));
    CHECK_INT(o.child[0].escalated, tally_depth(o.pages).escalated);
    CHECK_STR(o.chip[0].name, STR("Two"));
    CHECK(o.chip[0].known);
}

TEST(several_nodes_are_rows_of_their_own_and_one_below_another_counts_once)
{
    struct filter f = filter_of(RANGE_28D);
    f.org[f.orgs++] = 2;
    f.org[f.orgs++] = 3;
    struct overview o = ask(&f);
    CHECK_INT(tally_pages(o.pages), ALL);
    CHECK_INT(o.path_n, 0);
    CHECK_INT(o.children, 2);
    CHECK_INT(o.child[0].number, 2);
    f.org[0] = 1;
    CHECK_INT(tally_pages(ask(&f).pages), ALL);
}

TEST(a_team_shows_its_people_by_their_name_now)
{
    struct filter f = filter_of(RANGE_28D);
    f.team[f.teams++] = STR("blue");
    struct overview o = ask(&f);
    CHECK_INT(tally_pages(o.pages), TO_BO);
    check_sums(&o);
    CHECK_INT(o.child_kind, CHILD_PERSON);
    CHECK_INT(o.children, 1);
    CHECK_STR(o.child[0].name, STR("Bo"));
    CHECK_INT(o.child[0].pages, TO_BO);
}

TEST(each_row_below_has_its_own_numbers)
{
    struct filter f = filter_of(RANGE_28D);
    f.team[f.teams++] = STR("blue");
    f.team[f.teams++] = STR("red");
    struct overview o = ask(&f);
    CHECK_INT(o.children, 2);
    CHECK_STR(o.child[0].name, STR("Ana"));
    CHECK_INT(o.child[0].pages, ALL - TO_BO);
    CHECK_STR(o.child[1].name, STR("Bo"));
    CHECK_INT(o.child[1].pages, TO_BO);
}

TEST(a_person_has_nothing_below)
{
    struct filter f = filter_of(RANGE_28D);
    f.person[f.persons++] = STR("ana");
    struct overview o = ask(&f);
    CHECK_INT(tally_pages(o.pages), ALL - TO_BO);
    check_sums(&o);
    CHECK_INT(o.children_of, 0);
    CHECK_STR(o.chip[0].name, STR("Ana"));
}

TEST(every_word_of_a_filter_narrows_all_panels_alike)
{
    struct filter f = filter_of(RANGE_28D);
    struct overview all = ask(&f);
    CHECK(!all.by_rows);
    uint64_t pages = tally_pages(all.pages), levels = 0;
    for (unsigned level = 1; level <= 7; level++) {
        f.levels = 1u << level;
        struct overview o = ask(&f);
        check_sums(&o);
        CHECK(o.by_rows);
        levels += tally_pages(o.pages);
    }
    CHECK_INT(levels, pages - all.pages->level[0]);
}

TEST(a_filter_by_channel_takes_pages_with_an_attempt_that_way)
{
    struct filter f = filter_of(RANGE_28D);
    f.channels = 1u << CHANNEL_SMS;
    struct overview o = ask(&f);
    CHECK_INT(tally_pages(o.pages), ALL / 2);
    check_sums(&o);
    CHECK_INT(o.children, 3);
    CHECK_INT(o.child[0].pages + o.child[1].pages, ALL / 2);
    CHECK_INT(o.attempts.count[CHANNEL_PUSH][DELIVERY_DELIVERED], 0);
    CHECK(o.by_rows);
    f.channels = 1u << CHANNEL_PAGER;
    CHECK_INT(tally_pages(ask(&f).pages), 0);
}

TEST(filters_that_exclude_each_other_are_told_from_a_true_zero)
{
    struct filter f = filter_of(RANGE_28D);
    f.org[f.orgs++] = 2;
    f.team[f.teams++] = STR("blue");
    struct overview o = ask(&f);
    CHECK_INT(tally_pages(o.pages), 0);
    CHECK(o.contradiction);
    f.org[0] = 3;
    CHECK(!ask(&f).contradiction);
    f.org[0] = 2;
    f.team[0] = STR("nobody");
    o = ask(&f);
    CHECK(!o.contradiction);
    CHECK(o.chip[0].known && !o.chip[1].known);
    CHECK_STR(o.chip[1].name, STR("nobody"));
}

TEST(every_zone_counts_the_same_pages_of_the_same_instants)
{
    static const char *const names[] = {
        "UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"};
    for (EACH(i, names)) {
        struct filter f = {.tz = str_of(names[i])};
        const struct civil from = civil_of((END - 10) * DAY_MS), to = civil_of((END - 3) * DAY_MS);
        f.from = (struct moment){.given = true, .at = from};
        f.to = (struct moment){.given = true, .at = to};
        struct overview o = ask(&f);
        CHECK_INT(o.bins, 8);
        CHECK_INT(tally_pages(o.pages), (o.window.to - o.window.from) / HOUR_MS);
        check_sums(&o);
    }
}

TEST(own_hours_are_each_persons)
{
    struct filter f = filter_of(RANGE_7D);
    f.tz = STR("own");
    struct overview o = ask(&f);
    check_sums(&o);
    CHECK_INT(o.heat[weekday_of(END) * 24], 1);
}

TEST(a_minute_range_takes_its_pages_only)
{
    struct filter f = {.tz = STR("UTC")};
    f.from = (struct moment){.given = true, .has_time = true};
    f.from.at = civil_of((END - 1) * DAY_MS + 3 * HOUR_MS + MINUTE_MS);
    f.to = (struct moment){.given = true, .has_time = true};
    f.to.at = civil_of((END - 1) * DAY_MS + 6 * HOUR_MS);
    struct overview o = ask(&f);
    CHECK_INT(tally_pages(o.pages), 2);
    check_sums(&o);
}

TEST(what_was_never_held_is_not_a_zero)
{
    struct filter f = {.tz = STR("UTC")};
    f.from = (struct moment){.given = true, .at = civil_of((END - 300) * DAY_MS)};
    f.to = (struct moment){.given = true, .at = civil_of((END - 290) * DAY_MS)};
    struct overview o = ask(&f);
    CHECK_INT(o.held, HELD_NONE);
    CHECK_INT(o.attempts_held, HELD_NONE);
    CHECK_INT(tally_pages(o.pages), 0);
}

TEST(the_same_question_gives_the_same_bytes)
{
    const struct filter f = filter_of(RANGE_28D);
    const struct api_meta m = {0};
    struct str text[2];
    struct arena keep = arena_of(ARENA_CAP_REQUEST);
    for (EACH(i, text)) {
        struct overview o = ask(&f);
        struct out json = out_of(&arena);
        overview_json(&json, &o, &m, STR(""));
        text[i] = arena_copy(&keep, out_done(&json));
    }
    CHECK(text[0].n > 1000);
    CHECK_STR(text[0], text[1]);
    arena_done(&keep);
}

TEST(a_passed_deadline_is_said_and_not_hidden)
{
    const struct filter f = filter_of(RANGE_28D);
    struct overview o;
    arena_wipe(&arena);
    snapshot_deadline(snapshot, 1);
    struct err e = overview_of(snapshot, &arena, &f, zones, &o);
    snapshot_deadline(snapshot, 0);
    CHECK_OK(e);
    CHECK(o.refused && overview_is_cut(&o));
}

/* Every column sorts the same rows, either way, and pages of two are the whole list in pieces. */
TEST(rows_below_stand_by_any_column_and_are_paged)
{
    for (enum child_sort by = 0; by < CHILD_BY__N; by++)
        for (int minus = 0; minus < 2; minus++) {
            struct filter f = filter_of(RANGE_28D);
            f.sort = arena_fmt(&store_arena, "%s%s", minus ? "-" : "", child_sort_words[by]);
            struct overview whole = ask(&f);
            CHECK_INT(whole.children, whole.children_of);
            struct child row[8];
            CHECK(whole.children > 2 && whole.children <= COUNT_OF(row));
            size_t rows = whole.children, at = 0;
            for (size_t i = 0; i < rows; i++)
                row[i] = whole.child[i];
            for (size_t i = 1; i < rows && by == CHILD_BY_PAGES; i++)
                CHECK(minus ? row[i - 1].pages >= row[i].pages : row[i - 1].pages <= row[i].pages);
            for (size_t i = 1; i < rows && by == CHILD_BY_NAME; i++)
                CHECK((str_cmp(row[i - 1].name, row[i].name) < 0) == (minus == 0));
            f.n = 2;
            do {
                struct overview part;
                CHECK_OK(overview_of(snapshot, &arena, &f, zones, &part));
                for (size_t i = 0; i < part.children; i++, at++)
                    CHECK_INT(part.child[i].number, row[at].number);
                f.after = part.children_next;
            } while (f.after.n > 0);
            CHECK_INT(at, rows);
        }
    struct filter foreign = filter_of(RANGE_28D);
    foreign.after = STR("AAAAAAAAAAAAAAAA");
    struct overview o;
    CHECK_INT(overview_of(snapshot, &arena, &foreign, zones, &o).code, ERR_INPUT);
}

/* The compared period is the same question of other days, for each part of it. */
TEST(what_is_compared_is_what_those_days_answer_by_themselves)
{
    static const enum cmp cmps[] = {CMP_PREV, CMP_YEAR};
    for (EACH(i, cmps)) {
        struct filter f = filter_of(RANGE_7D);
        f.cmp = cmps[i];
        struct overview o = ask(&f);
        CHECK(o.before != NULL);
        const struct overview *b = o.before;
        CHECK_INT(o.window.from - b->window.from, (i == 0 ? 7 : 364) * DAY_MS);
        struct civil from = civil_of(b->window.first * DAY_MS);
        struct filter then = filter_of(RANGE_NONE);
        then.from = (struct moment){.given = true, .at = from};
        then.to = (struct moment){.given = true, .at = civil_of(b->window.last * DAY_MS)};
        struct overview alone;
        CHECK_OK(overview_of(snapshot, &arena, &then, zones, &alone));
        CHECK_INT(tally_pages(b->pages), tally_pages(alone.pages));
        CHECK_INT(b->held, alone.held);
        CHECK_INT(b->bins, o.bins);
        for (size_t k = 0; k < b->bins; k++)
            CHECK(
                memcmp(b->bin[k].outcome, alone.bin[k].outcome, sizeof alone.bin[k].outcome) == 0);
        CHECK_INT(b->children, o.children);
        for (size_t k = 0; k < b->children; k++) {
            CHECK_STR(b->child[k].id, o.child[k].id);
            uint64_t pages = 0;
            for (size_t n = 0; n < alone.children; n++)
                if (str_eq(alone.child[n].id, b->child[k].id))
                    pages = alone.child[n].pages;
            CHECK_INT(b->child[k].pages, pages);
        }
    }
}

static int make_store(void **state __attribute__((unused)))
{
    if (!mkdtemp(folder))
        return -1;
    put_directory();
    put_records(DATASET_PAGEOUTS, page_of);
    put_records(DATASET_NOTIFICATIONS, attempt_of);
    CHECK_OK(zone_set_open(&zones, "/usr/share/zoneinfo"));
    CHECK_OK(reader_open(&reader, conf_of(&store_arena).store));
    CHECK_OK(reader_refresh(reader, NULL));
    snapshot = reader_current(reader);
    return snapshot ? 0 : -1;
}

static int drop_store(void **state __attribute__((unused)))
{
    static const char *const parts[] = {"/store/seg", "/store/log", "/store", "/staging", ""};
    reader_done(&reader);
    zone_set_done(&zones);
    for (EACH(i, parts))
        CHECK_OK(dir_remove(arena_fmt(&store_arena, "%s%s", folder, parts[i]).p));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_company_is_counted_and_its_head_gives_way_to_those_below),
        cmocka_unit_test(days_before_the_first_are_not_held_and_the_last_is_in_part),
        cmocka_unit_test(a_node_without_nodes_below_shows_its_teams),
        cmocka_unit_test(several_nodes_are_rows_of_their_own_and_one_below_another_counts_once),
        cmocka_unit_test(a_team_shows_its_people_by_their_name_now),
        cmocka_unit_test(each_row_below_has_its_own_numbers),
        cmocka_unit_test(a_person_has_nothing_below),
        cmocka_unit_test(every_word_of_a_filter_narrows_all_panels_alike),
        cmocka_unit_test(a_filter_by_channel_takes_pages_with_an_attempt_that_way),
        cmocka_unit_test(filters_that_exclude_each_other_are_told_from_a_true_zero),
        cmocka_unit_test(every_zone_counts_the_same_pages_of_the_same_instants),
        cmocka_unit_test(own_hours_are_each_persons),
        cmocka_unit_test(a_minute_range_takes_its_pages_only),
        cmocka_unit_test(what_was_never_held_is_not_a_zero),
        cmocka_unit_test(the_same_question_gives_the_same_bytes),
        cmocka_unit_test(a_passed_deadline_is_said_and_not_hidden),
        cmocka_unit_test(rows_below_stand_by_any_column_and_are_paged),
        cmocka_unit_test(what_is_compared_is_what_those_days_answer_by_themselves),
    };
    store_arena = arena_of(ARENA_CAP_REQUEST);
    arena = arena_of(ARENA_CAP_REQUEST);
    int failed = cmocka_run_group_tests(tests, make_store, drop_store);
    arena_done(&store_arena);
    arena_done(&arena);
    return failed;
}
