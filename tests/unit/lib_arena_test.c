/* What an arena hands out, takes back and has left. */
#include "check.h"

#include "lib/arena.h"

#include <string.h>

#define CAP ((size_t)1 << 20)

TEST(a_rewind_forgets_what_came_after_the_mark_and_nothing_else)
{
    AUTO(arena_done) struct arena a = arena_of(CAP);
    struct str kept = arena_copy(&a, STR("kept"));
    struct arena_mark mark = arena_mark_of(&a);
    size_t left = arena_left(&a);
    for (int n = 0; n < 100; n++) { /* ten times more than there is, in blocks of their own, too */
        memset(arena_take(&a, 1, CAP / 10), 'x', CAP / 10);
        arena_rewind(&a, mark);
    }
    CHECK_INT(arena_left(&a), left);
    CHECK_STR(kept, STR("kept"));
    const char *again = arena_take(&a, 1, 64);
    for (size_t i = 0; i < 64; i++)
        CHECK_INT(again[i], 0);
}

TEST(a_mark_of_an_arena_without_memory_gives_all_of_it_back)
{
    AUTO(arena_done) struct arena a = arena_of(CAP);
    struct arena_mark mark = arena_mark_of(&a);
    (void)arena_copy(&a, STR("gone"));
    arena_rewind(&a, mark);
    CHECK_INT(arena_left(&a), CAP);
    CHECK(a.last == NULL);
}

TEST(what_is_left_shrinks_by_what_is_taken_and_a_wipe_gives_it_back)
{
    AUTO(arena_done) struct arena a = arena_of(CAP);
    (void)arena_take(&a, 1, 1000);
    CHECK(arena_left(&a) <= CAP - 1000);
    arena_wipe(&a);
    CHECK_INT(arena_left(&a), CAP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rewind_forgets_what_came_after_the_mark_and_nothing_else),
        cmocka_unit_test(a_mark_of_an_arena_without_memory_gives_all_of_it_back),
        cmocka_unit_test(what_is_left_shrinks_by_what_is_taken_and_a_wipe_gives_it_back),
    };
    return RUN(tests);
}
