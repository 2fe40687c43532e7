#include "check.h"

#include "api/definitions.h"
#include "lib/json.h"
#include "query/convention.h"
#include "query/metric.h"

static struct arena arena;

TEST(json_and_csv_tell_every_metric_the_same)
{
    struct out text = out_of(&arena), csv = out_of(&arena);
    struct json *root;
    definitions_json(&text, &(struct api_meta){.snapshot = STR("7f3a91c2")});
    definitions_csv(&csv, false);
    CHECK_OK(json_read(&arena, out_done(&text), &root));
    const struct json *panels = json_get(root, "panels");
    CHECK_INT(json_get(panels, "conventions")->n, conventions_n);
    const struct json *row = json_get(panels, "metrics");
    CHECK_INT(row->n, METRIC__N);
    struct str rest = out_done(&csv), line;
    CHECK(str_cut(rest, '\n', &line, &rest));
    row = row->first;
    for (EACH(i, metrics)) {
        CHECK_STR(json_get(row, "metric")->text, str_of(metrics[i].name));
        CHECK_STR(json_get(row, "rule")->text, str_of(metrics[i].rule));
        CHECK_INT(
            json_get(row, "denominator")->kind, metrics[i].whole[0] ? JSON_IS_TEXT : JSON_IS_NULL);
        uint32_t bys = 0;
        for (const struct json *by = json_get(row, "by")->first; by; by = by->next)
            bys |= BY_BIT(word_of(by_words, BY__N, by->text));
        CHECK_INT(bys, metrics[i].by);
        CHECK(str_cut(rest, '\n', &line, &rest));
        CHECK(str_starts(line, arena_fmt(&arena, "\"%s\",", metrics[i].name)));
        row = row->next;
    }
    CHECK_INT(rest.n, 0);
}

/* What a reader needs to make the number again. */
TEST(no_definition_is_left_empty)
{
    for (EACH(i, metrics)) {
        const struct metric_def *m = &metrics[i];
        if (!m->label || !m->label[0] || !m->rule[0] || !m->part[0] || !m->number[0])
            fail_msg("%s", m->name);
        CHECK_INT(metric_find(str_of(m->name)), i);
    }
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
        cmocka_unit_test(json_and_csv_tell_every_metric_the_same),
        cmocka_unit_test(no_definition_is_left_empty),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
