#include "check.h"

#include "cron/period.h"
#include "lib/day.h"

#define NOON INT64_C(1794744000000) /* 2026-11-15T12:00:00Z */
#define NOW (NOON + 30500)

static const struct settings set = {.look_back = 2 * DAY_MS, .first_window = 90 * DAY_MS};

static struct report_window asked(struct str from, struct str to, int64_t through)
{
    struct window_ask told;
    struct report_window w = {0};
    CHECK_OK(period_told(from, to, &set, NOW, &told));
    CHECK_OK(period_asked(&told, through, &w));
    return w;
}

TEST(the_first_run_reaches_back_as_far_as_the_setting_says)
{
    struct report_window w = asked(STR(""), STR(""), 0);
    CHECK_INT(w.from, NOON - 90 * DAY_MS);
    CHECK_INT(w.to, NOON);
}

TEST(the_next_one_goes_on_from_the_watermark_less_the_look_back)
{
    struct report_window w = asked(STR(""), STR(""), NOON - HOUR_MS);
    CHECK_INT(w.from, NOON - HOUR_MS - 2 * DAY_MS);
    CHECK_INT(w.to, NOON);
}

TEST(what_the_command_line_says_goes_before_the_watermark)
{
    struct report_window w = asked(STR("2026-11-01"), STR("2026-11-02T06:00:00Z"), NOON);
    CHECK_INT(w.from, NOON - 14 * DAY_MS - DAY_MS / 2);
    CHECK_INT(w.to, NOON - 13 * DAY_MS - DAY_MS / 4);
    w = asked(STR("2026-11-15"), STR(""), NOON - 9 * DAY_MS);
    CHECK_INT(w.from, NOON - DAY_MS / 2);
    CHECK_INT(w.to, NOON);
    w = asked(STR(""), STR("2026-11-15"), NOON);
    CHECK_INT(w.from, NOON - DAY_MS / 2 - 2 * DAY_MS);
}

TEST(a_period_that_is_none_is_refused_before_the_store_is_opened)
{
    const struct {
        struct str from, to;
        const char *says;
    } cases[] = {
        {STR("yesterday"), STR(""), "--from: "},
        {STR(""), STR("2026-13-01"), "--to: "},
        {STR("2026-11-15"), STR("2026-11-15"), "--from: "},
        {STR("2026-11-16"), STR(""), "--from: "},
        {STR(""), STR("2026-11-16"), "--to: "},
        {STR("1970-01-01"), STR(""), "--from: "},
        {STR("1969-07-20"), STR(""), "--from: "},
    };
    for (EACH(i, cases)) {
        struct window_ask told;
        struct err e = period_told(cases[i].from, cases[i].to, &set, NOW, &told);
        CHECK_INT(e.code, ERR_USAGE);
        CHECK(str_starts(str_of(e.text), str_of(cases[i].says)));
    }
}

TEST(a_second_run_in_the_same_minute_without_a_look_back_has_a_window)
{
    const struct settings none = {.first_window = 90 * DAY_MS};
    struct window_ask told;
    struct report_window w;
    CHECK_OK(period_told(STR(""), STR(""), &none, NOW, &told));
    CHECK_OK(period_asked(&told, NOON, &w));
    CHECK_INT(w.from, NOON - MINUTE_MS);
    CHECK_INT(w.to, NOON);
}

TEST(a_file_holds_the_days_of_its_rows_up_to_its_newest_time)
{
    const struct {
        int64_t first, last, from, to;
    } cases[] = {
        {NOON - 3 * DAY_MS, NOON - HOUR_MS, NOON - 3 * DAY_MS - DAY_MS / 2, NOON - HOUR_MS + 1},
        {NOON, NOON, NOON - DAY_MS / 2, NOON + 1},
        {NOON, NOON + DAY_MS, NOON - DAY_MS / 2, NOW + 1}, /* a clock that was wrong */
        {TIME_UNKNOWN, TIME_UNKNOWN, 0, 0},                /* no usable row */
    };
    for (EACH(i, cases)) {
        const struct pipeline_report r = {
            .created_first = cases[i].first, .event_last = cases[i].last};
        struct span s = period_of_file(&r, NOW);
        CHECK_INT(s.from, cases[i].from);
        CHECK_INT(s.to, cases[i].to);
    }
}

TEST(a_file_of_the_future_alone_holds_nothing)
{
    const struct pipeline_report r = {
        .created_first = NOON + 2 * DAY_MS, .event_last = NOON + 3 * DAY_MS};
    struct span s = period_of_file(&r, NOW);
    CHECK(s.to <= s.from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_run_reaches_back_as_far_as_the_setting_says),
        cmocka_unit_test(the_next_one_goes_on_from_the_watermark_less_the_look_back),
        cmocka_unit_test(what_the_command_line_says_goes_before_the_watermark),
        cmocka_unit_test(a_period_that_is_none_is_refused_before_the_store_is_opened),
        cmocka_unit_test(a_second_run_in_the_same_minute_without_a_look_back_has_a_window),
        cmocka_unit_test(a_file_holds_the_days_of_its_rows_up_to_its_newest_time),
        cmocka_unit_test(a_file_of_the_future_alone_holds_nothing),
    };
    return RUN(tests);
}
