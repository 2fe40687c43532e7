#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/file.h"
#include "lib/json.h"
#include "sim/listing.h"

static const char users[] =
    "{\"users\":[\n"
    "{\"id\":\"30\",\"login\":\"c\"},\n{\"id\":\"10\",\"deleted_at\":\"2026-11-01T00:00:00Z\"},\n"
    "{\"id\":\"20\",\"login\":\"deleted_at\"},\n{\"id\":\"005\",\"login\":\"a\"}\n]}\n";
static const char oncalls[] =
    "{\"oncalls\":[\n"
    "{\"user_id\":\"1\",\"start\":\"2026-11-01T00:00:00Z\",\"end\":\"2026-11-08T00:00:00Z\"},\n"
    "{\"user_id\":\"2\",\"start\":\"2026-11-08T00:00:00Z\",\"end\":\"2026-11-15T00:00:00Z\"}\n]}\n";

static void opened(struct listing *l, struct arena *a, const char *name, const char *text)
{
    char dir[] = "/tmp/pagetrail-listing.XXXXXX";
    CHECK(mkdtemp(dir) != NULL);
    CHECK_OK(file_create(arena_z(a, arena_fmt(a, "%s/%s.json", dir, name)), str_of(text)));
    CHECK_OK(listing_open(l, a, dir, name));
    CHECK_OK(dir_remove(dir));
}

static struct json *page(struct arena *a, const struct listing *l, const struct listing_query *q)
{
    struct out o = out_of(a);
    struct json *json = NULL;
    CHECK_OK(listing_page(l, q, &o));
    CHECK_OK(json_read(a, out_done(&o), &json));
    return json;
}

TEST(pages_follow_each_other_and_show_nobody_who_left)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct listing l;
    opened(&l, &a, "users", users);
    CHECK_INT(l.n, 4);
    struct listing_query q = {.size = 1};
    static const char *const want[] = {"30", "20", "005"};
    for (EACH(i, want)) {
        struct json *json = page(&a, &l, &q);
        const struct json *first = json_get(json, "users")->first;
        struct str id;
        CHECK_INT(json_get(json, "users")->n, 1);
        CHECK_OK(json_get_text(first, "id", &id));
        CHECK_STR(id, str_of(want[i]));
        q.cursor = STR("");
        CHECK_OK(json_get_text(json, "next", &q.cursor));
        CHECK_INT(q.cursor.n == 0, i == 2);
    }
}

TEST(people_are_found_by_id_and_those_who_left_are_told_apart)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct listing l;
    opened(&l, &a, "users", users);
    CHECK(listing_find(&l, STR("5")) == NULL);
    CHECK(listing_find(&l, STR("005")) != NULL);
    CHECK(listing_is_deleted(*listing_find(&l, STR("10"))));
    CHECK(!listing_is_deleted(*listing_find(&l, STR("20"))));
}

TEST(a_cursor_that_was_made_up_is_refused)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    size_t at = 0;
    struct str cursor = listing_cursor(&a, "users", 500);
    CHECK(listing_cursor_parse(cursor, "users", &at));
    CHECK_INT(at, 500);
    CHECK(!listing_cursor_parse(cursor, "teams", &at));
    CHECK(!listing_cursor_parse(STR("500"), "users", &at));
    CHECK(!listing_cursor_parse(STR("500-000000"), "users", &at));
    CHECK(!listing_cursor_parse(STR("-1-000000"), "users", &at));
    struct listing l;
    opened(&l, &a, "users", users);
    struct out o = out_of(&a);
    struct listing_query past = {.cursor = cursor, .size = 10};
    CHECK_ERR(listing_page(&l, &past, &o), ERR_INPUT);
}

TEST(duty_is_given_where_it_touches_the_window)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct listing l;
    opened(&l, &a, "oncalls", oncalls);
    const int64_t first = INT64_C(1793491200000); /* 2026-11-01T00:00:00Z */
    const struct {
        int64_t from, to; /* hours after it */
        size_t want;
    } cases[] = {{0, 1, 1}, {-5, 0, 0}, {167, 168, 1}, {167, 169, 2}, {168, 170, 1}, {336, 400, 0}};
    for (EACH(i, cases)) {
        struct listing_query q = {.size = 10,
            .from = first + cases[i].from * 3600000,
            .to = first + cases[i].to * 3600000};
        CHECK_INT(json_get(page(&a, &l, &q), "oncalls")->n, cases[i].want);
    }
}

TEST(an_object_can_be_told_without_its_manager)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    static const struct {
        const char *line, *untold;
    } cases[] = {
        {"{\"id\":\"1\",\"manager_id\":\"7\",\"title\":\"T\"}", "{\"id\":\"1\",\"title\":\"T\"}"},
        {"{\"id\":\"1\",\"manager_id\":null,\"title\":\"T\"}", "{\"id\":\"1\",\"title\":\"T\"}"},
        {"{\"id\":\"1\",\"deleted_at\":\"x\"}", "{\"id\":\"1\",\"deleted_at\":\"x\"}"},
    };
    for (EACH(i, cases)) {
        struct out told = out_of(&a), untold = out_of(&a);
        listing_put(&told, str_of(cases[i].line), false);
        listing_put(&untold, str_of(cases[i].line), true);
        CHECK_STR(out_done(&told), str_of(cases[i].line));
        CHECK_STR(out_done(&untold), str_of(cases[i].untold));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_can_be_told_without_its_manager),
        cmocka_unit_test(pages_follow_each_other_and_show_nobody_who_left),
        cmocka_unit_test(people_are_found_by_id_and_those_who_left_are_told_apart),
        cmocka_unit_test(a_cursor_that_was_made_up_is_refused),
        cmocka_unit_test(duty_is_given_where_it_touches_the_window),
    };
    return RUN(tests);
}
