#include "web_site.h"

#define QUERY(range, targets)                                                                      \
    "{\"range\":{" range "},\"intervalMs\":3600000,\"targets\":[" targets "]}"
#define TWO_DAYS "\"from\":\"2026-11-18T00:00:00.000Z\",\"to\":\"2026-11-20T00:00:00.000Z\""
#define TARGET(more) "{\"refId\":\"A\",\"target\":\"page_volume\"" more "}"

TEST(the_data_source_is_alive_at_every_spelling_of_its_base)
{
    static const char *const urls[] = {"/grafana", "/grafana/", "//grafana//"};
    for (EACH(i, urls)) {
        struct req req = {.method = METHOD_GET};
        struct res res;
        req.path = req.raw_path = str_of(urls[i][1] == '/' ? urls[i] + 1 : urls[i]);
        serve(&site, &arena, &req, &res);
        CHECK_INT(res.status, 200);
        CHECK_STR(str_of(res.type), STR("application/json"));
        CHECK(holds(&res, "\"status\":\"ok\""));
    }
}

TEST(metrics_are_all_listed_whatever_is_asked)
{
    struct res all = post("/grafana/metrics", "{}");
    struct res one = post("/grafana/metrics", "{\"metric\":\"page_volume\",\"payload\":{}}");
    CHECK_INT(all.status, 200);
    CHECK_STR(out_done(&one.body), out_done(&all.body));
    CHECK(holds(&all, "\"value\":\"page_volume\""));
    CHECK(holds(&all, "\"name\":\"ch\""));
    CHECK_INT(post("/grafana//metrics", "").status, 200);
    struct res names = post("/grafana/search", "{\"target\":\"\"}");
    CHECK(str_starts(out_done(&names.body), STR("[\"page_volume\",\"pages\",\"people\",")));
    CHECK(holds(&all, "\"value\":\"latency_p99\""));
    CHECK(holds(&names, "\"disrupted_hours\"]"));
}

/* The sum of the first number of each point "[n,". */
static int64_t sum_of(const struct res *res)
{
    int64_t sum = 0;
    struct str rest = out_done(&res->body);
    const char *at = memmem(rest.p, rest.n, "\"datapoints\":[", 14);
    for (rest = str_from(rest, at ? (size_t)(at - rest.p) + 14 : rest.n);
         rest.n && rest.p[0] != ']';) {
        struct str point, number;
        int64_t n = 0;
        str_cut(rest, ']', &point, &rest);
        str_cut(point, '[', &number, &point);
        str_cut(point, ',', &number, &point);
        if (str_i64(number, &n))
            sum += n;
    }
    return sum;
}

TEST(a_series_counts_the_pages_of_its_range)
{
    struct res res = post("/grafana/query", QUERY(TWO_DAYS, TARGET("")));
    CHECK_INT(res.status, 200);
    CHECK_INT(sum_of(&res), 12);
    CHECK(holds(&res, "\"refId\":\"A\""));
    CHECK(holds(&res, "\"notices\":[]"));
    CHECK(holds(&res, "[1,1794960000000],[0,1794963600000]"));
    res = post("/grafana/query", QUERY(TWO_DAYS, TARGET(",\"payload\":{\"team\":\"tops\"}")));
    CHECK_INT(sum_of(&res), 6);
    CHECK(holds(&res, "filters: team=tops"));
    res = post("/grafana/query", QUERY(TWO_DAYS, TARGET(",\"payload\":{\"team\":\"tnobody\"}")));
    CHECK_INT(sum_of(&res), 0);
}

#define METRIC(name, more) "{\"refId\":\"A\",\"target\":\"" name "\"" more "}"

TEST(any_metric_is_answered_over_time_or_by_groups)
{
    struct res res = post("/grafana/query", QUERY(TWO_DAYS, METRIC("pages", "")));
    CHECK_INT(res.status, 200);
    CHECK_INT(sum_of(&res), 12);
    CHECK(holds(&res, "\"target\":\"pages\",\"unit\":\"short\""));
    res = post("/grafana/query",
        QUERY(TWO_DAYS, METRIC("acceptance", ",\"payload\":{\"by\":\"team\",\"urg\":\"\"}")));
    CHECK(holds(&res, "[\"tops\",\"ops\",1.000000,6,0],[\"tdb\",\"db\",0.000000,6,0]"));
    CHECK(holds(&res, "by=team filters: none"));
    res = post("/grafana/query",
        QUERY(TWO_DAYS, METRIC("acceptance", ",\"payload\":{\"by\":\"outcome\"}")));
    CHECK_INT(res.status, 400);
    CHECK(holds(&res, "acceptance cannot be split by "));
    res = post(
        "/grafana/query", QUERY(TWO_DAYS, METRIC("page_volume", ",\"payload\":{\"src\":\"x\"}")));
    CHECK_INT(res.status, 400);
}

TEST(the_range_is_half_open)
{
    struct res res = post("/grafana/query",
        QUERY("\"from\":\"2026-11-18T04:00:00.001Z\",\"to\":\"2026-11-18T12:00:00.000Z\"",
            TARGET("")));
    CHECK_INT(sum_of(&res), 1);
    res = post("/grafana/query",
        QUERY("\"from\":\"2026-11-18T04:00:00.000Z\",\"to\":\"2026-11-18T12:00:00.001Z\"",
            TARGET("")));
    CHECK_INT(sum_of(&res), 3);
}

TEST(what_was_never_loaded_is_null_and_said)
{
    struct res res = post("/grafana/query",
        QUERY("\"from\":\"2026-11-17T22:00:00.000Z\",\"to\":\"2026-11-18T01:00:00.000Z\"",
            TARGET("")));
    CHECK(holds(&res, "[[null,1794952800000],[null,1794956400000],[1,1794960000000]]"));
    CHECK(holds(&res, "Not all of this range was loaded"));
}

TEST(outcomes_are_series_of_their_own_and_add_up)
{
    struct res res =
        post("/grafana/query", QUERY(TWO_DAYS, TARGET(",\"payload\":{\"by\":\"outcome\"}")));
    CHECK_INT(res.status, 200);
    CHECK_INT(sum_of(&res), 6); /* the first series: in_target */
    CHECK(holds(&res, "\"target\":\"nobody\""));
    CHECK(holds(&res, "\"tags\":{\"outcome\":\"open\"}"));
}

TEST(older_and_idle_targets_are_understood)
{
    struct res res = post("/grafana/query", QUERY(TWO_DAYS, TARGET(",\"hide\":true")));
    CHECK_STR(out_done(&res.body), STR("[]"));
    res = post("/grafana/query", QUERY(TWO_DAYS, "{\"target\":\"\"}"));
    CHECK_STR(out_done(&res.body), STR("[]"));
    res = post("/grafana/query", QUERY(TWO_DAYS, ""));
    CHECK_STR(out_done(&res.body), STR("[]"));
    res = post("/grafana/query",
        QUERY(TWO_DAYS, TARGET(",\"type\":\"table\",\"data\":\"{\\\"team\\\":\\\"tops\\\"}\"")));
    CHECK(holds(&res, "\"columns\":[{\"text\":\"time\",\"type\":\"time\"}"));
}

TEST(bad_requests_are_json_with_the_culprit)
{
    const struct {
        const char *body, *want;
    } cases[] = {
        {"", "The body is not one JSON object"},
        {"[]", "The body is not one JSON object"},
        {"{\"range\":", "The body is not one JSON object"},
        {"{}", "targets must be a list"},
        {"{\"targets\":[]}", "range is missing"},
        {QUERY("\"from\":\"now-1h\",\"to\":\"now\"", TARGET("")), "range.from is not a time"},
        {QUERY("\"from\":\"2026-11-20T00:00:00Z\",\"to\":\"2026-11-19T00:00:00Z\"", TARGET("")),
            "range.from must be before range.to"},
        {QUERY("\"from\":\"2020-11-20T00:00:00Z\",\"to\":\"2026-11-19T00:00:00Z\"", TARGET("")),
            "range is longer than 400 days"},
        {QUERY(TWO_DAYS, "{\"target\":\"mtta\"}"), "Unknown metric \\u0022mtta"},
        {QUERY(TWO_DAYS, TARGET(",\"payload\":{\"colour\":\"x\"}")),
            "Unknown payload key \\u0022colour"},
        {"{\"range\":{" TWO_DAYS "},\"maxDataPoints\":\"x\",\"targets\":[]}",
            "maxDataPoints must be"},
        {"{\"range\":{" TWO_DAYS
         "},\"targets\":[" TARGET("") "],\"filters\":[{\"key\":\"source\","
                                      "\"operator\":\"=\",\"value\":\"x\"}]}",
            "Unknown filter \\u0022source"},
    };
    for (EACH(i, cases)) {
        struct res res = ask_with((struct req){.method = METHOD_POST,
                                      .body = str_of(cases[i].body),
                                      .origin = STR("https://grafana.example")},
            "/grafana/query");
        CHECK_INT(res.status, 400);
        CHECK_STR(str_of(res.type), STR("application/json"));
        if (!holds(&res, cases[i].want))
            fail_msg("%s: %.*s", cases[i].want, STR_ARG(out_done(&res.body)));
        CHECK(holds(&res, "{\"message\":\""));
        CHECK_STR(header_of(&res, "Access-Control-Allow-Origin"), STR("https://grafana.example"));
        CHECK(res.reason.n > 0 && memchr(res.reason.p, '\n', res.reason.n) == NULL);
    }
}

TEST(what_takes_too_long_is_busy_not_empty)
{
    struct site whole = site;
    site.panel_budget_ms = 0;
    struct res res =
        post("/grafana/query", QUERY(TWO_DAYS, TARGET(",\"payload\":{\"team\":\"tops\"}")));
    site = whole;
    CHECK_INT(res.status, 503);
    CHECK(holds(&res, "\"code\":\"TOO_COSTLY\""));
    CHECK_STR(header_of(&res, "Retry-After"), STR("5"));
}

TEST(methods_paths_and_sizes_are_refused_as_json)
{
    struct res res = get("/grafana/query");
    CHECK_INT(res.status, 405);
    CHECK_STR(header_of(&res, "Allow"), STR("POST, OPTIONS"));
    res = post("/grafana/nothing", "{}");
    CHECK_INT(res.status, 404);
    CHECK(holds(&res, "\"message\":"));
    res = ask_with((struct req){.method = METHOD_POST, .body_too_long = true}, "/grafana/query");
    CHECK_INT(res.status, 413);
    CHECK(holds(&res, "\"message\":"));
}

TEST(browsers_from_allowed_origins_may_ask)
{
    struct req req = {.method = METHOD_OPTIONS, .origin = STR("https://grafana.example")};
    struct res res = ask_with(req, "/grafana/query");
    CHECK_INT(res.status, 200);
    CHECK_STR(header_of(&res, "Access-Control-Allow-Origin"), STR("https://grafana.example"));
    CHECK_STR(header_of(&res, "Vary"), STR("Origin"));
    CHECK(res.body.n > 0);
    req.origin = STR("https://evil.example");
    res = ask_with(req, "/grafana/query");
    CHECK_INT(res.status, 200);
    CHECK_STR(header_of(&res, "Access-Control-Allow-Origin"), STR("(none)"));
}

TEST(points_are_no_more_than_asked_for)
{
    struct res res = post("/grafana/query",
        "{\"range\":{" TWO_DAYS
        "},\"maxDataPoints\":2,\"intervalMs\":1,\"targets\":[" TARGET("") "]}");
    CHECK(holds(&res, "\"datapoints\":[[6,1794960000000],[6,1795046400000]]"));
    CHECK(holds(&res, "step=1440m"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_data_source_is_alive_at_every_spelling_of_its_base),
        cmocka_unit_test(metrics_are_all_listed_whatever_is_asked),
        cmocka_unit_test(a_series_counts_the_pages_of_its_range),
        cmocka_unit_test(any_metric_is_answered_over_time_or_by_groups),
        cmocka_unit_test(the_range_is_half_open),
        cmocka_unit_test(what_was_never_loaded_is_null_and_said),
        cmocka_unit_test(outcomes_are_series_of_their_own_and_add_up),
        cmocka_unit_test(older_and_idle_targets_are_understood),
        cmocka_unit_test(bad_requests_are_json_with_the_culprit),
        cmocka_unit_test(what_takes_too_long_is_busy_not_empty),
        cmocka_unit_test(methods_paths_and_sizes_are_refused_as_json),
        cmocka_unit_test(browsers_from_allowed_origins_may_ask),
        cmocka_unit_test(points_are_no_more_than_asked_for),
    };
    return cmocka_run_group_tests(tests, site_with_pages, site_done);
}
