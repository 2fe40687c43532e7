#include "check.h"

#include <math.h>

#include "lib/hash.h"
#include "query/metric.h"

static struct arena arena;
#define MINUTES(n) ((n)*MINUTE_MS)

/* A page of that response; answered that long after it was made, MS_UNKNOWN = never. */
static void add(
    struct tally *t, enum response response, int64_t after_ms, struct str incident, int32_t level)
{
    const int64_t created = DAY_MS * 20000;
    struct record r = {.response = response, .level = level, .person = 7, .hours = HOURS_SLEEP};
    r.purpose = PURPOSE_INITIAL;
    r.text[TEXT_INCIDENT] = incident;
    r.when[WHEN_CREATED] = created;
    r.when[WHEN_RESPONDED] = after_ms == MS_UNKNOWN ? TIME_UNKNOWN : created + after_ms;
    tally_add(t, NULL, &r, created + DAY_MS);
}

static struct tally *empty(void)
{
    arena_wipe(&arena);
    return tally_new(&arena);
}

static void check_near(struct value v, double want)
{
    CHECK(v.known);
    if (fabs(v.v - want) > want * 0.01 + 1e-9)
        fail_msg("%g is not within 1 %% of %g", v.v, want);
}

TEST(of_nothing_only_counts_are_known)
{
    const struct tally *t = empty();
    for (size_t m = 0; m < METRIC_TALLY__N; m++) {
        struct value v = metric_of(t, (enum metric)m);
        CHECK_INT(v.known, metrics[m].unit == UNIT_COUNT);
        CHECK(!v.not_reached);
        CHECK_INT(v.n, 0);
        CHECK_INT(v.excluded, 0);
    }
}

TEST(every_metric_has_a_name_a_label_and_a_rule)
{
    for (EACH(m, metrics)) {
        CHECK(metrics[m].name && *metrics[m].name);
        CHECK(metrics[m].label && *metrics[m].label);
        CHECK(str_ends(str_of(metrics[m].rule), STR(".")));
        for (size_t k = 0; k < m; k++)
            CHECK(!str_eq(str_of(metrics[m].name), str_of(metrics[k].name)));
    }
}

TEST(acceptance_leaves_out_what_is_open_or_cleared_itself)
{
    struct tally *t = empty();
    add(t, RESPONSE_ACCEPTED, MINUTES(1), STR("a"), 1);
    add(t, RESPONSE_ACCEPTED, MINUTES(9), STR("b"), 1);
    add(t, RESPONSE_ACCEPTED, MS_UNKNOWN, STR("c"), 1); /* untimed */
    add(t, RESPONSE_DECLINED, MINUTES(1), STR("d"), 1);
    add(t, RESPONSE_NONE, MS_UNKNOWN, STR("e"), 1);
    add(t, RESPONSE_UNDELIVERED, MS_UNKNOWN, STR("f"), 1);
    add(t, RESPONSE_RESOLVED, MINUTES(1), STR("g"), 1);
    struct record open = {.purpose = PURPOSE_INITIAL, .response = RESPONSE_NONE};
    tally_add(t, NULL, &open, 0);
    CHECK_INT(tally_pages(t), 8);
    CHECK_INT(tally_accepted(t), 3);
    CHECK_INT(tally_closed(t), 6);
    struct value v = metric_of(t, METRIC_ACCEPTANCE);
    check_near(v, 0.5);
    CHECK_INT(v.n, 6);
    CHECK_INT(v.excluded, 2);
    check_near(metric_of(t, METRIC_ACCEPTANCE_OF_DELIVERED), 0.6);
    check_near(metric_of(t, METRIC_UNACKNOWLEDGED), 3);
    check_near(metric_of(t, METRIC_UNDELIVERED), 1.0 / 8);
}

TEST(acknowledgement_takes_accepted_pages_with_a_time)
{
    struct tally *t = empty();
    for (int i = 1; i <= 10; i++)
        add(t, RESPONSE_ACCEPTED, MINUTES(i), STR("i"), 1);
    add(t, RESPONSE_ACCEPTED, -MINUTES(1), STR("i"), 1);
    add(t, RESPONSE_ACCEPTED, MS_UNKNOWN, STR("i"), 1);
    add(t, RESPONSE_DECLINED, MINUTES(500), STR("i"), 1);
    add(t, RESPONSE_ACCEPTED, DAY_MS + 1, STR("i"), 1);
    CHECK_INT(t->ack.n, 11);
    CHECK_INT(t->ack.negative, 1);
    CHECK_INT(t->ack.over_day, 1);
    check_near(metric_of(t, METRIC_ACK_P50), (double)MINUTES(6)); /* rank ceil(5.5) = 6 */
    check_near(metric_of(t, METRIC_ACK_P90), (double)MINUTES(10));
    check_near(metric_of(t, METRIC_ACK_P95), (double)(DAY_MS + 1));
    check_near(metric_of(t, METRIC_ACK_MEAN), (double)(MINUTES(55) + DAY_MS + 1) / 11);
    CHECK_INT(metric_of(t, METRIC_ACK_P50).excluded, 3);
    CHECK_INT(metric_of(t, METRIC_ANSWER_P50).n, 12); /* the decline answers too */
}

TEST(answered_by_counts_those_who_never_answered)
{
    struct tally *t = empty();
    for (int i = 1; i <= 6; i++)
        add(t, RESPONSE_ACCEPTED, MINUTES(i), STR("i"), 1);
    for (int i = 0; i < 4; i++)
        add(t, RESPONSE_NONE, MS_UNKNOWN, STR("i"), 1);
    check_near(metric_of(t, METRIC_ANSWERED_BY_P50), (double)MINUTES(5));
    struct value p90 = metric_of(t, METRIC_ANSWERED_BY_P90);
    CHECK(!p90.known && p90.not_reached);
    CHECK_INT(p90.n, 10);
}

TEST(a_share_that_is_just_reached_is_reached)
{
    struct tally *t = empty();
    for (int i = 1; i <= 9; i++)
        add(t, RESPONSE_ACCEPTED, MINUTES(i), STR("i"), 1);
    add(t, RESPONSE_NONE, MS_UNKNOWN, STR("i"), 1);
    check_near(metric_of(t, METRIC_ANSWERED_BY_P90), (double)MINUTES(9));
}

TEST(ranks_are_exact_for_every_size)
{
    CHECK_INT(metric_rank(50, 1), 1);
    CHECK_INT(metric_rank(50, 2), 1);
    CHECK_INT(metric_rank(50, 3), 2);
    CHECK_INT(metric_rank(90, 10), 9);
    CHECK_INT(metric_rank(95, 20), 19);
    CHECK_INT(metric_rank(99, 100), 99);
    CHECK_INT(metric_rank(99, 101), 100);
    CHECK_INT(metric_rank(95, 2000000000), 1900000000);
}

TEST(escalation_is_of_incidents_not_of_pages)
{
    struct tally *t = empty();
    add(t, RESPONSE_NONE, MS_UNKNOWN, STR("a"), 1);
    add(t, RESPONSE_NONE, MS_UNKNOWN, STR("a"), 2);
    add(t, RESPONSE_NONE, MS_UNKNOWN, STR("a"), 4);
    add(t, RESPONSE_NONE, MS_UNKNOWN, STR("b"), 1);
    add(t, RESPONSE_NONE, MS_UNKNOWN, STR("c"), 0); /* level not known */
    struct value v = metric_of(t, METRIC_ESCALATED);
    check_near(v, 1.0 / 3);
    CHECK_INT(v.n, 3);
    v = metric_of(t, METRIC_DEPTH);
    check_near(v, 2.5);
    CHECK_INT(v.excluded, 1);
}

TEST(sleep_pages_are_per_person_paged)
{
    struct tally *t = empty();
    for (int i = 0; i < 6; i++)
        add(t, RESPONSE_NONE, MS_UNKNOWN, STR("a"), 1);
    set_put(&t->people, 8, 1);
    check_near(metric_of(t, METRIC_SLEEP_PER_PERSON), 3);
    CHECK_INT(metric_of(t, METRIC_PEOPLE).n, 2);
}

TEST(what_is_no_page_is_left_out_and_counted)
{
    struct tally *t = empty();
    struct record test = {.purpose = PURPOSE_TEST}, note = {.purpose = PURPOSE_STATUS_UPDATE};
    tally_add(t, NULL, &test, 0);
    tally_add(t, NULL, &test, 0);
    tally_add(t, NULL, &note, 0);
    struct value v = metric_of(t, METRIC_PAGES);
    CHECK(v.known && v.n == 0);
    CHECK_INT(v.excluded, 3);
}

TEST(the_curve_meets_the_outcomes_exactly)
{
    struct tally *t = empty();
    for (int i = 1; i <= 400; i++)
        add(t, RESPONSE_ACCEPTED, i * SECOND_MS, STR("i"), 1);
    add(t, RESPONSE_ACCEPTED, DAY_MS + 1, STR("i"), 1);
    CHECK_INT(tally_accepted_by(t, ANSWER_TARGET_MS), t->outcome[OUTCOME_IN_TARGET]);
    CHECK_INT(tally_accepted_by(t, ANSWER_TARGET_MS), 300);
    CHECK_INT(tally_accepted_by(t, DAY_MS), 400);
    CHECK_INT(tally_accepted_by(t, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_nothing_only_counts_are_known),
        cmocka_unit_test(every_metric_has_a_name_a_label_and_a_rule),
        cmocka_unit_test(acceptance_leaves_out_what_is_open_or_cleared_itself),
        cmocka_unit_test(acknowledgement_takes_accepted_pages_with_a_time),
        cmocka_unit_test(answered_by_counts_those_who_never_answered),
        cmocka_unit_test(a_share_that_is_just_reached_is_reached),
        cmocka_unit_test(ranks_are_exact_for_every_size),
        cmocka_unit_test(escalation_is_of_incidents_not_of_pages),
        cmocka_unit_test(sleep_pages_are_per_person_paged),
        cmocka_unit_test(what_is_no_page_is_left_out_and_counted),
        cmocka_unit_test(the_curve_meets_the_outcomes_exactly),
    };
    arena = arena_of(ARENA_CAP_REQUEST);
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
