#include "check.h"

#include "query/rest.h"

#define DAY 20000 /* 2024-10-04, a Friday */
#define AT(weekday, hour) ((weekday)*24 + (hour))

TEST(a_night_is_that_of_the_evening_it_began_on)
{
    static const struct {
        int32_t day, local_hour, want;
    } cases[] = {
        {DAY, AT(4, 22), DAY},         /* Friday evening */
        {DAY, AT(4, 3), DAY - 1},      /* Friday morning: Thursday's */
        {DAY + 1, AT(5, 7), DAY},      /* Saturday morning: the same as Friday evening */
        {DAY, AT(5, 1), DAY},          /* east: Saturday already there */
        {DAY + 1, AT(4, 23), DAY},     /* west: still Friday evening there */
        {DAY + 3, AT(6, 22), DAY + 2}, /* west, over the week's end: Sunday evening */
        {DAY + 2, AT(0, 2), DAY + 2},  /* east, over the week's end: Monday morning */
    };
    for (EACH(i, cases))
        CHECK_INT(night_of(cases[i].day, cases[i].local_hour), cases[i].want);
}

static void check_quiet(
    const int64_t *at, size_t n, const struct span *held, size_t held_n, struct span want)
{
    struct span got = quiet_of(at, n, held, held_n, 100, 200);
    CHECK_INT(got.from, want.from);
    CHECK_INT(got.to, want.to);
}

TEST(quiet_is_between_pages_and_the_ends_of_what_is_held)
{
    static const int64_t at[] = {90, 110, 130, 170, 210};
    static const struct span all = {0, 1000}, parts[] = {{0, 140}, {150, 180}}, none = {300, 400};
    check_quiet(at, 5, &all, 1, (struct span){130, 170});
    check_quiet(NULL, 0, &all, 1, (struct span){100, 200});
    check_quiet(at, 5, parts, 2, (struct span){110, 130}); /* the first of two as long */
    check_quiet(at, 1, parts, 2, (struct span){100, 140});
    check_quiet(at, 5, &none, 1, (struct span){0, 0});
    check_quiet(at, 5, NULL, 0, (struct span){0, 0});
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_night_is_that_of_the_evening_it_began_on),
        cmocka_unit_test(quiet_is_between_pages_and_the_ends_of_what_is_held),
    };
    return RUN(tests);
}
