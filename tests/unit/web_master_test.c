#include "check.h"

#include "fcgi_client.h"
#include "lib/day.h"
#include "lib/file.h"
#include "web/gate.h"
#include "web/listen.h"
#include "web/master.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#define PATIENCE_NS INT64_C(20000000000)
#define WORKERS 2

static char dir[] = "/tmp/pagetrail-master-XXXXXX";

/* A program of a master and workers that do nothing but wait; a worker whose busy_since_ns is set
 * finishes that first, as it would a request. */
struct program {
    struct arena a;
    struct metrics *metrics;
    const char *address;
    int health, pages; /* listening */
    pid_t pid;
};

static int idle_worker(const void *self, size_t number)
{
    const struct program *p = self;
    struct metrics_worker *slot = &p->metrics->worker[number];
    struct gate gate;
    if (gate_open(&gate, p->pages).code != ERR_OK)
        return 1;
    slot->generation = 1;
    slot->pid = getpid();
    while (gate_wait(&gate, 100) != GATE_CLOSED)
        continue;
    while (slot->busy_since_ns)
        poll(NULL, 0, 5);
    return 0;
}

static int failing_worker(const void *self, size_t number)
{
    (void)self;
    (void)number;
    return 3;
}

static struct program program_of(int (*worker)(const void *, size_t), int64_t drain_ms)
{
    static const char *const routes[] = {"/"};
    struct program p = {.a = arena_of(1 << 22), .health = -1, .pages = -1};
    const char *pages = arena_fmt(&p.a, "unix:%s/pages", dir).p;
    p.address = arena_fmt(&p.a, "unix:%s/health", dir).p;
    CHECK_OK(metrics_open(&p.metrics, STR("b1"), routes, 1, WORKERS));
    CHECK_OK(listen_open(p.address, &p.health));
    CHECK_OK(listen_open(pages, &p.pages));
    unlink(pages + 5);
    p.pid = fork();
    CHECK(p.pid >= 0);
    if (p.pid == 0) {
        const struct master_plan plan = {.metrics = p.metrics,
            .health = p.health,
            .drain_ms = drain_ms,
            .worker = worker,
            .self = &p};
        _exit(err_exit(master_run(&plan).code));
    }
    return p;
}

static void program_done(struct program *p)
{
    kill(p->pid, SIGKILL);
    waitpid(p->pid, NULL, 0);
    listen_done(p->address, &p->health);
    fd_done(&p->pages);
    metrics_done(&p->metrics);
    arena_done(&p->a);
}

#define UNTIL(cond)                                                                                \
    do {                                                                                           \
        int64_t until_end = clock_tick_ns() + PATIENCE_NS;                                         \
        while (!(cond)) {                                                                          \
            if (clock_tick_ns() > until_end)                                                       \
                fail_msg("not in time: %s", #cond);                                                \
            poll(NULL, 0, 5);                                                                      \
        }                                                                                          \
    } while (0)

static bool all_there(const struct program *p)
{
    size_t n = 0;
    for (size_t i = 0; i < WORKERS; i++)
        n += p->metrics->worker[i].pid != 0;
    return n == WORKERS;
}

static bool answers(struct program *p, const char *path, const char *status)
{
    const char *const params[] = {"REQUEST_METHOD", "GET", "DOCUMENT_URI", path, NULL};
    AUTO(fd_done) int fd = fcgi_connect(p->address + 5);
    send_all(fd, fcgi_request(&p->a, params, STR("")));
    CHECK_INT(shutdown(fd, SHUT_WR), 0);
    struct str got = fcgi_answer(&p->a, fd);
    return str_starts(got, arena_fmt(&p->a, "Status: %s", status));
}

/* -1 and the signal when one ended it. */
static int ended(struct program *p)
{
    int status;
    CHECK_INT(waitpid(p->pid, &status, 0), p->pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(a_worker_that_dies_is_replaced)
{
    AUTO(program_done) struct program p = program_of(idle_worker, 5000);
    UNTIL(all_there(&p));
    pid_t before = (pid_t)p.metrics->worker[1].pid;
    CHECK_INT(kill(before, SIGKILL), 0);
    UNTIL(all_there(&p) && p.metrics->worker[1].pid != before);
    CHECK_INT(p.metrics->restarts, 1);
    CHECK_INT(p.metrics->killed, 1);
}

TEST(workers_that_fail_at_once_are_not_started_in_a_loop)
{
    AUTO(program_done) struct program p = program_of(failing_worker, 5000);
    int64_t began = clock_tick_ns();
    UNTIL(p.metrics->restarts >= 2 * WORKERS);
    /* 0.1 s before the first replacement and 0.2 s before the second. */
    CHECK(clock_tick_ns() - began >= INT64_C(290000000));
    CHECK(answers(&p, "/healthz", "200"));
    CHECK(answers(&p, "/readyz", "503"));
}

TEST(health_is_answered_while_every_worker_stands_still)
{
    AUTO(program_done) struct program p = program_of(idle_worker, 5000);
    UNTIL(all_there(&p));
    for (size_t i = 0; i < WORKERS; i++)
        CHECK_INT(kill((pid_t)p.metrics->worker[i].pid, SIGSTOP), 0);
    CHECK(answers(&p, "/healthz", "200"));
    CHECK(answers(&p, "/readyz", "200"));
    for (size_t i = 0; i < WORKERS; i++)
        CHECK_INT(kill((pid_t)p.metrics->worker[i].pid, SIGKILL), 0);
}

TEST(a_drain_says_so_at_once_and_waits_for_what_is_in_hand)
{
    AUTO(program_done) struct program p = program_of(idle_worker, 15000);
    UNTIL(all_there(&p));
    p.metrics->worker[0].busy_since_ns = 1;
    pid_t idle = (pid_t)p.metrics->worker[1].pid;
    CHECK_INT(kill(p.pid, SIGTERM), 0);
    UNTIL(p.metrics->worker[1].pid == 0);
    CHECK(kill(idle, 0) != 0);
    CHECK(answers(&p, "/readyz", "503"));
    CHECK(answers(&p, "/healthz", "200"));
    CHECK(p.metrics->worker[0].pid != 0);
    p.metrics->worker[0].busy_since_ns = 0;
    CHECK_INT(ended(&p), 0);
    CHECK_INT(p.metrics->restarts, 0);
}

TEST(what_is_not_done_by_the_deadline_is_killed_and_that_is_a_failure)
{
    AUTO(program_done) struct program p = program_of(idle_worker, 200);
    UNTIL(all_there(&p));
    pid_t stuck = (pid_t)p.metrics->worker[0].pid;
    p.metrics->worker[0].busy_since_ns = 1;
    CHECK_INT(kill(p.pid, SIGTERM), 0);
    CHECK_INT(ended(&p), err_exit(ERR_IO));
    CHECK(kill(stuck, 0) != 0);
}

TEST(workers_do_not_outlive_a_killed_master)
{
    AUTO(program_done) struct program p = program_of(idle_worker, 5000);
    UNTIL(all_there(&p));
    pid_t orphan = (pid_t)p.metrics->worker[0].pid;
    CHECK_INT(kill(p.pid, SIGKILL), 0);
    CHECK_INT(ended(&p), -SIGKILL);
    UNTIL(kill(orphan, 0) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_worker_that_dies_is_replaced),
        cmocka_unit_test(workers_that_fail_at_once_are_not_started_in_a_loop),
        cmocka_unit_test(health_is_answered_while_every_worker_stands_still),
        cmocka_unit_test(a_drain_says_so_at_once_and_waits_for_what_is_in_hand),
        cmocka_unit_test(what_is_not_done_by_the_deadline_is_killed_and_that_is_a_failure),
        cmocka_unit_test(workers_do_not_outlive_a_killed_master),
    };
    if (!mkdtemp(dir))
        return 1;
    int failed = RUN(tests);
    rmdir(dir);
    return failed;
}
