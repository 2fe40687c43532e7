#include "check.h"

#include "lib/out.h"
#include "query/join.h"

#define DAY0 20600
#define T0 (DAY0 * DAY_MS)

static struct arena arena;
static struct story story;

static void begin(void)
{
    arena_wipe(&arena);
    story = (struct story){.row = NEW(&arena, struct record, 16)};
}

static struct record *add(enum dataset d, const char *id, int64_t at, int32_t level)
{
    struct record *r = &story.row[story.n++];
    *r = (struct record){.dataset = d, .level = level, .cycle = 1};
    for (int i = 0; i < TEXT__N; i++)
        r->text[i] = STR("");
    r->text[TEXT_ID] = str_of(id);
    r->text[TEXT_INCIDENT] = STR("INC1");
    r->text[TEXT_RECIPIENT] = STR("07");
    r->when[WHEN_CREATED] = at;
    return r;
}

static struct record *page(const char *id, int64_t at, int32_t level)
{
    return add(DATASET_PAGEOUTS, id, at, level);
}

static struct record *attempt(const char *id, int64_t at, int32_t level)
{
    return add(DATASET_NOTIFICATIONS, id, at, level);
}

/* "page+attempt", "-" for what is not there, in their order. */
static struct str joined(void)
{
    struct out o = out_of(&arena);
    story_join(&arena, &story);
    for (size_t i = 0; i < story.events; i++) {
        const struct event *e = &story.event[i];
        out_fmt(&o, "%s%.*s+%.*s", i ? " " : "",
            STR_ARG(e->page ? e->page->text[TEXT_ID] : STR("-")),
            STR_ARG(e->attempt ? e->attempt->text[TEXT_ID] : STR("-")));
    }
    return out_done(&o);
}

TEST(each_attempt_has_its_page_and_none_is_lost)
{
    begin();
    attempt("n3", T0 + 9, 3); /* a level without a page */
    attempt("n2", T0 + 5, 1);
    page("p2", T0 + 7, 2); /* a page without an attempt */
    page("p1", T0, 1);
    attempt("n1", T0 + 1, 1);
    CHECK_STR(joined(), STR("p1+n1 p1+n2 p2+- -+n3"));
}

TEST(one_export_alone_is_a_story_too)
{
    begin();
    CHECK_STR(joined(), STR(""));
    page("p1", T0, 1);
    CHECK_STR(joined(), STR("p1+-"));
    begin();
    attempt("n1", T0, 1);
    CHECK_STR(joined(), STR("-+n1"));
}

TEST(an_attempt_after_midnight_is_of_yesterdays_page_and_not_of_an_older_one)
{
    begin();
    page("p1", T0 + DAY_MS - 1, 1);
    attempt("n1", T0 + DAY_MS + 3, 1);
    attempt("n2", T0 + 2 * DAY_MS, 1);
    CHECK_STR(joined(), STR("p1+n1 -+n2"));
    begin();
    page("p1", T0, 1);
    page("p2", T0 + DAY_MS, 1);
    attempt("n1", T0 + DAY_MS + 3, 1);
    CHECK_STR(joined(), STR("p1+- p2+n1"));
}

TEST(of_rows_that_repeat_a_page_the_first_is_tried)
{
    begin();
    page("p2", T0 + 1, 1);
    page("p1", T0, 1);
    attempt("n1", T0 + 3, 1);
    CHECK_STR(joined(), STR("p2+- p1+n1"));
}

TEST(an_attempt_that_names_its_page_is_of_that_one)
{
    begin();
    page("p1", T0, 1);
    page("p2", T0 + 1, 1);
    attempt("n1", T0 + 3, 1)->text[TEXT_PAGE_ID] = STR("p2");
    attempt("n2", T0 + 4 * DAY_MS, 9)->text[TEXT_PAGE_ID] = STR("p1");
    attempt("n3", T0 + 5, 1)->text[TEXT_PAGE_ID] = STR("p9"); /* not held: by its key */
    CHECK_STR(joined(), STR("p2+n1 p1+n3 p1+n2"));
}

int main(void)
{
    arena = arena_of(1u << 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_attempt_has_its_page_and_none_is_lost),
        cmocka_unit_test(one_export_alone_is_a_story_too),
        cmocka_unit_test(an_attempt_after_midnight_is_of_yesterdays_page_and_not_of_an_older_one),
        cmocka_unit_test(of_rows_that_repeat_a_page_the_first_is_tried),
        cmocka_unit_test(an_attempt_that_names_its_page_is_of_that_one),
    };
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
