#include "check.h"

#include "lib/day.h"
#include "sim/local.h"

static uint8_t zone_named(const char *name)
{
    for (uint8_t z = 0; z < zone_rows_n; z++)
        if (str_eq(str_of(zone_rows[z].name), str_of(name)))
            return z;
    fail_msg("no zone %s", name);
    return 0;
}

static int64_t at(const char *text)
{
    int64_t ms = 0;
    CHECK(time_parse_rfc3339(str_of(text), &ms));
    return ms;
}

TEST(an_hour_of_the_week_is_local_and_follows_summer_time)
{
    const struct {
        const char *zone, *at;
        int want; /* 0 = Monday 00 */
    } cases[] = {
        {"UTC", "2026-11-16T00:00:00Z", 0}, /* a Monday */
        {"UTC", "2026-11-15T23:59:59Z", 167},
        {"Europe/London", "2026-10-24T22:30:00Z", 5 * 24 + 23}, /* BST */
        {"Europe/London", "2026-10-25T22:30:00Z", 6 * 24 + 22}, /* GMT, since that morning */
        {"Asia/Kathmandu", "2026-11-16T18:14:59Z", 23},
        {"Asia/Kathmandu", "2026-11-16T18:15:00Z", 24},
        {"America/New_York", "2026-11-16T03:00:00Z", 6 * 24 + 22},
    };
    AUTO(arena_done) struct arena a = arena_of(16u << 20);
    struct local l = local_of(&a, at("2026-10-01T00:00:00Z"), at("2026-12-01T00:00:00Z"));
    for (EACH(i, cases))
        CHECK_INT(local_hour(&l, zone_named(cases[i].zone), at(cases[i].at)), cases[i].want);
    CHECK_INT(local_hour(&l, ZONE_NONE, at("2026-11-16T05:00:00Z")), 5);
}

TEST(night_is_every_day_and_business_is_not_on_the_weekend)
{
    CHECK(local_is_night(22) && local_is_night(7) && !local_is_night(8) && !local_is_night(21));
    CHECK(local_is_night(6 * 24 + 23) && local_is_night(5 * 24));
    CHECK(local_is_business(8) && local_is_business(17) && !local_is_business(18));
    CHECK(!local_is_business(5 * 24 + 12));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_hour_of_the_week_is_local_and_follows_summer_time),
        cmocka_unit_test(night_is_every_day_and_business_is_not_on_the_weekend),
    };
    return RUN(tests);
}
