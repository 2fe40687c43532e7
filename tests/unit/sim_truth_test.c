#include "check.h"

#include "lib/day.h"
#include "sim/org.h"
#include "sim/truth.h"

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
        w->incidents[i] = (struct incident){.number = i + 1, .team = 0};
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
    return truth_of(&w->a, &w->facts, &q);
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
    p[1].media = 1u << MEDIUM_SMS | 1u << MEDIUM_PUSH;
    for (EACH(i, p))
        facts_page(&w->facts, &p[i]);
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
        cmocka_unit_test(a_loop_is_cut_at_its_smallest_member_by_bytes),
        cmocka_unit_test(only_the_seven_upper_levels_count),
    };
    return RUN(tests);
}
