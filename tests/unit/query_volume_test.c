#include "check.h"

#include "query/volume.h"

TEST(a_step_is_even_and_neither_finer_nor_denser_than_asked)
{
    const struct {
        int64_t span, wanted, points, want;
    } cases[] = {
        {DAY_MS, 0, 1000, 15 * MINUTE_MS},
        {DAY_MS, 30 * SECOND_MS, 1000, 15 * MINUTE_MS},
        {DAY_MS, 16 * MINUTE_MS, 1000, 30 * MINUTE_MS},
        {DAY_MS, HOUR_MS, 1000, HOUR_MS},
        {DAY_MS, 0, 24, HOUR_MS},
        {DAY_MS, 0, 23, 2 * HOUR_MS},
        {28 * DAY_MS, 5 * HOUR_MS, 1000, 6 * HOUR_MS},
        {28 * DAY_MS, 0, 28, DAY_MS},
        {28 * DAY_MS, 0, 27, 7 * DAY_MS},
        {400 * DAY_MS, 0, 1000, 12 * HOUR_MS},
        {400 * DAY_MS, 0, 1, 28 * DAY_MS}, /* the coarsest there is */
        {400 * DAY_MS, INT64_MAX, 1, 28 * DAY_MS},
    };
    const int64_t monday = day_of_civil(2026, 8, 24) * DAY_MS;
    for (EACH(i, cases))
        CHECK_INT(volume_step(monday, monday + cases[i].span, cases[i].wanted, cases[i].points),
            cases[i].want);
}

TEST(bins_that_are_only_touched_count_as_points)
{
    const int64_t monday = day_of_civil(2026, 8, 24) * DAY_MS;
    CHECK_INT(volume_step(monday + 1, monday + DAY_MS + 1, 0, 24), 2 * HOUR_MS);
    CHECK_INT(volume_step(monday + 1, monday + DAY_MS, 0, 24), HOUR_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_even_and_neither_finer_nor_denser_than_asked),
        cmocka_unit_test(bins_that_are_only_touched_count_as_points),
    };
    return RUN(tests);
}
