/* What is not held, and why, is told from what is; and days of 23 or 25 hours are named. */
#include "check.h"

#include "query/annotation.h"

#define FIRST 20000 /* a day */

static struct arena arena;
static struct zone_set *zones;

static struct window window_from(const char *zone, int32_t first, int32_t last)
{
    const struct zone *z = zone_find(zones, str_of(zone));
    return (struct window){.zone = z,
        .first = first,
        .last = last,
        .from = zone_day_start(z, first),
        .to = zone_day_start(z, last + 1),
        .whole_days = true};
}

TEST(days_that_are_not_held_are_told_by_why)
{
    /* Held: days 10 to 14 and 17 to 19 of the 20; those before day 5 are past retention. */
    struct span held[] = {{(FIRST + 10) * DAY_MS, (FIRST + 15) * DAY_MS},
        {(FIRST + 17) * DAY_MS, (FIRST + 20) * DAY_MS}};
    struct manifest m = {0};
    m.family[FAMILY_PAGEOUTS] = (struct family_state){
        .covered = held, .covered_n = 2, .through = (FIRST + 20) * DAY_MS - 1, .keep_days = 14};
    struct window w = window_from("UTC", FIRST, FIRST + 24);
    const struct annotation *x;
    CHECK_INT(annotations_of(&arena, &m, &w, &x), 3);
    const struct {
        enum annotation_kind kind;
        int32_t from, to;
    } want[] = {{ANNOTATION_NOT_KEPT, 0, 5}, {ANNOTATION_EARLIER, 5, 10}, {ANNOTATION_GAP, 15, 17}};
    for (EACH(i, want)) {
        CHECK_INT(x[i].kind, want[i].kind);
        CHECK_INT(x[i].dataset, DATASET_PAGEOUTS);
        CHECK_INT(x[i].from, (FIRST + want[i].from) * DAY_MS);
        CHECK_INT(x[i].to, (FIRST + want[i].to) * DAY_MS);
    }
}

TEST(what_is_wholly_held_has_none_and_neither_has_the_time_after_the_data)
{
    struct span held[] = {{FIRST * DAY_MS, (FIRST + 20) * DAY_MS}};
    struct manifest m = {0};
    m.family[FAMILY_PAGEOUTS] = m.family[FAMILY_NOTIFICATIONS] =
        (struct family_state){.covered = held, .covered_n = 1, .through = (FIRST + 20) * DAY_MS};
    struct window w = window_from("UTC", FIRST + 3, FIRST + 40);
    const struct annotation *x;
    CHECK_INT(annotations_of(&arena, &m, &w, &x), 0);
}

TEST(a_change_of_clocks_is_told_in_the_zone_of_the_question)
{
    const struct manifest none = {0};
    int32_t day = day_of_civil(2026, 3, 29);
    struct window berlin = window_from("Europe/Berlin", day - 3, day + 3);
    struct window utc = window_from("UTC", day - 3, day + 3);
    const struct annotation *x;
    CHECK_INT(annotations_of(&arena, &none, &utc, &x), 0);
    CHECK_INT(annotations_of(&arena, &none, &berlin, &x), 1);
    CHECK_INT(x[0].kind, ANNOTATION_CLOCK);
    CHECK_INT(x[0].shift_s, 3600);
    CHECK_INT(x[0].from, day * DAY_MS + HOUR_MS); /* 02:00 local became 03:00 */
    day = day_of_civil(2026, 11, 1);
    struct window york = window_from("America/New_York", day, day);
    CHECK_INT(annotations_of(&arena, &none, &york, &x), 1);
    CHECK_INT(x[0].shift_s, -3600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_that_are_not_held_are_told_by_why),
        cmocka_unit_test(what_is_wholly_held_has_none_and_neither_has_the_time_after_the_data),
        cmocka_unit_test(a_change_of_clocks_is_told_in_the_zone_of_the_question),
    };
    arena = arena_of(1u << 20);
    CHECK_OK(zone_set_open(&zones, "/usr/share/zoneinfo"));
    int failed = RUN(tests);
    zone_set_done(&zones);
    arena_done(&arena);
    return failed;
}
