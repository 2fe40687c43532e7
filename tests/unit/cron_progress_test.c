#include "check.h"

#include "cron/progress.h"
#include "lib/day.h"

#include <string.h>

static const struct progress begun = {
    .began = 1000, .days = 10, .rows = 5000, .dataset = "pageouts"};
static const struct plan_sum half = {.chunks = {[CHUNK_WAITING] = 1, [CHUNK_RUNNING] = 2},
    .days = {[CHUNK_WAITING] = 40, [CHUNK_RUNNING] = 10, [CHUNK_DONE] = 50},
    .all_days = 100,
    .rows = 45000};

static struct str line(struct arena *a, const struct plan_sum *sum, int64_t now, size_t columns)
{
    struct out o = out_of(a);
    progress_line(&o, &begun, sum, now, columns);
    return out_done(&o);
}

TEST(the_line_tells_what_this_run_did_a_second_and_how_long_the_rest_takes)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 16);
    struct plan_sum sum = half;
    CHECK_STR(
        line(&a, &sum, 41000, 100), STR("pageouts [############............] 50 of 100 days, ETA "
                                        "0:00:50, 1000 rows/s, 45000 rows, 2 "
                                        "running"));
    sum.chunks[CHUNK_ASIDE] = 3;
    CHECK(str_ends(line(&a, &sum, 41000, 200), STR(", 2 running, 3 set aside")));
    sum.days[CHUNK_DONE] = 10;
    CHECK(str_find(line(&a, &sum, 41000, 200), '?') < line(&a, &sum, 41000, 200).n);
}

TEST(the_line_never_reaches_the_terminals_last_column)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    for (size_t columns = 0; columns < 300; columns++) {
        struct str s = line(&a, &half, 41000, columns);
        CHECK(s.n < columns || s.n == 0);
        bool bar = str_find(s, '[') < s.n;
        CHECK(bar == (columns >= 86));
    }
}

TEST(at_the_first_moment_nothing_is_divided_by_nothing)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 16);
    struct plan_sum none = {.all_days = 0};
    CHECK_STR(line(&a, &none, 1000, 80),
        STR("pageouts [..............] 0 of 0 days, ETA 0:00:00, 0 rows/s, 0 rows, 0 running"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_tells_what_this_run_did_a_second_and_how_long_the_rest_takes),
        cmocka_unit_test(the_line_never_reaches_the_terminals_last_column),
        cmocka_unit_test(at_the_first_moment_nothing_is_divided_by_nothing),
    };
    return RUN(tests);
}
