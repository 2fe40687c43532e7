#include "check.h"

#include "cron/ledger.h"
#include "cron/plan.h"
#include "lib/day.h"
#include "lib/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define JULY INT64_C(1782864000000) /* 2026-07-01T00:00:00Z */
#define DAYS(n) ((n)*DAY_MS)

static const struct plan_aim wide = {1000000, 1 << 30, HOUR_MS, 1 << 30};
static const struct plan_patience patience = {.tries = 3, .pause_ms = 1000};

static struct plan plan_for(struct arena *a, int64_t from, int64_t to)
{
    struct plan p;
    CHECK_OK(plan_new(a, DATASET_PAGEOUTS, STR("store"), (struct span){from, to}, &p));
    return p;
}

/* In order, without a gap, and every border inside is a midnight. */
static void check_whole(const struct plan *p)
{
    int64_t at = p->window.from;
    for (size_t i = 0; i < p->n; i++) {
        CHECK_INT(p->chunk[i].window.from, at);
        CHECK(p->chunk[i].window.to > at);
        at = p->chunk[i].window.to;
        CHECK(i + 1 == p->n || at % DAY_MS == 0);
    }
    CHECK_INT(at, p->window.to);
}

static void seen(
    struct plan *p, struct chunk *c, const struct plan_aim *a_day, const struct plan_aim *aim)
{
    int64_t days = span_days(c->window);
    c->rows = a_day->rows * days;
    c->bytes = a_day->bytes * days;
    c->ms = a_day->ms * days;
    c->memory = a_day->memory;
    plan_done(p, c, aim);
}

TEST(the_newest_days_come_first_and_chunks_grow_while_they_are_small)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct plan p = plan_for(&a, JULY, JULY + DAYS(31));
    const struct plan_aim a_day = {10, 10, 10, 10};
    const int64_t want[] = {1, 2, 4, 8, 16};
    int64_t to = p.window.to;
    for (EACH(i, want)) {
        struct chunk *c = plan_take(&p, 0, 1);
        CHECK(c != NULL);
        CHECK_INT(c->state, CHUNK_RUNNING);
        CHECK_INT(c->window.to, to);
        CHECK_INT(span_days(c->window), want[i]);
        to = c->window.from;
        check_whole(&p);
        seen(&p, c, &a_day, &wide);
    }
    CHECK(plan_take(&p, 0, 1) == NULL);
    CHECK_INT(plan_due(&p), INT64_MAX);
}

TEST(what_was_seen_bounds_the_next_chunk)
{
    const struct {
        struct plan_aim a_day, aim;
        int64_t days;
    } cases[] = {
        {{100, 1, 1, 1}, {500, 1000, 1000, 10}, 5}, /* rows */
        {{1, 300, 1, 1}, {500, 1000, 1000, 10}, 3}, /* bytes */
        {{1, 1, 250, 1}, {500, 1000, 1000, 10}, 4}, /* time */
        {{1, 1, 1, 11}, {500, 1000, 1000, 10}, 2},  /* memory: half of the four it had */
        {{501, 1, 1, 1}, {500, 1000, 1000, 10}, 1}, /* never less than a day */
        {{1, 1, 1, 1}, {500, 1000, 1000, 10}, 8},   /* at most twice as long */
        {{0, 0, 0, 0}, {500, 1000, 1000, 10}, 8},   /* an empty one says nothing */
    };
    for (EACH(i, cases)) {
        AUTO(arena_done) struct arena a = arena_of(1u << 20);
        struct plan p = plan_for(&a, JULY, JULY + DAYS(100));
        p.days = 4;
        seen(&p, plan_take(&p, 0, 1), &cases[i].a_day, &cases[i].aim);
        CHECK_INT(p.days, cases[i].days);
    }
}

TEST(a_small_chunk_does_not_make_long_ones_short_and_none_is_too_long)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct plan p = plan_for(&a, JULY, JULY + DAYS(100));
    const struct plan_aim a_day = {1, 1, 1, 1};
    struct chunk *one = plan_take(&p, 0, 1);
    int64_t from = one->window.from;
    p.days = 30;
    seen(&p, plan_take(&p, 0, 1), &a_day, &wide);
    CHECK_INT(p.days, PLAN_CHUNK_DAYS_MAX);
    seen(&p, plan_at(&p, from), &a_day, &wide);
    CHECK_INT(p.days, PLAN_CHUNK_DAYS_MAX);
}

TEST(hands_share_what_is_left)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct plan p = plan_for(&a, JULY, JULY + DAYS(8));
    const int64_t want[] = {2, 2, 1, 1, 1, 1};
    p.days = 8;
    for (EACH(i, want))
        CHECK_INT(span_days(plan_take(&p, 0, 4)->window), want[i]);
    check_whole(&p);
    CHECK(plan_take(&p, 0, 4) == NULL);
}

TEST(a_window_that_begins_or_ends_in_a_day_is_cut_at_midnights)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct plan p = plan_for(&a, JULY + HOUR_MS, JULY + DAYS(2) + HOUR_MS);
    CHECK_INT(span_days(p.window), 3);
    struct chunk *c = plan_take(&p, 0, 1);
    CHECK_INT(c->window.from, JULY + DAYS(2));
    c = plan_take(&p, 0, 1);
    CHECK_INT(c->window.from, JULY + DAYS(1));
    c = plan_take(&p, 0, 1);
    CHECK_INT(c->window.from, JULY + HOUR_MS);
    check_whole(&p);
    CHECK(plan_take(&p, 0, 1) == NULL);
}

TEST(a_chunk_that_fails_waits_longer_each_time_and_is_then_set_aside)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct plan p = plan_for(&a, JULY, JULY + DAYS(1));
    const struct err e = err_of(ERR_INPUT, "no rows");
    int64_t now = 5000;
    for (int64_t pause = 1000; pause <= 2000; pause *= 2) {
        struct chunk *c = plan_take(&p, now, 1);
        CHECK(c != NULL);
        plan_failed(c, e, now, &patience);
        CHECK_INT(c->state, CHUNK_WAITING);
        CHECK_INT(plan_due(&p), now + pause);
        CHECK(plan_take(&p, now + pause - 1, 1) == NULL);
        now += pause;
    }
    struct chunk *c = plan_take(&p, now, 1);
    plan_failed(c, e, now, &patience);
    CHECK_INT(c->state, CHUNK_ASIDE);
    CHECK_INT(c->attempts, 3);
    CHECK_STR(str_of(c->error), STR("no rows"));
    CHECK_INT(plan_due(&p), INT64_MAX);
    plan_resume(&p);
    CHECK(plan_take(&p, now * 10, 1) != NULL);
    CHECK(plan_pause_ms(&patience, INT64_MAX) == plan_pause_ms(&patience, 60));
}

TEST(a_report_outlives_what_is_no_fault_of_it)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct plan p = plan_for(&a, JULY, JULY + DAYS(9));
    p.days = 4;
    struct chunk *c = plan_take(&p, 0, 1);
    c->report[0] = 'r';
    plan_failed(c, err_of(ERR_BUSY, "away"), 0, &patience);
    CHECK_INT(c->report[0], 'r');
    plan_resume(&p);
    p.days = 1;
    c->due = 0;
    CHECK(plan_take(&p, 0, 1) == c); /* whole: the report is for all of it */
    CHECK_INT(span_days(c->window), 4);
    plan_failed(c, err_of(ERR_INPUT, "not what it says"), 0, &patience);
    CHECK_INT(c->report[0], 0);
}

TEST(what_is_too_large_is_cut_in_halves_down_to_a_day)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct plan p = plan_for(&a, JULY, JULY + DAYS(5));
    p.days = 5;
    struct chunk *c = plan_take(&p, 0, 1);
    c->report[0] = 'r';
    CHECK(plan_cut(&p, c));
    check_whole(&p);
    CHECK_INT(p.n, 2);
    CHECK_INT(p.days, 2);
    for (size_t i = 0; i < p.n; i++) {
        CHECK_INT(p.chunk[i].state, CHUNK_WAITING);
        CHECK_INT(p.chunk[i].attempts, 0);
        CHECK_INT(p.chunk[i].report[0], 0);
    }
    while (plan_cut(&p, &p.chunk[0]))
        check_whole(&p);
    CHECK_INT(span_days(p.chunk[0].window), 1);
    CHECK_INT(p.days, 1);
}

/* Whatever happens in whatever order, the chunks are the window, and it comes to an end. */
TEST(at_all_times_the_chunks_are_the_window)
{
    for (unsigned seed = 1; seed <= 50; seed++) {
        AUTO(arena_done) struct arena a = arena_of(4u << 20);
        struct plan p = plan_for(&a, JULY + seed * HOUR_MS, JULY + DAYS(60 + seed % 7));
        struct plan_aim a_day = {1 + seed % 9, 1, 1, 1}, aim = {40, 100, 100, 100};
        int64_t running[4] = {0};
        size_t n = 0;
        srandom(seed);
        for (int64_t now = 0; n || plan_due(&p) != INT64_MAX; now += 500) {
            CHECK(now < INT64_C(10000000));
            struct chunk *c = n < COUNT_OF(running) ? plan_take(&p, now, 4) : NULL;
            if (c)
                running[n++] = c->window.from;
            check_whole(&p);
            if (n == 0 || random() % 2)
                continue;
            c = plan_at(&p, running[--n]);
            long fate = random() % 6;
            if (fate == 0)
                plan_failed(c, err_of(ERR_IO, "bad luck"), now, &patience);
            else if (fate > 1 || !plan_cut(&p, c))
                seen(&p, c, &a_day, &aim);
            check_whole(&p);
        }
        struct plan_sum sum = plan_sum_of(&p);
        CHECK_INT(sum.chunks[CHUNK_DONE] + sum.chunks[CHUNK_ASIDE], p.n);
        CHECK_INT(sum.all_days, span_days(p.window));
    }
}

TEST(a_window_of_no_days_or_of_too_many_is_refused)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct plan p;
    const struct span bad[] = {
        {JULY, JULY}, {JULY, JULY - 1}, {JULY, JULY + DAYS(PLAN_DAYS_MAX + 1)}};
    for (EACH(i, bad))
        CHECK_ERR(plan_new(&a, DATASET_PAGEOUTS, STR(""), bad[i], &p), ERR_USAGE);
}

static struct plan sample(struct arena *a)
{
    struct plan p = plan_for(a, JULY + HOUR_MS, JULY + DAYS(9));
    const struct plan_aim a_day = {3, 100, 20, 1 << 20};
    p.days = 2;
    seen(&p, plan_take(&p, 0, 1), &a_day, &wide);
    struct chunk *c = plan_take(&p, 0, 1);
    for (int i = 0; i < 3; i++)
        plan_failed(c, err_of(ERR_INPUT, "row 7: \"quoted\" \\ and \xc3\xa9"), 0, &patience);
    c = plan_take(&p, 0, 1);
    snprintf(c->report, sizeof c->report, "r-%%41");
    return p;
}

TEST(a_plan_is_read_as_it_was_written)
{
    AUTO(arena_done) struct arena a = arena_of(4u << 20);
    struct plan p = sample(&a), q;
    struct str text = ledger_write(&a, &p);
    CHECK_OK(ledger_read(&a, text, &q));
    CHECK_STR(ledger_write(&a, &q), text);
    CHECK_INT(q.n, p.n);
    CHECK_INT(q.days, p.days);
    for (size_t i = 0; i < p.n; i++) {
        CHECK_INT(q.chunk[i].state, p.chunk[i].state);
        CHECK_INT(q.chunk[i].rows, p.chunk[i].rows);
        CHECK_STR(str_of(q.chunk[i].report), str_of(p.chunk[i].report));
        CHECK_STR(str_of(q.chunk[i].error), str_of(p.chunk[i].error));
    }
}

/* The sample's text with one piece of it changed. */
static struct str changed(struct arena *a, struct str text, const char *from, const char *to)
{
    struct str was = str_of(from);
    struct out o = out_of(a);
    bool found = false;
    for (size_t i = 0; i < text.n; i++) {
        if (!found && str_starts(str_from(text, i), was)) {
            out_z(&o, to);
            i += was.n - 1;
            found = true;
        } else {
            out_char(&o, text.p[i]);
        }
    }
    if (!found)
        fail_msg("%s is not there", from);
    return out_done(&o);
}

TEST(a_plan_that_is_not_whole_is_refused)
{
    static const char *const bad[][2] = {
        {"\"backfill\":1", "\"backfill\":2"},
        {"\"dataset\":\"pageouts\"", "\"dataset\":\"directory\""},
        {"\"days\":", "\"days\":-"},
        {"\"days\":", "\"days\":9"},
        {"\"state\":\"waiting\"", "\"state\":\"sleeping\""},
        {"\"attempts\":", "\"attempts\":-1"},
        {"\"from\":\"2026-07-01T01:00:00Z\"", "\"from\":\"2026-07-01T02:00:00Z\""},
        {"\"to\":\"2026-07-10T00:00:00Z\"", "\"to\":\"2026-07-11T00:00:00Z\""},
        {"\"report\":\"", "\"report\":\"\\u0000"},
        {"\"chunks\":[", "\"chunks\":[],\"others\":["},
        {"{", "["},
    };
    for (EACH(i, bad)) {
        AUTO(arena_done) struct arena a = arena_of(4u << 20);
        struct plan p = sample(&a), q;
        struct str text = changed(&a, ledger_write(&a, &p), bad[i][0], bad[i][1]);
        struct err e = ledger_read(&a, text, &q);
        if (e.code != ERR_INPUT)
            fail_msg("%s: code %d %s", bad[i][1], (int)e.code, e.text);
    }
}

TEST(a_plan_on_disk_goes_on_and_gives_way_only_when_it_is_done)
{
    AUTO(arena_done) struct arena a = arena_of(16u << 20);
    char dir[] = "/tmp/pagetrail-plan-XXXXXX";
    CHECK(mkdtemp(dir) != NULL);
    const char *path = arena_fmt(&a, "%s/plan.json", dir).p;
    struct plan first = plan_for(&a, JULY, JULY + DAYS(2));
    struct plan p = first, other = plan_for(&a, JULY, JULY + DAYS(3));
    CHECK_OK(ledger_open(&a, path, &p)); /* none there yet */
    CHECK_OK(ledger_keep(path, &p));
    plan_done(&p, plan_take(&p, 0, 1), &wide);
    CHECK_OK(ledger_keep(path, &p));
    struct plan again = plan_for(&a, JULY, JULY + DAYS(2)), elsewhere = again;
    CHECK_OK(ledger_open(&a, path, &again));
    CHECK_INT(again.n, 2);
    CHECK_INT(again.chunk[1].state, CHUNK_DONE);
    elsewhere.store = STR("elsewhere");
    CHECK_ERR(ledger_open(&a, path, &other), ERR_USAGE);
    CHECK_ERR(ledger_open(&a, path, &elsewhere), ERR_USAGE);
    plan_done(&p, plan_take(&p, 0, 1), &wide);
    CHECK_OK(ledger_keep(path, &p));
    CHECK_OK(ledger_open(&a, path, &other));
    CHECK_INT(other.n, 1);
    CHECK_INT(other.chunk[0].state, CHUNK_WAITING);
    CHECK_OK(file_replace(path, STR("{\"backfill\":1")));
    CHECK_ERR(ledger_open(&a, path, &again), ERR_USAGE);
    CHECK_OK(tree_remove(dir));
    CHECK(access(dir, F_OK) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_days_come_first_and_chunks_grow_while_they_are_small),
        cmocka_unit_test(what_was_seen_bounds_the_next_chunk),
        cmocka_unit_test(a_small_chunk_does_not_make_long_ones_short_and_none_is_too_long),
        cmocka_unit_test(hands_share_what_is_left),
        cmocka_unit_test(a_window_that_begins_or_ends_in_a_day_is_cut_at_midnights),
        cmocka_unit_test(a_chunk_that_fails_waits_longer_each_time_and_is_then_set_aside),
        cmocka_unit_test(a_report_outlives_what_is_no_fault_of_it),
        cmocka_unit_test(what_is_too_large_is_cut_in_halves_down_to_a_day),
        cmocka_unit_test(at_all_times_the_chunks_are_the_window),
        cmocka_unit_test(a_window_of_no_days_or_of_too_many_is_refused),
        cmocka_unit_test(a_plan_is_read_as_it_was_written),
        cmocka_unit_test(a_plan_that_is_not_whole_is_refused),
        cmocka_unit_test(a_plan_on_disk_goes_on_and_gives_way_only_when_it_is_done),
    };
    return RUN(tests);
}
