#include "check.h"

#include "query/group.h"
#include "query/metric.h"

#define DAY 20000

static struct arena arena;

struct page {
    const char *person, *incident;
    int32_t day, level;
    enum response response;
    int64_t after_ms;
};

static struct record record_of(struct page p)
{
    struct record r = {.purpose = PURPOSE_INITIAL, .response = p.response, .level = p.level};
    r.text[TEXT_RECIPIENT] = str_of(p.person);
    r.text[TEXT_NAME] = STR("Then");
    r.text[TEXT_INCIDENT] = str_of(p.incident);
    r.person = p.person[0];
    r.when[WHEN_CREATED] = p.day * DAY_MS;
    r.when[WHEN_RESPONDED] = p.after_ms ? p.day * DAY_MS + p.after_ms : TIME_UNKNOWN;
    return r;
}

static struct groups gather(const struct page *pages, size_t n)
{
    arena_wipe(&arena);
    struct groups g = groups_of(&arena, CHILD_PERSON, (DAY + 100) * DAY_MS);
    for (size_t i = 0; i < n; i++) {
        const struct record r = record_of(pages[i]);
        groups_take(&g, &r);
    }
    groups_finish(&g);
    return g;
}

TEST(a_page_is_counted_once)
{
    const struct page pages[] = {
        {"a", "i", DAY, 1, RESPONSE_NONE, 0},
        {"a", "i", DAY, 2, RESPONSE_NONE, 0},
        {"a", "i", DAY + 1, 1, RESPONSE_NONE, 0},
        {"b", "i", DAY + 1, 1, RESPONSE_NONE, 0},
    };
    struct groups g = gather(pages, COUNT_OF(pages));
    struct record again = record_of(pages[0]);
    again.flags = FLAG_REPEATED;
    groups_take(&g, &again);
    CHECK_INT(g.n, 2);
    CHECK_INT(g.group[0].row.pages, 3);
    CHECK_INT(g.group[0].row.incidents, 1);
    CHECK_INT(g.group[0].row.escalated, 1);
    CHECK_INT(g.group[0].row.people, 1);
    CHECK_STR(g.group[0].row.id, STR("a"));
    CHECK_STR(g.group[0].row.name, STR("Then"));
    CHECK_INT(g.group[1].row.pages, 1);
}

TEST(what_is_no_page_makes_no_row)
{
    struct groups g = groups_of(&arena, CHILD_PERSON, 0);
    struct record r = record_of((struct page){"a", "i", DAY, 1, RESPONSE_ACCEPTED, 1});
    r.purpose = PURPOSE_TEST;
    groups_take(&g, &r);
    r.purpose = PURPOSE_INITIAL;
    r.person = 0; /* nobody to name the row by */
    groups_take(&g, &r);
    groups_finish(&g);
    CHECK_INT(g.n, 0);
}

TEST(percentiles_of_fewer_than_five_are_withheld)
{
    struct page pages[5];
    static const char *const incidents[] = {"1", "2", "3", "4", "5"};
    for (EACH(i, pages))
        pages[i] = (struct page){
            "a", incidents[i], DAY, 1, RESPONSE_ACCEPTED, (int64_t)(5 - i) * MINUTE_MS};
    struct groups g = gather(pages, 4);
    CHECK_INT(g.group[0].row.closed, 4);
    CHECK_INT(g.group[0].row.p50_ms, MS_UNKNOWN);
    g = gather(pages, 5);
    CHECK_INT(g.group[0].row.p50_ms, 3 * MINUTE_MS);
    CHECK_INT(g.group[0].row.p90_ms, 5 * MINUTE_MS);
    pages[0].response = RESPONSE_NONE;
    g = gather(pages, 5);
    CHECK_INT(g.group[0].row.p90_ms, MS_UNKNOWN); /* never reached */
}

/* The two ways to a row, from totals and from records, must tell the same. */
TEST(a_row_of_records_equals_the_row_of_their_totals)
{
    static const enum response responses[] = {RESPONSE_ACCEPTED, RESPONSE_ACCEPTED, RESPONSE_NONE,
        RESPONSE_DECLINED, RESPONSE_UNDELIVERED, RESPONSE_RESOLVED, RESPONSE_ACCEPTED,
        RESPONSE_ACCEPTED, RESPONSE_ACCEPTED};
    arena_wipe(&arena);
    struct tally *t = tally_new(&arena);
    struct groups g = groups_of(&arena, CHILD_PERSON, (DAY + 100) * DAY_MS);
    for (int i = 0; i < 700; i++) {
        const char incident[] = {(char)('a' + i % 26), (char)('a' + i / 26), '\0'};
        struct record r = record_of((struct page){"a", incident, DAY + i / 50, 1 + i % 5 / 4,
            responses[i % 9], i % 11 ? (i - 3) * SECOND_MS : 0});
        r.hours = (enum hours)(i % HOURS__N);
        tally_add(t, NULL, &r, (DAY + 100) * DAY_MS);
        groups_take(&g, &r);
    }
    groups_finish(&g);
    const struct child got = g.group[0].row, want = child_of_tally(CHILD_PERSON, t);
    CHECK_INT(got.pages, want.pages);
    CHECK_INT(got.accepted, want.accepted);
    CHECK_INT(got.closed, want.closed);
    CHECK_INT(got.sleep, want.sleep);
    CHECK_INT(got.undelivered, want.undelivered);
    CHECK_INT(got.people, want.people);
    CHECK_INT(got.incidents, want.incidents);
    CHECK_INT(got.escalated, want.escalated);
    CHECK(got.p50_ms > 0 && want.p50_ms > 0);
    CHECK(got.p50_ms * 99 <= want.p50_ms * 100 && want.p50_ms * 99 <= got.p50_ms * 100);
    CHECK_INT(got.p90_ms, MS_UNKNOWN);
    CHECK_INT(want.p90_ms, MS_UNKNOWN);
}

TEST(a_node_row_takes_whoever_was_below_it_then)
{
    arena_wipe(&arena);
    struct set wanted = set_of(&arena);
    struct groups g = groups_of(&arena, CHILD_NODE, 0);
    set_put(&wanted, 22, 1);
    g.nodes = &wanted;
    struct record r = record_of((struct page){"a", "i", DAY, 1, RESPONSE_ACCEPTED, 1});
    r.node[0] = 11;
    r.node[1] = 22;
    r.depth = 1; /* the second is beyond its chain */
    groups_take(&g, &r);
    CHECK_INT(g.n, 0);
    r.depth = 2;
    groups_take(&g, &r);
    CHECK_INT(g.n, 1);
    CHECK_INT(g.group[0].key, 22);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_counted_once),
        cmocka_unit_test(what_is_no_page_makes_no_row),
        cmocka_unit_test(percentiles_of_fewer_than_five_are_withheld),
        cmocka_unit_test(a_row_of_records_equals_the_row_of_their_totals),
        cmocka_unit_test(a_node_row_takes_whoever_was_below_it_then),
    };
    arena = arena_of(ARENA_CAP_REQUEST);
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
