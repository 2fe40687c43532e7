#include "check.h"

#include "csv/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct zone_set *zones;

struct time_case {
    const char *in;
    const char *want; /* RFC 3339; NULL = absent; "bad" */
};

static void check_case(const struct time_case *c, struct time_base base)
{
    int64_t got = -1, want = TIME_UNKNOWN;
    enum time_read read = time_read(str_of(c->in), base, &got);
    enum time_read expected = !c->want ? TIME_ABSENT : TIME_READ;
    if (c->want && str_eq(str_of(c->want), STR("bad")))
        expected = TIME_BAD;
    if (expected == TIME_READ)
        CHECK(time_parse_rfc3339(str_of(c->want), &want));
    if (read != expected || got != want)
        print_error("\"%s\" is %d, %lld\n", c->in, (int)read, (long long)got);
    CHECK_INT(read, expected);
    CHECK_INT(got, want);
}

TEST(every_notation_of_an_instant_is_read)
{
    static const struct time_case cases[] = {
        {"2026-11-20T06:00:00Z", "2026-11-20T06:00:00Z"},
        {"2026-11-20t06:00:00z", "2026-11-20T06:00:00Z"},
        {" 2026-11-20 06:00:00 ", "2026-11-20T06:00:00Z"},
        {"2026-11-20T06:00:00+0000", "2026-11-20T06:00:00Z"},
        {"2026-11-20T06:00:00+00:00", "2026-11-20T06:00:00Z"},
        {"2026-11-20T06:00:00-05", "2026-11-20T11:00:00Z"},
        {"2026-11-20T06:00:00-05:00", "2026-11-20T11:00:00Z"},
        {"2026-11-20T06:00:00+05:45", "2026-11-20T00:15:00Z"},
        {"2026-11-20 06:00:00 +0530", "2026-11-20T00:30:00Z"},
        {"2026-11-20 06:00:00 UTC", "2026-11-20T06:00:00Z"},
        {"2026-11-20 06:00:00 GMT+01:00", "2026-11-20T05:00:00Z"},
        {"2026-11-20T06:00Z", "2026-11-20T06:00:00Z"},
        {"2026-11-20T06:00:00.1Z", "2026-11-20T06:00:00.100Z"},
        {"2026-11-20T06:00:00.123Z", "2026-11-20T06:00:00.123Z"},
        {"2026-11-20T06:00:00,123Z", "2026-11-20T06:00:00.123Z"},
        {"2026-11-20T06:00:00.000000Z", "2026-11-20T06:00:00Z"},
        {"2026-11-20T06:00:00.9999999999999999999999999Z", "2026-11-20T06:00:00.999Z"},
        {"2026/11/20 06:00:00", "2026-11-20T06:00:00Z"},
        {"20261120T060000Z", "2026-11-20T06:00:00Z"},
        {"2026-06-30T23:59:60Z", "2026-07-01T00:00:00Z"},
        {"2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"},
        {"1795154400", "2026-11-20T06:00:00Z"},
        {"1795154400.25", "2026-11-20T06:00:00.250Z"},
        {"1795154400123", "2026-11-20T06:00:00.123Z"},
        {"1795154400123456", "2026-11-20T06:00:00.123Z"},
        {"1795154400123456789", "2026-11-20T06:00:00.123Z"},
        {"11/20/2026 6:00 AM", "2026-11-20T06:00:00Z"},
        {"11/20/2026, 6:00:07 PM", "2026-11-20T18:00:07Z"},
        {"11/20/2026 12:00 AM", "2026-11-20T00:00:00Z"},
        {"11/20/2026 12:30 pm", "2026-11-20T12:30:00Z"},
        {"2026-11-20 06:00:00 PM +0100", "2026-11-20T17:00:00Z"},
        {"Nov 20, 2026, 6:00 AM", "2026-11-20T06:00:00Z"},
        {"November 20 2026 06:00:00", "2026-11-20T06:00:00Z"},
        {"20 Nov 2026 06:00", "2026-11-20T06:00:00Z"},
        {"20-Nov-2026 06:00:00", "2026-11-20T06:00:00Z"},
    };
    for (EACH(i, cases))
        check_case(&cases[i], (struct time_base){0});
}

TEST(words_for_no_time_are_unknown_and_never_zero_o_clock)
{
    static const char *const words[] = {"", "  ", "N/A", "n/a", "null", "none", "-",
        "Invalid DateTime", "invalid date", "0", "0000-00-00 00:00:00", "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z", "NaN"};
    for (EACH(i, words))
        check_case(&(struct time_case){words[i], NULL}, (struct time_base){0});
}

TEST(what_is_not_a_time_is_said_to_be_bad)
{
    static const char *const words[] = {"yesterday", "2026-11-20", "20261120", "06:00:00", "2026",
        "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-20T24:00:00Z",
        "2026-11-20T06:60:00Z", "2026-11-20T06:00:00Zulu", "2026-11-20T06:00:00+99:00",
        "2026-11-20T06:00:00.Z", "2026-11-20T06:00:00 EST", "11/20/2026 06:00",
        "20/11/2026 6:00 AM", "2026-11-20 13:00 PM", "2026-11-20 0:30 AM", "1999-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z", "-1795154400", "1795154400.", "1795154400.x",
        "99999999999999999999", "12:34:56.789", "2026-11-20T06:00:00+", "Nov 2026 06:00",
        "2026-11-20Tnoon"};
    for (EACH(i, words))
        check_case(&(struct time_case){words[i], "bad"}, (struct time_base){0});
}

/* A blank in front is no part of the usual notation, so that it goes the tolerant way. */
static void same_the_tolerant_way(const char *text, size_t n)
{
    char blank[64] = " ";
    int64_t got = -1, want = -1;
    memcpy(blank + 1, text, n);
    enum time_read read = time_read((struct str){text, n}, (struct time_base){0}, &got);
    enum time_read tolerant = time_read((struct str){blank, n + 1}, (struct time_base){0}, &want);
    if (read == tolerant && got == want)
        return;
    print_error("\"%.*s\" is %d, %lld, not %d, %lld\n", (int)n, text, (int)read, (long long)got,
        (int)tolerant, (long long)want);
    fail();
}

TEST(the_usual_notation_reads_the_same_every_day_every_second_and_every_millisecond)
{
    int32_t last = day_of_civil(2100, 1, 2);
    char text[40];
    for (int32_t day = day_of_civil(1999, 12, 30); day < last; day++) {
        struct civil c = civil_of(day * DAY_MS);
        int n = snprintf(text, sizeof text, "%04d-%02d-%02dT23:59:59.999Z", c.year, c.month, c.day);
        same_the_tolerant_way(text, (size_t)n);
    }
    for (int second = 0; second < 86400; second++) {
        int n = snprintf(text, sizeof text, "2026-11-20T%02d:%02d:%02d%s", second / 3600,
            second / 60 % 60, second % 60, second % 2 ? "Z" : "+00:00");
        same_the_tolerant_way(text, (size_t)n);
    }
    for (int ms = 0; ms < 1000; ms++) {
        int n =
            snprintf(text, sizeof text, "2028-02-29T06:07:08.%03d%s", ms, ms % 2 ? "Z" : "+00:00");
        same_the_tolerant_way(text, (size_t)n);
    }
    for (int i = 0; i < 10000; i++) { /* months, days and hours that there are not */
        int n = snprintf(text, sizeof text, "20%02d-%02d-%02dT%02d:%02d:00Z", i % 100, i % 15,
            i % 34, i % 27, i % 64);
        same_the_tolerant_way(text, (size_t)n);
    }
}

TEST(what_is_almost_the_usual_notation_reads_as_the_tolerant_way_has_it)
{
    static const char *const texts[] = {"2026-11-20T06:00:00Z", "2026-11-20T06:00:00.123Z",
        "2026-11-20T06:00:00+00:00", "2026-11-20T06:00:00.123+00:00"};
    for (EACH(i, texts)) {
        size_t n = strlen(texts[i]);
        char text[40];
        for (size_t at = 0; at < n; at++)
            for (int c = 0; c < 256; c++) {
                memcpy(text, texts[i], n);
                text[at] = (char)c;
                same_the_tolerant_way(text, n);
            }
        for (size_t cut = 0; cut < n; cut++)
            same_the_tolerant_way(texts[i], cut);
        for (int c = 0; c < 256; c++) {
            memcpy(text, texts[i], n);
            text[n] = (char)c;
            same_the_tolerant_way(text, n + 1);
        }
    }
}

static const struct zone *zone_named(const char *name)
{
    const struct zone *z = zone_find(zones, str_of(name));
    CHECK(z != NULL);
    return z;
}

TEST(a_time_without_offset_is_in_the_declared_zone_and_not_in_the_hosts)
{
    const struct time_base london = {.zone = zone_named("Europe/London")};
    const struct time_base fixed = {.offset_s = -5 * 3600};
    static const char *const hosts[] = {"Asia/Tokyo", "America/New_York", "UTC"};
    for (EACH(i, hosts)) {
        setenv("TZ", hosts[i], 1);
        check_case(&(struct time_case){"2026-07-01 12:00:00", "2026-07-01T11:00:00Z"}, london);
        check_case(&(struct time_case){"2026-01-01 12:00:00", "2026-01-01T12:00:00Z"}, london);
        check_case(&(struct time_case){"2026-01-01 12:00:00", "2026-01-01T17:00:00Z"}, fixed);
        check_case(&(struct time_case){"2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z"}, london);
    }
}

TEST(a_gap_gives_the_change_and_an_overlap_the_earlier_instant)
{
    const struct time_base london = {.zone = zone_named("Europe/London")};
    const struct time_base lord_howe = {.zone = zone_named("Australia/Lord_Howe")}; /* 30 minutes */
    check_case(&(struct time_case){"2026-03-29 01:30:00", "2026-03-29T01:00:00Z"}, london);
    check_case(&(struct time_case){"2026-10-25 01:30:00", "2026-10-25T00:30:00Z"}, london);
    check_case(&(struct time_case){"2026-04-05 01:45:00", "2026-04-04T14:45:00Z"}, lord_howe);
}

TEST(a_zone_in_a_header_is_understood_or_refused)
{
    static const struct {
        const char *in;
        bool ok;
        int32_t offset_s;
        const char *zone;
    } cases[] = {
        {"UTC", true, 0, "UTC"},
        {"EST -0500", true, -18000, NULL},
        {"GMT+1", true, 3600, NULL},
        {"+05:30", true, 19800, NULL},
        {"Z", true, 0, NULL},
        {"Europe/Berlin", true, 0, "Europe/Berlin"},
        {"local", false, 0, NULL},
        {"ABC", false, 0, NULL},
    };
    for (EACH(i, cases)) {
        struct time_base base = {.offset_s = 1};
        CHECK_INT(time_base_read(str_of(cases[i].in), zones, &base), cases[i].ok);
        if (!cases[i].ok)
            continue;
        CHECK_STR(base.zone ? zone_name(base.zone) : STR(""), str_of(cases[i].zone));
        CHECK_INT(base.offset_s, cases[i].offset_s);
    }
    struct time_base base = {.offset_s = 7};
    CHECK(time_base_read(STR("ms"), zones, &base));
    CHECK_INT(base.offset_s, 7);
}

TEST(durations_may_be_longer_than_a_day_and_have_no_guessed_unit)
{
    static const struct {
        const char *in;
        enum time_read read;
        int64_t ms;
    } cases[] = {
        {"00:00:00", TIME_READ, 0},
        {"00:02:07", TIME_READ, 127000},
        {"26:03:04", TIME_READ, 93784000},
        {"1:00:00.25", TIME_READ, 3600250},
        {"-00:00:01", TIME_READ, -1000},
        {"", TIME_ABSENT, 0},
        {"N/A", TIME_ABSENT, 0},
        {"Invalid Duration", TIME_ABSENT, 0},
        {"90", TIME_BAD, 0},
        {"02:07", TIME_BAD, 0},
        {"00:60:00", TIME_BAD, 0},
        {"00:00:61", TIME_BAD, 0},
        {"12345678:00:00", TIME_BAD, 0},
        {"00:00:01x", TIME_BAD, 0},
    };
    for (EACH(i, cases)) {
        int64_t ms = -1;
        CHECK_INT(duration_read(str_of(cases[i].in), &ms), cases[i].read);
        CHECK_INT(ms, cases[i].ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_notation_of_an_instant_is_read),
        cmocka_unit_test(words_for_no_time_are_unknown_and_never_zero_o_clock),
        cmocka_unit_test(what_is_not_a_time_is_said_to_be_bad),
        cmocka_unit_test(
            the_usual_notation_reads_the_same_every_day_every_second_and_every_millisecond),
        cmocka_unit_test(what_is_almost_the_usual_notation_reads_as_the_tolerant_way_has_it),
        cmocka_unit_test(a_time_without_offset_is_in_the_declared_zone_and_not_in_the_hosts),
        cmocka_unit_test(a_gap_gives_the_change_and_an_overlap_the_earlier_instant),
        cmocka_unit_test(durations_may_be_longer_than_a_day_and_have_no_guessed_unit),
        cmocka_unit_test(a_zone_in_a_header_is_understood_or_refused),
    };
    if (zone_set_open(&zones, "/usr/share/zoneinfo").code != ERR_OK)
        return 1;
    int failed = RUN(tests);
    zone_set_done(&zones);
    return failed;
}
