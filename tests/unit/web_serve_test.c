#include "web_site.h"

TEST(a_canonical_page_comes_with_its_headers)
{
    struct res res = get("/overview?range=7d");
    CHECK_INT(res.status, 200);
    CHECK_STR(str_of(res.type), STR("text/html; charset=utf-8"));
    CHECK_STR(str_of(res.route), STR("/overview"));
    CHECK_STR(str_of(res.header[0].name), STR("X-Accel-Expires"));
    CHECK_STR(str_of(res.header[1].name), STR("Cache-Control"));
    CHECK_STR(header_of(&res, "Cache-Control"), STR("no-cache"));
    CHECK_STR(header_of(&res, "X-Snapshot"), snapshot_id(reader_current(site.reader)));
    CHECK_STR(header_of(&res, "X-Frame-Options"), STR("DENY"));
    CHECK(str_starts(header_of(&res, "ETag"), STR("\"")));
    CHECK(holds(&res, "</html>"));
    CHECK(!holds(&res, "<script>alert"));
}

TEST(the_same_address_gives_the_same_bytes)
{
    static const char *const urls[] = {"/", "/.json", "/.csv", "/overview", "/overview.csv",
        "/overview.json", "/overview~hours", "/overview~hours.svg", "/health", "/health.json",
        "/health.csv", "/explore", "/explore.json?m=ack_p90&by=team", "/explore.csv",
        "/definitions", "/definitions.json", "/definitions.csv"};
    for (EACH(i, urls)) {
        struct res one = get(urls[i]), two = get(urls[i]);
        if (one.status != 200)
            fail_msg("%s: %d", urls[i], one.status);
        CHECK(one.body.n > 0);
        CHECK_STR(out_done(&one.body), out_done(&two.body));
        CHECK_STR(header_of(&one, "ETag"), header_of(&two, "ETag"));
    }
}

TEST(an_address_that_is_not_canonical_leads_there_in_one_hop_without_sql)
{
    const struct {
        const char *in, *want;
    } cases[] = {
        {"/overview?range=28d", "/overview"},
        {"/overview?ch=sms&ch=voice&range=7d", "/overview?range=7d&ch=voice,sms"},
        {"/overview?utm_source=//evil.example&ch=", "/overview"},
        {"/overview?tz=Europe%2FLondon", "/overview?tz=Europe/London"},
        {"/?utm_source=a", "/"},
        {"/overview~hours?ui=embed&", "/overview~hours?ui=embed"},
    };
    uint64_t before = reader_statements(site.reader);
    for (EACH(i, cases)) {
        struct res res = get(cases[i].in);
        CHECK_INT(res.status, 302);
        CHECK_STR(header_of(&res, "Location"), str_of(cases[i].want));
        CHECK_STR(header_of(&res, "Cache-Control"), STR("no-store"));
    }
    CHECK_INT(reader_statements(site.reader), before);
    for (EACH(i, cases))
        CHECK_INT(get(cases[i].want).status, 200);
}

/* Of a JSON answer, what is not about the answer itself. */
static struct str panels_of(const struct res *res)
{
    struct str body = out_done(&res->body);
    const char *at = memmem(body.p, body.n, "\"panels\"", 8);
    CHECK(at != NULL);
    return str_from(body, (size_t)(at - body.p));
}

TEST(exports_are_answered_where_they_are_asked)
{
    struct res canonical = get("/overview.csv?range=7d&ch=voice,sms");
    struct res other = get("/overview.csv?ch=sms&ch=voice&range=7d&utm_source=x");
    CHECK_INT(other.status, 200);
    CHECK_STR(out_done(&other.body), out_done(&canonical.body));
    CHECK_STR(header_of(&other, "ETag"), header_of(&canonical, "ETag"));
    CHECK_STR(
        header_of(&other, "Link"), STR("</overview.csv?range=7d&ch=voice,sms>; rel=\"canonical\""));
    CHECK(str_starts(header_of(&other, "Content-Disposition"),
        STR("attachment; filename=\"pagetrail_overview_20261113-20261119_")));
    CHECK(str_ends(header_of(&other, "Content-Security-Policy"), STR("sandbox")));
}

TEST(the_home_page_is_the_week_of_the_whole_company_in_every_format)
{
    struct res page = get("/"), json = get("/.json"), csv = get("/.csv");
    struct res bom = get("/.csv?bom=1");
    struct res week = get("/overview.json?range=7d"), table = get("/overview.csv?range=7d");
    CHECK_INT(json.status, 200);
    CHECK_STR(str_of(json.type), STR("application/json"));
    CHECK_STR(header_of(&json, "Link"), STR("</.json>; rel=\"canonical\""));
    CHECK(str_starts(header_of(&json, "Content-Disposition"),
        STR("attachment; filename=\"pagetrail_home_20261113-20261119_")));
    CHECK(!str_eq(header_of(&json, "ETag"), header_of(&csv, "ETag")));
    CHECK_STR(panels_of(&json), panels_of(&week));
    CHECK_STR(out_done(&csv.body), out_done(&table.body));
    CHECK(holds(&page, "href=\"/.json\""));
    CHECK(holds(&page, "href=\"/.csv\""));
    CHECK(str_starts(out_done(&bom.body), STR("\xef\xbb\xbf")));
    struct str id = snapshot_id(reader_current(site.reader));
    struct str pinned = arena_fmt(&arena, "/g/%.*s/.json", STR_ARG(id));
    CHECK(holds(&json, arena_z(&arena, pinned)));
    struct res frozen = get(arena_z(&arena, pinned));
    CHECK_STR(panels_of(&frozen), panels_of(&json));
    CHECK(str_ends(header_of(&frozen, "Cache-Control"), STR("immutable")));
}

TEST(what_a_client_has_is_not_sent_again_and_costs_no_sql)
{
    struct res first = get("/overview?range=7d");
    struct str tag = header_of(&first, "ETag");
    uint64_t before = reader_statements(site.reader);
    const struct str tags[] = {tag, arena_fmt(&arena, "W/%.*s", STR_ARG(tag)),
        arena_fmt(&arena, "\"x\", W/%.*s", STR_ARG(tag)), STR("*")};
    for (EACH(i, tags)) {
        struct res res = ask_with(
            (struct req){.method = METHOD_GET, .if_none_match = tags[i]}, "/overview?range=7d");
        CHECK_INT(res.status, 304);
        CHECK_INT(res.body.n, 0);
        CHECK_STR(header_of(&res, "ETag"), tag);
        CHECK_STR(header_of(&res, "Cache-Control"), STR("no-cache"));
    }
    CHECK_INT(reader_statements(site.reader), before);
    struct res other =
        ask_with((struct req){.method = METHOD_GET, .if_none_match = tag}, "/overview");
    CHECK_INT(other.status, 200);
    CHECK(reader_statements(site.reader) > before);
}

static const char *repeated(const char *head, const char *piece, size_t n)
{
    struct out o = out_of(&arena);
    out_z(&o, head);
    for (size_t i = 0; i < n; i++)
        out_z(&o, piece);
    return arena_z(&arena, out_done(&o));
}

TEST(bad_addresses_are_refused_before_any_sql)
{
    const struct {
        const char *url;
        int status;
    } cases[] = {
        {"/overview?q=%ff", 400},
        {"/overview?team=t%00", 400},
        {"/overview?team=ta%0d%0aSet-Cookie:x", 400},
        {repeated("/overview?", "x", URL_QUERY_MAX + 1), 414},
        {repeated("/overview?", "ch=sms&", URL_PAIRS_MAX + 1), 400},
        {repeated("/overview?ch=", "sms,", URL_VALUES_MAX + 1), 400},
        {repeated("/", "a", URL_PATH_MAX), 414},
        {"/over%00view", 400},
        {"/%ff", 400},
        {"/a%0d%0ab", 400},
        {"/overview?range=7d&range=28d", 400},
        {"/overview?chanel=sms", 400},
        {"/overview?m=pages", 400},
        {"/overview?ch=fax", 400},
        {"/overview?bom=1", 400},
        {"/?range=7d", 400},
        {"/.json?range=7d", 400},
        {"/overview?tz=Mars/Olympus", 400},
        {"/overview.csv?ch=fax", 400},
        {"/overview.json?ch=fax", 400},
        {"/nothing", 404},
        {"/nothing.json", 404},
        {"//overview", 404},
        {"//evil.example/overview?range=28d", 404},
        {"/overview/", 404},
        {"/overview/o1", 404},
        {"/overview.svg", 404},
        {"/overview~nothing", 404},
        {"/health~hours", 404},
        {"/.svg", 404},
        {"/~hours.csv", 404},
        {"/g/7f3a/overview", 404},
        {"/g/0000000000000000/overview?range=7d", 410},
        {"/g/0000000000000000/overview.json?range=7d", 410},
    };
    uint64_t before = reader_statements(site.reader);
    for (EACH(i, cases)) {
        struct res res = get(cases[i].url);
        if (res.status != cases[i].status)
            fail_msg("%.60s: %d, not %d", cases[i].url, res.status, cases[i].status);
        CHECK_STR(header_of(&res, "Cache-Control"), STR("no-store"));
        CHECK_STR(header_of(&res, "Location"), STR("(none)"));
        CHECK_STR(header_of(&res, "ETag"), STR("(none)"));
        CHECK_STR(header_of(&res, "X-Content-Type-Options"), STR("nosniff"));
        CHECK(res.body.n > 0);
    }
    CHECK_INT(reader_statements(site.reader), before);
}

TEST(a_refusal_lists_every_problem_and_the_way_on)
{
    struct res page =
        get("/overview?chanel=sms&ch=fax&range=7d&team=%3Cscript%3Ealert(1)%3C/script%3E");
    CHECK_INT(page.status, 400);
    CHECK(holds(&page, "chanel is not a filter. Did you mean ch (Channel)?"));
    CHECK(holds(&page, "Channel (ch) cannot be &quot;fax&quot;."));
    CHECK(holds(&page, "Team (team) cannot be &quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot;."));
    CHECK(holds(&page, "href=\"/overview?range=7d\""));
    CHECK(!holds(&page, "<script>alert"));
    struct res json = get("/overview.json?chanel=sms&ch=fax&range=7d");
    CHECK_STR(str_of(json.type), STR("application/problem+json"));
    CHECK(holds(&json, "\"pointer\":\"#/chanel\""));
    CHECK(holds(&json, "\"pointer\":\"#/ch\""));
    CHECK(holds(&json, "\"nearest\":\"ch\""));
    CHECK(holds(&json, "\"href\":\"/overview.json?range=7d\""));
}

TEST(a_pinned_page_never_changes)
{
    struct str id = snapshot_id(reader_current(site.reader));
    const char *url = arena_z(&arena, arena_fmt(&arena, "/g/%.*s/overview?range=7d", STR_ARG(id)));
    struct res res = get(url);
    CHECK_INT(res.status, 200);
    CHECK_STR(header_of(&res, "Cache-Control"), STR("public, max-age=31536000, immutable"));
    CHECK_STR(header_of(&res, "X-Accel-Expires"), STR("31536000"));
    CHECK_STR(header_of(&res, "X-Snapshot"), id);
}

TEST(a_retired_snapshot_leads_to_the_same_view_now)
{
    struct res res = get("/g/00000000/overview?range=7d&ch=sms");
    CHECK_INT(res.status, 410);
    CHECK(holds(&res, "href=\"/overview?range=7d&amp;ch=sms\""));
}

TEST(head_is_get_and_other_methods_are_refused)
{
    struct res page = get("/overview"),
               head = ask_with((struct req){.method = METHOD_HEAD}, "/overview");
    CHECK_INT(head.status, 200);
    CHECK_INT(head.headers, page.headers);
    CHECK_STR(header_of(&head, "ETag"), header_of(&page, "ETag"));
    static const enum method others[] = {METHOD_POST, METHOD_OPTIONS, METHOD_OTHER};
    for (EACH(i, others)) {
        struct res res = ask_with((struct req){.method = others[i]}, "/overview");
        CHECK_INT(res.status, 405);
        CHECK_STR(header_of(&res, "Allow"), STR("GET, HEAD"));
    }
}

TEST(views_for_other_places_say_so_in_their_headers)
{
    struct res embed = get("/overview~hours?ui=embed"), kiosk = get("/overview?ui=kiosk");
    CHECK(str_ends(header_of(&embed, "Content-Security-Policy"),
        STR("frame-ancestors https://grafana.example")));
    CHECK_STR(header_of(&embed, "X-Frame-Options"), STR("(none)"));
    CHECK_STR(header_of(&kiosk, "Refresh"), STR("300"));
    CHECK_STR(header_of(&kiosk, "X-Frame-Options"), STR("DENY"));
}

TEST(what_takes_too_long_is_said_with_ready_links_to_less)
{
    struct site whole = site;
    site.panel_budget_ms = 0;
    struct res page = get("/overview?team=tops&range=90d"), json = get("/overview.json");
    struct res home = get("/");
    site = whole;
    CHECK_INT(page.status, 503);
    CHECK_STR(header_of(&page, "Cache-Control"), STR("no-store"));
    CHECK_STR(header_of(&page, "ETag"), STR("(none)"));
    CHECK_STR(header_of(&page, "Retry-After"), STR("30"));
    CHECK(holds(&page, "needs a narrower range"));
    CHECK(holds(&page, "href=\"/overview?team=tops&amp;range=7d\""));
    CHECK(holds(&page, "href=\"/overview?team=tops&amp;range=24h\""));
    CHECK(holds(&home, "href=\"/overview?range=24h\""));
    CHECK_INT(json.status, 503);
    CHECK_STR(str_of(json.type), STR("application/problem+json"));
    CHECK_INT(get("/overview?team=tops&range=90d").status, 200);
}

TEST(before_anything_is_published_pages_say_what_to_do)
{
    static const char *const urls[] = {
        "/", "/.json", "/overview", "/health", "/overview.json", "/health.csv"};
    for (EACH(i, urls)) {
        struct res res = get(urls[i]);
        CHECK_INT(res.status, 503);
        CHECK_STR(header_of(&res, "Retry-After"), STR("30"));
        CHECK_STR(header_of(&res, "Cache-Control"), STR("no-store"));
        CHECK(res.body.n > 0);
    }
    CHECK_INT(get("/overview?ch=fax").status, 400);
    CHECK_INT(get("/grafana").status, 503);
    CHECK_INT(post("/grafana/metrics", "").status, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_canonical_page_comes_with_its_headers),
        cmocka_unit_test(the_same_address_gives_the_same_bytes),
        cmocka_unit_test(an_address_that_is_not_canonical_leads_there_in_one_hop_without_sql),
        cmocka_unit_test(exports_are_answered_where_they_are_asked),
        cmocka_unit_test(the_home_page_is_the_week_of_the_whole_company_in_every_format),
        cmocka_unit_test(what_a_client_has_is_not_sent_again_and_costs_no_sql),
        cmocka_unit_test(bad_addresses_are_refused_before_any_sql),
        cmocka_unit_test(a_refusal_lists_every_problem_and_the_way_on),
        cmocka_unit_test(a_pinned_page_never_changes),
        cmocka_unit_test(a_retired_snapshot_leads_to_the_same_view_now),
        cmocka_unit_test(head_is_get_and_other_methods_are_refused),
        cmocka_unit_test(what_takes_too_long_is_said_with_ready_links_to_less),
        cmocka_unit_test(views_for_other_places_say_so_in_their_headers),
    };
    const struct CMUnitTest empty[] = {
        cmocka_unit_test(before_anything_is_published_pages_say_what_to_do),
    };
    int failed = cmocka_run_group_tests(tests, site_with_pages, site_done);
    return failed + cmocka_run_group_tests(empty, site_open, site_done);
}
