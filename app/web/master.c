#include "web/master.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/log.h"
#include "web/health.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define TURN_MS 1000
#define NS_PER_MS INT64_C(1000000)
#define SETTLED_NS (10000 * NS_PER_MS)     /* who lived that long is replaced at once */
#define BACK_OFF_NS (100 * NS_PER_MS)      /* doubled with each early death ... */
#define BACK_OFF_MAX_NS (5000 * NS_PER_MS) /* ... up to this */
#define BACK_OFF_STEPS 6
#define KEEPER_GRACE_NS                                                                            \
    (1000 * NS_PER_MS) /* a signal ends it at once unless it hangs in a read                       \
                        */

struct child {
    size_t number;
    pid_t pid; /* 0: not running */
    int64_t started_ns, due_ns;
    unsigned early; /* deaths in a row soon after the start */
    bool again;     /* started before */
};

struct master {
    const struct master_plan *plan;
    int signals;
    sigset_t mask_before;
    int64_t kill_at_ns;  /* 0: not draining */
    int64_t leave_at_ns; /* without the keeper, who may hang */
    bool killed;
    struct health health;
    struct child child[WORKERS_MAX + 1]; /* the workers by number, then the keeper */
    size_t children;
};

static bool is_keeper(const struct master *m, const struct child *c)
{
    return c->number == m->plan->metrics->workers;
}

static struct log log_child(
    const struct master *m, enum log_level level, const char *event, const struct child *c)
{
    struct log l = log_of(level, event);
    if (is_keeper(m, c))
        log_text(&l, "role", STR("keeper"));
    else
        log_i64(&l, "worker", (int64_t)c->number);
    log_i64(&l, "pid", c->pid);
    return l;
}

static _Noreturn void child_main(const struct master *m, const struct child *c, pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent)
        exit(EXIT_FAILURE); /* the master is dead already: nobody would end us */
    int signals = m->signals;
    fd_done(&signals);
    signal(SIGALRM, SIG_DFL); /* it ends a worker that hangs; the master only interrupts itself */
    if (is_keeper(m, c)) {
        m->plan->keeper(m->plan->self);
        exit(EXIT_FAILURE);
    }
    exit(m->plan->worker(m->plan->self, c->number));
}

static void later(struct child *c)
{
    int64_t wait = BACK_OFF_NS << (c->early < BACK_OFF_STEPS ? c->early : BACK_OFF_STEPS);
    c->due_ns = clock_tick_ns() + (wait < BACK_OFF_MAX_NS ? wait : BACK_OFF_MAX_NS);
    c->early++;
}

static void child_start(struct master *m, struct child *c)
{
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        child_main(m, c, parent);
    if (pid < 0) {
        err_drop(err_errno("fork"), "tried again later");
        later(c);
        return;
    }
    c->pid = pid;
    c->started_ns = clock_tick_ns();
    if (c->again && is_keeper(m, c))
        m->plan->metrics->keeper_restarts++;
    else if (c->again)
        m->plan->metrics->restarts++;
    c->again = true;
    struct log l = log_child(m, LOG_INFO, "child_started", c);
    log_end(&l);
}

static void child_ended(struct master *m, struct child *c, int status)
{
    bool keeper = is_keeper(m, c);
    bool wanted = m->kill_at_ns && (keeper || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
    struct log l = log_child(m, wanted ? LOG_INFO : LOG_ERROR, "child_ended", c);
    if (WIFSIGNALED(status))
        log_i64(&l, "signal", WTERMSIG(status));
    else
        log_i64(&l, "exit", WEXITSTATUS(status));
    log_end(&l);
    if (keeper)
        m->plan->metrics->keeper.pid = 0;
    else
        metrics_worker_clear(&m->plan->metrics->worker[c->number]);
    m->plan->metrics->killed += !keeper && WIFSIGNALED(status);
    c->pid = 0;
    c->due_ns = 0;
    if (clock_tick_ns() - c->started_ns >= SETTLED_NS)
        c->early = 0;
    else
        later(c);
}

static void reap(struct master *m)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        for (size_t i = 0; i < m->children; i++)
            if (m->child[i].pid == pid)
                child_ended(m, &m->child[i], status);
}

static size_t workers_left(const struct master *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->plan->metrics->workers; i++)
        n += m->child[i].pid != 0;
    return n;
}

static void tell_children(const struct master *m, int signal)
{
    for (size_t i = 0; i < m->children; i++)
        if (m->child[i].pid)
            kill(m->child[i].pid, signal);
}

static void drain(struct master *m)
{
    if (m->kill_at_ns)
        return; /* told twice */
    m->plan->metrics->draining = true;
    m->kill_at_ns = clock_tick_ns() + m->plan->drain_ms * NS_PER_MS;
    m->leave_at_ns = clock_tick_ns() + KEEPER_GRACE_NS;
    tell_children(m, SIGTERM);
    struct log l = log_of(LOG_INFO, "drain");
    log_i64(&l, "workers", (int64_t)workers_left(m));
    log_end(&l);
}

static void hear(struct master *m)
{
    struct signalfd_siginfo info;
    while (read(m->signals, &info, sizeof info) == (ssize_t)sizeof info)
        if (info.ssi_signo != SIGCHLD)
            drain(m);
    reap(m);
}

/* Until the next child is due. */
static int turn_ms(const struct master *m)
{
    int64_t now = clock_tick_ns(), wait = TURN_MS * NS_PER_MS;
    for (size_t i = 0; i < m->children && !m->kill_at_ns; i++) {
        const struct child *c = &m->child[i];
        if (!c->pid && c->due_ns - now < wait)
            wait = c->due_ns - now;
    }
    return wait > 0 ? (int)(wait / NS_PER_MS) + 1 : 0;
}

static void start_due(struct master *m)
{
    int64_t now = clock_tick_ns();
    for (size_t i = 0; i < m->children && !m->kill_at_ns; i++)
        if (!m->child[i].pid && m->child[i].due_ns <= now)
            child_start(m, &m->child[i]);
}

static bool keeper_left(const struct master *m)
{
    return m->children > m->plan->metrics->workers && m->child[m->children - 1].pid != 0;
}

/* Workers that outstay the deadline lose their request. */
static bool drained(struct master *m)
{
    size_t left = workers_left(m);
    if (!m->kill_at_ns)
        return false;
    if (left && !m->killed && clock_tick_ns() >= m->kill_at_ns) {
        struct log l = log_of(LOG_ERROR, "drain_deadline");
        log_i64(&l, "workers", (int64_t)left);
        log_end(&l);
        tell_children(m, SIGKILL);
        m->killed = true;
    }
    return left == 0 && (!keeper_left(m) || clock_tick_ns() >= m->leave_at_ns);
}

static struct err signals_open(struct master *m)
{
    sigset_t heard;
    sigemptyset(&heard);
    sigaddset(&heard, SIGTERM);
    sigaddset(&heard, SIGCHLD);
    sigaddset(&heard, SIGINT); /* the workers get a Ctrl-C too, and by our mask leave it to us */
    if (sigprocmask(SIG_BLOCK, &heard, &m->mask_before) != 0)
        return err_errno("sigprocmask");
    m->signals = signalfd(-1, &heard, SFD_NONBLOCK | SFD_CLOEXEC);
    return m->signals < 0 ? err_errno("signalfd") : OK;
}

static void turn(struct master *m)
{
    struct pollfd fds[] = {
        {.fd = m->signals, .events = POLLIN},
        {.fd = m->plan->health, .events = POLLIN},
    };
    start_due(m);
    if (poll(fds, COUNT_OF(fds), turn_ms(m)) <= 0)
        return;
    if (fds[0].revents)
        hear(m);
    if (fds[1].revents)
        health_serve(&m->health);
}

struct err master_run(const struct master_plan *plan)
{
    struct master m = {.plan = plan, .signals = -1};
    m.children = plan->metrics->workers + (plan->keeper != NULL);
    for (size_t i = 0; i < m.children; i++)
        m.child[i].number = i;
    struct err e = health_open(&m.health, plan->metrics, plan->health);
    if (e.code == ERR_OK)
        e = signals_open(&m);
    while (e.code == ERR_OK && !drained(&m))
        turn(&m);
    health_done(&m.health);
    fd_done(&m.signals);
    TRY(e);
    sigprocmask(SIG_SETMASK, &m.mask_before, NULL);
    return m.killed ? err_of(ERR_IO, "workers did not end in time and were killed") : OK;
}
