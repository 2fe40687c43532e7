#include "sheet_kit.h"

#include "query/funnel.h"

static struct arena arena;
static struct episodes episodes;

/* Pages of DAY0, seen from the end of it. */
static struct funnel asked(const struct line *line, size_t n)
{
    struct funnel f = {0};
    struct picked p = kit_all(&arena, kit_sheet(&arena, DATASET_PAGEOUTS, DAY0, line, n));
    episodes_done(&episodes);
    episodes_begin(&episodes, ANSWERS_EXPLICIT, (DAY0 + 1) * DAY_MS);
    episodes.counts_people = true;
    CHECK_OK(episodes_take(&episodes, &p));
    funnel_add(&episodes, &f);
    return f;
}
#define ASKED(line) asked((line), COUNT_OF(line))

TEST(an_incident_is_one_however_many_it_paged)
{
    static const struct line line[] = {
        {.at = MINUTES(9), .person = 1, .team = 4, .incident = "a", .level = 1},
        {.at = MINUTES(2), .person = 1, .team = 5, .incident = "a", .level = 1},
        {.at = MINUTES(4),
            .person = 2,
            .team = 5,
            .incident = "a",
            .level = 2,
            .after = MINUTES(7),
            .response = RESPONSE_ACCEPTED},
        {.at = MINUTES(4), .person = 2, .incident = "a", .level = 2, .repeated = true},
        {.at = 1, .person = 3, .incident = "a", .level = 7, .purpose = PURPOSE_TEST},
        {.at = 1, .person = 3},
    };
    struct funnel f = ASKED(line);
    CHECK_INT(f.incidents, 1);
    CHECK_INT(f.alone, 1);
    CHECK_INT(episodes.n, 1);
    const struct episode *e = episodes.row;
    CHECK_INT(e->pages, 3);
    CHECK_INT(e->people, 2);
    CHECK_INT(e->level, 2);
    CHECK_INT(e->first, DAY0 * DAY_MS + MINUTES(2));
    CHECK_INT(e->last, DAY0 * DAY_MS + MINUTES(9));
    CHECK_INT(e->team, 5);
    CHECK(e->more_teams);
    CHECK_INT(episode_answer_ms(e), MINUTES(9));
    CHECK_INT(e->paged[1] - e->first, MINUTES(2));
    CHECK_INT(e->paged[2], TIME_UNKNOWN);
}

TEST(each_level_keeps_or_loses_what_reached_it)
{
    static const struct line line[] = {
        {.at = 1, .incident = "kept", .level = 1, .response = RESPONSE_ACCEPTED, .after = 1},
        {.at = 1, .incident = "lost", .level = 1},
        {.at = 2, .incident = "lost", .level = 2, .response = RESPONSE_UNDELIVERED},
        {.at = 1, .incident = "by hand", .level = 1, .response = RESPONSE_ESCALATED, .after = 1},
        {.at = 2, .incident = "by hand", .level = 2, .response = RESPONSE_ACCEPTED, .after = 1},
        {.at = 1, .incident = "no first level", .level = 2, .response = RESPONSE_DECLINED},
        {.at = 1, .incident = "no level", .response = RESPONSE_ACCEPTED, .after = 1},
        {.at = DAY_MS - 1, .incident = "open", .level = 1},
    };
    struct funnel f = ASKED(line);
    CHECK_INT(f.incidents, 6);
    CHECK_INT(f.levelless, 1);
    CHECK_INT(f.rungs, 2);
    CHECK_INT(f.rung[0].reached, 5);
    CHECK_INT(f.rung[0].fate[FATE_ANSWERED], 1);
    CHECK_INT(f.rung[0].fate[FATE_NOBODY], 1);
    CHECK_INT(f.rung[0].went_on[FATE_NOBODY], 1);
    CHECK_INT(f.rung[0].fate[FATE_HANDED_UP], 1);
    CHECK_INT(f.rung[0].fate[FATE_ABSENT], 1);
    CHECK_INT(f.rung[0].fate[FATE_OPEN], 1);
    CHECK_INT(rung_lost(&f.rung[0]), 2);
    CHECK_INT(f.rung[1].reached, 3);
    CHECK_INT(f.rung[1].fate[FATE_UNDELIVERED], 1);
    CHECK_INT(f.rung[1].fate[FATE_ANSWERED], 1);
    CHECK_INT(f.rung[1].fate[FATE_DECLINED], 1);
    CHECK_INT(f.rung[1].went_on[FATE_DECLINED], 0);
    CHECK_INT(f.end[FATE_ANSWERED], 3);
    CHECK_INT(f.end[FATE_NOBODY], 1);
    CHECK_INT(f.end[FATE_OPEN], 1);
    CHECK_INT(f.end[FATE_DECLINED], 1);
}

TEST(the_best_page_of_a_level_tells_its_fate)
{
    static const struct line line[] = {
        {.at = 1, .person = 1, .incident = "a", .level = 1, .response = RESPONSE_UNDELIVERED},
        {.at = 2, .person = 2, .incident = "a", .level = 1},
        {.at = 3, .person = 3, .incident = "a", .level = 1, .response = RESPONSE_DECLINED},
    };
    struct funnel f = ASKED(line);
    CHECK_INT(f.rung[0].fate[FATE_DECLINED], 1);
    CHECK_INT(f.rung[0].fate[FATE_NOBODY] + f.rung[0].fate[FATE_UNDELIVERED], 0);
}

int main(void)
{
    arena = arena_of(1u << 24);
    episodes_begin(&episodes, ANSWERS_EXPLICIT, 0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_incident_is_one_however_many_it_paged),
        cmocka_unit_test(each_level_keeps_or_loses_what_reached_it),
        cmocka_unit_test(the_best_page_of_a_level_tells_its_fate),
    };
    int failed = RUN(tests);
    episodes_done(&episodes);
    arena_done(&arena);
    return failed;
}
