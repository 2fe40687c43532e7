#include "check.h"

#include "query/steps.h"

static struct arena arena;
static struct zone_set *zones;

static struct window days(struct str zone, int32_t first, int32_t last)
{
    const struct zone *z = zone_find(zones, zone);
    return (struct window){.zone = z,
        .from = zone_day_start(z, first),
        .to = zone_day_start(z, last + 1),
        .first = first,
        .last = last,
        .whole_days = true};
}

TEST(a_day_on_which_clocks_change_has_23_or_25_hours)
{
    const struct {
        struct str zone;
        int32_t day;
        size_t hours;
    } cases[] = {
        {STR("Europe/London"), day_of_civil(2026, 3, 29), 23},
        {STR("Europe/London"), day_of_civil(2026, 10, 25), 25},
        {STR("America/New_York"), day_of_civil(2026, 3, 8), 23},
        {STR("Asia/Kolkata"), day_of_civil(2026, 3, 8), 24},
    };
    for (EACH(i, cases)) {
        struct window w = days(cases[i].zone, cases[i].day, cases[i].day);
        int64_t *edge;
        arena_wipe(&arena);
        CHECK_INT(steps_of(&arena, &w, BIN_HOUR, &edge), cases[i].hours);
        CHECK_INT(edge[0], w.from);
        CHECK_INT(steps_of(&arena, &w, BIN_DAY, &edge), 1);
    }
}

TEST(weeks_begin_on_mondays_and_months_on_the_first_wherever_the_range_begins)
{
    struct window w =
        days(STR("Europe/Berlin"), day_of_civil(2026, 10, 21), day_of_civil(2026, 11, 20));
    int64_t *edge;
    CHECK_INT(steps_of(&arena, &w, BIN_WEEK, &edge), 5);
    CHECK_INT(edge[0], w.from);
    for (size_t i = 1; i < 5; i++)
        CHECK_INT(weekday_of(zone_day(w.zone, edge[i])), 0);
    CHECK_INT(steps_of(&arena, &w, BIN_MONTH, &edge), 2);
    CHECK_INT(edge[1], zone_day_start(w.zone, day_of_civil(2026, 11, 1)));
}

TEST(a_range_without_time_has_no_steps)
{
    struct window w = days(STR("UTC"), 20000, 20000);
    int64_t *edge;
    w.to = w.from;
    CHECK_INT(steps_of(&arena, &w, BIN_DAY, &edge), 0);
}

TEST(the_period_before_has_as_many_local_days)
{
    struct window w =
        days(STR("Europe/London"), day_of_civil(2026, 10, 20), day_of_civil(2026, 10, 26));
    struct window b = window_before(&w, CMP_PREV);
    CHECK_INT(b.to, w.from);
    CHECK_INT(b.last - b.first + 1, 7);
    CHECK_INT(w.to - w.from, 7 * DAY_MS + HOUR_MS); /* clocks change in it */
    CHECK_INT(b.to - b.from, 7 * DAY_MS);
    b = window_before(&w, CMP_YEAR);
    CHECK_INT(weekday_of(b.first), weekday_of(w.first));
    CHECK_INT(w.first - b.first, 364);
}

TEST(a_period_of_hours_is_compared_with_as_many_hours)
{
    struct window w = days(STR("UTC"), 20000, 20000);
    w.to -= HOUR_MS;
    w.whole_days = false;
    struct window b = window_before(&w, CMP_PREV);
    CHECK_INT(b.to, w.from);
    CHECK_INT(b.from, w.from - 23 * HOUR_MS);
}

int main(void)
{
    arena = arena_of(1u << 20);
    CHECK_OK(zone_set_open(&zones, "/usr/share/zoneinfo"));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_on_which_clocks_change_has_23_or_25_hours),
        cmocka_unit_test(weeks_begin_on_mondays_and_months_on_the_first_wherever_the_range_begins),
        cmocka_unit_test(a_range_without_time_has_no_steps),
        cmocka_unit_test(the_period_before_has_as_many_local_days),
        cmocka_unit_test(a_period_of_hours_is_compared_with_as_many_hours),
    };
    int failed = RUN(tests);
    zone_set_done(&zones);
    arena_done(&arena);
    return failed;
}
