#include "check.h"

#include "query/bins.h"
#include "query/overview.h"

static struct zone_set *zones;

static int64_t at(const char *text)
{
    int64_t ms = 0;
    CHECK(time_parse_rfc3339(str_of(text), &ms));
    return ms;
}

static struct manifest through(const char *text)
{
    struct manifest m = {0};
    m.family[FAMILY_PAGEOUTS].through = at(text);
    return m;
}

static struct window resolve(const struct manifest *m, enum range range, const char *tz)
{
    struct filter f = {.range = range, .tz = str_of(tz)};
    struct window w;
    window_of(m, &f, zones, &w);
    return w;
}

static struct moment moment(const char *text)
{
    struct str s = str_of(text);
    int32_t day = 0;
    CHECK(date_parse(str_head(s, 10), &day));
    struct moment m = {.given = true, .has_time = s.n > 10, .at = civil_of(day * DAY_MS)};
    int64_t hour = 0, minute = 0;
    if (m.has_time) {
        CHECK(str_i64(str_head(str_from(s, 11), 2), &hour));
        CHECK(str_i64(str_from(s, 14), &minute));
    }
    m.at.hour = (int)hour;
    m.at.minute = (int)minute;
    return m;
}

static struct window between(const char *from, const char *to, const char *tz)
{
    const struct manifest m = through("2026-11-20T06:00:00Z");
    struct filter f = {.tz = str_of(tz)};
    struct window w;
    f.from = moment(from);
    f.to = moment(to);
    window_of(&m, &f, zones, &w);
    return w;
}

static void check_span(struct window w, const char *from, const char *to)
{
    CHECK_INT(w.from, at(from));
    CHECK_INT(w.to, at(to));
}

TEST(days_end_with_the_day_of_the_newest_data)
{
    const struct manifest m = through("2026-11-20T06:00:00Z");
    struct window w = resolve(&m, RANGE_28D, "UTC");
    check_span(w, "2026-10-24T00:00:00Z", "2026-11-21T00:00:00Z");
    CHECK_INT(w.last - w.first + 1, 28);
    CHECK(w.whole_days && !w.own);
    check_span(resolve(&m, RANGE_7D, "UTC"), "2026-11-14T00:00:00Z", "2026-11-21T00:00:00Z");
    check_span(resolve(&m, RANGE_90D, "UTC"), "2026-08-23T00:00:00Z", "2026-11-21T00:00:00Z");
    check_span(resolve(&m, RANGE_13W, "UTC"), "2026-08-22T00:00:00Z", "2026-11-21T00:00:00Z");
    check_span(resolve(&m, RANGE_12MO, "UTC"), "2025-11-21T00:00:00Z", "2026-11-21T00:00:00Z");
    check_span(resolve(&m, RANGE_MTD, "UTC"), "2026-11-01T00:00:00Z", "2026-11-21T00:00:00Z");
    check_span(resolve(&m, RANGE_QTD, "UTC"), "2026-10-01T00:00:00Z", "2026-11-21T00:00:00Z");
}

TEST(data_through_midnight_does_not_begin_a_day)
{
    const struct manifest m = through("2026-11-20T00:00:00Z");
    check_span(resolve(&m, RANGE_7D, "UTC"), "2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z");
    const struct manifest first = through("2026-12-01T00:00:00Z");
    check_span(resolve(&first, RANGE_MTD, "UTC"), "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
}

TEST(a_year_back_from_a_leap_day)
{
    const struct manifest m = through("2028-02-29T06:00:00Z");
    check_span(resolve(&m, RANGE_12MO, "UTC"), "2027-03-01T00:00:00Z", "2028-03-01T00:00:00Z");
    const struct manifest jan = through("2026-01-31T06:00:00Z");
    check_span(resolve(&jan, RANGE_QTD, "UTC"), "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
}

TEST(a_day_of_24_hours_ends_at_the_last_full_minute)
{
    const struct manifest m = through("2026-11-20T06:17:42.500Z");
    struct window w = resolve(&m, RANGE_24H, "Europe/London");
    check_span(w, "2026-11-19T06:17:00Z", "2026-11-20T06:17:00Z");
    CHECK(!w.whole_days);
    CHECK_INT(w.last - w.first, 1);
}

TEST(days_are_those_of_the_zone)
{
    const struct manifest m = through("2026-11-20T20:00:00Z"); /* the 21st in Kolkata */
    struct window w = resolve(&m, RANGE_7D, "Asia/Kolkata");
    check_span(w, "2026-11-14T18:30:00Z", "2026-11-21T18:30:00Z");
    CHECK_INT(w.last, day_of_civil(2026, 11, 21));
    check_span(
        resolve(&m, RANGE_7D, "America/New_York"), "2026-11-14T05:00:00Z", "2026-11-21T05:00:00Z");
}

TEST(a_day_may_have_23_or_25_hours)
{
    struct window spring = between("2026-03-29", "2026-03-29", "Europe/London");
    CHECK_INT(spring.to - spring.from, 23 * HOUR_MS);
    CHECK(spring.whole_days);
    struct window autumn = between("2026-10-25", "2026-10-25", "Europe/London");
    CHECK_INT(autumn.to - autumn.from, 25 * HOUR_MS);
    CHECK(autumn.whole_days);
    CHECK_INT(autumn.first, autumn.last);
}

TEST(own_hours_have_dates_in_utc)
{
    const struct manifest m = through("2026-11-20T06:00:00Z");
    struct window w = resolve(&m, RANGE_7D, "own");
    CHECK(w.own);
    CHECK_STR(zone_name(w.zone), STR("UTC"));
    check_span(w, "2026-11-14T00:00:00Z", "2026-11-21T00:00:00Z");
}

TEST(a_last_date_is_a_whole_day_and_a_last_minute_is_not_included)
{
    struct window w = between("2026-08-23", "2026-08-24", "UTC");
    check_span(w, "2026-08-23T00:00:00Z", "2026-08-25T00:00:00Z");
    w = between("2026-08-23T06:30", "2026-08-23T07:00", "Europe/Paris");
    check_span(w, "2026-08-23T04:30:00Z", "2026-08-23T05:00:00Z");
    CHECK(!w.whole_days);
    w = between("2026-08-23T00:00", "2026-08-24T00:00", "UTC");
    CHECK(w.whole_days && w.first == w.last);
}

TEST(without_data_a_relative_range_is_empty)
{
    const struct manifest m = {0};
    for (int range = RANGE_24H; range < RANGE__N; range++) {
        struct window w = resolve(&m, (enum range)range, "UTC");
        CHECK_INT(w.from, w.to);
        CHECK(w.last < w.first && !w.whole_days);
    }
}

TEST(attempts_tell_the_end_where_no_page_was_loaded)
{
    struct manifest m = {0};
    m.family[FAMILY_NOTIFICATIONS].through = at("2026-11-20T06:00:00Z");
    check_span(resolve(&m, RANGE_7D, "UTC"), "2026-11-14T00:00:00Z", "2026-11-21T00:00:00Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_end_with_the_day_of_the_newest_data),
        cmocka_unit_test(data_through_midnight_does_not_begin_a_day),
        cmocka_unit_test(a_year_back_from_a_leap_day),
        cmocka_unit_test(a_day_of_24_hours_ends_at_the_last_full_minute),
        cmocka_unit_test(days_are_those_of_the_zone),
        cmocka_unit_test(a_day_may_have_23_or_25_hours),
        cmocka_unit_test(own_hours_have_dates_in_utc),
        cmocka_unit_test(a_last_date_is_a_whole_day_and_a_last_minute_is_not_included),
        cmocka_unit_test(without_data_a_relative_range_is_empty),
        cmocka_unit_test(attempts_tell_the_end_where_no_page_was_loaded),
    };
    if (zone_set_open(&zones, "/usr/share/zoneinfo").code != ERR_OK)
        return 1;
    int failed = RUN(tests);
    zone_set_done(&zones);
    return failed;
}
