/* The pages of an answer made by hand. With PAGETRAIL_PAGES=folder they are written there, to be
 * looked at. */
#include "views/home.h"
#include "views_sample.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/metric.h"

#define CHILDREN 50
#define DAYS_MOST 119 /* from 120 on the bars are weeks */
#define OVERVIEW_BYTES_MAX (60u << 10)
#define OVERVIEW_ELEMENTS_MAX 1500
#define PAGE_BYTES_MAX (150u << 10) /* of any page */
#define TABLES_ELEMENTS_MAX 2500

static void keep(const struct sample *s, const char *name)
{
    const char *folder = getenv("PAGETRAIL_PAGES");
    if (!folder)
        return;
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    CHECK(f != NULL);
    struct str page = sample_page(s);
    CHECK_INT(fwrite(page.p, 1, page.n, f), page.n);
    CHECK_INT(fclose(f), 0);
}

/* Opening tags: every '<' that a letter follows. */
static size_t elements(struct str page)
{
    size_t n = 0;
    for (size_t i = 0; i + 1 < page.n; i++)
        n += page.p[i] == '<' && page.p[i + 1] >= 'a' && page.p[i + 1] <= 'z';
    return n;
}

TEST(the_overview_is_a_whole_document_within_its_budget)
{
    struct sample s;
    sample_open(&s);
    overview_html(&s.h, &s.frame, &s.overview);
    keep(&s, "overview.html");
    struct str page = sample_page(&s);
    CHECK(str_starts(page, STR("<!doctype html>\n<html lang=\"en\">")));
    CHECK(str_ends(page, STR("</html>\n")));
    CHECK_INT(sample_count(page, "<h1"), 1);
    CHECK_INT(sample_count(page, "<main"), 1);
    CHECK(page.n <= OVERVIEW_BYTES_MAX);
    CHECK(elements(page) <= OVERVIEW_ELEMENTS_MAX);
    CHECK(sample_has(page,
        "<h1>Overview: Cloud Infrastructure, 23\xc2\xa0Oct to 19\xc2\xa0Nov\xc2\xa0"
        "2026</h1>"));
    sample_done(&s);
}

TEST(nothing_inline_and_no_hostile_name_gets_through)
{
    struct sample s;
    sample_open(&s);
    s.overview.chip[0].name = STR(SAMPLE_HOSTILE);
    s.overview.path[1].label = STR(SAMPLE_HOSTILE);
    overview_html(&s.h, &s.frame, &s.overview);
    struct str page = sample_page(&s);
    CHECK(!sample_has(page, "<script>"));
    CHECK(!sample_has(page, "style=\""));
    CHECK(!sample_has(page, " onclick"));
    CHECK(!sample_has(page, "<style"));
    CHECK(!sample_has(page, "alert(\"1\")"));
    CHECK(sample_has(page, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;=cmd|x"));
    sample_done(&s);
}

TEST(the_same_answer_gives_the_same_bytes)
{
    struct sample s, again;
    sample_open(&s);
    sample_open(&again);
    overview_html(&s.h, &s.frame, &s.overview);
    overview_html(&again.h, &again.frame, &again.overview);
    CHECK_STR(sample_page(&again), sample_page(&s));
    sample_done(&s);
    sample_done(&again);
}

TEST(the_longest_daily_range_and_fifty_teams_stay_within_the_budget)
{
    struct sample s;
    sample_open(&s);
    struct overview *o = &s.overview;
    struct bin *bin = NEW(&s.arena, struct bin, DAYS_MOST);
    struct child *child = NEW(&s.arena, struct child, CHILDREN);
    for (size_t i = 0; i < DAYS_MOST; i++) {
        bin[i] = o->bin[i % SAMPLE_DAYS];
        bin[i].from = SAMPLE_TO - (DAYS_MOST - (int64_t)i) * DAY_MS;
        bin[i].to = bin[i].from + DAY_MS;
    }
    for (size_t i = 0; i < CHILDREN; i++)
        child[i] = o->child[i % o->children];
    o->bin = bin;
    o->bins = DAYS_MOST;
    o->child = child;
    o->children = CHILDREN;
    o->children_of = 214;
    o->window.from = bin[0].from;
    o->window.first = day_of(bin[0].from);
    s.frame.filter.range = RANGE_90D;
    overview_html(&s.h, &s.frame, o);
    keep(&s, "overview-long.html");
    struct str page = sample_page(&s);
    CHECK(elements(page) <= OVERVIEW_ELEMENTS_MAX);
    CHECK(page.n <= OVERVIEW_BYTES_MAX);
    CHECK(sample_has(page, "8 of 214 shown"));
    CHECK(sample_has(page, "119 days in 17 rows; each is on"));
    sample_done(&s);
}

TEST(an_empty_period_is_told_from_one_that_is_not_held)
{
    struct sample s;
    sample_open(&s);
    struct overview *o = &s.overview;
    o->pages = tally_new(&s.arena);
    o->children = o->children_of = 0;
    memset(o->heat, 0, sizeof o->heat);
    memset(&o->attempts, 0, sizeof o->attempts);
    for (size_t i = 0; i < o->bins; i++)
        o->bin[i] = (struct bin){.from = o->bin[i].from, .to = o->bin[i].to, .held = HELD_ALL};
    overview_html(&s.h, &s.frame, o);
    keep(&s, "empty.html");
    CHECK(sample_has(sample_page(&s), "No pages in this period"));
    s.frame.filter.urgencies = 1;
    s.h = html_of(&s.arena);
    overview_html(&s.h, &s.frame, o);
    CHECK(sample_has(sample_page(&s), "No pages match these filters"));
    s.frame.filter.urgencies = 0;
    CHECK(!sample_has(sample_page(&s), "not held"));
    for (size_t i = 0; i < o->bins; i++)
        o->bin[i].held = HELD_NONE;
    s.h = html_of(&s.arena);
    overview_html(&s.h, &s.frame, o);
    keep(&s, "not-held.html");
    CHECK(sample_has(sample_page(&s), "These days are not held"));
    CHECK(!sample_has(sample_page(&s), "No pages in this period"));
    CHECK(!sample_has(sample_page(&s), "class=\"tiles\""));
    CHECK(!sample_has(sample_page(&s), "class=\"zero\""));
    sample_done(&s);
}

TEST(what_cannot_match_says_why)
{
    struct sample s;
    sample_open(&s);
    struct overview *o = &s.overview;
    o->pages = tally_new(&s.arena);
    o->chip[0].known = false;
    overview_html(&s.h, &s.frame, o);
    CHECK(sample_has(sample_page(&s), "This snapshot does not know that filter"));
    CHECK(sample_has(sample_page(&s), " (not in this snapshot)"));
    o->contradiction = true;
    s.h = html_of(&s.arena);
    overview_html(&s.h, &s.frame, o);
    CHECK(sample_has(sample_page(&s), "These filters have nothing in common"));
    CHECK(!sample_has(sample_page(&s), "class=\"tiles\""));
    sample_done(&s);
}

TEST(a_chip_is_removed_and_nothing_else)
{
    struct sample s;
    sample_open(&s);
    s.frame.filter.channels = 1u << CHANNEL_SMS;
    s.frame.filter.range = RANGE_90D;
    overview_html(&s.h, &s.frame, &s.overview);
    struct str page = sample_page(&s);
    CHECK(sample_has(page, "<a href=\"/overview?org=o4812&amp;range=90d\" aria-label=\"Remove "
                           "filter Channel: sms\">"));
    CHECK(sample_has(page, "<a href=\"/overview?range=90d&amp;ch=sms\" aria-label=\"Remove filter "
                           "Organisation: Cloud Infrastructure\">"));
    sample_done(&s);
}

TEST(the_frozen_link_names_snapshot_and_dates_and_the_live_link_neither)
{
    struct sample s;
    sample_open(&s);
    s.frame.place.gen = STR("7f3a91c2");
    overview_html(&s.h, &s.frame, &s.overview);
    struct str page = sample_page(&s);
    CHECK(sample_has(page, "<a href=\"/g/7f3a91c2/overview?org=o4812&amp;from=2026-10-23&amp;"
                           "to=2026-11-19\" data-copy=\"\">Frozen link</a>"));
    CHECK(sample_has(page, "<a href=\"/overview?org=o4812\">Live link</a>"));
    sample_done(&s);
}

static struct str part_of(struct str page, struct str from, struct str to)
{
    while (page.n && !str_starts(page, from))
        page = str_from(page, 1);
    size_t n = 0;
    while (n < page.n && !str_starts(str_from(page, n), to))
        n++;
    return str_head(page, n);
}

/* Asks the grammar for each value that stands behind `before` in the page, or in its select. */
static size_t values_taken(struct sample *s, const char *name, const char *before)
{
    struct str page = sample_page(s), b = str_of(before);
    size_t n = 0;
    struct str select = arena_fmt(&s->arena, "<select name=\"%s\">", name);
    if (str_eq(b, STR("<option value=\"")))
        page = part_of(page, select, STR("</select>"));
    for (size_t i = 0; i + b.n < page.n; i++) {
        struct str at = str_from(page, i), value, rest;
        if (!str_starts(at, b))
            continue;
        str_cut(str_from(at, b.n), '"', &value, &rest);
        struct query q;
        struct str raw = arena_fmt(&s->arena, "%s=%.*s", name, STR_ARG(value));
        query_parse(&s->arena, raw, P_FILTERS | P_BIT(P_UI), NULL, s->zones, &q);
        if (q.problems > 0)
            fail_msg("the form offers %.*s", STR_ARG(raw));
        n++;
    }
    return n;
}

TEST(the_form_offers_only_what_the_grammar_takes)
{
    struct sample s;
    sample_open(&s);
    overview_html(&s.h, &s.frame, &s.overview);
    CHECK_INT(values_taken(&s, "ch", "name=\"ch\" value=\""), CHANNEL__N - 1);
    CHECK_INT(values_taken(&s, "range", "<option value=\""), RANGE__N - 1);
    CHECK_INT(values_taken(&s, "hier", "<option value=\""), HIER__N);
    CHECK_INT(values_taken(&s, "ack", "<option value=\""), ANSWERS__N);
    CHECK_INT(values_taken(&s, "urg", "name=\"urg\" value=\""), 2);
    CHECK_INT(values_taken(&s, "why", "name=\"why\" value=\""), 7);
    CHECK_INT(values_taken(&s, "out", "name=\"out\" value=\""), OUTCOME__N);
    CHECK_INT(values_taken(&s, "lvl", "name=\"lvl\" value=\""), 7);
    CHECK_INT(values_taken(&s, "hours", "name=\"hours\" value=\""), HOURS__N);
    CHECK_INT(values_taken(&s, "src", "name=\"src\" value=\""), 1);
    CHECK_INT(values_taken(&s, "org", "name=\"org\" value=\""), 2); /* of search, too */
    CHECK_INT(values_taken(&s, "tz", "name=\"tz\" value=\""), 1);
    sample_done(&s);
}

/* What stands in the form is what was asked: sent as it is, it asks for the same. */
TEST(a_value_with_a_comma_has_a_field_of_its_own)
{
    struct sample s;
    sample_open(&s);
    struct filter *f = &s.frame.filter;
    f->carrier[0] = STR("AT&T");
    f->carrier[1] = STR("T-Mobile USA, Inc.");
    f->carriers = 2;
    f->purposes = 1u << PURPOSE_INITIAL;
    f->ack = ANSWERS_ANY;
    overview_html(&s.h, &s.frame, &s.overview);
    struct str page = sample_page(&s);
    CHECK(sample_has(page, "name=\"carrier\" value=\"AT&amp;T\""));
    CHECK(sample_has(page, "name=\"carrier\" value=\"T-Mobile USA, Inc.\""));
    CHECK(sample_has(page, "name=\"carrier\" value=\"\""));
    CHECK(sample_has(page, "name=\"why\" value=\"initial\" checked"));
    CHECK(sample_has(page, "name=\"why\" value=\"repeat\">"));
    CHECK(sample_has(page, "<option value=\"any\" selected>any</option>"));
    CHECK(sample_has(page, "Remove filter Carrier: AT&amp;T, T-Mobile USA, Inc.\""));
    CHECK(sample_has(page, "<a href=\"/overview?org=o4812&amp;why=initial&amp;ack=any\" "
                           "aria-label=\"Remove filter Carrier"));
    sample_done(&s);
}

/* The links of the page that are not files: each must be what url_write gives. */
static size_t links_canonical(struct sample *s)
{
    struct str page = sample_page(s), before = STR("href=\"/");
    size_t n = 0;
    for (size_t i = 0; i + before.n < page.n; i++) {
        struct str at = str_from(page, i), url, path, query;
        if (!str_starts(at, before) || str_starts(str_from(at, before.n), STR("s/0000")))
            continue;
        str_cut(str_from(at, before.n - 1), '"', &url, &query);
        str_cut(url, '#', &url, &path); /* the place in the page is no part of it */
        str_cut(url, '?', &path, &query);
        struct out raw = out_of(&s->arena);
        for (size_t k = 0; k < query.n; k++) {
            out_char(&raw, query.p[k]);
            if (str_starts(str_from(query, k), STR("&amp;")))
                k += 4;
        }
        struct place place;
        struct query q;
        bool bad = false;
        const unsigned reads = P_FILTERS | P_BIT(P_UI) | P_BIT(P_BY) | P_BIT(P_SORT);
        query_parse(&s->arena, out_done(&raw), reads, NULL, s->zones, &q);
        if (!place_parse(&s->arena, path, &place, &bad) || q.problems > 0 || !q.canonical)
            fail_msg("not canonical: %.*s", STR_ARG(url));
        n++;
    }
    return n;
}

TEST(every_link_is_canonical)
{
    struct sample s;
    sample_open(&s);
    s.frame.place.gen = STR("7f3a91c2");
    s.frame.filter.channels = 1u << CHANNEL_SMS | 1u << CHANNEL_VOICE;
    s.frame.filter.range = RANGE_90D;
    s.frame.filter.team[0] = STR("edge-ops.2");
    s.frame.filter.teams = 1;
    s.overview.chip[1] = (struct chip){CHILD_TEAM, STR("edge-ops.2"), STR("Edge"), true};
    s.overview.chips = 2;
    for (size_t i = 0; i < s.overview.children; i++)
        s.overview.child[i].kind = CHILD_PERSON;
    s.overview.child[0].id = STR("no link & carries this");
    overview_html(&s.h, &s.frame, &s.overview);
    CHECK(links_canonical(&s) > 80);
    s.h = html_of(&s.arena);
    home_html(&s.h, &s.frame, &s.overview, NULL, 0);
    CHECK(links_canonical(&s) > 10);
    sample_done(&s);
}

TEST(the_next_period_is_offered_only_while_it_has_data)
{
    struct sample s;
    sample_open(&s);
    overview_html(&s.h, &s.frame, &s.overview);
    struct str page = sample_page(&s);
    CHECK(sample_has(page, "href=\"/overview?org=o4812&amp;from=2026-09-25&amp;to=2026-10-22\""));
    CHECK(!sample_has(page, "Next period"));
    s.overview.through[DATASET_PAGEOUTS] = SAMPLE_TO + HOUR_MS;
    s.h = html_of(&s.arena);
    overview_html(&s.h, &s.frame, &s.overview);
    CHECK(sample_has(sample_page(&s), "from=2026-11-20&amp;to=2026-12-17\">Next period"));
    s.overview.window.whole_days = false;
    s.overview.window.from = SAMPLE_TO - DAY_MS - HOUR_MS;
    s.overview.window.to = SAMPLE_TO - HOUR_MS;
    s.h = html_of(&s.arena);
    overview_html(&s.h, &s.frame, &s.overview);
    CHECK(sample_has(sample_page(&s), "from=2026-11-17T23:00&amp;to=2026-11-18T23:00\">"));
    sample_done(&s);
}

TEST(an_empty_store_says_which_command_to_run)
{
    struct sample s;
    sample_open(&s);
    s.frame.snapshot = STR("");
    overview_html(&s.h, &s.frame, NULL);
    CHECK(sample_has(sample_page(&s), "pagetrail-cron ingest pageouts --file"));
    s.h = html_of(&s.arena);
    s.frame.place.page = STR("");
    s.frame.filter = filter_default();
    home_html(&s.h, &s.frame, NULL, NULL, 0);
    keep(&s, "first-run.html");
    CHECK(sample_has(sample_page(&s), "pagetrail-cron ingest pageouts --file"));
    s.h = html_of(&s.arena);
    health_html(&s.h, &s.frame, NULL);
    CHECK(sample_has(sample_page(&s), "pagetrail-cron ingest pageouts --file"));
    sample_done(&s);
}

TEST(every_metric_has_its_anchor_and_the_tiles_lead_there)
{
    struct sample s;
    sample_open(&s);
    definitions_html(&s.h, &s.frame);
    keep(&s, "definitions.html");
    struct str page = sample_page(&s);
    CHECK(sample_has(page, "<dt>What it is</dt><dd>A share, 0 to 100 %, made from pages in the"));
    for (EACH(i, metrics)) {
        struct str id = arena_fmt(&s.arena, " id=\"m-%s\"", metrics[i].name);
        CHECK_INT(sample_count(page, arena_z(&s.arena, id)), 1);
    }
    CHECK(page.n <= PAGE_BYTES_MAX);
    CHECK(elements(page) <= TABLES_ELEMENTS_MAX);
    s.h = html_of(&s.arena);
    overview_html(&s.h, &s.frame, &s.overview);
    CHECK(sample_has(sample_page(&s), "<a href=\"/definitions#m-acceptance\">Answered</a>"));
    sample_done(&s);
}

TEST(the_start_page_has_its_doors)
{
    struct sample s;
    sample_open(&s);
    s.frame.place.page = STR("");
    s.frame.filter = filter_default();
    home_html(&s.h, &s.frame, &s.overview, NULL, 0);
    keep(&s, "home.html");
    struct str page = sample_page(&s);
    CHECK(sample_has(page, "href=\"/overview?range=90d\""));
    CHECK(sample_has(page, "name=\"person\""));
    CHECK(sample_has(page, "href=\"/overview?org=o4900\""));
    sample_done(&s);
}

TEST(an_error_page_shows_the_value_as_text_and_the_way_on)
{
    struct sample s;
    sample_open(&s);
    const struct problem problems[] = {
        {STR("ch"), STR("<b>smss</b>"), STR("Channel cannot be \"<b>smss</b>\"."), STR("sms")}};
    const struct link links[] = {
        {STR("Continue with the valid filters"), STR("/overview?org=o4812")}};
    const struct trouble trouble = {400, STR("One part cannot be read, so nothing is shown."),
        problems, COUNT_OF(problems), links, COUNT_OF(links)};
    error_html(&s.h, &s.frame, &trouble);
    keep(&s, "error.html");
    struct str page = sample_page(&s);
    CHECK(sample_has(page, "<h1>There is a problem with this address</h1>"));
    CHECK(sample_has(page, "<li>Channel cannot be &quot;&lt;b&gt;smss&lt;/b&gt;&quot;.</li>"));
    CHECK(sample_has(page, "<a href=\"/overview?org=o4812\">Continue with the valid filters</a>"));
    sample_done(&s);
}

static struct manifest *manifest_made(struct sample *s)
{
    struct manifest *m = NEW(&s->arena, struct manifest, 1);
    m->generation = 42;
    m->made_at = SAMPLE_TO;
    memset(m->sha256.hex, 'a', SHA256_HEX);
    for (size_t f = 0; f < 2; f++) {
        struct family_state *state = &m->family[f];
        state->through = SAMPLE_TO;
        state->covered = NEW(&s->arena, struct span, 2);
        state->covered_n = 2;
        state->covered[0] = (struct span){SAMPLE_TO - 90 * DAY_MS, SAMPLE_TO - 40 * DAY_MS};
        state->covered[1] = (struct span){SAMPLE_TO - 38 * DAY_MS + HOUR_MS, SAMPLE_TO};
        state->segment = NEW(&s->arena, struct segment_ref, 1);
        state->segments = 1;
        state->segment[0].bytes = INT64_C(3) << 30;
        state->run = (struct run){.ended = SAMPLE_TO,
            .window = {SAMPLE_TO - DAY_MS, SAMPLE_TO},
            .rows = 1000,
            .kept = 970,
            .rejected = 10,
            .duplicates = 20,
            .person_unknown = 97};
        state->run.stage[0] = (struct stage_count){STR("parse"), 1000, 0, 10};
        state->run.stages = 1;
    }
    return m;
}

TEST(data_health_counts_what_was_refused_and_shows_the_gap)
{
    struct sample s;
    sample_open(&s);
    s.frame.place.page = STR("health");
    s.frame.filter = filter_default();
    health_html(&s.h, &s.frame, manifest_made(&s));
    keep(&s, "health.html");
    struct str page = sample_page(&s);
    CHECK(sample_has(page, "10.0\xc2\xa0%"));
    CHECK(sample_has(page, "1 in part, 2 missing"));
    CHECK(sample_has(page, "6.0\xc2\xa0GiB"));
    CHECK(sample_has(page, "<a href=\"/g/aaaaaaaa/overview\">aaaaaaaa</a>"));
    CHECK(!sample_has(page, "cannot be read"));
    s.h = html_of(&s.arena);
    s.frame.unread = 43;
    health_html(&s.h, &s.frame, manifest_made(&s));
    CHECK(sample_has(sample_page(&s), "<p>Generation 43 is damaged"));
    sample_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_overview_is_a_whole_document_within_its_budget),
        cmocka_unit_test(nothing_inline_and_no_hostile_name_gets_through),
        cmocka_unit_test(the_same_answer_gives_the_same_bytes),
        cmocka_unit_test(the_longest_daily_range_and_fifty_teams_stay_within_the_budget),
        cmocka_unit_test(an_empty_period_is_told_from_one_that_is_not_held),
        cmocka_unit_test(what_cannot_match_says_why),
        cmocka_unit_test(a_chip_is_removed_and_nothing_else),
        cmocka_unit_test(the_frozen_link_names_snapshot_and_dates_and_the_live_link_neither),
        cmocka_unit_test(the_form_offers_only_what_the_grammar_takes),
        cmocka_unit_test(a_value_with_a_comma_has_a_field_of_its_own),
        cmocka_unit_test(every_link_is_canonical),
        cmocka_unit_test(the_next_period_is_offered_only_while_it_has_data),
        cmocka_unit_test(an_empty_store_says_which_command_to_run),
        cmocka_unit_test(every_metric_has_its_anchor_and_the_tiles_lead_there),
        cmocka_unit_test(the_start_page_has_its_doors),
        cmocka_unit_test(an_error_page_shows_the_value_as_text_and_the_way_on),
        cmocka_unit_test(data_health_counts_what_was_refused_and_shows_the_gap),
    };
    return RUN(tests);
}
