/* A title may say "fell 12 %" only when chance does not: counted over many made-up months. */
#include "check.h"

#include <math.h>

#include "query/shift.h"

#define DAYS 28
#define TRIES 2000

static struct arena arena;
static uint64_t seed = 1;

static double chance(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 40) / (double)(1u << 24);
}

/* Quiet weekends, days that scatter by a third, and now and then a storm of three times as many. */
static double day_of_pages(size_t i, double level)
{
    double usual = (i % 7 < 5 ? 1200 : 500) * level;
    double scatter = chance() + chance() + chance() + chance() - 2;
    return floor(usual * (1 + scatter / 2) * (chance() < 0.04 ? 3 : 1));
}

static void month(double *x, size_t from, double level)
{
    for (size_t i = 0; i < DAYS; i++)
        x[i] = day_of_pages(i, i < from ? 1 : level);
}

TEST(without_a_change_none_is_told)
{
    size_t sought = 0, given = 0;
    for (size_t i = 0; i < TRIES; i++) {
        double x[DAYS], y[DAYS];
        arena_wipe(&arena);
        month(x, DAYS, 1);
        month(y, DAYS, 1);
        sought += shift_in(&arena, x, DAYS, true).found;
        given += shift_between(&arena, x, DAYS, y, DAYS).found;
    }
    CHECK(sought < TRIES / 100);
    CHECK(given < TRIES / 100);
}

TEST(a_change_is_found_where_it_was)
{
    size_t found = 0, near = 0;
    for (size_t i = 0; i < TRIES; i++) {
        double x[DAYS];
        arena_wipe(&arena);
        month(x, 13, 0.5);
        struct shift s = shift_in(&arena, x, DAYS, true);
        found += s.found && s.change < -0.3 && s.change > -0.7;
        near += s.found && s.at >= 11 && s.at <= 15;
    }
    CHECK(found > TRIES * 3 / 4);
    CHECK(near > TRIES * 3 / 4);
}

TEST(a_storm_or_a_weekend_is_no_change)
{
    double x[DAYS];
    for (size_t i = 0; i < DAYS; i++)
        x[i] = i % 7 < 5 ? 1000 + (double)(i * 37 % 50) : 300 + (double)(i * 17 % 20);
    CHECK(!shift_in(&arena, x, DAYS, true).found);
    x[20] = 90000;
    CHECK(!shift_in(&arena, x, DAYS, true).found);
}

TEST(a_small_change_is_told_by_nobody_however_sure_it_is)
{
    double x[DAYS];
    for (size_t i = 0; i < DAYS; i++)
        x[i] = i < 14 ? 1000 + (double)(i % 3) : 1030 + (double)(i % 3);
    CHECK(!shift_in(&arena, x, DAYS, false).found);
    for (size_t i = 14; i < DAYS; i++)
        x[i] = 880 + (double)(i % 3);
    struct shift s = shift_in(&arena, x, DAYS, false);
    CHECK(s.found);
    CHECK_INT(s.at, 14);
    CHECK_INT(lround(s.change * 100), -12);
}

TEST(too_few_steps_tell_nothing)
{
    double x[2 * SHIFT_STEPS_MIN] = {0};
    for (size_t i = SHIFT_STEPS_MIN; i < COUNT_OF(x); i++)
        x[i] = 100;
    CHECK(!shift_in(&arena, x, COUNT_OF(x) - 1, false).found);
    CHECK(!shift_in(&arena, x, COUNT_OF(x), true).found); /* a weekday's usual count is 0 */
    CHECK(!shift_between(&arena, x, 6, x + 7, 7).found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_change_none_is_told),
        cmocka_unit_test(a_change_is_found_where_it_was),
        cmocka_unit_test(a_storm_or_a_weekend_is_no_change),
        cmocka_unit_test(a_small_change_is_told_by_nobody_however_sure_it_is),
        cmocka_unit_test(too_few_steps_tell_nothing),
    };
    arena = arena_of(1u << 20);
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
