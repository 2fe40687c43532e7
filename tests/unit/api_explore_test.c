#include "check.h"

#include <string.h>

#include "api/explore.h"
#include "explore_sample.h"
#include "lib/json.h"

static struct arena arena;
static struct zone_set *zones;

static const struct json *json_for(const struct explored *x)
{
    struct out o = out_of(&arena);
    struct json *root;
    const struct filter f = {.carrier = {STR("AT&T")}, .carriers = 1, .purposes = 2};
    explore_json(&o, x, &(struct api_meta){.snapshot = STR("7f3a91c2"), .filter = &f});
    CHECK(!memmem(o.p, o.n, "<script>", 8));
    CHECK_OK(json_read(&arena, out_done(&o), &root));
    return root;
}

static struct str csv_for(const struct explored *x)
{
    struct out o = out_of(&arena);
    explore_csv(&o, x, false);
    return out_done(&o);
}

static bool contains(struct str s, const char *what)
{
    return memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static const struct json *at(const struct json *v, const char *path)
{
    struct str rest = str_of(path), key;
    while (rest.n) {
        str_cut(rest, '.', &key, &rest);
        v = json_get(v, arena_z(&arena, key));
    }
    return v;
}

TEST(a_number_has_its_unit_its_base_and_what_was_left_out)
{
    struct explored x = explore_sample(zones);
    const struct json *root = json_for(&x), *total = at(root, "panels.total");
    CHECK_STR(at(total, "metric")->text, STR("acceptance"));
    CHECK_STR(at(total, "unit")->text, STR("share"));
    CHECK(at(total, "value")->real == 0.5);
    CHECK_INT(at(total, "n")->i, 48);
    CHECK_INT(at(total, "excluded")->i, 6);
    CHECK(at(total, "compared.value")->real == 0.625);
    CHECK_STR(at(total, "compared.from")->text, STR("2026-11-17T00:00:00Z"));
    CHECK_STR(at(root, "meta.filters.carrier")->first->text, STR("AT&T"));
    CHECK_STR(at(root, "meta.filters.why")->first->text, STR("initial"));
    CHECK_INT(at(root, "meta.rules")->n, 1);
}

TEST(what_is_unknown_is_null_and_never_zero)
{
    struct explored x = explore_sample(zones);
    const struct json *root = json_for(&x), *row = at(root, "panels.rows.rows")->first;
    CHECK_INT(at(root, "panels.rows.of")->i, 31);
    CHECK_INT(at(root, "panels.rows.hidden")->i, 2);
    CHECK_STR(at(root, "panels.rows.next")->text, STR("AAAAAAAAAAAAAAAA"));
    CHECK_STR(at(row, "id")->text, STR("t7"));
    CHECK(at(row, "compared")->real == 0.5);
    CHECK_INT(at(row->next, "compared")->kind, JSON_IS_NULL);
    CHECK_INT(at(row->next->next, "value")->kind, JSON_IS_NULL);
    CHECK_INT(at(row->next->next, "excluded")->i, 2);
    const struct json *gap = at(root, "panels.series")->first->next;
    CHECK_STR(at(gap, "held")->text, STR("none"));
    CHECK_INT(at(gap, "value")->kind, JSON_IS_NULL);
    CHECK_INT(at(gap, "n")->kind, JSON_IS_NULL);
    x.explore.held = HELD_NONE;
    CHECK_INT(at(json_for(&x), "panels.total.value")->kind, JSON_IS_NULL);
    CHECK_INT(at(json_for(&x), "panels.total.n")->kind, JSON_IS_NULL);
}

TEST(only_what_was_asked_for_is_answered)
{
    struct explored x = explore_sample(zones);
    CHECK_INT(at(json_for(&x), "panels")->n, 3);
    x.explore.asking.by = BY_NONE;
    x.explore.asking.bin = BIN_NONE;
    CHECK_INT(at(json_for(&x), "panels")->n, 1);
    x = facets_sample(zones);
    CHECK_INT(at(json_for(&x), "panels")->n, 1);
    CHECK_INT(at(json_for(&x), "panels.facets.ch")->first->first->next->i, 123);
    CHECK_INT(at(json_for(&x), "panels.facets.of.src")->i, 214);
    CHECK_INT(at(json_for(&x), "panels.facets.cc")->n, 0);
}

TEST(a_panel_that_was_refused_says_how_long_it_would_have_taken)
{
    struct explored x = explore_sample(zones);
    x.explore.refusal = (struct refusal){true, 412};
    const struct json *panels = at(json_for(&x), "panels");
    CHECK_INT(panels->n, 3);
    for (const struct json *p = panels->first; p; p = p->next) {
        CHECK_STR(json_get(p, "refused")->text, STR("narrower range needed"));
        CHECK_INT(json_get(p, "estimate_ms")->i, 412);
        CHECK_INT(p->n, 2);
    }
}

TEST(the_table_is_the_rows_then_the_series_then_the_total)
{
    struct explored x = explore_sample(zones);
    struct str csv = csv_for(&x);
    CHECK(contains(
        csv, "\"team\",\"t7\",\"Edge\",\"acceptance\",0.750000,\"share\",40,3,\"\",0.500000\r\n"));
    CHECK(contains(csv, ",\"'=cmd|' /C calc'!A0 \"\"<script>\"\"\","));
    CHECK(contains(csv, "\"acceptance\",,\"share\",0,2,\"\",1.000000\r\n"));
    x.explore.asking.by = BY_NONE;
    CHECK(contains(csv_for(&x), "2026-11-20T00:00:00Z,1795132800000,2026-11-21T00:00:00Z,"
                                "1795219200000,\"none\",\"acceptance\",,\"share\",,,\"\"\r\n"));
    x.explore.asking.bin = BIN_NONE;
    CHECK(str_starts(csv_for(&x), STR("metric,label,value,")));
    x.part = PART_SERIES;
    x.explore.asking.bin = BIN_DAY;
    CHECK(str_starts(csv_for(&x), STR("from,")));
    x = facets_sample(zones);
    CHECK(contains(csv_for(&x), "\"ch\",\"sms\",123,1\r\n"));
}

static int setup(void **state)
{
    (void)state;
    arena = arena_of(ARENA_CAP_REQUEST);
    return zone_set_open(&zones, "/usr/share/zoneinfo").code != ERR_OK;
}

static int teardown(void **state)
{
    (void)state;
    zone_set_done(&zones);
    arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_has_its_unit_its_base_and_what_was_left_out),
        cmocka_unit_test(what_is_unknown_is_null_and_never_zero),
        cmocka_unit_test(only_what_was_asked_for_is_answered),
        cmocka_unit_test(a_panel_that_was_refused_says_how_long_it_would_have_taken),
        cmocka_unit_test(the_table_is_the_rows_then_the_series_then_the_total),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
