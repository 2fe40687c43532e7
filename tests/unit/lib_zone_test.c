#include "check.h"

#include <stdlib.h>
#include <time.h>

#include "lib/zone.h"

static void set_done(struct zone_set **set)
{
    zone_set_done(set);
}

static struct zone_set *opened(void)
{
    struct zone_set *set = NULL;
    CHECK_OK(zone_set_open(&set, "/usr/share/zoneinfo"));
    return set;
}

/* glibc's own reading of the same files, as the second opinion. */
TEST(offsets_are_those_of_libc)
{
    static const char *const names[] = {"Europe/London", "Europe/Berlin", "America/New_York",
        "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
        "Africa/Casablanca", "Pacific/Apia", "America/St_Johns", "Asia/Tehran", "Antarctica/Troll",
        "Europe/Dublin"};
    AUTO(set_done) struct zone_set *set = opened();
    for (EACH(i, names)) {
        const struct zone *z = zone_find(set, str_of(names[i]));
        CHECK(z != NULL);
        setenv("TZ", names[i], 1);
        tzset();
        for (int64_t s = 1420070400; s < INT64_C(2556144000); s += 86400 * 3 + 3511) {
            time_t t = s;
            struct tm tm;
            localtime_r(&t, &tm);
            if (zone_offset_s(z, s * 1000) != tm.tm_gmtoff)
                fail_msg("%s at %lld: %d, libc %ld", names[i], (long long)s,
                    zone_offset_s(z, s * 1000), tm.tm_gmtoff);
        }
    }
    unsetenv("TZ");
    tzset();
}

TEST(a_gap_gives_the_change_and_an_overlap_the_earlier_time)
{
    AUTO(set_done) struct zone_set *set = opened();
    const struct zone *z = zone_find(set, STR("Europe/London"));
    int64_t want = 0;
    CHECK(time_parse_rfc3339(STR("2026-03-29T01:00:00Z"), &want));
    CHECK_INT(zone_utc(z, (struct civil){2026, 3, 29, 1, 30, 0, 0}), want);
    CHECK(time_parse_rfc3339(STR("2026-10-25T00:30:00Z"), &want));
    CHECK_INT(zone_utc(z, (struct civil){2026, 10, 25, 1, 30, 0, 0}), want);
}

TEST(days_have_23_24_or_25_hours)
{
    AUTO(set_done) struct zone_set *set = opened();
    const struct zone *z = zone_find(set, STR("America/New_York"));
    const struct {
        int32_t day;
        int hours;
    } cases[] = {{day_of_civil(2026, 3, 8), 23}, {day_of_civil(2026, 11, 1), 25},
        {day_of_civil(2026, 6, 1), 24}};
    for (EACH(i, cases)) {
        int64_t length = zone_day_start(z, cases[i].day + 1) - zone_day_start(z, cases[i].day);
        CHECK_INT(length / HOUR_MS, cases[i].hours);
    }
}

TEST(names_that_are_no_zone_are_refused)
{
    static const char *const names[] = {"", "Mars/Olympus", "../../../etc/passwd", "/etc/passwd",
        "localtime", "posix/Europe/London", "right/UTC", "posixrules", "leapseconds", "Europe",
        "Europe/London ", "Europe//London", "Europe/Lon\ndon", "tzdata.zi",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    AUTO(set_done) struct zone_set *set = opened();
    for (EACH(i, names))
        if (zone_find(set, str_of(names[i])))
            fail_msg("%s was taken", names[i]);
    CHECK(zone_find(set, STR("UTC")) != NULL);
}

TEST(times_are_written_with_their_offset)
{
    AUTO(set_done) struct zone_set *set = opened();
    struct arena a = arena_of(1u << 16);
    struct out o = out_of(&a);
    int64_t ms = 0;
    CHECK(time_parse_rfc3339(STR("2026-07-01T12:00:00.5Z"), &ms));
    out_time_in(&o, zone_find(set, STR("Asia/Kolkata")), ms);
    CHECK_STR(out_done(&o), STR("2026-07-01T17:30:00.500+05:30"));
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_those_of_libc),
        cmocka_unit_test(a_gap_gives_the_change_and_an_overlap_the_earlier_time),
        cmocka_unit_test(days_have_23_24_or_25_hours),
        cmocka_unit_test(names_that_are_no_zone_are_refused),
        cmocka_unit_test(times_are_written_with_their_offset),
    };
    return RUN(tests);
}
