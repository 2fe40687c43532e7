#include "check.h"

#include "source/quiet.h"

#include <sys/wait.h>
#include <unistd.h>

/* A platform that answers one status, and a clock that only pauses move. */
struct platform {
    int status, calls;
    int64_t retry_ms, clock;
};

static struct err answer(void *self, struct arena *a __attribute__((unused)),
    const struct http_req *req __attribute__((unused)), struct http_res *res)
{
    struct platform *p = self;
    p->calls++;
    *res = (struct http_res){.status = p->status, .retry_ms = p->retry_ms};
    return OK;
}

static void waits(void *self, int64_t ms)
{
    ((struct platform *)self)->clock += ms;
}

static int64_t clock_of(void *self)
{
    return ((struct platform *)self)->clock;
}

static struct err call(struct quiet *q, struct platform *p, int64_t patience_ms)
{
    struct http_res res;
    const struct http_req req = {.method = "GET", .fd = -1};
    struct world w =
        quiet_world(q, (struct world){p, answer, waits, clock_of, clock_of}, patience_ms);
    AUTO(arena_done) struct arena a = arena_of(1u << 16);
    return w.exchange(w.self, &a, &req, &res);
}

TEST(a_wait_that_one_is_told_holds_for_another_process)
{
    struct quiet q;
    struct platform p = {.status = 200, .clock = 1000};
    CHECK_OK(quiet_open(&q));
    pid_t child = fork();
    if (child == 0) {
        struct platform busy = {.status = 429, .retry_ms = 7000, .clock = 1000};
        _exit(call(&q, &busy, 60000).code == ERR_OK ? 0 : 1);
    }
    int status = 1;
    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK_INT(status, 0);
    CHECK_INT(quiet_left(&q, 1000), 7000);
    CHECK_OK(call(&q, &p, 60000));
    CHECK_INT(p.clock, 8000);
    CHECK_INT(quiet_left(&q, p.clock), 0);
    CHECK_OK(call(&q, &p, 60000));
    CHECK_INT(p.clock, 8000);
    quiet_done(&q);
}

TEST(the_longest_wait_holds_and_one_past_the_patience_is_busy)
{
    struct quiet q;
    struct platform longer = {.status = 503, .retry_ms = 90000};
    struct platform shorter = {.status = 429, .retry_ms = 1};
    CHECK_OK(quiet_open(&q));
    CHECK_OK(call(&q, &longer, 60000));
    CHECK_ERR(call(&q, &shorter, 60000), ERR_BUSY);
    CHECK_INT(shorter.calls, 0);
    CHECK_OK(call(&q, &shorter, 90000));
    CHECK_INT(shorter.clock, 90000);
    CHECK_INT(quiet_left(&q, 0), 90001);
    quiet_done(&q);
}

TEST(an_answer_without_a_wait_asks_nobody_to_wait)
{
    struct quiet q;
    const struct platform cases[] = {
        {.status = 429, .retry_ms = -1}, {.status = 200, .retry_ms = 5000}, {.status = 503}};
    CHECK_OK(quiet_open(&q));
    for (EACH(i, cases)) {
        struct platform p = cases[i];
        CHECK_OK(call(&q, &p, 60000));
        CHECK_INT(quiet_left(&q, 0), 0);
    }
    quiet_done(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_that_one_is_told_holds_for_another_process),
        cmocka_unit_test(the_longest_wait_holds_and_one_past_the_patience_is_busy),
        cmocka_unit_test(an_answer_without_a_wait_asks_nobody_to_wait),
    };
    return RUN(tests);
}
