#include "check.h"

#include "lib/day.h"
#include "source/window.h"

#define NOW INT64_C(1794744030500) /* 2026-11-15T12:00:30.5Z */
#define NOON INT64_C(1794744000000)

TEST(without_a_watermark_the_first_window_is_asked_for)
{
    const struct window_ask ask = {.now = NOW, .look_back = 2 * DAY_MS, .first = 90 * DAY_MS};
    struct report_window w;
    CHECK_OK(window_choose(&ask, &w));
    CHECK_INT(w.to, NOON);
    CHECK_INT(w.from, NOON - 90 * DAY_MS);
}

TEST(with_a_watermark_it_looks_back_from_there)
{
    struct window_ask ask = {
        .now = NOW, .through = NOON - HOUR_MS + 1, .look_back = 2 * DAY_MS, .first = 90 * DAY_MS};
    struct report_window w;
    CHECK_OK(window_choose(&ask, &w));
    CHECK_INT(w.from, NOON - HOUR_MS - 2 * DAY_MS);
    ask.through = NOW + DAY_MS; /* of a clock that was wrong */
    CHECK_OK(window_choose(&ask, &w));
    CHECK_INT(w.from, NOON - 2 * DAY_MS);
}

TEST(what_is_told_goes_before_the_watermark)
{
    const struct window_ask ask = {.now = NOW,
        .through = NOON,
        .from = NOON - 9 * DAY_MS,
        .to = NOON - DAY_MS,
        .look_back = DAY_MS,
        .first = DAY_MS};
    struct report_window w;
    CHECK_OK(window_choose(&ask, &w));
    CHECK_INT(w.from, NOON - 9 * DAY_MS);
    CHECK_INT(w.to, NOON - DAY_MS);
}

TEST(windows_that_are_none_are_refused)
{
    const struct window_ask bad[] = {
        {.now = NOW, .from = NOON, .to = NOON, .first = 1},
        {.now = NOW, .from = NOON, .to = NOON - 1, .first = 1},
        {.now = NOW, .to = NOW + 1, .first = 1},
    };
    for (EACH(i, bad)) {
        struct report_window w;
        CHECK_ERR(window_choose(&bad[i], &w), ERR_USAGE);
    }
}

TEST(moments_are_days_or_times)
{
    int64_t ms;
    CHECK_OK(window_moment(STR("2026-11-15"), &ms));
    CHECK_INT(ms, NOON - DAY_MS / 2);
    CHECK_OK(window_moment(STR("2026-11-15T13:00:00+01:00"), &ms));
    CHECK_INT(ms, NOON);
    CHECK_ERR(window_moment(STR("yesterday"), &ms), ERR_USAGE);
    CHECK_ERR(window_moment(STR("2026-11-15T12:00:00"), &ms), ERR_USAGE);
}

/* Splitting to the end gives back every millisecond once, in order. */
TEST(halves_meet_and_end)
{
    struct report_window w = {NOON - 400 * DAY_MS + 17, NOON + 5}, first, second;
    int splits = 0;
    while (window_split(w, &first, &second)) {
        CHECK_INT(first.from, w.from);
        CHECK_INT(first.to, second.from);
        CHECK_INT(second.to, w.to);
        CHECK(first.from < first.to && second.from < second.to);
        CHECK_INT(first.to % MINUTE_MS, 0);
        w = ++splits % 2 ? second : first;
    }
    CHECK(w.to - w.from <= 2 * MINUTE_MS);
    CHECK(splits > 10 && splits < 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_watermark_the_first_window_is_asked_for),
        cmocka_unit_test(with_a_watermark_it_looks_back_from_there),
        cmocka_unit_test(what_is_told_goes_before_the_watermark),
        cmocka_unit_test(windows_that_are_none_are_refused),
        cmocka_unit_test(moments_are_days_or_times),
        cmocka_unit_test(halves_meet_and_end),
    };
    return RUN(tests);
}
