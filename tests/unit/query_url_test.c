#include "check.h"

#include "query/nearest.h"
#include "query/percent.h"
#include "query/url.h"

#include <stdlib.h>
#include <string.h>

#define ALL (~0u >> (32 - P__N))

static struct arena arena;
static struct zone_set *zones;

static struct query parse(const char *raw)
{
    struct query q;
    query_parse(&arena, str_of(raw), ALL, NULL, zones, &q);
    return q;
}

static struct str canon(const char *raw)
{
    struct query q = parse(raw);
    for (size_t i = 0; i < q.problems; i++)
        print_error("%s: %.*s\n", raw, STR_ARG(q.problem[i].message));
    CHECK_INT(q.problems, 0);
    return query_write(&arena, &q.filter);
}

static struct str complaint(const char *raw)
{
    struct query q = parse(raw);
    CHECK_INT(q.problems, 1);
    return q.problems ? q.problem[0].message : STR("");
}

TEST(queries_become_canonical)
{
    const struct {
        const char *in, *want;
    } cases[] = {
        {"", ""},
        {"range=28d&tz=UTC&cmp=none&hier=then&n=50", ""},
        {"bin=auto", "bin=auto"},
        {"org=&ch=&q=", ""},
        {"&&", ""},
        {"cmp=prev&range=90d&org=o4812&ch=", "org=o4812&range=90d&cmp=prev"},
        {"org=o9,o007,o9&org=o5", "org=o5,o7,o9"},
        {"ch=sms&ch=voice", "ch=voice,sms"},
        {"ch=sms%2Cvoice", "ch=voice,sms"},
        {"ch=sms,+voice,,sms", "ch=voice,sms"},
        {"out=open,nobody,late", "out=late,nobody,open"},
        {"lvl=7,1", "lvl=1,7"},
        {"hours=sleep,business", "hours=business,sleep"},
        {"urg=low,high", "urg=high,low"},
        {"team=tops,tb.c,tA-1", "team=tA-1,tb.c,tops"},
        {"person=p007&person=p7", "person=p007,p7"},
        {"tz=Europe%2FLondon", "tz=Europe/London"},
        {"tz=Etc/GMT%2B5", "tz=Etc/GMT%2B5"},
        {"tz=own", "tz=own"},
        {"to=2026-11-20&from=2026-08-23", "from=2026-08-23&to=2026-11-20"},
        {"from=2026-08-23T06%3A30&to=2026-08-23T07:00",
            "from=2026-08-23T06:30&to=2026-08-23T07:00"},
        {"from=2026-08-23&to=2026-08-23", "from=2026-08-23&to=2026-08-23"},
        {"q=++na%c3%afve+page%20", "q=na%C3%AFve%20page"},
        {"q=a%26b%3Dc", "q=a%26b%3Dc"},
        {"q=nai%cc%88ve", "q=na%C3%AFve"},
        {"cols=pages,name,pages", "cols=pages,name"},
        {"prov=b.2,a_1", "prov=a_1,b.2"},
        {"carrier=T-Mobile+USA%2c+Inc.&carrier=AT%26T", "carrier=AT%26T,T-Mobile%20USA%2C%20Inc."},
        {"carrier=AT%26T,T-Mobile%20USA%2C%20Inc.", "carrier=AT%26T,T-Mobile%20USA%2C%20Inc."},
        {"src=%e7%9b%a3%e8%a6%96,+,metrics", "src=metrics,%E7%9B%A3%E8%A6%96"},
        {"why=escalation,initial&why=initial", "why=initial,escalation"},
        {"ack=explicit", ""},
        {"q=x+y&ack=any&out=late&src=s&why=test&cc=DE&carrier=c&gw=g&prov=p&ch=sms",
            "ch=sms&prov=p&gw=g&carrier=c&cc=DE&why=test&src=s&out=late&ack=any&q=x%20y"},
        {"sort=-p90&n=100&after=AAB3f0", "sort=-p90&n=100&after=AAB3f0"},
        {"bin=week&m=pages&by=team", "by=team&m=pages&bin=week"},
        {"ui=embed&bom=1", "ui=embed&bom=1"},
        {"utm_source=x&fbclid=1&gclid=2&ch=sms", "ch=sms"},
    };
    for (EACH(i, cases))
        CHECK_STR(canon(cases[i].in), str_of(cases[i].want));
}

TEST(only_canonical_text_is_canonical)
{
    CHECK(parse("").canonical);
    CHECK(parse("org=o4812&range=90d&cmp=prev").canonical);
    CHECK(!parse("range=90d&org=o4812").canonical);
    CHECK(!parse("range=28d").canonical);
    CHECK(!parse("ch=sms&").canonical);
    CHECK(!parse("utm_source=x").canonical);
    CHECK(!parse("ch=smss").canonical);
    CHECK(!parse("q=na%c3%afve").canonical);
}

TEST(bad_values_are_named_with_what_is_allowed)
{
    const struct {
        const char *in, *want;
    } cases[] = {
        {"chanel=sms", "chanel is not a filter. Did you mean ch (Channel)?"},
        {"zzzzz=1", "zzzzz is not a filter."},
        {"ch=smss",
            "Channel (ch) cannot be \"smss\". Allowed: voice, sms, email, push, chat, webhook, "
            "whatsapp or pager. Did you mean sms?"},
        {"ch=other",
            "Channel (ch) cannot be \"other\". Allowed: voice, sms, email, push, chat, webhook, "
            "whatsapp or pager."},
        {"range=28",
            "Period (range) cannot be \"28\". Allowed: 24h, 7d, 28d, 90d, 13w, 12mo, mtd or qtd. "
            "Did you mean 28d?"},
        {"gww=x", "gww is not a filter. Did you mean gw (Gateway)?"},
        {"why=inital",
            "Purpose (why) cannot be \"inital\". Allowed: initial, repeat, escalation, reassign, "
            "broadcast, conference, status_update, resolve, cancel, handoff, reminder, test, "
            "verification or signal. Did you mean initial?"},
        {"ack=resolved",
            "Acceptance (ack) cannot be \"resolved\". Allowed: explicit, close or any."},
        {"src=a,b,c,d,e,f,g,h,i", "Source (src) takes at most 8 values."},
        {"lvl=8", "Level (lvl) cannot be \"8\". Allowed: 1, 2, 3, 4, 5, 6 or 7."},
        {"tz=Europe/Lundon",
            "Time zone (tz) cannot be \"Europe/Lundon\". Allowed: an IANA name such as "
            "Europe/London, UTC, or own. Did you mean Europe/London?"},
        {"range=7d&range=7d", "Period (range) is given more than once."},
        {"org=o1,o2,o3,o4,o5,o6,o7,o8,o9", "Organisation (org) takes at most 8 values."},
        {"from=2026-01-01", "From (from) needs To (to) as well; or give a Period (range)."},
        {"to=2026-01-01", "To (to) needs From (from) as well; or give a Period (range)."},
        {"from=2026-01-02&to=2026-01-01", "From (from) must be before To (to)."},
        {"from=2026-01-01T00:00&to=2026-01-01T00:00", "From (from) must be before To (to)."},
        {"from=2025-01-01&to=2026-02-05", "From (from) and To (to) are more than 400 days apart."},
        {"range=7d&from=2026-01-01&to=2026-01-02", "Period (range) cannot go together with From "
                                                   "(from) and To (to): give one or the other."},
    };
    for (EACH(i, cases))
        CHECK_STR(complaint(cases[i].in), str_of(cases[i].want));
}

TEST(values_outside_the_grammar_are_refused)
{
    static const char *const cases[] = {
        "org=4812",
        "org=o",
        "org=o0",
        "org=o1234567890",
        "org=o-1",
        "org=O1",
        "org=o1x",
        "team=ops",
        "team=t",
        "team=ta%20b",
        "team=ta/b",
        "team=t%3Cscript%3E",
        "person=t1",
        "person=p123456789012345678901234567890123456789012345678901234567890123456",
        "range=29d",
        "range=28D",
        "cmp=next",
        "hier=later",
        "urg=medium",
        "out=undel",
        "lvl=0",
        "hours=night",
        "ui=page",
        "bom=0",
        "n=51",
        "n=-50",
        "tz=Mars/Olympus",
        "tz=../../etc/passwd",
        "tz=Europe/London%00",
        "q=a",
        "why=other",
        "ack=none",
        "src=a%0ab",
        "src=12345678901234567890123456789012345678901234567890123456789012345",
        "sort=--a",
        "after=a%2Bb",
        "m=a.b",
        "by=%22",
        "bin=2h",
        "from=2026-02-30&to=2026-03-01",
        "from=2014-12-31&to=2015-01-01",
        "from=2026-1-1&to=2026-01-02",
        "from=2026-01-01T24:00&to=2026-01-03",
        "from=2026-01-01T6:30&to=2026-01-02",
        "from=2026-01-01T06:30Z&to=2026-01-02",
        "from=2026-01-01T06-30&to=2026-01-02",
        "from=2101-01-01&to=2101-01-02",
        "q=%ff%fe",
        "q=a%0db",
        "q=--",
        "q=%f0%9f%94%a5%f0%9f%94%a5",
        "q=%c2%85%c2%85",
        "q=ab%",
        "q=ab%4",
        "q=ab%zz",
        "%zz=1",
        "=x",
    };
    for (EACH(i, cases)) {
        struct query q = parse(cases[i]);
        if (q.problems == 0)
            fail_msg("%s is let through", cases[i]);
        CHECK(q.problem[0].message.n > 0);
        CHECK(!q.canonical);
    }
}

TEST(every_problem_is_listed_and_the_valid_rest_is_kept)
{
    struct query q = parse("org=o1,x2&ch=smss&chanel=1&team=tops&range=7d&n=7");
    CHECK_INT(q.problems, 4);
    CHECK_STR(q.problem[0].name, STR("org"));
    CHECK_STR(q.problem[0].value, STR("x2"));
    CHECK_STR(q.problem[1].nearest, STR("sms"));
    CHECK_STR(q.problem[2].nearest, STR("ch"));
    CHECK_STR(q.problem[2].value, STR("1"));
    CHECK_STR(q.problem[3].name, STR("n"));
    CHECK_STR(query_write(&arena, &q.filter), STR("org=o1&team=tops&range=7d"));
    CHECK_INT(q.given, P_BIT(P_ORG) | P_BIT(P_TEAM) | P_BIT(P_RANGE));
    CHECK(parse(arena_z(&arena, query_write(&arena, &q.filter))).problems == 0);
}

TEST(a_parameter_the_page_does_not_read_is_refused)
{
    struct query q;
    query_parse(&arena, STR("cmp=prev&ch=sms"), P_PAGES, NULL, zones, &q);
    CHECK_INT(q.problems, 1);
    CHECK_STR(q.problem[0].message, STR("Compare with (cmp) is not used by this page."));
    CHECK_INT(q.filter.cmp, CMP_NONE);
    query_parse(&arena, STR("cmpp=prev"), P_PAGES, NULL, zones, &q);
    CHECK_STR(q.problem[0].message, STR("cmpp is not a filter."));
}

static const char *metric_word(size_t i)
{
    static const char *const all[] = {"pages", "people", "ack_p90"};
    return i < COUNT_OF(all) ? all[i] : NULL;
}

static const char *sort_word(size_t i)
{
    static const char *const all[] = {"name", "pages"};
    return i < COUNT_OF(all) ? all[i] : NULL;
}

TEST(the_words_of_a_page_are_the_only_ones)
{
    static const struct vocabulary words = {
        {[P_M] = metric_word, [P_SORT] = sort_word, [P_COLS] = sort_word}};
    const struct {
        const char *raw, *message;
    } cases[] = {
        {"m=people&sort=-pages&cols=pages,name&by=anything", NULL},
        {"m=peple", "Metric (m) cannot be \"peple\". Allowed: pages, people or ack_p90. "
                    "Did you mean people?"},
        {"sort=-pagse",
            "Sort (sort) cannot be \"-pagse\". Allowed: name or pages. Did you mean pages?"},
        {"sort=-", "Sort (sort) cannot be \"-\". Allowed: name or pages."},
        {"cols=name,zzzz", "Columns (cols) cannot be \"zzzz\". Allowed: name or pages."},
    };
    for (EACH(i, cases)) {
        struct query q;
        query_parse(&arena, str_of(cases[i].raw), ALL, &words, zones, &q);
        CHECK_INT(q.problems, cases[i].message != NULL);
        CHECK_STR(q.problem[0].message, str_of(cases[i].message));
    }
}

TEST(quoted_text_is_cut_between_characters)
{
    struct query q = parse("ch=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx%e2%82%acyy");
    CHECK_INT(q.problem[0].value.n, 39);
    q = parse(
        "%e2%82%ac%e2%82%ac%e2%82%ac%e2%82%ac%e2%82%ac%e2%82%ac%e2%82%ac%e2%82%ac%e2%82%ac%e2%82%ac"
        "%e2%82%ac%e2%82%ac%e2%82%ac%e2%82%ac=1");
    CHECK_INT(q.problem[0].name.n, 39);
    CHECK(str_is_utf8(q.problem[0].message));
}

static struct str repeated(const char *piece, size_t n)
{
    struct out o = out_of(&arena);
    for (size_t i = 0; i < n; i++)
        out_z(&o, piece);
    return (struct str){arena_z(&arena, out_done(&o)), o.n}; /* with a NUL, for %s */
}

TEST(sizes_have_limits)
{
    struct query q;
    query_parse(&arena, repeated("x", URL_QUERY_MAX + 1), ALL, NULL, zones, &q);
    CHECK(q.too_long);
    CHECK_INT(q.problems, 1);
    query_parse(&arena, repeated("ch=&", URL_PAIRS_MAX), ALL, NULL, zones, &q);
    CHECK_INT(q.problems, 0);
    query_parse(&arena, repeated("ch=&", URL_PAIRS_MAX + 1), ALL, NULL, zones, &q);
    CHECK_INT(q.problems, 1);
    CHECK_STR(q.problem[0].message, STR("There are more than 96 parameters in this address."));
    query_parse(&arena, arena_fmt(&arena, "ch=%s", repeated("sms,", URL_VALUES_MAX).p), ALL, NULL,
        zones, &q);
    CHECK_INT(q.problems, 0);
    query_parse(&arena, arena_fmt(&arena, "ch=%s", repeated("sms,", URL_VALUES_MAX + 1).p), ALL,
        NULL, zones, &q);
    CHECK_STR(q.problem[0].message, STR("There are more than 64 values in this address."));
    query_parse(&arena, repeated("x=1&", 31), ALL, NULL, zones, &q);
    CHECK_INT(q.problems, PROBLEMS_MAX);
}

TEST(a_span_of_400_days_is_allowed_in_every_zone)
{
    CHECK_INT(parse("from=2025-01-01&to=2026-02-04").problems, 0);
    CHECK_INT(parse("from=2025-03-30&to=2026-05-03&tz=Europe/London").problems, 0);
    CHECK_INT(parse("from=2024-10-27&to=2025-11-30&tz=Europe/London").problems, 0);
    CHECK_INT(parse("from=2024-10-27&to=2025-12-01&tz=Europe/London").problems, 1);
    /* The hour between one and two does not exist that night: nothing lies between. */
    CHECK_INT(parse("from=2026-03-29T01:10&to=2026-03-29T01:50&tz=Europe/London").problems, 1);
}

/* A small generator of its own, so that a failure repeats. */
static uint32_t seed;
static uint32_t any(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static const char *const pieces[] = {"org=o4812", "org=o1,o2,o2", "org=o0003", "team=tops",
    "team=ta,tb", "person=p90311", "range=90d", "range=28d", "from=2026-08-23", "to=2026-11-20",
    "from=2026-08-23T06:30", "tz=Europe%2FLondon", "tz=UTC", "tz=own", "cmp=prev", "hier=now",
    "urg=low", "ch=sms", "ch=voice,pager", "prov=x.y", "gw=g-1,g%2C2", "carrier=AT%26T",
    "carrier=a,,b", "cc=DE", "why=test,initial", "src=%e7%9b%a3", "ack=any", "ack=explicit",
    "q=nai%cc%88ve", "out=open,late", "lvl=2", "lvl=1,3", "hours=sleep", "q=na%c3%afve+x",
    "by=team", "m=pages", "bin=day", "sort=-p90", "cols=b,a", "n=100", "after=AAB", "ui=embed",
    "bom=1", "ch=", "utm_x=1", "chanel=sms", "ch=smss", "q=%ff", "", "range=7d", "%41=%42", "n=7",
    "ch=sms%2c+voice"};

static struct str generated(void)
{
    struct out o = out_of(&arena);
    for (uint32_t n = any(9); n; n--) {
        out_z(&o, pieces[any(COUNT_OF(pieces))]);
        out_z(&o, n > 1 ? "&" : "");
    }
    return out_done(&o);
}

TEST(canonical_is_canonical_over_ten_thousand_queries)
{
    seed = 20261121;
    size_t valid = 0;
    for (int i = 0; i < 10000; i++) {
        arena_wipe(&arena);
        struct str raw = generated();
        struct query first, again;
        query_parse(&arena, raw, ALL, NULL, zones, &first);
        struct str once = query_write(&arena, &first.filter);
        query_parse(&arena, once, ALL, NULL, zones, &again);
        if (again.problems || !again.canonical || again.given != first.given)
            fail_msg("%.*s -> %.*s", STR_ARG(raw), STR_ARG(once));
        CHECK_STR(query_write(&arena, &again.filter), once);
        valid += first.problems == 0;
    }
    CHECK(valid > 1000);
}

TEST(the_order_of_parameters_does_not_matter)
{
    const char *parts[] = {"org=o9,o1", "ch=sms", "ch=voice", "from=2026-08-23", "to=2026-11-20",
        "team=tz", "team=ta", "lvl=2", "tz=Asia%2FKolkata"};
    const struct str want = STR(
        "org=o1,o9&team=ta,tz&from=2026-08-23&to=2026-11-20&tz=Asia/Kolkata&ch=voice,sms&lvl=2");
    seed = 7;
    for (int round = 0; round < 500; round++) {
        arena_wipe(&arena);
        for (uint32_t i = COUNT_OF(parts) - 1; i > 0; i--) {
            uint32_t k = any(i + 1);
            const char *p = parts[i];
            parts[i] = parts[k];
            parts[k] = p;
        }
        struct out o = out_of(&arena);
        for (EACH(i, parts))
            out_fmt(&o, "%s%s", i ? "&" : "", parts[i]);
        struct query q;
        query_parse(&arena, out_done(&o), ALL, NULL, zones, &q);
        CHECK_INT(q.problems, 0);
        CHECK_STR(query_write(&arena, &q.filter), want);
    }
}

TEST(paths_are_cut_and_written_back)
{
    const struct {
        const char *path, *gen, *page, *id, *panel;
        enum format format;
    } cases[] = {
        {"/", "", "", "", "", FORMAT_HTML},
        {"/.json", "", "", "", "", FORMAT_JSON},
        {"/g/7f3a91c2/.csv", "7f3a91c2", "", "", "", FORMAT_CSV},
        {"/overview", "", "overview", "", "", FORMAT_HTML},
        {"/overview.csv", "", "overview", "", "", FORMAT_CSV},
        {"/overview~hours.json", "", "overview", "", "hours", FORMAT_JSON},
        {"/g/7f3a91c2/overview~hours.svg", "7f3a91c2", "overview", "", "hours", FORMAT_SVG},
        {"/g/7f3a91c2/", "7f3a91c2", "", "", "", FORMAT_HTML},
        {"/person/p90311", "", "person", "p90311", "", FORMAT_HTML},
        {"/person/p90311~load.csv", "", "person", "p90311", "load", FORMAT_CSV},
        {"/team/tx%2Ecsv", "", "team", "tx.csv", "", FORMAT_HTML},
        {"/team/tx%2Ecsv.csv", "", "team", "tx.csv", "", FORMAT_CSV},
        {"/team/t%7Ea", "", "team", "t~a", "", FORMAT_HTML},
        {"/team/t%3Cb%3E", "", "team", "t<b>", "", FORMAT_HTML},
    };
    const struct filter none = filter_default();
    for (EACH(i, cases)) {
        struct place p;
        bool bad;
        CHECK(place_parse(&arena, str_of(cases[i].path), &p, &bad));
        CHECK_STR(p.gen, str_of(cases[i].gen));
        CHECK_STR(p.page, str_of(cases[i].page));
        CHECK_STR(p.id, str_of(cases[i].id));
        CHECK_STR(p.panel, str_of(cases[i].panel));
        CHECK_INT(p.format, cases[i].format);
        CHECK_STR(url_write(&arena, &p, &none), str_of(cases[i].path));
    }
}

TEST(what_is_no_path_of_ours_is_told_from_what_is_broken)
{
    const struct {
        const char *path;
        bool bad;
    } cases[] = {
        {"", false},
        {"overview", false},
        {"//overview", false},
        {"/overview/", false},
        {"/g/7f3a/x", false},
        {"/g/7F3A91C2/x", false},
        {"/Overview", false},
        {"/~hours.csv", false},
        {"/.html", false},
        {"/..csv", false},
        {"/.csv/", false},
        {"/overview~", false},
        {"/overview~A", false},
        {"/team/a%2Fb", false},
        {"/over%76iew", false},
        {"/over%00view", true},
        {"/a%0d%0ab", true},
        {"/%ff", true},
        {"/a%", true},
        {"/a\nb", true},
    };
    for (EACH(i, cases)) {
        struct place p;
        bool bad;
        if (place_parse(&arena, str_of(cases[i].path), &p, &bad))
            fail_msg("%s is let through", cases[i].path);
        CHECK_INT(bad, cases[i].bad);
    }
    struct place p;
    bool bad;
    CHECK(!place_parse(&arena, arena_fmt(&arena, "/%s", repeated("a", URL_PATH_MAX).p), &p, &bad));
    CHECK(bad);
}

TEST(links_carry_the_pin_and_the_filter)
{
    struct place p = {.gen = STR("7f3a91c2"), .page = STR("overview")};
    struct query q = parse("ch=voice,sms&from=2026-08-23&to=2026-11-20");
    CHECK_STR(url_write(&arena, &p, &q.filter),
        STR("/g/7f3a91c2/overview?from=2026-08-23&to=2026-11-20&ch=voice,sms"));
}

TEST(words_are_compared_by_the_changes_between_them)
{
    CHECK_INT(word_distance(STR("chanel"), STR("Channel")), 1);
    CHECK_INT(word_distance(STR("sms"), STR("")), 3);
    CHECK_INT(word_distance(STR("rnage"), STR("range")), 1);
    CHECK_INT(word_distance(STR("abc"), STR("xyz")), 3);
}

static int setup(void **state)
{
    (void)state;
    arena = arena_of(ARENA_CAP_REQUEST);
    struct err e = zone_set_open(&zones, "/usr/share/zoneinfo");
    return e.code != ERR_OK;
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
        cmocka_unit_test(queries_become_canonical),
        cmocka_unit_test(only_canonical_text_is_canonical),
        cmocka_unit_test(bad_values_are_named_with_what_is_allowed),
        cmocka_unit_test(values_outside_the_grammar_are_refused),
        cmocka_unit_test(every_problem_is_listed_and_the_valid_rest_is_kept),
        cmocka_unit_test(a_parameter_the_page_does_not_read_is_refused),
        cmocka_unit_test(the_words_of_a_page_are_the_only_ones),
        cmocka_unit_test(quoted_text_is_cut_between_characters),
        cmocka_unit_test(sizes_have_limits),
        cmocka_unit_test(a_span_of_400_days_is_allowed_in_every_zone),
        cmocka_unit_test(canonical_is_canonical_over_ten_thousand_queries),
        cmocka_unit_test(the_order_of_parameters_does_not_matter),
        cmocka_unit_test(paths_are_cut_and_written_back),
        cmocka_unit_test(what_is_no_path_of_ours_is_told_from_what_is_broken),
        cmocka_unit_test(links_carry_the_pin_and_the_filter),
        cmocka_unit_test(words_are_compared_by_the_changes_between_them),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
