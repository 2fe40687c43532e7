#include "check.h"

#include "query/cursor.h"
#include "query/url.h"

static struct arena arena;

static uint64_t list_of(const struct filter *f)
{
    return cursor_list(&arena, STR("explore"), STR("7f3a91c2"), f);
}

TEST(a_place_is_read_as_it_was_written)
{
    const struct {
        uint64_t list;
        uint32_t at;
    } cases[] = {{0, 0}, {1, 50}, {UINT64_MAX, UINT32_MAX}, {UINT64_C(0x0123456789abcdef), 199}};
    for (EACH(i, cases)) {
        struct str text = cursor_write(&arena, cases[i].list, cases[i].at);
        uint32_t at = 7;
        CHECK_INT(text.n, 16);
        CHECK(cursor_read(text, cases[i].list, &at));
        CHECK_INT(at, cases[i].at);
        CHECK(!cursor_read(text, cases[i].list ^ 1, &at));
    }
}

TEST(what_is_no_cursor_is_foreign)
{
    static const char *const cases[] = {"", "AAB3f0", "AAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAA+", "AAAAAAAAAAAAAAA="};
    uint32_t at;
    for (EACH(i, cases))
        if (cursor_read(str_of(cases[i]), 0, &at))
            fail_msg("%s is let through", cases[i]);
    CHECK(cursor_read(STR("AAAAAAAAAAAAAAAA"), 0, &at));
}

/* Every parameter changes the list, but those of its pages and its look. */
TEST(a_list_is_bound_to_its_question)
{
    struct filter base = filter_default(), f = base;
    uint64_t list = list_of(&base);
    f.n = 200;
    f.after = STR("AAAAAAAAAAAAAAAA");
    f.ui = UI_EMBED;
    f.bom = true;
    CHECK(list_of(&f) == list);
    f = base;
    f.sort = STR("-name");
    CHECK(list_of(&f) != list);
    f = base;
    f.metric = STR("people");
    CHECK(list_of(&f) != list);
    f = base;
    f.by = STR("team");
    CHECK(list_of(&f) != list);
    f = base;
    f.ack = ANSWERS_ANY;
    CHECK(list_of(&f) != list);
    CHECK(cursor_list(&arena, STR("explore"), STR("7f3a91c3"), &base) != list);
    CHECK(cursor_list(&arena, STR("find"), STR("7f3a91c2"), &base) != list);
}

static int setup(void **state)
{
    (void)state;
    arena = arena_of(ARENA_CAP_REQUEST);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_read_as_it_was_written),
        cmocka_unit_test(what_is_no_cursor_is_foreign),
        cmocka_unit_test(a_list_is_bound_to_its_question),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
