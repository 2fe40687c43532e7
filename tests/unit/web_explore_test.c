#include "web_site.h"

#include "lib/json.h"

static const struct json *panel(const char *url, const char *name)
{
    struct res res = get(url);
    struct json *root;
    CHECK_INT(res.status, 200);
    CHECK_OK(json_read(&arena, out_done(&res.body), &root));
    const struct json *p = json_get(json_get(root, "panels"), name);
    CHECK(p != NULL);
    return p;
}

TEST(rows_add_up_to_the_total_and_steps_to_it_too)
{
    const char *url = "/explore.json?range=7d&by=team&bin=day";
    int64_t all = json_get(panel(url, "total"), "value")->i, rows = 0, steps = 0;
    CHECK_INT(all, 12);
    const struct json *list = json_get(panel(url, "rows"), "rows");
    for (const struct json *r = list->first; r; r = r->next)
        rows += json_get(r, "value")->i;
    for (const struct json *b = panel(url, "series")->first; b; b = b->next)
        steps += json_get(b, "value")->kind == JSON_IS_INT ? json_get(b, "value")->i : 0;
    CHECK_INT(list->n, 2);
    CHECK_INT(rows, all);
    CHECK_INT(steps, all);
    CHECK_INT(panel("/explore~facets.json?range=7d", "facets")->n, 11);
}

TEST(a_cursor_leads_into_its_own_list_alone)
{
    const struct json *rows = panel("/explore.json?range=7d&by=person&n=25", "rows");
    CHECK_INT(json_get(rows, "of")->i, 3);
    CHECK_INT(json_get(rows, "next")->kind, JSON_IS_NULL);
    struct res res = get("/explore.json?range=7d&by=person&after=AAAAAAAAAAAAAAAA");
    CHECK_INT(res.status, 400);
    CHECK(holds(&res, "is a place in another list"));
    CHECK(holds(&res, "\"href\":\"/explore.json?range=7d\\u0026by=person\""));
    CHECK_STR(header_of(&res, "ETag"), STR("(none)"));
    CHECK_STR(header_of(&res, "Cache-Control"), STR("no-store"));
}

TEST(what_cannot_be_split_so_is_refused_with_what_can)
{
    struct res res = get("/explore.json?m=acceptance&by=outcome");
    CHECK_INT(res.status, 400);
    CHECK(holds(&res, "for acceptance. Allowed: org, team, person, channel,"));
    res = get("/explore.json?m=acceptence");
    CHECK_INT(res.status, 400);
    CHECK(holds(&res, "Did you mean acceptance?"));
    CHECK_INT(get("/explore~nothing.json").status, 404);
    CHECK_INT(get("/explore~series.svg?range=7d").status, 404);
    CHECK_INT(get("/explore~series.svg?range=7d&bin=day").status, 200);
}

TEST(names_on_the_page_are_text)
{
    struct res res = get("/explore?range=7d&by=person");
    CHECK_INT(res.status, 200);
    CHECK(holds(&res, "&lt;script&gt;alert(1)"));
    CHECK(!holds(&res, "<script>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_add_up_to_the_total_and_steps_to_it_too),
        cmocka_unit_test(a_cursor_leads_into_its_own_list_alone),
        cmocka_unit_test(what_cannot_be_split_so_is_refused_with_what_can),
        cmocka_unit_test(names_on_the_page_are_text),
    };
    return cmocka_run_group_tests(tests, site_with_pages, site_done);
}
