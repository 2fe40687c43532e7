#include "check.h"

#include "lib/day.h"

TEST(civil_dates_and_days_agree_both_ways)
{
    for (int32_t day = -800000; day < 800000; day += 7) {
        struct civil c = civil_of(day * DAY_MS);
        if (day_of_civil(c.year, c.month, c.day) != day)
            fail_msg("day %d", day);
    }
    CHECK_INT(day_of_civil(2000, 3, 1) - day_of_civil(2000, 2, 28), 2);
    CHECK_INT(day_of_civil(1970, 1, 1), 0);
    CHECK_INT(weekday_of(day_of_civil(2026, 11, 21)), 5); /* a Saturday */
    CHECK_INT(weekday_of(-4), 6);
    CHECK_INT(day_of(-1), -1);
}

TEST(rfc3339_is_read_strictly)
{
    const struct {
        const char *in;
        bool ok;
        int64_t want;
    } cases[] = {
        {"1970-01-01T00:00:01Z", true, 1000},
        {"1970-01-01T01:00:00+01:00", true, 0},
        {"1969-12-31T19:00:00.123456-05:00", true, 123},
        {"1970-01-01t00:00:00z", true, 0},
        {"1970-01-01T00:00:00", false, 0},
        {"1970-01-01 00:00:00Z", false, 0},
        {"1970-02-29T00:00:00Z", false, 0},
        {"1970-01-01T24:00:00Z", false, 0},
        {"1970-01-01T00:00:00.Z", false, 0},
        {"1970-01-01T00:00:00Zx", false, 0},
        {"", false, 0},
    };
    for (EACH(i, cases)) {
        int64_t ms = 0;
        if (time_parse_rfc3339(str_of(cases[i].in), &ms) != cases[i].ok || ms != cases[i].want)
            fail_msg("%s: %lld", cases[i].in, (long long)ms);
    }
}

TEST(times_are_written_as_they_are_read)
{
    struct arena a = arena_of(1u << 16);
    struct out o = out_of(&a);
    int64_t ms = 0;
    CHECK(time_parse_rfc3339(STR("2024-02-29T23:59:59.007Z"), &ms));
    out_time(&o, ms);
    CHECK_STR(out_done(&o), STR("2024-02-29T23:59:59.007Z"));
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_dates_and_days_agree_both_ways),
        cmocka_unit_test(rfc3339_is_read_strictly),
        cmocka_unit_test(times_are_written_as_they_are_read),
    };
    return RUN(tests);
}
