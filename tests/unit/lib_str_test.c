#include "check.h"

TEST(cutting_gives_head_and_rest)
{
    struct str head, rest;
    CHECK(str_cut(STR("a,b,c"), ',', &head, &rest));
    CHECK_STR(head, STR("a"));
    CHECK_STR(rest, STR("b,c"));
    CHECK(!str_cut(STR("abc"), ',', &head, &rest));
    CHECK_STR(head, STR("abc"));
    CHECK_STR(rest, STR(""));
}

TEST(numbers_are_whole_and_do_not_overflow)
{
    const struct {
        struct str in;
        bool ok;
        int64_t want;
    } cases[] = {
        {STR("0"), true, 0},
        {STR("-7"), true, -7},
        {STR("9223372036854775807"), true, INT64_MAX},
        {STR("-9223372036854775808"), true, INT64_MIN},
        {STR("9223372036854775808"), false, 0},
        {STR(""), false, 0},
        {STR("-"), false, 0},
        {STR("1 "), false, 0},
        {STR("+1"), false, 0},
        {STR("0x1"), false, 0},
    };
    for (EACH(i, cases)) {
        int64_t v = 0;
        CHECK_INT(str_i64(cases[i].in, &v), cases[i].ok);
        CHECK_INT(v, cases[i].want);
    }
}

TEST(utf8_is_told_from_what_looks_like_it)
{
    CHECK(str_is_utf8(STR("na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80")));
    CHECK(!str_is_utf8(STR("\xc0\xaf")));         /* overlong */
    CHECK(!str_is_utf8(STR("\xed\xa0\x80")));     /* surrogate */
    CHECK(!str_is_utf8(STR("\xf4\x90\x80\x80"))); /* beyond U+10FFFF */
    CHECK(!str_is_utf8(STR("\xe2\x82")));         /* cut */
    CHECK(!str_is_utf8(STR("\x80")));
    for (size_t at = 0; at < 20; at++) { /* whatever the eight bytes it stands in */
        char text[20 + 2] = "abcdefghijklmnopqrst";
        text[at] = '\xc3';
        CHECK(!str_is_utf8((struct str){text, 20}));
        text[at + 1] = '\xa9';
        CHECK(str_is_utf8((struct str){text, at == 19 ? 21 : 20}));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cutting_gives_head_and_rest),
        cmocka_unit_test(numbers_are_whole_and_do_not_overflow),
        cmocka_unit_test(utf8_is_told_from_what_looks_like_it),
    };
    return RUN(tests);
}
