#include "sheet_kit.h"

#include <math.h>

#include "query/children.h"
#include "query/told.h"

static struct arena arena;
static struct where where;
static struct gather gather;

/* Pages or attempts of DAY0, seen from the end of it. */
static struct value asked(enum metric m, const struct line *line, size_t n)
{
    arena_wipe(&arena);
    where = (struct where){.from = DAY0 * DAY_MS, .to = (DAY0 + 1) * DAY_MS};
    gather =
        (struct gather){.where = &where, .a = &arena, .matter = matter_of(m), .through = where.to};
    struct picked p = kit_all(&arena, kit_sheet(&arena, metrics[m].dataset, DAY0, line, n));
    gather_begin(&gather);
    CHECK_OK(gather_take(&gather, &p));
    CHECK_OK(gather_finish(&gather));
    gather_done(&gather);
    return facts_value(gather.facts[AXIS_TOTAL], m);
}
#define ASKED(m, line) asked((m), (line), COUNT_OF(line))

static void check_value(struct value v, double want, uint64_t n, uint64_t excluded)
{
    CHECK(v.known);
    if (fabs(v.v - want) > 1e-9)
        fail_msg("%g, not %g", v.v, want);
    CHECK_INT(v.n, n);
    CHECK_INT(v.excluded, excluded);
}

TEST(pages_leave_out_what_is_none_and_what_repeats_one)
{
    static const struct line line[] = {
        {.at = 1, .person = 7, .incident = "a"},
        {.at = 2, .person = 7, .incident = "a", .repeated = true},
        {.at = 3, .person = 7, .incident = "a", .purpose = PURPOSE_TEST},
    };
    check_value(ASKED(METRIC_PAGES, line), 1, 1, 1);
}

TEST(acceptance_leaves_out_the_open_and_the_self_cleared)
{
    static const struct line line[] = {
        {.at = 1, .response = RESPONSE_ACCEPTED, .after = MINUTES(1)},
        {.at = 2, .response = RESPONSE_DECLINED, .after = MINUTES(1)},
        {.at = 3, .response = RESPONSE_RESOLVED, .after = MINUTES(1)},
        {.at = DAY_MS - 1},
        {.at = 4},
    };
    check_value(ASKED(METRIC_ACCEPTANCE, line), 1.0 / 3, 3, 2);
    check_value(ASKED(METRIC_OPEN, line), 1, 1, 0);
    check_value(ASKED(METRIC_UNACKNOWLEDGED_SHARE, line), 2.0 / 3, 3, 2);
}

TEST(ack_times_are_exact_and_leave_out_negative_ones)
{
    static const struct line line[] = {
        {.at = 1, .response = RESPONSE_ACCEPTED, .after = 5001},
        {.at = 2, .response = RESPONSE_ACCEPTED, .after = 1003},
        {.at = 3, .response = RESPONSE_ACCEPTED, .after = 3007},
        {.at = 4, .response = RESPONSE_ACCEPTED, .after = -1},
        {.at = 5, .response = RESPONSE_ACCEPTED},
        {.at = 6},
    };
    check_value(ASKED(METRIC_ACK_P50, line), 3007, 3, 3);
    check_value(ASKED(METRIC_ACK_P99, line), 5001, 3, 3);
    check_value(ASKED(METRIC_ACK_MEAN, line), 3003 + 2.0 / 3, 3, 3);
    struct value v = ASKED(METRIC_ANSWERED_BY_P50, line);
    check_value(v, 5001, 6, 0); /* rank 3 of six closed ones */
    CHECK(ASKED(METRIC_ANSWERED_BY_P90, line).not_reached);
}

TEST(an_acceptance_without_time_is_in_no_percentile_and_zero_ms_is)
{
    static const struct line line[] = {
        {.at = 1, .response = RESPONSE_ACCEPTED, .at_once = true},
        {.at = 2, .response = RESPONSE_ACCEPTED},
    };
    check_value(ASKED(METRIC_ACK_P90, line), 0, 1, 1);
}

TEST(what_cleared_itself_fast_needs_a_time)
{
    static const struct line line[] = {
        {.at = 1, .response = RESPONSE_RESOLVED, .after = MINUTES(5)},
        {.at = 2, .response = RESPONSE_RESOLVED, .after = MINUTES(5) + 1},
        {.at = 3, .response = RESPONSE_RESOLVED, .after = -5},
        {.at = 4, .response = RESPONSE_RESOLVED},
    };
    check_value(ASKED(METRIC_SELF_CLEARED_FAST, line), 1, 1, 2);
    check_value(ASKED(METRIC_SELF_CLEARED, line), 4, 4, 0);
}

TEST(an_incident_is_acknowledged_by_whoever_accepts_first)
{
    static const struct line line[] = {
        {.at = MINUTES(10),
            .person = 2,
            .incident = "a",
            .response = RESPONSE_ACCEPTED,
            .after = MINUTES(1)},
        {.at = MINUTES(5),
            .person = 1,
            .incident = "a",
            .response = RESPONSE_ACCEPTED,
            .after = MINUTES(30)},
        {.at = MINUTES(1), .person = 1, .incident = "b"},
        {.at = MINUTES(1),
            .person = 1,
            .incident = "c",
            .response = RESPONSE_ACCEPTED,
            .after = -1},
    };
    check_value(ASKED(METRIC_MTTA_MEAN, line), (double)MINUTES(6), 1, 2);
    check_value(ASKED(METRIC_PEOPLE_PER_INCIDENT, line), 4.0 / 3, 3, 0);
    check_value(ASKED(METRIC_NEVER_ACCEPTED, line), 1.0 / 3, 3, 0);
}

TEST(an_incident_with_an_open_page_is_not_over)
{
    static const struct line line[] = {
        {.at = 1, .person = 1, .incident = "a"},
        {.at = 1, .person = 1, .incident = "b"},
        {.at = DAY_MS - 1, .person = 1, .incident = "b"},
    };
    check_value(ASKED(METRIC_NEVER_ACCEPTED, line), 1, 1, 1);
}

TEST(escalated_by_hand_needs_both_a_level_and_a_hand)
{
    static const struct line line[] = {
        {.at = 1,
            .person = 1,
            .incident = "a",
            .level = 1,
            .response = RESPONSE_ESCALATED,
            .after = 9},
        {.at = 2, .person = 2, .incident = "a", .level = 2},
        {.at = 1, .person = 1, .incident = "b", .level = 2},
        {.at = 1,
            .person = 1,
            .incident = "c",
            .level = 1,
            .response = RESPONSE_ESCALATED,
            .after = 9},
        {.at = 1, .person = 1, .incident = "d"},
    };
    check_value(ASKED(METRIC_ESCALATED, line), 0.5, 4, 0);
    check_value(ASKED(METRIC_ESCALATED_MANUAL, line), 0.25, 4, 0);
    check_value(ASKED(METRIC_ESCALATED_TIMEOUT, line), 0.25, 4, 0);
    check_value(ASKED(METRIC_DEPTH, line), 5.0 / 3, 3, 1);
}

TEST(an_incident_repeats_one_of_the_hour_before_with_the_same_source_and_title)
{
    static const struct line line[] = {
        {.at = 0, .incident = "a", .source = "s", .title = "t"},
        {.at = HOURS(1), .incident = "b", .source = "s", .title = "t"},
        {.at = HOURS(2) + 1, .incident = "c", .source = "s", .title = "t"},
        {.at = HOURS(2) + 2, .incident = "d", .source = "s", .title = "u"},
        {.at = HOURS(2) + 3, .incident = "e", .source = "st", .title = ""},
    };
    check_value(ASKED(METRIC_REPEATS, line), 0.2, 5, 0);
}

TEST(pages_after_the_first_for_an_incident_are_re_pages)
{
    static const struct line line[] = {
        {.at = 1, .person = 1, .incident = "a"},
        {.at = 2, .person = 1, .incident = "a"},
        {.at = 3, .person = 2, .incident = "a"},
        {.at = 4, .person = 1, .incident = "b"},
        {.at = 5, .incident = "b"},
    };
    check_value(ASKED(METRIC_REPAGE, line), 0.25, 4, 1);
    check_value(ASKED(METRIC_PEOPLE, line), 2, 2, 0);
}

TEST(delivery_leaves_out_what_is_pending_or_suppressed_and_never_scores_sent)
{
    static const struct line line[] = {
        {.at = 1, .delivery = DELIVERY_DELIVERED},
        {.at = 2, .delivery = DELIVERY_FAILED},
        {.at = 3, .delivery = DELIVERY_SENT},
        {.at = 4, .delivery = DELIVERY_UNKNOWN},
        {.at = 5, .delivery = DELIVERY_PENDING},
        {.at = 6, .delivery = DELIVERY_SUPPRESSED},
    };
    check_value(ASKED(METRIC_ATTEMPTS, line), 6, 6, 0);
    check_value(ASKED(METRIC_DELIVERY, line), 0.5, 2, 2);
    check_value(ASKED(METRIC_DELIVERY_UNKNOWN, line), 0.5, 4, 2);
    check_value(ASKED(METRIC_SUPPRESSED, line), 1.0 / 6, 6, 0);
}

#define REACHED .channel = CHANNEL_SMS, .delivery = DELIVERY_DELIVERED, .person = 1

TEST(an_interruption_is_sixty_seconds_from_its_start)
{
    static const struct line line[] = {
        {.at = 0, REACHED, .hours = HOURS_SLEEP, .local_hour = 1},
        {.at = SECONDS(59), REACHED, .hours = HOURS_SLEEP, .local_hour = 1},
        {.at = SECONDS(60), REACHED, .hours = HOURS_SLEEP, .local_hour = 1},
        {.at = SECONDS(119), REACHED, .hours = HOURS_OFF, .local_hour = 2},
        {.at = SECONDS(121), REACHED, .hours = HOURS_OFF, .local_hour = 2},
    };
    check_value(ASKED(METRIC_INTERRUPTIONS, line), 3, 3, 0);
    check_value(ASKED(METRIC_INTERRUPTIONS_SLEEP, line), 2, 2, 0);
    check_value(ASKED(METRIC_INTERRUPTIONS_OFF, line), 1, 1, 0);
    check_value(ASKED(METRIC_DISRUPTED_HOURS, line), 2, 2, 0);
}

TEST(only_what_is_known_to_reach_a_person_interrupts)
{
    static const struct line line[] = {
        {.at = 0, .person = 1, .channel = CHANNEL_EMAIL, .delivery = DELIVERY_DELIVERED},
        {.at = 1, .person = 1, .channel = CHANNEL_VOICE, .delivery = DELIVERY_SENT},
        {.at = 2, .person = 1, .channel = CHANNEL_PAGER, .delivery = DELIVERY_DELIVERED},
        {.at = 3, .person = 2, .channel = CHANNEL_PUSH, .delivery = DELIVERY_DELIVERED},
    };
    check_value(ASKED(METRIC_INTERRUPTIONS, line), 2, 2, 1);
    check_value(ASKED(METRIC_DISRUPTED_HOURS, line), 2, 2, 1);
}

TEST(the_answers_that_count_are_a_choice)
{
    static const struct line line[] = {
        {.at = 1, .response = RESPONSE_ACCEPTED, .after = MINUTES(1)},
        {.at = 2, .response = RESPONSE_DECLINED, .after = MINUTES(1)},
        {.at = 3, .response = RESPONSE_RESOLVED, .after = MINUTES(1)},
        {.at = 4},
    };
    static const struct {
        enum answers answers;
        double accepted;
        uint64_t closed;
    } cases[] = {{ANSWERS_EXPLICIT, 1, 3}, {ANSWERS_CLOSE, 2, 4}, {ANSWERS_ANY, 2, 3}};
    for (EACH(i, cases)) {
        arena_wipe(&arena);
        where = (struct where){.to = INT64_MAX, .answers = cases[i].answers};
        gather = (struct gather){.where = &where,
            .a = &arena,
            .matter = matter_of(METRIC_ACCEPTANCE),
            .through = INT64_MAX};
        struct picked p =
            kit_all(&arena, kit_sheet(&arena, DATASET_PAGEOUTS, DAY0, line, COUNT_OF(line)));
        gather_begin(&gather);
        CHECK_OK(gather_take(&gather, &p));
        CHECK_OK(gather_finish(&gather));
        gather_done(&gather);
        check_value(facts_value(gather.facts[AXIS_TOTAL], METRIC_ACCEPTANCE),
            cases[i].accepted / (double)cases[i].closed, cases[i].closed, 4 - cases[i].closed);
    }
}

/* Every group and every step is what the question gives when it is narrowed to it. */
TEST(a_group_is_what_is_left_when_the_others_are_taken_away)
{
    static struct line line[400];
    static const enum metric m[] = {METRIC_PAGES, METRIC_ACK_P90, METRIC_PEOPLE, METRIC_REPAGE,
        METRIC_MTTA_P50, METRIC_ESCALATED, METRIC_PEOPLE_PER_INCIDENT, METRIC_REPEATS,
        METRIC_NEVER_ACCEPTED, METRIC_INTERRUPTIONS, METRIC_DISRUPTED_HOURS};
    static const char *const incident[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    uint64_t x = 88172645463325252u;
    for (EACH(i, line)) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        line[i] = (struct line){.at = (int64_t)i * DAY_MS / 400,
            .person = (int64_t)(i / 40) + 1,
            .team = (int64_t)(x % 5) + 1,
            .incident = incident[x / 8 % 10],
            .source = "s",
            .title = x / 8 % 10 < 6 ? "t" : "u",
            .level = (int)(x / 128 % 3),
            .response = x / 512 % 2 ? RESPONSE_ACCEPTED : RESPONSE_NONE,
            .after = (int64_t)(x / 1024 % 100000),
            .channel = CHANNEL_SMS,
            .delivery = x / 4096 % 4 ? DELIVERY_DELIVERED : DELIVERY_SENT,
            .local_hour = (int)(i / 17),
            .hours = hours_of((int32_t)i / 17)};
    }
    struct zone_set *zones;
    CHECK_OK(zone_set_open(&zones, "/usr/share/zoneinfo"));
    for (EACH(k, m)) {
        static const int64_t edge[] = {
            DAY0 * DAY_MS, DAY0 * DAY_MS + HOURS(7), DAY0 * DAY_MS + HOURS(8)};
        struct value team[6], step[3];
        arena_wipe(&arena);
        struct split rows = split_of(&arena, BY_TEAM, zone_find(zones, STR("UTC")), false);
        struct split bins = split_of_steps(&arena, edge, COUNT_OF(edge));
        where = (struct where){.from = DAY0 * DAY_MS, .to = (DAY0 + 1) * DAY_MS};
        gather = (struct gather){.where = &where,
            .a = &arena,
            .matter = matter_of(m[k]),
            .through = where.to,
            .split = {[AXIS_ROWS] = &rows, [AXIS_BINS] = &bins}};
        struct picked p =
            kit_all(&arena, kit_sheet(&arena, metrics[m[k]].dataset, DAY0, line, COUNT_OF(line)));
        gather_begin(&gather);
        CHECK_OK(gather_take(&gather, &p));
        CHECK_OK(gather_finish(&gather));
        gather_done(&gather);
        CHECK_INT(rows.n, 5);
        for (size_t g = 0; g < rows.n; g++)
            team[rows.label[g].key] = facts_value(&gather.facts[AXIS_ROWS][g], m[k]);
        for (EACH(b, step))
            step[b] = facts_value(&gather.facts[AXIS_BINS][b], m[k]);
        for (size_t g = 0; g < 8; g++) { /* five teams, three steps */
            struct line left[COUNT_OF(line)];
            size_t n = 0;
            for (EACH(i, line)) {
                size_t of = line[i].at < HOURS(7) ? 0 : line[i].at < HOURS(8) ? 1 : 2;
                if (g < 5 ? line[i].team == (int64_t)g + 1 : of == g - 5)
                    left[n++] = line[i];
            }
            struct value want = asked(m[k], left, n), got = g < 5 ? team[g + 1] : step[g - 5];
            CHECK_INT(got.known, want.known);
            CHECK_INT(got.n, want.n);
            CHECK_INT(got.excluded, want.excluded);
            if (fabs(got.v - want.v) > 1e-9)
                fail_msg("%s of %zu: %g, not %g", metrics[m[k]].name, g, got.v, want.v);
        }
    }
    zone_set_done(&zones);
}

static struct child row(const struct line *line, size_t n)
{
    arena_wipe(&arena);
    where = (struct where){.from = DAY0 * DAY_MS, .to = (DAY0 + 1) * DAY_MS};
    gather = (struct gather){
        .where = &where, .a = &arena, .matter = MATTER_CHILDREN, .through = where.to};
    struct picked p = kit_all(&arena, kit_sheet(&arena, DATASET_PAGEOUTS, DAY0, line, n));
    gather.tally = tally_new(&arena);
    gather_begin(&gather);
    CHECK_OK(gather_take(&gather, &p));
    CHECK_OK(gather_finish(&gather));
    gather_done(&gather);
    return child_of(CHILD_TEAM, gather.facts[AXIS_TOTAL]);
}

TEST(percentiles_of_fewer_than_five_are_withheld_below_the_overview)
{
    static const struct line line[] = {
        {.at = 1, .response = RESPONSE_ACCEPTED, .after = 100},
        {.at = 2, .response = RESPONSE_ACCEPTED, .after = 300},
        {.at = 3, .response = RESPONSE_ACCEPTED, .after = 200},
        {.at = 4, .response = RESPONSE_DECLINED, .after = 50},
        {.at = 5, .response = RESPONSE_DECLINED, .after = 50},
    };
    CHECK_INT(row(line, 4).p50_ms, MS_UNKNOWN);
    CHECK_INT(row(line, 5).p50_ms, 300); /* the third of five */
    CHECK_INT(row(line, 5).p90_ms, MS_UNKNOWN);
}

TEST(rows_add_up_to_what_totals_would_hold)
{
    static const struct line line[] = {
        {.at = 1,
            .person = 1,
            .incident = "a",
            .level = 1,
            .response = RESPONSE_ESCALATED,
            .after = 9},
        {.at = 2,
            .person = 2,
            .incident = "a",
            .level = 2,
            .response = RESPONSE_ACCEPTED,
            .after = 60001,
            .hours = HOURS_SLEEP,
            .local_hour = 3},
        {.at = 3, .person = 2, .incident = "a", .level = 2, .repeated = true},
        {.at = 4,
            .person = 3,
            .incident = "b",
            .purpose = PURPOSE_REASSIGN,
            .response = RESPONSE_RESOLVED,
            .after = 10},
        {.at = 5, .person = 3, .incident = "c", .purpose = PURPOSE_TEST},
        {.at = DAY_MS - 1, .person = 3, .incident = "b"},
        {.at = 6, .incident = "d", .response = RESPONSE_FORWARDED},
    };
    struct child child = row(line, COUNT_OF(line));
    const struct tally *t = gather.tally;
    CHECK_INT(t->repeated_rows, 1);
    CHECK_INT(t->own_hour[3], 1);
    CHECK_INT(child.pages, tally_pages(t));
    CHECK_INT(child.people, t->people.n);
    CHECK_INT(child.incidents, tally_depth(t).incidents);
    for (enum metric m = 0; m < METRIC__N; m++) {
        if (!told_metric(&where, m) || metrics[m].dataset != DATASET_PAGEOUTS)
            continue;
        struct facts facts = told_by_pages(t, m);
        struct value told = facts_value(&facts, m), rows = ASKED(m, line);
        CHECK_INT(told.known, rows.known);
        CHECK_INT(told.n, rows.n);
        CHECK_INT(told.excluded, rows.excluded);
        if (fabs(told.v - rows.v) > 0.01 * fabs(rows.v))
            fail_msg("%s: %g, not %g", metrics[m].name, told.v, rows.v);
        (void)row(line, COUNT_OF(line)); /* what was asked wiped the totals */
        t = gather.tally;
    }
}

int main(void)
{
    arena = arena_of(64u << 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_leave_out_what_is_none_and_what_repeats_one),
        cmocka_unit_test(acceptance_leaves_out_the_open_and_the_self_cleared),
        cmocka_unit_test(ack_times_are_exact_and_leave_out_negative_ones),
        cmocka_unit_test(an_acceptance_without_time_is_in_no_percentile_and_zero_ms_is),
        cmocka_unit_test(what_cleared_itself_fast_needs_a_time),
        cmocka_unit_test(an_incident_is_acknowledged_by_whoever_accepts_first),
        cmocka_unit_test(an_incident_with_an_open_page_is_not_over),
        cmocka_unit_test(escalated_by_hand_needs_both_a_level_and_a_hand),
        cmocka_unit_test(an_incident_repeats_one_of_the_hour_before_with_the_same_source_and_title),
        cmocka_unit_test(pages_after_the_first_for_an_incident_are_re_pages),
        cmocka_unit_test(delivery_leaves_out_what_is_pending_or_suppressed_and_never_scores_sent),
        cmocka_unit_test(an_interruption_is_sixty_seconds_from_its_start),
        cmocka_unit_test(only_what_is_known_to_reach_a_person_interrupts),
        cmocka_unit_test(the_answers_that_count_are_a_choice),
        cmocka_unit_test(percentiles_of_fewer_than_five_are_withheld_below_the_overview),
        cmocka_unit_test(rows_add_up_to_what_totals_would_hold),
        cmocka_unit_test(a_group_is_what_is_left_when_the_others_are_taken_away),
    };
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
