#include "check.h"

#include <string.h>

#include "api/api.h"
#include "api/cells.h"
#include "api/status.h"
#include "lib/json.h"
#include "query/funnel.h"

static struct zone_set *zones;
static struct arena arena;
static struct bin bins[2];
static struct child children[1];
static struct funnel funnel;

/* Two days, the second not held; a page accepted after 90 s, one never answered; a hostile child.
 */
static struct overview answer(void)
{
    arena_wipe(&arena);
    struct overview ov = {
        .pages = tally_new(&arena), .bin = bins, .bins = 2, .bin_days = 1, .funnel = &funnel};
    const int64_t created = 20000 * DAY_MS;
    ov.window = (struct window){
        .zone = zone_find(zones, STR("Asia/Kolkata")), .from = created, .to = created + 2 * DAY_MS};
    struct record r = {.purpose = PURPOSE_INITIAL, .response = RESPONSE_ACCEPTED, .level = 1};
    r.person = 7;
    r.text[TEXT_INCIDENT] = STR("i1");
    r.when[WHEN_CREATED] = created;
    r.when[WHEN_RESPONDED] = created + 90 * SECOND_MS;
    tally_add(ov.pages, NULL, &r, created + DAY_MS);
    r.response = RESPONSE_NONE;
    tally_add(ov.pages, NULL, &r, created + DAY_MS);
    bins[0] = (struct bin){.from = created, .to = created + DAY_MS, .held = HELD_PART};
    bins[0].outcome[OUTCOME_IN_TARGET] = 1;
    bins[0].outcome[OUTCOME_NOBODY] = 1;
    bins[1] = (struct bin){.from = created + DAY_MS, .to = created + 2 * DAY_MS, .held = HELD_NONE};
    ov.held = HELD_PART;
    ov.attempts_held = HELD_NONE;
    ov.heat[5] = 2;
    children[0] = (struct child){.kind = CHILD_TEAM,
        .id = STR("00123"),
        .name = STR("=cmd|' /C calc'!A0 \"<script>\"\n"),
        .pages = 2,
        .accepted = 1,
        .closed = 2,
        .incidents = 1,
        .p50_ms = 90000,
        .p90_ms = MS_UNKNOWN};
    ov.child_kind = CHILD_TEAM;
    ov.child = children;
    ov.children = 1;
    ov.children_of = 3;
    ov.through[DATASET_PAGEOUTS] = created + DAY_MS;
    ov.chip[0] = (struct chip){.kind = CHILD_TEAM, .id = STR("t9"), .name = STR("t9")};
    ov.chips = 1;
    return ov;
}

static struct json *json_for(const struct overview *ov, struct str panel)
{
    struct out o = out_of(&arena);
    struct json *root = NULL;
    const struct api_meta m = {.snapshot = STR("7f3a91c2"), .build = STR("b1")};
    overview_json(&o, ov, &m, panel);
    CHECK_OK(json_read(&arena, out_done(&o), &root));
    return root;
}

static const struct json *member(const struct json *from, const char *path)
{
    struct str rest = str_of(path), key;
    while (from && rest.n) {
        str_cut(rest, '.', &key, &rest);
        from = json_get(from, arena_z(&arena, key));
    }
    if (!from)
        fail_msg("no member %s", path);
    return from;
}

static int64_t number(const struct json *from, const char *path)
{
    const struct json *m = member(from, path);
    CHECK_INT(m->kind, JSON_IS_INT);
    return m->i;
}

static struct str csv_for(const struct overview *ov, struct str panel, bool bom)
{
    struct out o = out_of(&arena);
    CHECK(overview_csv(&o, ov, panel, bom));
    return out_done(&o);
}

static bool contains(struct str s, const char *part)
{
    return memmem(s.p, s.n, part, strlen(part)) != NULL;
}

static size_t rows(struct str csv)
{
    size_t n = 0;
    for (size_t i = 1; i < csv.n; i++)
        n += csv.p[i - 1] == '\r' && csv.p[i] == '\n';
    return n;
}

TEST(json_carries_the_numbers_of_the_answer)
{
    const struct overview ov = answer();
    const struct json *root = json_for(&ov, STR(""));
    const struct json *t = member(root, "panels.tiles");
    CHECK_INT(number(t, "pages"), 2);
    CHECK_INT(number(t, "outcome.in_target"), 1);
    CHECK_INT(number(t, "outcome.nobody"), 1);
    CHECK_INT(member(t, "outcome")->n, OUTCOME__N);
    CHECK_INT(number(t, "people"), 1);
    CHECK_INT(number(t, "acceptance.num"), 1);
    CHECK_INT(number(t, "acceptance.den"), 2);
    CHECK(member(t, "acceptance.value")->real == 0.5);
    CHECK_INT(number(t, "ack.n"), 1);
    CHECK(member(t, "ack.mean_ms")->real == 90000);
    CHECK_INT(number(t, "unacknowledged"), 1);
    CHECK_INT(number(t, "not_pages.test"), 0);
    CHECK_INT(member(t, "not_pages")->n, 7);
    CHECK_INT(number(member(root, "panels.below"), "of"), 3);
    CHECK_INT(member(root, "meta.truncated")->i, 1);
    CHECK_STR(member(root, "meta.snapshot")->text, STR("7f3a91c2"));
    CHECK_STR(member(root, "meta.range.tz")->text, STR("Asia/Kolkata"));
    CHECK_STR(member(root, "meta.range.from")->text, STR("2024-10-04T05:30:00+05:30"));
    CHECK(member(root, "meta.rules.acceptance")->text.n > 20);
}

TEST(what_is_not_known_is_null_and_never_0)
{
    const struct overview ov = answer();
    const struct json *root = json_for(&ov, STR(""));
    CHECK_INT(member(root, "panels.tiles.answered_by.p90_ms")->kind, JSON_IS_NULL);
    CHECK_STR(member(root, "panels.tiles.answered_by.not_reached")->first->text, STR("p90_ms"));
    CHECK_INT(member(root, "panels.volume")->first->next->n, 7);
    CHECK_INT(member(member(root, "panels.volume")->first->next, "pages")->kind, JSON_IS_NULL);
    CHECK_INT(member(member(root, "panels.volume")->first, "pages")->i, 2);
    CHECK_INT(member(root, "panels.channels.sms.sent")->kind, JSON_IS_NULL);
    CHECK_INT(member(root, "meta.through.notifications")->kind, JSON_IS_NULL);
    CHECK_INT(member(root, "meta.canonical")->kind, JSON_IS_NULL);
    CHECK_INT(
        member(member(root, "panels.below.rows")->first, "answered_by_p90_ms")->kind, JSON_IS_NULL);
}

TEST(a_range_that_is_not_held_has_no_zeros)
{
    struct overview ov = answer();
    ov.pages = tally_new(&arena);
    ov.held = HELD_NONE;
    const struct json *root = json_for(&ov, STR(""));
    CHECK_INT(member(root, "panels.tiles.pages")->kind, JSON_IS_NULL);
    CHECK_INT(member(root, "panels.tiles.outcome.late")->kind, JSON_IS_NULL);
    CHECK_INT(member(root, "panels.hours")->first->kind, JSON_IS_NULL);
    CHECK(contains(csv_for(&ov, STR("tiles"), false), "\"pages\",\"Pages\",,"));
    ov.held = HELD_PART;
    CHECK_INT(number(json_for(&ov, STR("")), "panels.tiles.pages"), 0);
    CHECK(contains(csv_for(&ov, STR("tiles"), false), "\"pages\",\"Pages\",0,"));
}

TEST(a_panel_alone_has_only_itself)
{
    static const char *const names[] = {"tiles", "volume", "hours", "curve", "below", "channels"};
    const struct overview ov = answer();
    for (EACH(i, names)) {
        CHECK(overview_has_panel(str_of(names[i])));
        const struct json *panels = member(json_for(&ov, str_of(names[i])), "panels");
        CHECK_STR(panels->first->key, str_of(names[i]));
        CHECK_INT(panels->n, str_eq(str_of(names[i]), STR("curve")) ? 2 : 1);
    }
    struct out o = out_of(&arena);
    CHECK(!overview_has_panel(STR("tile")) && !overview_csv(&o, &ov, STR("tile"), false));
    CHECK_INT(o.n, 0);
}

TEST(the_hours_are_168_and_the_curve_rises_to_what_was_answered)
{
    const struct overview ov = answer();
    const struct json *root = json_for(&ov, STR(""));
    CHECK_INT(member(root, "panels.hours")->n, 168);
    int64_t last = 0;
    for (const struct json *e = member(root, "panels.curve")->first; e; e = e->next) {
        CHECK(e->first->next->i >= last);
        last = e->first->next->i;
    }
    CHECK_INT(last, 1);
    CHECK_INT(number(root, "panels.curve_of"), 2);
}

TEST(names_cannot_break_out_of_json_or_csv)
{
    const struct overview ov = answer();
    struct out o = out_of(&arena);
    const struct api_meta m = {0};
    overview_json(&o, &ov, &m, STR(""));
    CHECK(!contains(out_done(&o), "<script>"));
    CHECK_STR(member(member(json_for(&ov, STR("")), "panels.below.rows")->first, "name")->text,
        children[0].name);
    struct str csv = csv_for(&ov, STR("below"), false);
    CHECK(contains(csv, ",\"'=cmd|' /C calc'!A0 \"\"<script>\"\"\n\","));
    CHECK(contains(csv, "\"team\",\"00123\",,"));
    CHECK(contains(csv, ",90000,\r\n"));
}

TEST(texts_that_spreadsheets_would_run_get_an_apostrophe)
{
    const struct {
        struct str in, want;
    } cases[] = {
        {STR("plain"), STR("h\r\n\"plain\"")},
        {STR("=1"), STR("h\r\n\"'=1\"")},
        {STR("+1"), STR("h\r\n\"'+1\"")},
        {STR("-1"), STR("h\r\n\"'-1\"")},
        {STR("@a"), STR("h\r\n\"'@a\"")},
        {STR("\ta"), STR("h\r\n\"'\ta\"")},
        {STR("\ra"), STR("h\r\n\"'\ra\"")},
        {STR("a=1"), STR("h\r\n\"a=1\"")},
        {STR("a,\"b\"\r\n"), STR("h\r\n\"a,\"\"b\"\"\r\n\"")},
        {STR(""), STR("h\r\n\"\"")},
    };
    for (EACH(i, cases)) {
        struct out o = out_of(&arena);
        struct cells c = cells_of(&o, "h", false);
        cells_text(&c, cases[i].in);
        CHECK_STR(out_done(&o), cases[i].want);
    }
}

TEST(numbers_are_left_alone_and_the_unknown_is_empty)
{
    struct out o = out_of(&arena);
    struct cells c = cells_of(&o, "h", true);
    cells_int(&c, -5);
    cells_count(&c, 0, false);
    cells_f64(&c, 0.25, 6);
    cells_ms(&c, MS_UNKNOWN);
    cells_time(&c, zone_find(zones, STR("Asia/Kolkata")), 20000 * DAY_MS);
    cells_time(&c, NULL, TIME_UNKNOWN);
    cells_end(&c);
    CHECK_STR(out_done(&o), STR("\xef\xbb\xbfh\r\n-5,,0.250000,,2024-10-04T05:30:00+05:30,"
                                "1728000000000,,\r\n"));
}

TEST(every_row_has_the_columns_of_its_header)
{
    static const struct {
        const char *panel;
        size_t rows;
    } cases[] = {{"", 3}, {"volume", 3}, {"hours", 169}, {"curve", 17}, {"channels", 10},
        {"tiles", METRIC_TALLY__N + 1}};
    const struct overview ov = answer();
    for (EACH(i, cases)) {
        struct str csv = csv_for(&ov, str_of(cases[i].panel), false), line;
        size_t want = 0;
        CHECK_INT(rows(csv), cases[i].rows);
        while (str_cut(csv, '\n', &line, &csv)) {
            size_t n = 1;
            bool quoted = false;
            for (size_t k = 0; k < line.n; k++) {
                quoted ^= line.p[k] == '"';
                n += line.p[k] == ',' && !quoted;
            }
            want = want ? want : n;
            CHECK_INT(n, want);
        }
    }
}

TEST(columns_of_words_stand_in_the_order_of_their_enums)
{
    const struct overview ov = answer();
    struct out want = out_of(&arena);
    out_z(&want, "from,from_epoch_ms,to,to_epoch_ms,held,pages");
    for (EACH(i, outcome_words))
        out_fmt(&want, ",%s", outcome_words[i]);
    CHECK(str_starts(csv_for(&ov, STR("volume"), false), out_done(&want)));
    want = out_of(&arena);
    out_z(&want, "channel");
    for (EACH(i, delivery_words))
        out_fmt(&want, ",%s", delivery_words[i]);
    CHECK(str_starts(csv_for(&ov, STR("channels"), false), out_done(&want)));
}

/* Two segments of page-outs from one run; nothing else. */
static struct manifest held(void)
{
    static struct segment_ref segments[2] = {
        {.bytes = 4096, .rows = 10, .first = 20000, .last = 20000},
        {.bytes = 8192, .rows = 30, .first = 20001, .last = 20001, .open_pages = 2}};
    static struct span covered[1] = {{20000 * DAY_MS, 20002 * DAY_MS}};
    struct manifest m = {.generation = 42, .made_at = 20002 * DAY_MS};
    m.family[FAMILY_PAGEOUTS] = (struct family_state){.through = 20002 * DAY_MS,
        .covered = covered,
        .covered_n = 1,
        .segment = segments,
        .segments = 2};
    m.family[FAMILY_PAGEOUTS].run = (struct run){.verb = STR("ingest pageouts"),
        .began = 1,
        .ended = 20002 * DAY_MS,
        .rows = 40,
        .rejected = 3};
    return m;
}

static struct json *parsed(const struct out *o)
{
    struct json *root = NULL;
    CHECK_OK(json_read(&arena, out_done(o), &root));
    return root;
}

TEST(health_tells_of_each_family_and_of_none)
{
    arena_wipe(&arena);
    struct manifest m = held();
    struct out o = out_of(&arena);
    struct json *root = NULL;
    const struct api_meta meta = {.snapshot = STR("7f3a91c2")};
    health_json(&o, &m, &meta);
    CHECK_OK(json_read(&arena, out_done(&o), &root));
    const struct json *set = member(root, "panels.families.pageouts");
    CHECK_INT(number(set, "rows"), 40);
    CHECK_INT(number(set, "bytes"), 12288);
    CHECK_INT(number(set, "run.rejected"), 3);
    CHECK_INT(member(set, "covered")->n, 1);
    CHECK_INT(member(root, "panels.families.directory.run")->kind, JSON_IS_NULL);
    CHECK_INT(member(root, "panels.families.directory.through")->kind, JSON_IS_NULL);
    CHECK_INT(number(root, "panels.store.bytes"), 12288);
    CHECK_INT(member(root, "meta.unread_generation")->kind, JSON_IS_NULL);
    const struct api_meta behind = {.snapshot = meta.snapshot, .unread = 43};
    o = out_of(&arena);
    health_json(&o, &m, &behind);
    CHECK_INT(number(parsed(&o), "meta.unread_generation"), 43);
    o = out_of(&arena);
    health_csv(&o, &m, false);
    CHECK_INT(rows(out_done(&o)), 1 + FAMILY__N);
    o = out_of(&arena);
    health_json(&o, NULL, &meta);
    CHECK_OK(json_read(&arena, out_done(&o), &root));
    CHECK_INT(member(root, "panels")->n, 0);
}

/* The members of two objects, by name and kind, and of the objects within. */
static void check_same_shape(const struct json *a, const struct json *b, const char *but)
{
    for (const struct json *m = a->first; m; m = m->next) {
        if (str_eq(m->key, str_of(but)))
            continue;
        const struct json *other = member(b, arena_z(&arena, m->key));
        CHECK_INT(other->kind, m->kind);
        if (m->kind == JSON_IS_OBJECT)
            check_same_shape(m, other, but);
    }
}

TEST(status_tells_what_health_tells_and_lists_the_segments)
{
    arena_wipe(&arena);
    const struct api_meta meta = {.snapshot = STR("7f3a91c2")};
    struct manifest m = held();
    struct out o = out_of(&arena), p = out_of(&arena), none = out_of(&arena);
    health_json(&o, &m, &meta);
    status_json(&p, &m);
    struct json *health = parsed(&o), *status = parsed(&p);
    check_same_shape(member(health, "panels"), status, "");
    check_same_shape(member(status, "families"), member(health, "panels.families"), "segments");
    CHECK_INT(number(status, "generation"), 42);
    const struct json *segments = member(status, "families.pageouts.segments");
    CHECK_INT(segments->n, 2);
    CHECK_STR(member(segments->first, "first")->text, STR("2024-10-04"));
    CHECK_INT(number(status, "families.pageouts.open_pages"), 2);
    status_json(&none, NULL);
    CHECK_INT(number(parsed(&none), "generation"), 0);
    CHECK_INT(member(parsed(&none), "snapshot")->kind, JSON_IS_NULL);
    CHECK_INT(member(parsed(&none), "snapshots")->n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_carries_the_numbers_of_the_answer),
        cmocka_unit_test(what_is_not_known_is_null_and_never_0),
        cmocka_unit_test(a_range_that_is_not_held_has_no_zeros),
        cmocka_unit_test(a_panel_alone_has_only_itself),
        cmocka_unit_test(the_hours_are_168_and_the_curve_rises_to_what_was_answered),
        cmocka_unit_test(names_cannot_break_out_of_json_or_csv),
        cmocka_unit_test(texts_that_spreadsheets_would_run_get_an_apostrophe),
        cmocka_unit_test(numbers_are_left_alone_and_the_unknown_is_empty),
        cmocka_unit_test(every_row_has_the_columns_of_its_header),
        cmocka_unit_test(columns_of_words_stand_in_the_order_of_their_enums),
        cmocka_unit_test(health_tells_of_each_family_and_of_none),
        cmocka_unit_test(status_tells_what_health_tells_and_lists_the_segments),
    };
    if (zone_set_open(&zones, "/usr/share/zoneinfo").code != ERR_OK)
        return 1;
    arena = arena_of(ARENA_CAP_REQUEST);
    int failed = RUN(tests);
    arena_done(&arena);
    zone_set_done(&zones);
    return failed;
}
