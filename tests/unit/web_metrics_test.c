#include "check.h"

#include "lib/day.h"
#include "web/metrics.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const routes[] = {"/", "/overview"};

static struct metrics *page(size_t workers)
{
    struct metrics *m = NULL;
    CHECK_OK(metrics_open(&m, STR("b1"), routes, COUNT_OF(routes), workers));
    return m;
}

static bool says(struct metrics *m, bool open, const char *line)
{
    AUTO(arena_done) struct arena a = arena_of(1 << 22);
    struct out o = out_of(&a);
    metrics_write(m, &o, open);
    out_char(&o, 0);
    bool found = strstr(out_done(&o).p, line) != NULL;
    if (!found)
        print_error("no \"%s\" in:\n%s", line, out_done(&o).p);
    return found;
}

static void answered(struct metrics *m, const char *route, int status, int64_t ns)
{
    metrics_request(m, &(struct metrics_request){.route = route, .status = status, .ns = ns});
}

TEST(every_known_label_is_there_from_the_start)
{
    AUTO(metrics_done) struct metrics *m = page(2);
    CHECK(says(m, true, "\npagetrail_http_requests_total{route=\"/overview\",code=\"5xx\"} 0\n"));
    CHECK(says(m, true, "\npagetrail_http_requests_total{route=\"other\",code=\"2xx\"} 0\n"));
    CHECK(says(m, true, "\npagetrail_worker_snapshot_generation{worker=\"1\"} 0\n"));
    CHECK(says(m, true, "\npagetrail_http_request_duration_seconds_count 0\n"));
    CHECK(says(m, true, "pagetrail_build_info{build=\"b1\"} 1\n"));
}

TEST(counts_of_several_processes_add_up)
{
    AUTO(metrics_done) struct metrics *m = page(2);
    for (int child = 0; child < 3; child++)
        if (fork() == 0) {
            for (int i = 0; i < 1000; i++)
                answered(m, "/overview", 200, 1000);
            _exit(0);
        }
    while (wait(NULL) > 0)
        continue;
    CHECK(
        says(m, true, "\npagetrail_http_requests_total{route=\"/overview\",code=\"2xx\"} 3000\n"));
}

TEST(a_route_or_status_that_is_not_known_is_counted_all_the_same)
{
    AUTO(metrics_done) struct metrics *m = page(1);
    answered(m, NULL, 404, 0);
    answered(m, "/made-up", 0, 0);
    answered(m, "/", 304, 0);
    CHECK(says(m, true, "{route=\"other\",code=\"4xx\"} 1\n"));
    CHECK(says(m, true, "{route=\"other\",code=\"5xx\"} 1\n"));
    CHECK(says(m, true, "{route=\"/\",code=\"3xx\"} 1\n"));
    CHECK(says(m, true, "\npagetrail_http_not_modified_total 1\n"));
}

TEST(half_a_second_is_inside_its_bucket_and_a_nanosecond_more_is_not)
{
    AUTO(metrics_done) struct metrics *m = page(1);
    answered(m, "/", 200, INT64_C(500000000));
    CHECK(says(m, true, "_bucket{le=\"0.3\"} 0\n"));
    CHECK(says(m, true, "_bucket{le=\"0.5\"} 1\n"));
    answered(m, "/", 200, INT64_C(500000001));
    CHECK(says(m, true, "_bucket{le=\"0.5\"} 1\n"));
    CHECK(says(m, true, "_bucket{le=\"0.75\"} 2\n"));
    answered(m, "/", 200, INT64_C(60000000000));
    CHECK(says(m, true, "_bucket{le=\"10\"} 2\n"));
    CHECK(says(m, true, "_bucket{le=\"+Inf\"} 3\n"));
    CHECK(says(m, true, "_count 3\n"));
    CHECK(says(m, true, "_sum 61.000000"));
}

TEST(a_counter_is_named_as_each_format_wants)
{
    AUTO(metrics_done) struct metrics *m = page(1);
    CHECK(says(m, true, "# TYPE pagetrail_worker_restarts counter\n"));
    CHECK(says(m, true, "# UNIT pagetrail_http_sql_seconds seconds\n"));
    CHECK(says(m, false, "# TYPE pagetrail_worker_restarts_total counter\n"));
    CHECK(says(m, true, "\npagetrail_worker_restarts_total 0\n"));
    CHECK(says(m, false, "\npagetrail_worker_restarts_total 0\n"));
}

TEST(open_metrics_end_with_a_mark_and_the_older_form_does_not)
{
    AUTO(metrics_done) struct metrics *m = page(1);
    AUTO(arena_done) struct arena a = arena_of(1 << 22);
    struct out open = out_of(&a), plain = out_of(&a);
    metrics_write(m, &open, true);
    metrics_write(m, &plain, false);
    CHECK(str_ends(out_done(&open), STR("\n# EOF\n")));
    CHECK(!str_ends(out_done(&plain), STR("# EOF\n")));
}

/* A family that comes twice, or whose lines are torn apart, is refused by Prometheus as a whole. */
TEST(families_are_whole_and_come_once)
{
    AUTO(metrics_done) struct metrics *m = page(3);
    AUTO(arena_done) struct arena a = arena_of(1 << 22);
    struct out o = out_of(&a);
    metrics_write(m, &o, true);
    struct str rest = out_done(&o), line, word, family = STR("");
    struct str *seen = NEW(&a, struct str, 200);
    size_t n = 0;
    while (str_cut(rest, '\n', &line, &rest) && !str_eq(line, STR("# EOF"))) {
        if (str_starts(line, STR("# TYPE "))) {
            str_cut(str_from(line, 7), ' ', &family, &word);
            for (size_t i = 0; i < n; i++)
                CHECK(!str_eq(seen[i], family));
            seen[n++] = family;
        } else if (line.p[0] != '#') {
            CHECK(str_starts(line, family));
        }
    }
    CHECK(n > 15 && n < 200);
}

TEST(ready_means_a_living_worker_with_a_snapshot_and_no_drain)
{
    AUTO(metrics_done) struct metrics *m = page(2);
    CHECK(!metrics_ready(m));
    m->worker[1].pid = 17;
    CHECK(!metrics_ready(m));
    m->worker[1].generation = 4;
    CHECK(metrics_ready(m));
    m->draining = true;
    CHECK(!metrics_ready(m));
    m->draining = false;
    metrics_worker_clear(&m->worker[1]);
    CHECK(!metrics_ready(m));
}

TEST(a_request_in_hand_is_seen_until_its_worker_ends)
{
    AUTO(metrics_done) struct metrics *m = page(2);
    m->worker[0].busy_since_ns = clock_tick_ns();
    CHECK(says(m, true, "\npagetrail_http_requests_in_flight 1\n"));
    metrics_worker_clear(&m->worker[0]);
    CHECK(says(m, true, "\npagetrail_http_requests_in_flight 0\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_known_label_is_there_from_the_start),
        cmocka_unit_test(counts_of_several_processes_add_up),
        cmocka_unit_test(a_route_or_status_that_is_not_known_is_counted_all_the_same),
        cmocka_unit_test(half_a_second_is_inside_its_bucket_and_a_nanosecond_more_is_not),
        cmocka_unit_test(a_counter_is_named_as_each_format_wants),
        cmocka_unit_test(open_metrics_end_with_a_mark_and_the_older_form_does_not),
        cmocka_unit_test(families_are_whole_and_come_once),
        cmocka_unit_test(ready_means_a_living_worker_with_a_snapshot_and_no_drain),
        cmocka_unit_test(a_request_in_hand_is_seen_until_its_worker_ends),
    };
    return RUN(tests);
}
