#include "check.h"

#include "query/report.h"
#include "query/steps.h"
#include "store/duties.h"

static struct zone_set *zones;

static int64_t at(const char *text)
{
    int64_t ms = 0;
    CHECK(time_parse_rfc3339(str_of(text), &ms));
    return ms;
}

static struct window last_of(enum report_kind kind, const char *tz, const char *end)
{
    struct window w = {.zone = zone_find(zones, str_of(tz))};
    report_days(kind, at(end), &w);
    return w;
}

TEST(the_last_week_is_the_last_whole_one_of_the_data)
{
    const struct {
        const char *tz, *end, *from, *to;
    } cases[] = {
        {"UTC", "2026-11-20T06:00:00Z", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"},
        {"UTC", "2026-11-16T00:00:00Z", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"},
        {"UTC", "2026-11-15T23:59:59Z", "2026-11-02T00:00:00Z", "2026-11-09T00:00:00Z"},
        /* A week that holds a change of clocks has an hour more. */
        {"Europe/London", "2026-10-28T12:00:00Z", "2026-10-18T23:00:00Z", "2026-10-26T00:00:00Z"},
        {"America/New_York", "2026-11-16T04:00:00Z", "2026-11-02T05:00:00Z",
            "2026-11-09T05:00:00Z"},
    };
    for (EACH(i, cases)) {
        struct window w = last_of(REPORT_WEEKLY, cases[i].tz, cases[i].end);
        CHECK_INT(w.from, at(cases[i].from));
        CHECK_INT(w.to, at(cases[i].to));
    }
}

TEST(the_last_month_is_the_last_whole_one_of_the_data)
{
    struct window w = last_of(REPORT_LEADERSHIP, "UTC", "2026-03-01T00:00:00Z");
    CHECK_INT(w.from, at("2026-02-01T00:00:00Z"));
    CHECK_INT(w.to, at("2026-03-01T00:00:00Z"));
    w = last_of(REPORT_LEADERSHIP, "UTC", "2026-01-31T23:00:00Z");
    CHECK_INT(w.from, at("2025-12-01T00:00:00Z"));
    CHECK_INT(w.to, at("2026-01-01T00:00:00Z"));
}

TEST(a_month_is_compared_with_the_month_before_whatever_their_lengths)
{
    struct window w = last_of(REPORT_LEADERSHIP, "UTC", "2026-04-05T00:00:00Z");
    struct window b = window_before(&w, CMP_PREV);
    CHECK_INT(b.from, at("2026-02-01T00:00:00Z"));
    CHECK_INT(b.to, at("2026-03-01T00:00:00Z"));
    CHECK(window_is_month(&b));
    struct window year = window_month(&w, -12);
    CHECK_INT(year.from, at("2025-03-01T00:00:00Z"));
    w = window_days(&w, w.first, w.last - 1); /* a day less is no month */
    CHECK(!window_is_month(&w));
    CHECK_INT(window_before(&w, CMP_PREV).from, at("2026-01-30T00:00:00Z"));
}

TEST(the_last_shift_is_the_one_that_runs_unless_it_has_only_begun)
{
    const struct duty_span duty[] = {
        {STR("ana"), 1, at("2026-11-02T08:00:00Z"), at("2026-11-09T08:00:00Z")},
        {STR("cy"), 2, at("2026-11-05T08:00:00Z"), at("2026-11-12T08:00:00Z")},
        {STR("bo"), 1, at("2026-11-09T08:00:00Z"), INT64_MAX},
    };
    int64_t from, to;
    CHECK(handoff_find(duty, 3, at("2026-11-10T06:30:00Z"), &from, &to));
    CHECK_INT(from, at("2026-11-09T08:00:00Z"));
    CHECK_INT(to, at("2026-11-10T06:30:00Z"));
    CHECK(handoff_find(duty, 3, at("2026-11-09T10:00:00Z"), &from, &to));
    CHECK_INT(from, at("2026-11-09T08:00:00Z"));
    CHECK(handoff_find(duty, 3, at("2026-11-09T09:59:00Z"), &from, &to));
    CHECK_INT(from, at("2026-11-02T08:00:00Z"));
    CHECK_INT(to, at("2026-11-09T08:00:00Z"));
}

TEST(who_is_on_call_for_ever_has_no_shifts)
{
    const struct duty_span duty[] = {{STR("bo"), 1, at("2026-06-01T08:00:00Z"), INT64_MAX}};
    int64_t from, to;
    CHECK(!handoff_find(duty, 1, at("2026-11-10T06:30:00Z"), &from, &to));
    CHECK(!handoff_find(duty, 0, at("2026-11-10T06:30:00Z"), &from, &to));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_week_is_the_last_whole_one_of_the_data),
        cmocka_unit_test(the_last_month_is_the_last_whole_one_of_the_data),
        cmocka_unit_test(a_month_is_compared_with_the_month_before_whatever_their_lengths),
        cmocka_unit_test(the_last_shift_is_the_one_that_runs_unless_it_has_only_begun),
        cmocka_unit_test(who_is_on_call_for_ever_has_no_shifts),
    };
    CHECK_OK(zone_set_open(&zones, "/usr/share/zoneinfo"));
    int failed = RUN(tests);
    zone_set_done(&zones);
    return failed;
}
