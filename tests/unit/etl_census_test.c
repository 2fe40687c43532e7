#include "check.h"

#include "etl/census.h"
#include "etl/chart.h"
#include "etl/directory.h"
#include "etl/lookup.h"
#include "lib/hash.h"

#include <stdlib.h>
#include <string.h>

#define T1 INT64_C(1790000000000)
#define T2 (T1 + DAY_MS)
#define T3 (T2 + DAY_MS)

static struct arena arena;
static struct zone_set *zones;

static struct census *census_with(struct roster *r, const char *filter)
{
    struct census_conf conf = {.roster = r, .zones = zones};
    CHECK_OK(team_filter_read(&arena, str_of(filter), &conf.filter));
    roster_index_make(&arena, r);
    return census_make(&arena, &conf);
}

static struct roster of_teams(struct roster_team *teams, size_t n)
{
    return (struct roster){.teams = teams, .teams_n = n};
}

static struct str named(const struct census *c, const char *name, int64_t at)
{
    const struct census_team *t = census_named(c, str_of(name), at);
    if (!t)
        return STR("");
    CHECK_INT(t->key, hash64(t->id));
    return t->id;
}

TEST(a_team_that_is_renamed_or_gone_is_known_by_the_name_then)
{
    struct roster_team teams[] = {
        {.id = STR("t1"), .name = STR("Payments")},
        {.id = STR("t1"), .from = T2, .name = STR("Billing")},
        {.id = STR("t2"), .name = STR("Search")},
        {.id = STR("t2"), .from = T2, .name = STR("Search"), .deleted = true},
        {.id = STR("t3"), .name = STR("Billing ")},
        {.id = STR("t3"), .from = T2, .name = STR("Bills")},
    };
    struct roster r = of_teams(teams, COUNT_OF(teams));
    struct census *c = census_with(&r, "");
    CHECK_STR(named(c, " payments ", T1), STR("t1"));
    CHECK_STR(named(c, "PAYMENTS", T3), STR("t1")); /* nobody is called so now: who once was */
    CHECK_STR(named(c, "billing", T1), STR("t3"));
    CHECK_STR(named(c, "billing", T2), STR("t1"));
    CHECK_STR(named(c, "Search", T3), STR("t2"));
    CHECK_STR(named(c, "", T1), STR(""));
    CHECK_STR(named(c, "  ", T1), STR(""));
    CHECK_STR(named(c, "Paymentsx", T1), STR(""));
}

TEST(of_two_teams_with_one_name_the_smallest_id_that_counts_is_meant)
{
    struct roster_team teams[] = {
        {.id = STR("t1"), .name = STR("Core"), .kind = STR("club")},
        {.id = STR("t2"), .name = STR("core "), .kind = STR("ops")},
        {.id = STR("t9"), .name = STR("CORE"), .kind = STR("ops")},
    };
    struct roster r = of_teams(teams, COUNT_OF(teams));
    CHECK_STR(named(census_with(&r, ""), "Core", T1), STR("t1"));
    CHECK_STR(named(census_with(&r, "kind:ops"), "Core", T1), STR("t2"));
    CHECK_STR(named(census_with(&r, "!id:t1,!id:t2"), "Core", T1), STR("t9"));
}

TEST(of_several_teams_the_smallest_id_that_counted_then_is_a_persons_team)
{
    struct roster_person people[] = {{.id = STR("u"), .name = STR("U")}};
    struct roster_team teams[] = {
        {.id = STR("t1"), .name = STR("Club"), .kind = STR("club")},
        {.id = STR("t2"), .name = STR("Old"), .kind = STR("ops")},
        {.id = STR("t3"), .name = STR("Ops"), .kind = STR("ops")},
        {.id = STR("t3"), .from = T3, .name = STR("Ops"), .kind = STR("ops"), .deleted = true},
    };
    struct roster_member members[] = {
        {.person_id = STR("u"), .team_id = STR("t1")},
        {.person_id = STR("u"), .team_id = STR("t2"), .to = T1},
        {.person_id = STR("u"), .team_id = STR("t2"), .from = T2, .to = T2 + 5},
        {.person_id = STR("u"), .team_id = STR("t3")},
        {.person_id = STR("u"), .team_id = STR("t4")},
    };
    struct roster r = of_teams(teams, COUNT_OF(teams));
    r.people = people;
    r.people_n = COUNT_OF(people);
    r.members = members;
    r.members_n = COUNT_OF(members);
    struct census *c = census_with(&r, "kind:ops");
    static const struct {
        int64_t at;
        const char *team;
    } cases[] = {{0, "t2"}, {T1 - 1, "t2"}, {T1, "t3"}, {T2 - 1, "t3"}, {T2, "t2"}, {T2 + 4, "t2"},
        {T2 + 5, "t3"}, {T3 - 1, "t3"}, {T3, ""}};
    for (EACH(i, cases)) {
        const struct stay *stay = census_stay(c, hash64(STR("u")), cases[i].at);
        CHECK_STR(stay->team ? c->team[stay->team].id : STR(""), str_of(cases[i].team));
    }
    CHECK_INT(c->stays, 5);
}

/* A small company that changes from sync to sync, by a generator with a seed. */
struct chance {
    uint64_t state;
};

static uint32_t below(struct chance *c, uint32_t n)
{
    c->state = c->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(c->state >> 33) % n;
}

#define PEOPLE 40
#define TEAMS 6

static struct roster some_company(struct chance *c)
{
    static const char *const zone[] = {"", "UTC", "Asia/Tokyo", "No/Where"};
    struct roster r = {.people = NEW(&arena, struct roster_person, PEOPLE),
        .teams = NEW(&arena, struct roster_team, TEAMS),
        .members = NEW(&arena, struct roster_member, 2 * PEOPLE)};
    for (uint32_t i = 0; i < PEOPLE; i++) {
        struct roster_person p = {.id = arena_fmt(&arena, "p%02u", i), .active = true};
        p.name = arena_fmt(&arena, "name %u", below(c, 3));
        p.zone = str_of(zone[below(c, COUNT_OF(zone))]);
        if (below(c, 4))
            p.manager_id = arena_fmt(&arena, "p%02u", below(c, i / 2 + 2));
        p.deleted = below(c, 12) == 0;
        r.people[r.people_n++] = p;
        for (uint32_t k = below(c, 3); k; k--)
            r.members[r.members_n++] = (struct roster_member){
                .person_id = p.id, .team_id = arena_fmt(&arena, "t%u", below(c, TEAMS))};
    }
    for (uint32_t i = 0; i < TEAMS; i++)
        if (below(c, 5))
            r.teams[r.teams_n++] = (struct roster_team){.id = arena_fmt(&arena, "t%u", i),
                .name = arena_fmt(&arena, "team %u", below(c, 4)),
                .kind = below(c, 2) ? STR("ops") : STR("club")};
    return r;
}

/* The person's team as the rule says it, asked row by row. */
static struct str team_of(
    const struct roster *r, struct team_filter filter, struct str id, int64_t at)
{
    for (size_t i = 0; i < r->members_n; i++) {
        const struct roster_member *m = &r->members[i];
        size_t t = roster_team_at(r, m->team_id, at);
        bool in = str_eq(m->person_id, id) && (m->from == 0 || m->from <= at);
        bool still = m->to == TIME_UNKNOWN || at < m->to;
        if (in && still && t != LOOKUP_NONE && !r->teams[t].deleted &&
            team_counts(filter, &r->teams[t]))
            return m->team_id;
    }
    return STR("");
}

static void check_stay(
    const struct stay *stay, const struct roster *r, size_t version, const struct place *place)
{
    CHECK(stay != NULL);
    CHECK_STR(stay->name, r->people[version].name);
    CHECK(stay->zone == zone_find(zones, r->people[version].zone));
    CHECK_INT(stay->depth, place->depth);
    CHECK(memcmp(stay->node, place->node, sizeof place->node) == 0);
    CHECK_INT(stay->cut, place->loop || place->folded);
}

static void check_all(
    const struct census *c, const struct roster *r, struct team_filter filter, int64_t at)
{
    struct chart chart = chart_of(&arena, r);
    for (uint32_t i = 0; i < PEOPLE; i++) {
        struct str id = arena_fmt(&arena, "p%02u", i);
        const struct stay *stay = census_stay(c, hash64(id), at);
        size_t version = roster_person_at(r, id, at);
        struct place place = chart_place(&chart, version, at);
        check_stay(stay, r, version, &place);
        CHECK_STR(stay->team ? c->team[stay->team].id : STR(""), team_of(r, filter, id, at));
    }
}

/* Five syncs of a company that is never the same. */
static struct roster some_history(struct chance *chance)
{
    struct roster r = {0};
    for (int sync = 0; sync < 5; sync++) {
        struct roster served = some_company(chance), next;
        const struct directory_terms terms = {&r, &served, T1 + sync * DAY_MS, 0};
        struct directory_changes changes;
        CHECK_OK(directory_build(&arena, &terms, &next, &changes));
        r = next;
        roster_index_make(&arena, &r);
    }
    return r;
}

TEST(a_census_says_at_every_instant_what_the_roster_says)
{
    struct chance chance = {2026};
    for (int round = 0; round < 20; round++) {
        arena_wipe(&arena);
        struct roster r = some_history(&chance);
        struct team_filter filter;
        CHECK_OK(team_filter_read(&arena, STR("kind:ops"), &filter));
        const struct census *c = census_with(&r, "kind:ops");
        for (int hour = -1; hour < 145; hour += 24)
            for (int off = 0; off <= 2; off++)
                check_all(c, &r, filter, T1 + (hour + 1) * HOUR_MS - 1 + off);
    }
}

TEST(a_chain_longer_than_any_company_gives_nobody_a_place_and_comes_to_an_end)
{
    enum { LONG = 600 };
    struct roster r = {0};
    for (int sync = 0; sync < 3; sync++) {
        struct roster served = {
            .people = NEW(&arena, struct roster_person, LONG), .people_n = LONG};
        for (size_t i = 0; i < LONG; i++)
            served.people[i] = (struct roster_person){.id = arena_fmt(&arena, "%05zu", i),
                .name = i % 100 == 0 ? arena_fmt(&arena, "%d", sync) : STR("same"),
                .manager_id = i ? arena_fmt(&arena, "%05zu", i - 1) : STR("")};
        const struct directory_terms terms = {&r, &served, T1 + sync * DAY_MS, 0};
        struct directory_changes changes;
        struct roster next;
        CHECK_OK(directory_build(&arena, &terms, &next, &changes));
        r = next;
        roster_index_make(&arena, &r);
    }
    const struct census *c = census_with(&r, "");
    CHECK_INT(census_stay(c, hash64(STR("00599")), T2)->depth, 0);
    CHECK_INT(census_stay(c, hash64(STR("00100")), T2)->depth, NODE_DEPTH_MAX);
    CHECK(census_stay(c, hash64(STR("00599")), T2)->cut);
    CHECK_STR(census_stay(c, hash64(STR("00300")), T2)->name, STR("1"));
}

TEST(nobody_is_in_an_empty_census)
{
    struct roster none = {0};
    struct census *c = census_with(&none, "");
    CHECK(census_stay(c, hash64(STR("u")), T1) == NULL);
    CHECK(census_named(c, STR("Core"), T1) == NULL);
}

TEST(teams_count_by_kind_name_or_id_and_others_are_left_out)
{
    const struct roster_team team = {
        .id = STR("007"), .name = STR("Zür, Ops EU "), .kind = STR("Operational")};
    static const struct {
        const char *rules;
        bool counts;
    } cases[] = {{"", true}, {" ", true}, {"kind:operational", true}, {"kind:OPER*", true},
        {"kind:oper", false}, {"name:z?r? ops eu", true}, {"name:*ops*", true},
        {"name:*ops", false}, {"id:7", false}, {"id:007", true}, {"id:00?", true},
        {"kind:social, id:0*", true}, {"!name:*eu", false}, {"!name:*us", true},
        {"kind:*,!id:00*", false}, {"! id:9, kind: operational ", true}, {"name:*?*?*?*s*u", true},
        {"name:?*z", false}};
    for (EACH(i, cases)) {
        struct team_filter filter;
        CHECK_OK(team_filter_read(&arena, str_of(cases[i].rules), &filter));
        CHECK_INT(team_counts(filter, &team), cases[i].counts);
    }
}

TEST(a_rule_that_is_none_is_quoted)
{
    static const char *const bad[] = {"ops", "kind:a,ops", "kind:", "knd:x", "!", "kind:a,", "!x"};
    for (EACH(i, bad)) {
        struct team_filter filter;
        CHECK_ERR(team_filter_read(&arena, str_of(bad[i]), &filter), ERR_USAGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_team_that_is_renamed_or_gone_is_known_by_the_name_then),
        cmocka_unit_test(of_two_teams_with_one_name_the_smallest_id_that_counts_is_meant),
        cmocka_unit_test(of_several_teams_the_smallest_id_that_counted_then_is_a_persons_team),
        cmocka_unit_test(a_census_says_at_every_instant_what_the_roster_says),
        cmocka_unit_test(a_chain_longer_than_any_company_gives_nobody_a_place_and_comes_to_an_end),
        cmocka_unit_test(nobody_is_in_an_empty_census),
        cmocka_unit_test(teams_count_by_kind_name_or_id_and_others_are_left_out),
        cmocka_unit_test(a_rule_that_is_none_is_quoted),
    };
    arena = arena_of(1u << 30);
    if (zone_set_open(&zones, "/usr/share/zoneinfo").code != ERR_OK)
        return 1;
    int failed = RUN(tests);
    zone_set_done(&zones);
    arena_done(&arena);
    return failed;
}
