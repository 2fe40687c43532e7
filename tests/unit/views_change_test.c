#include "check.h"

#include "lib/day.h"
#include "views/change.h"

static struct arena arena;

static struct comparison of(enum metric m, double now, double then, uint64_t base)
{
    return (struct comparison){
        m, {.known = true, .v = now, .n = base}, {.known = true, .v = then, .n = base}, base};
}

TEST(a_change_is_told_in_its_unit_and_as_a_share)
{
    const struct {
        struct comparison c;
        const char *want;
    } cases[] = {
        {of(METRIC_PAGES, 1204, 1000, 1000), "+204 (+20\xc2\xa0%)"},
        {of(METRIC_PAGES, 1000, 1000, 1000), "no change"},
        {of(METRIC_PAGES, 985, 1000, 1000), "\xe2\x88\x92"
                                            "15 (\xe2\x88\x92"
                                            "1.5\xc2\xa0%)"},
        {of(METRIC_ACCEPTANCE, 0.862, 0.875, 900), "\xe2\x88\x92"
                                                   "1.3\xc2\xa0points (\xe2\x88\x92"
                                                   "1.5\xc2\xa0%)"},
        {of(METRIC_ACCEPTANCE, 0.86201, 0.862, 900), "no change"},
        {of(METRIC_ANSWERED_BY_P50, 72 * SECOND_MS, MINUTE_MS, 90), "+12\xc2\xa0s (+20\xc2\xa0%)"},
        {of(METRIC_UNDELIVERED, 0.02, 0, 90), "+2.0\xc2\xa0points (from 0)"},
        {of(METRIC_PAGES, 30, 19, 19), "too few to compare"},
        {of(METRIC_PAGES, 30, 20, 20), "+10 (+50\xc2\xa0%)"},
    };
    for (EACH(i, cases))
        CHECK_STR(change_say(&arena, &cases[i].c), str_of(cases[i].want));
}

TEST(what_was_not_reached_is_no_number)
{
    struct comparison c = of(METRIC_ANSWERED_BY_P90, MINUTE_MS, 0, 90);
    c.then = (struct value){.not_reached = true};
    CHECK_STR(change_say(&arena, &c), STR("before: not reached"));
    CHECK_INT(change_good(&c), 0);
    c = of(METRIC_ANSWERED_BY_P90, 0, MINUTE_MS, 90);
    c.now = (struct value){.not_reached = true};
    CHECK_STR(change_say(&arena, &c), STR("before: 1\xc2\xa0min"));
    CHECK_INT(change_good(&c), 0);
}

TEST(better_and_worse_are_said_only_where_the_metric_has_a_good_direction)
{
    const struct {
        struct comparison c;
        int want;
    } cases[] = {
        {of(METRIC_PAGES, 2000, 1000, 1000), 0},
        {of(METRIC_ACCEPTANCE, 0.9, 0.8, 1000), 1},
        {of(METRIC_ACCEPTANCE, 0.8, 0.9, 1000), -1},
        {of(METRIC_ESCALATED, 0.1, 0.2, 1000), 1},
        {of(METRIC_ESCALATED, 0.2, 0.1, 1000), -1},
        {of(METRIC_ESCALATED, 0.2, 0.1, 19), 0},
        {of(METRIC_ESCALATED, 0.1, 0.1, 1000), 0},
        {of(METRIC_ESCALATED, 0.13, 0.1, 1000), 0}, /* chance does that once in 28 times */
        {of(METRIC_ESCALATED, 0.13, 0.1, 10000), -1},
        {of(METRIC_ANSWERED_BY_P50, 62000, 60000, 1000), 0},
        {of(METRIC_ANSWERED_BY_P50, 70000, 60000, 1000), -1},
    };
    for (EACH(i, cases))
        CHECK_INT(change_good(&cases[i].c), cases[i].want);
    struct html h = html_of(&arena);
    change_html(&h, &cases[2].c);
    CHECK(str_ends(out_done(&h.o), STR("<b class=\"worse\">worse</b>")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_told_in_its_unit_and_as_a_share),
        cmocka_unit_test(what_was_not_reached_is_no_number),
        cmocka_unit_test(better_and_worse_are_said_only_where_the_metric_has_a_good_direction),
    };
    arena = arena_of(1u << 20);
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
