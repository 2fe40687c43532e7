/* Each rule at its edge: one step this side it is silent, one step that side it speaks. */
#include "check.h"

#include "query/bins.h"
#include "query/chance.h"
#include "query/report.h"

#include <string.h>

static struct arena arena;
static struct zone_set *zones;

/* Two weeks of days, all held, `pages` on each of them, all accepted in target. */
struct weeks {
    struct report r;
    struct overview before;
};

static void fill(struct overview *o, int32_t first, uint64_t pages)
{
    const struct zone *utc = zone_find(zones, STR("UTC"));
    struct window w = {.zone = utc, .first = first, .last = first + 6, .whole_days = true};
    w.from = first * DAY_MS;
    w.to = (first + 7) * DAY_MS;
    *o = (struct overview){.window = w, .pages = tally_new(&arena), .bins = 7, .bin_days = 1};
    o->bin = NEW(&arena, struct bin, 7);
    for (size_t i = 0; i < 7; i++) {
        o->bin[i].held = HELD_ALL;
        o->bin[i].outcome[OUTCOME_IN_TARGET] = pages + i % 2;
        o->pages->outcome[OUTCOME_IN_TARGET] += pages + i % 2;
    }
    for (int64_t i = 1; i <= 40; i++) {
        set_put(&o->pages->incidents, i, 1);
        set_put(&o->pages->people, i, 1);
    }
}

static struct weeks *weeks_of(enum report_kind kind, uint64_t now, uint64_t then)
{
    struct weeks *w = NEW(&arena, struct weeks, 1);
    w->r.kind = kind;
    fill(&w->r.now, 20709, now); /* a Monday */
    fill(&w->before, 20702, then);
    w->r.now.before = &w->before;
    return w;
}

/* What the rule says; with empty words: nothing. */
static struct finding said(struct weeks *w, const char *rule)
{
    w->r.findings = 0;
    findings_of(&arena, &w->r);
    for (size_t i = 0; i < w->r.findings; i++)
        if (strcmp(w->r.finding[i].rule, rule) == 0)
            return w->r.finding[i];
    return (struct finding){.words = ""};
}

static bool says(struct weeks *w, const char *rule)
{
    return said(w, rule).words[0] != '\0';
}

static void set_outcome(struct overview *o, enum outcome k, uint64_t n)
{
    o->pages->outcome[OUTCOME_IN_TARGET] -= n;
    o->pages->outcome[k] += n;
}

TEST(a_difference_is_beyond_chance_from_three_deviations_on)
{
    /* 64 - 36 = 28 < 3 * 10; 66 - 36 = 30 against 3 * sqrt(102) = 30.3; 67 - 36 = 31 > 30.4 */
    CHECK(!chance_is_beyond(chance_counts(64, 1, 36, 1)));
    CHECK(!chance_is_beyond(chance_counts(66, 1, 36, 1)));
    CHECK(chance_is_beyond(chance_counts(67, 1, 36, 1)));
    CHECK(chance_is_beyond(chance_counts(36, 1, 67, 1)));
    CHECK(!chance_is_beyond(chance_counts(67, 2, 36, 1)));
    CHECK(chance_counts(0, 1, 0, 1) == 0);
    CHECK(!chance_is_beyond(chance_shares((struct part){60, 100}, (struct part){40, 100})));
    CHECK(chance_is_beyond(chance_shares((struct part){61, 100}, (struct part){39, 100})));
    CHECK(chance_shares((struct part){0, 0}, (struct part){1, 2}) == 0);
}

TEST(a_true_zero_is_said_and_what_is_not_held_is_not)
{
    struct weeks *w = weeks_of(REPORT_WEEKLY, 0, 100);
    w->r.now.pages = tally_new(&arena);
    CHECK_STR(str_of(said(w, "pages").words), STR("[Nobody was paged.]"));
    w->r.now.held = HELD_NONE;
    CHECK(!says(w, "pages"));
    CHECK_INT(w->r.findings, 0);
}

TEST(fewer_than_twenty_pages_are_not_compared)
{
    struct weeks *w = weeks_of(REPORT_WEEKLY, 100, 2);
    w->before.pages->outcome[OUTCOME_IN_TARGET] = 19;
    CHECK(says(w, "too_few"));
    CHECK(!says(w, "pages_changed"));
    w->before.pages->outcome[OUTCOME_IN_TARGET] = 20;
    CHECK(!says(w, "too_few"));
    CHECK(says(w, "pages_changed"));
    w->before.held = HELD_NONE;
    CHECK(!says(w, "too_few"));
    CHECK(!says(w, "pages_changed"));
}

TEST(a_change_of_the_level_is_said_with_its_direction)
{
    CHECK(!says(weeks_of(REPORT_WEEKLY, 100, 100), "pages_changed"));
    struct finding more = said(weeks_of(REPORT_WEEKLY, 120, 100), "pages_changed");
    struct finding less = said(weeks_of(REPORT_WEEKLY, 100, 120), "pages_changed");
    CHECK(strstr(more.words, "more"));
    CHECK(strstr(less.words, "fewer"));
    CHECK_INT(more.slot[1].value.v, 703);
}

TEST(shares_that_moved_are_said_from_before_to_now)
{
    struct weeks *w = weeks_of(REPORT_WEEKLY, 100, 100);
    set_outcome(&w->r.now, OUTCOME_NOBODY, 60);
    set_outcome(&w->before, OUTCOME_NOBODY, 40);
    CHECK(!says(w, "answered_changed"));
    set_outcome(&w->r.now, OUTCOME_NOBODY, 40);
    struct finding f = said(w, "answered_changed");
    CHECK(strstr(f.words, "fell"));
    CHECK(f.slot[0].value.v > f.slot[1].value.v);
    CHECK(says(w, "speed_changed"));
    set_outcome(&w->before, OUTCOME_LATE, 200);
    CHECK(strstr(said(w, "speed_changed").words, "rose"));
}

TEST(nights_are_said_with_what_they_were)
{
    struct weeks *w = weeks_of(REPORT_WEEKLY, 100, 100);
    CHECK(!says(w, "nights"));
    w->r.now.pages->hours[HOURS_SLEEP] = 200;
    w->before.pages->hours[HOURS_SLEEP] = 190;
    CHECK(strstr(said(w, "nights").words, "about as before"));
    w->before.pages->hours[HOURS_SLEEP] = 100;
    CHECK(strstr(said(w, "nights").words, "up from"));
    w->before.pages->hours[HOURS_SLEEP] = 400;
    CHECK(strstr(said(w, "nights").words, "down from"));
    w->r.now.pages->outcome[OUTCOME_IN_TARGET] = 4;
    CHECK(!says(w, "nights"));
}

TEST(a_source_is_noisiest_only_against_all_others)
{
    struct weeks *w = weeks_of(REPORT_WEEKLY, 100, 100);
    set_outcome(&w->r.now, OUTCOME_NOBODY, 100);
    w->r.noisy[0] =
        (struct noisy){.source = STR("disk"), .pages = 60, .accepted = 50, .closed = 60};
    CHECK(!says(w, "noisiest"));
    w->r.noisies = 1;
    CHECK(!says(w, "noisiest"));
    w->r.noisy[0].accepted = 30;
    struct finding f = said(w, "noisiest");
    CHECK_STR(f.slot[0].text, STR("disk"));
    CHECK_STR(f.filter->source[0], STR("disk"));
    w->r.noisy[0] = (struct noisy){.source = STR("disk"), .pages = 19, .closed = 19};
    CHECK(!says(w, "noisiest"));
}

TEST(a_channel_is_named_when_it_got_worse)
{
    struct weeks *w = weeks_of(REPORT_WEEKLY, 100, 100);
    uint64_t *now = w->r.now.attempts.count[CHANNEL_VOICE];
    uint64_t *then = w->before.attempts.count[CHANNEL_VOICE];
    now[DELIVERY_DELIVERED] = then[DELIVERY_DELIVERED] = 900;
    now[DELIVERY_FAILED] = 130;
    then[DELIVERY_FAILED] = 100;
    CHECK(!says(w, "channel_failed"));
    now[DELIVERY_FAILED] = 160;
    CHECK_STR(said(w, "channel_failed").slot[0].text, STR("voice"));
    then[DELIVERY_FAILED] = 400;
    CHECK(!says(w, "channel_failed"));
    then[DELIVERY_FAILED] = 100;
    w->before.attempts_held = HELD_NONE;
    CHECK(!says(w, "channel_failed"));
}

TEST(what_happened_is_said_only_when_it_did)
{
    struct weeks *w = weeks_of(REPORT_HANDOFF, 100, 100);
    CHECK(!says(w, "still_open"));
    CHECK(!says(w, "undelivered"));
    CHECK(!says(w, "unaccepted"));
    CHECK(!says(w, "most_changed"));
    set_outcome(&w->r.now, OUTCOME_OPEN, 1);
    set_outcome(&w->r.now, OUTCOME_UNDELIVERED, 2);
    w->r.unaccepted = 3;
    w->r.ended = 9;
    CHECK_INT(said(w, "still_open").slot[0].value.v, 1);
    CHECK_INT(said(w, "undelivered").slot[0].value.v, 2);
    CHECK_INT(said(w, "unaccepted").slots, 2);
    w->r.pagings.cleared = 1;
    CHECK_INT(said(w, "unaccepted").slot[2].value.v, 1);
    CHECK(!says(w, "pages_changed")); /* a shift is compared with nothing */
}

TEST(a_month_tells_load_and_the_year_before)
{
    struct weeks *w = weeks_of(REPORT_LEADERSHIP, 100, 100);
    w->r.top10 = (struct value){.known = true, .v = 0.5, .n = 9};
    CHECK(!says(w, "load"));
    w->r.top10.n = 10;
    CHECK_INT(said(w, "load").slot[0].value.v, 10);
    CHECK_STR(said(w, "load").filter->metric, STR("top10"));
    w->r.year = w->r.now.window;
    w->r.year_pages = 300;
    w->r.year_incidents = 10;
    CHECK(says(w, "year_back"));
    w->r.year_incidents = 30;
    CHECK(!says(w, "year_back"));
    w->r.year_incidents = 10;
    w->r.year_held = HELD_PART;
    CHECK(!says(w, "year_back"));
}

TEST(the_escalated_and_the_most_changed_are_named)
{
    struct weeks *w = weeks_of(REPORT_WEEKLY, 100, 100);
    struct child now = {.name = STR("Compute"), .pages = 90}, then = {.pages = 30};
    CHECK(!says(w, "escalated_changed"));
    for (int64_t i = 1; i <= 25; i++)
        set_put(&w->r.now.pages->incidents, i, 2);
    CHECK(strstr(said(w, "escalated_changed").words, "rose"));
    w->r.changed[0] = (struct changed){&now, &then, 5};
    w->r.changes = 1;
    CHECK(strstr(said(w, "most_changed").words, "rose"));
    w->r.changed[0].deviations = -5;
    CHECK(strstr(said(w, "most_changed").words, "fell"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_is_beyond_chance_from_three_deviations_on),
        cmocka_unit_test(a_true_zero_is_said_and_what_is_not_held_is_not),
        cmocka_unit_test(fewer_than_twenty_pages_are_not_compared),
        cmocka_unit_test(a_change_of_the_level_is_said_with_its_direction),
        cmocka_unit_test(shares_that_moved_are_said_from_before_to_now),
        cmocka_unit_test(nights_are_said_with_what_they_were),
        cmocka_unit_test(a_source_is_noisiest_only_against_all_others),
        cmocka_unit_test(a_channel_is_named_when_it_got_worse),
        cmocka_unit_test(what_happened_is_said_only_when_it_did),
        cmocka_unit_test(a_month_tells_load_and_the_year_before),
        cmocka_unit_test(the_escalated_and_the_most_changed_are_named),
    };
    arena = arena_of(64u << 20);
    CHECK_OK(zone_set_open(&zones, "/usr/share/zoneinfo"));
    int failed = RUN(tests);
    zone_set_done(&zones);
    arena_done(&arena);
    return failed;
}
