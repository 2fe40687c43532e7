#include "check.h"

#include "fcgi_client.h"
#include "lib/day.h"
#include "lib/file.h"
#include "web/health.h"
#include "web/listen.h"

#include <stdlib.h>

static char dir[] = "/tmp/pagetrail-health-XXXXXX";

static struct metrics *page(void)
{
    static const char *const routes[] = {"/"};
    struct metrics *m = NULL;
    CHECK_OK(metrics_open(&m, STR("b1"), routes, 1, 2));
    return m;
}

static struct res asked(const struct metrics *m, struct arena *a, struct req req)
{
    struct res res;
    health_answer(m, a, &req, &res);
    return res;
}

TEST(alive_and_ready_are_two_questions)
{
    AUTO(metrics_done) struct metrics *m = page();
    AUTO(arena_done) struct arena a = arena_of(1 << 20);
    CHECK_INT(asked(m, &a, (struct req){.path = STR("/healthz")}).status, 200);
    CHECK_INT(asked(m, &a, (struct req){.path = STR("/readyz")}).status, 503);
    m->worker[0].pid = 5;
    m->worker[0].generation = 1;
    CHECK_INT(asked(m, &a, (struct req){.path = STR("/readyz")}).status, 200);
    m->draining = true;
    CHECK_INT(asked(m, &a, (struct req){.path = STR("/readyz")}).status, 503);
    CHECK_INT(asked(m, &a, (struct req){.path = STR("/healthz")}).status, 200);
}

TEST(metrics_come_in_the_form_that_was_asked_for)
{
    const struct {
        struct str accept;
        bool open;
    } cases[] = {
        {STR(""), true},
        {STR("*/*"), true},
        {STR("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"), true},
        {STR("text/plain;version=0.0.4;q=1,*/*;q=0.1"), false},
    };
    AUTO(metrics_done) struct metrics *m = page();
    AUTO(arena_done) struct arena a = arena_of(1 << 22);
    for (EACH(i, cases)) {
        struct res r =
            asked(m, &a, (struct req){.path = STR("/metrics"), .accept = cases[i].accept});
        CHECK_INT(r.status, 200);
        CHECK_INT(str_starts(str_of(r.type), STR("application/openmetrics-text")), cases[i].open);
        CHECK_INT(str_ends(out_done(&r.body), STR("# EOF\n")), cases[i].open);
    }
}

TEST(anything_else_is_refused)
{
    AUTO(metrics_done) struct metrics *m = page();
    AUTO(arena_done) struct arena a = arena_of(1 << 20);
    CHECK_INT(asked(m, &a, (struct req){.path = STR("/")}).status, 404);
    CHECK_INT(asked(m, &a, (struct req){.path = STR("/healthz/")}).status, 404);
    struct req post = {.path = STR("/healthz"), .method = METHOD_POST};
    CHECK_INT(asked(m, &a, post).status, 405);
}

TEST(a_side_that_does_not_send_is_left_and_the_next_one_answered)
{
    static const char *const params[] = {"REQUEST_METHOD", "GET", "DOCUMENT_URI", "/healthz", NULL};
    AUTO(metrics_done) struct metrics *m = page();
    AUTO(arena_done) struct arena a = arena_of(1 << 20);
    const char *address = arena_fmt(&a, "unix:%s/s", dir).p;
    int listening = -1;
    struct health h;
    CHECK_OK(listen_open(address, &listening));
    CHECK_OK(health_open(&h, m, listening));
    AUTO(fd_done) int silent = fcgi_connect(address + 5);
    send_all(silent, STR("\1\1\0\1\0"));
    AUTO(fd_done) int next = fcgi_connect(address + 5);
    send_all(next, fcgi_request(&a, params, STR("")));
    CHECK_INT(shutdown(next, SHUT_WR), 0);
    int64_t began = clock_tick_ns();
    health_serve(&h);
    health_serve(&h);
    CHECK(clock_tick_ns() - began < INT64_C(8000000000));
    CHECK(str_starts(fcgi_answer(&a, next), STR("Status: 200 OK\r\n")));
    health_done(&h);
    listen_done(address, &listening);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alive_and_ready_are_two_questions),
        cmocka_unit_test(metrics_come_in_the_form_that_was_asked_for),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(a_side_that_does_not_send_is_left_and_the_next_one_answered),
    };
    if (!mkdtemp(dir))
        return 1;
    int failed = RUN(tests);
    rmdir(dir);
    return failed;
}
