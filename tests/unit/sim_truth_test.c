#include "check.h"

#include "lib/day.h"
#include "sim/measure.h"
#include "sim/org.h"

#include <math.h>
#include <string.h>

#define MIDNIGHT (INT64_C(20772) * DAY_MS) /* 2026-11-15, a Sunday */
#define TO (MIDNIGHT + 2 * DAY_MS)

/* 0 is the head of 1, who heads 2 and 3; 4 has left; 5 is an outsider. */
struct world {
    struct arena a;
    struct company company;
    struct incident incidents[3];
    struct facts facts;
};

static void world_open(struct world *w)
{
    static const struct str ids[] = {{"10", 2}, {"11", 2}, {"12", 2}, {"13", 2}, {"14", 2}};
    *w = (struct world){.a = arena_of(64u << 20)};
    struct company *c = &w->company;
    c->plan = (struct plan){.from = MIDNIGHT, .to = TO, .people = 5, .teams = 2};
    c->local = local_of(&w->a, MIDNIGHT - DAY_MS, TO + DAY_MS);
    c->people_n = 5;
    c->people = NEW(&w->a, struct person, 5);
    for (uint32_t i = 0; i < 5; i++)
        c->people[i] = (struct person){.id = ids[i],
            .up = i == 0   ? NOBODY
                  : i == 1 ? 0
                           : 1,
            .team = NO_TEAM,
            .zone_unknown = true};
    c->people[4].deleted_at = MIDNIGHT;
    c->people[4].up = NOBODY;
    c->people[0].manages = c->people[1].manages = true;
    c->people[2].team = 1;
    c->people[3].zone_unknown = false; /* lives in zone 0, London */
    c->outsiders_n = 1;
    c->outsiders = NEW(&w->a, struct str, 1);
    c->outsiders[0] = STR("88");
    c->teams_n = c->operational_n = 2;
    c->teams = NEW(&w->a, struct team, 2);
    for (uint32_t i = 0; i < 3; i++)
        w->incidents[i] = (struct incident){.number = i + 1, .source = "zabbix", .priority = 2};
    w->facts = facts_of(&w->a, c);
}

static struct page page_of(const struct world *w, unsigned incident, uint32_t who, int64_t after)
{
    return (struct page){.incident = &w->incidents[incident],
        .created = MIDNIGHT + after,
        .who = who,
        .level = 1,
        .cycle = 1,
        .why = WHY_INITIAL,
        .exported = true};
}

static void answered(struct page *p, enum answer answer, int64_t took)
{
    p->answer = answer;
    p->responded = took == INT64_MIN ? 0 : p->created + took;
}

static struct truth ask(struct world *w, struct filter q)
{
    struct picked in = pick(&w->a, &w->facts, &q);
    return truth_of(&w->a, &in);
}

/* Three incidents, nine pages, worked out by hand. */
static void tell_story(struct world *w)
{
    struct page p[] = {page_of(w, 0, 2, 10 * HOUR_MS), page_of(w, 0, 3, 11 * HOUR_MS),
        page_of(w, 1, 2, 12 * HOUR_MS), page_of(w, 1, 5, 30 * HOUR_MS),
        page_of(w, 2, 4, 31 * HOUR_MS), page_of(w, 2, 3, 46 * HOUR_MS),
        page_of(w, 2, 1, 47 * HOUR_MS + 31 * MINUTE_MS), page_of(w, 2, 2, 40 * HOUR_MS),
        page_of(w, 2, 2, 41 * HOUR_MS), page_of(w, 2, 3, 42 * HOUR_MS)};
    answered(&p[0], ANSWER_NONE, INT64_MIN);
    answered(&p[1], ANSWER_ACCEPTED, 5 * MINUTE_MS); /* the last instant in target */
    p[1].level = 2;
    answered(&p[2], ANSWER_ACCEPTED, 5 * MINUTE_MS + 1);
    p[2].group = GROUP_EMPTY; /* so the team is that of person 2 */
    answered(&p[3], ANSWER_ACCEPTED, -5);
    answered(&p[4], ANSWER_ACCEPTED, INT64_MIN);
    answered(&p[5], ANSWER_ACCEPTED, 25 * HOUR_MS);
    p[5].by_machine = true;
    answered(&p[6], ANSWER_NONE, INT64_MIN); /* 29 minutes before the end */
    answered(&p[7], ANSWER_UNDELIVERED, INT64_MIN);
    answered(&p[8], ANSWER_DECLINED, MINUTE_MS);
    p[9].why = WHY_RESOLVE;
    for (EACH(i, p)) {
        p[i].number = i + 1;
        facts_page(&w->facts, &p[i]);
    }
    /* Four that reach the second of them, the third a minute after the first, and one held back. */
    static const int after_s[] = {0, 59, 60, 61, 62};
    for (EACH(i, after_s)) {
        struct attempt at = {.page = &p[1],
            .created = p[1].created + after_s[i] * SECOND_MS,
            .medium = i < 2 ? MEDIUM_SMS : MEDIUM_PUSH,
            .states = {i == 4 ? STATE_THROTTLED : STATE_READ},
            .states_n = 1,
            .gateway = "relay-1",
            .carrier = i < 2 ? "Fenix" : ""};
        facts_attempt(&w->facts, &at);
    }
}

TEST(a_small_story_gives_the_numbers_worked_out_by_hand)
{
    struct world w;
    world_open(&w);
    tell_story(&w);
    struct truth t = ask(&w, (struct filter){.days = 28});
    CHECK_INT(t.pages, 9);
    CHECK_INT(t.people, 5);
    CHECK_INT(t.ends[END_IN_TARGET], 1);
    CHECK_INT(t.ends[END_LATE], 2);
    CHECK_INT(t.ends[END_UNTIMED], 2);
    CHECK_INT(t.ends[END_DECLINED], 1);
    CHECK_INT(t.ends[END_NOBODY], 1);
    CHECK_INT(t.ends[END_UNDELIVERED], 1);
    CHECK_INT(t.ends[END_OPEN], 1);
    CHECK_INT(truth_accepted(&t), 5);
    CHECK_INT(truth_closed(&t), 8);
    CHECK_INT(t.ack.n, 3);
    CHECK_INT(t.ack.negative, 1);
    CHECK_INT(t.ack.over_day, 1);
    CHECK_INT(t.ack.ms[0], 5 * MINUTE_MS);
    CHECK_INT(t.answer.n, 3); /* two accepted by people, one declined */
    CHECK_INT(t.answer.ms[0], MINUTE_MS);
    CHECK_INT(t.not_pages[WHY_RESOLVE], 1);
    CHECK_INT(t.incidents, 3);
    CHECK_INT(t.escalated, 1);
    CHECK_INT(t.depth_sum, 4);
    CHECK_INT(t.daily[0], 3);
    CHECK_INT(t.daily[1], 6);
    CHECK_INT(t.heat[6 * 24 + 10], 1);
    CHECK_INT(t.sleep, 4); /* 06, 07, 22 and 23:31, all of them in UTC or London's winter */
    arena_done(&w.a);
}

TEST(ranks_are_nearest_ranks_and_may_not_be_reached)
{
    int64_t ms[] = {10, 20, 30, 40};
    struct times t = {.ms = ms, .n = 4};
    CHECK_INT(times_rank(&t, 0.5, 4), 20);
    CHECK_INT(times_rank(&t, 0.51, 4), 30);
    CHECK_INT(times_rank(&t, 0.9, 4), 40);
    CHECK_INT(times_rank(&t, 0.5, 8), 40);
    CHECK_INT(times_rank(&t, 0.9, 8), -1);
    CHECK_INT(times_rank(&(struct times){.ms = ms}, 0.5, 0), -1);
}

TEST(filters_narrow_by_range_org_team_person_and_channel)
{
    struct world w;
    world_open(&w);
    tell_story(&w);
    CHECK_INT(ask(&w, (struct filter){.days = 1}).pages, 6);
    CHECK_INT(ask(&w, (struct filter){.days = 7, .org = {1}, .org_n = 1}).pages, 7);
    CHECK_INT(ask(&w, (struct filter){.days = 7, .org = {0}, .org_n = 1}).pages, 7);
    CHECK_INT(ask(&w, (struct filter){.days = 7, .person = {4}, .person_n = 1}).pages, 1);
    CHECK_INT(ask(&w, (struct filter){.days = 7, .team = {1}, .team_n = 1}).pages, 1);
    struct filter both = {.days = 7, .person = {2, 3}, .person_n = 2, .team = {0}, .team_n = 1};
    CHECK_INT(ask(&w, both).pages, 5);
    struct filter sms = {.days = 7, .medium = {MEDIUM_SMS}, .medium_n = 1};
    CHECK_INT(ask(&w, sms).pages, 1);
    sms.medium[0] = MEDIUM_VOICE;
    CHECK_INT(ask(&w, sms).pages, 0);
    CHECK_INT(
        ask(&w, (struct filter){.days = 7, .carrier = "Fenix", .gateway = "relay-1"}).pages, 1);
    CHECK_INT(ask(&w, (struct filter){.days = 7, .provider = "Fenix"}).pages, 1);
    CHECK_INT(
        ask(&w,
            (struct filter){.days = 7, .medium = {MEDIUM_PUSH}, .medium_n = 1, .carrier = "Fenix"})
            .pages,
        0);
    CHECK_INT(ask(&w, (struct filter){.days = 7, .levels = 1u << 2}).pages, 1);
    CHECK_INT(ask(&w, (struct filter){.days = 7, .ends = 1u << END_LATE}).pages, 2);
    CHECK_INT(ask(&w, (struct filter){.days = 7, .classes = 1u << CLASS_SLEEP}).pages, 4);
    CHECK_INT(ask(&w, (struct filter){.days = 7, .text = "inc0000000003"}).pages, 5);
    CHECK_INT(ask(&w, (struct filter){.days = 7, .whys = 1u << WHY_INITIAL}).pages, 9);
    CHECK_INT(ask(&w, (struct filter){.from = MIDNIGHT + 11 * HOUR_MS,
                          .to = MIDNIGHT + 12 * HOUR_MS,
                          .zone = ZONE_NONE})
                  .pages,
        1);
    struct filter any = {.days = 7, .ack = ACK_ANY};
    struct truth t = ask(&w, any);
    CHECK_INT(truth_accepted(&t), 6); /* the declined one too */
    arena_done(&w.a);
}

static struct measure named(const struct measures *m, const char *name, const char *stat)
{
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->all[i].name, name) == 0 && strcmp(m->all[i].stat, stat) == 0)
            return m->all[i];
    return (struct measure){.n = SIZE_MAX};
}

TEST(the_measures_of_the_story_are_those_worked_out_by_hand)
{
    /* clang-format off */
    static const struct {
        const char *name, *stat;
        double value; /* -1 = not known */
        size_t n, excluded;
    } want[] = {
        { "pages", "", 9, 9, 1 },
        { "acceptance", "", 5.0 / 8, 8, 1 },
        { "unacknowledged", "", 3, 3, 1 },
        { "ack", "p50", 5.0 * 60000 + 1, 3, 6 },
        { "answered_by", "p50", -1, 8, 1 },
        { "mtta", "mean", (65.0 * 60000 + 5.0 * 60000 + 1 + 40 * 3600000.0) / 3, 3, 0 },
        { "depth", "", 4.0 / 3, 3, 0 },
        { "people_per_incident", "", 8.0 / 3, 3, 0 },
        { "escalated", "", 1.0 / 3, 3, 0 },
        { "escalated_manual", "", 0, 3, 0 },
        { "never_accepted", "", 0, 2, 1 },
        { "repage", "", 1.0 / 9, 9, 0 },
        { "repeats", "", 0, 3, 0 },
        { "pages_per_person", "", 9.0 / 5, 5, 0 },
        { "gini", "", 14.0 / 45, 5, 0 }, /* 1 1 1 2 4 */
        { "top10", "", 4.0 / 9, 5, 0 },
        { "attempts", "", 5, 5, 0 },
        { "delivery", "", 1, 4, 1 },
        { "suppressed", "", 0.2, 5, 0 },
        { "interruptions", "", 2, 2, 1 },
        { "interruptions_business", "", 0, 0, 1 }, /* a Sunday */
        { "interruptions_off", "", 2, 2, 1 },
        { "disrupted_hours", "", 1, 1, 1 },
        { "latency", "p50", 5.0 * 60000 - 62000, 1, 8 },
        { "uncredited", "", 2, 2, 2 },
    };
    /* clang-format on */
    struct world w;
    world_open(&w);
    tell_story(&w);
    struct filter q = {.days = 28};
    struct picked in = pick(&w.a, &w.facts, &q);
    struct measures m = measures_of(&w.a, &in);
    for (EACH(i, want)) {
        struct measure got = named(&m, want[i].name, want[i].stat);
        CHECK(got.known == (want[i].value >= 0));
        CHECK(!got.known || fabs(got.value - want[i].value) < 1e-6);
        CHECK_INT(got.n, want[i].n);
        CHECK_INT(got.excluded, want[i].excluded);
    }
    arena_done(&w.a);
}

TEST(a_loop_is_cut_at_its_smallest_member_by_bytes)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct person p[6] = {{.id = STR("9"), .up = 1}, {.id = STR("80"), .up = 2},
        {.id = STR("700"), .up = 0}, {.id = STR("1"), .up = 1}, {.id = STR("5"), .up = 4},
        {.id = STR("6"), .up = NOBODY}};
    org_cut_loops(&a, p, COUNT_OF(p));
    CHECK(p[2].up == NOBODY); /* "700" < "80" < "9" */
    CHECK_INT(p[0].up, 1);
    CHECK_INT(p[1].up, 2);
    CHECK_INT(p[3].up, 1); /* hangs off the loop, is no member */
    CHECK(p[4].up == NOBODY);
    CHECK(p[5].up == NOBODY);
}

TEST(only_the_seven_upper_levels_count)
{
    struct person p[10] = {{.up = NOBODY, .manages = true}};
    for (uint32_t i = 1; i < 10; i++)
        p[i] = (struct person){.up = i - 1, .manages = i < 9};
    struct company c = {.people = p, .people_n = 10};
    CHECK(company_under(&c, 9, 0));
    CHECK(company_under(&c, 9, 6));
    CHECK(!company_under(&c, 9, 7));
    CHECK(company_under(&c, 6, 6)); /* his own node */
    CHECK(!company_under(&c, 5, 6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_story_gives_the_numbers_worked_out_by_hand),
        cmocka_unit_test(ranks_are_nearest_ranks_and_may_not_be_reached),
        cmocka_unit_test(filters_narrow_by_range_org_team_person_and_channel),
        cmocka_unit_test(the_measures_of_the_story_are_those_worked_out_by_hand),
        cmocka_unit_test(a_loop_is_cut_at_its_smallest_member_by_bytes),
        cmocka_unit_test(only_the_seven_upper_levels_count),
    };
    return RUN(tests);
}
