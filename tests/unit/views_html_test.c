#include "check.h"
#include "views/html.h"
#include "views/say.h"

static struct arena arena;

static struct str escaped(struct str s)
{
    struct html h = html_of(&arena);
    html_text(&h, s);
    return out_done(&h.o);
}

TEST(text_on_a_page_is_made_safe)
{
    const struct {
        struct str in, want;
    } cases[] = {
        {STR("plain"), STR("plain")},
        {STR("<\"&'>"), STR("&lt;&quot;&amp;&#39;&gt;")},
        {STR("a\tb\nc"), STR("a\tb\nc")},
        {STR("na\xc3\xafve"), STR("na\xc3\xafve")},
        {STR("\x01\x7f\r"), STR("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")},
        {STR("cut \xe2\x82"), STR("cut \xef\xbf\xbd\xef\xbf\xbd")},
        {{"\0x", 2}, STR("\xef\xbf\xbdx")},
        {STR(""), STR("")},
    };
    for (EACH(i, cases))
        CHECK_STR(escaped(cases[i].in), cases[i].want);
}

TEST(an_attribute_cannot_be_left)
{
    struct html h = html_of(&arena);
    html_attr(&h, "href", STR("/x?a=1&b=\"><script>"));
    CHECK_STR(out_done(&h.o), STR(" href=\"/x?a=1&amp;b=&quot;&gt;&lt;script&gt;\""));
}

TEST(numbers_are_grouped_by_thousands)
{
    const struct {
        uint64_t in;
        struct str want;
    } cases[] = {
        {0, STR("0")},
        {999, STR("999")},
        {1000, STR("1,000")},
        {1234567, STR("1,234,567")},
        {UINT64_MAX, STR("18,446,744,073,709,551,615")},
    };
    for (EACH(i, cases))
        CHECK_STR(say_count(&arena, cases[i].in), cases[i].want);
}

TEST(a_coordinate_has_one_decimal_or_none)
{
    const struct {
        double in;
        struct str want;
    } cases[] = {
        {12, STR("12")},
        {12.34, STR("12.3")},
        {11.96, STR("12")},
        {-0.01, STR("0")},
        {-3.25, STR("-3.3")},
    };
    for (EACH(i, cases)) {
        struct html h = html_of(&arena);
        html_at(&h, cases[i].in);
        CHECK_STR(out_done(&h.o), cases[i].want);
    }
}

TEST(a_share_is_never_rounded_to_all_or_to_nothing)
{
    const struct {
        uint64_t part, whole;
        struct str want;
    } cases[] = {
        {0, 5, STR("0\xc2\xa0%")},
        {5, 5, STR("100\xc2\xa0%")},
        {99999, 100000, STR("99.9\xc2\xa0%")},
        {1, 100000,
            STR("<\xc2\xa0"
                "0.1\xc2\xa0%")},
        {862, 1000, STR("86.2\xc2\xa0%")},
        {1, 3, STR("33.3\xc2\xa0%")},
    };
    for (EACH(i, cases))
        CHECK_STR(say_share(&arena, cases[i].part, cases[i].whole), cases[i].want);
}

TEST(durations_carry_over_to_the_next_unit)
{
    const struct {
        int64_t in;
        struct str want;
    } cases[] = {
        {0, STR("0\xc2\xa0s")},
        {400, STR("0.4\xc2\xa0s")},
        {9990, STR("10\xc2\xa0s")},
        {59499, STR("59\xc2\xa0s")},
        {59500, STR("1\xc2\xa0min")},
        {108000, STR("1\xc2\xa0min\xc2\xa0"
                     "48\xc2\xa0s")},
        {3599600, STR("1\xc2\xa0h")},
        {2 * HOUR_MS + 10 * MINUTE_MS, STR("2\xc2\xa0h\xc2\xa0"
                                           "10\xc2\xa0min")},
        {DAY_MS - 1, STR("1\xc2\xa0"
                         "d")},
        {3 * DAY_MS + 4 * HOUR_MS, STR("3\xc2\xa0"
                                       "d\xc2\xa0"
                                       "4\xc2\xa0h")},
    };
    for (EACH(i, cases))
        CHECK_STR(say_duration(&arena, cases[i].in), cases[i].want);
}

TEST(days_name_their_year_once_or_where_it_changes)
{
    int32_t aug = day_of_civil(2026, 8, 23), nov = day_of_civil(2026, 11, 20);
    CHECK_STR(say_days(&arena, aug, nov), STR("23\xc2\xa0"
                                              "Aug to 20\xc2\xa0Nov\xc2\xa0"
                                              "2026"));
    CHECK_STR(say_days(&arena, day_of_civil(2025, 12, 30), aug), STR("30\xc2\xa0"
                                                                     "Dec\xc2\xa0"
                                                                     "2025 to 23\xc2\xa0"
                                                                     "Aug\xc2\xa0"
                                                                     "2026"));
    CHECK_STR(say_days(&arena, nov, nov), STR("Fri 20\xc2\xa0Nov\xc2\xa0"
                                              "2026"));
}

int main(void)
{
    arena = arena_of(1u << 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_on_a_page_is_made_safe),
        cmocka_unit_test(an_attribute_cannot_be_left),
        cmocka_unit_test(numbers_are_grouped_by_thousands),
        cmocka_unit_test(a_coordinate_has_one_decimal_or_none),
        cmocka_unit_test(a_share_is_never_rounded_to_all_or_to_nothing),
        cmocka_unit_test(durations_carry_over_to_the_next_unit),
        cmocka_unit_test(days_name_their_year_once_or_where_it_changes),
    };
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
