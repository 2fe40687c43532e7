#include "cron/crew.h"

#include "lib/day.h"
#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

_Static_assert(sizeof(struct tiding) <= PIPE_BUF, "a tiding is written in one piece");

static sigset_t enders(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

struct err crew_open(struct crew *c, size_t n)
{
    sigset_t set = enders();
    *c = (struct crew){.n = n, .signals = -1};
    for (EACH(i, c->hand))
        c->hand[i].ear = -1;
    if (sigprocmask(SIG_BLOCK, &set, &c->before) != 0)
        return err_errno("sigprocmask");
    c->open = true;
    c->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    return c->signals >= 0 ? OK : err_errno("signalfd");
}

void crew_done(struct crew *c)
{
    if (!c->open)
        return;
    crew_signal(c, SIGKILL);
    for (size_t i = 0; i < c->n; i++)
        if (c->hand[i].pid)
            (void)crew_bury(&c->hand[i]);
    fd_done(&c->signals);
    sigprocmask(SIG_SETMASK, &c->before, NULL);
    c->open = false;
}

struct hand *crew_idle(struct crew *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (!c->hand[i].pid)
            return &c->hand[i];
    return NULL;
}

size_t crew_busy(const struct crew *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        n += c->hand[i].pid != 0;
    return n;
}

struct err crew_start(
    struct crew *c, struct hand *h, int64_t piece, int (*work)(void *, size_t, int), void *self)
{
    int ends[2];
    pid_t parent = getpid();
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_errno("pipe");
    pid_t pid = fork();
    if (pid == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
            exit(EXIT_FAILURE); /* nobody would hear us */
        sigprocmask(SIG_SETMASK, &c->before, NULL);
        exit(work(self, (size_t)(h - c->hand), ends[1]));
    }
    struct err e = pid > 0 ? OK : err_errno("fork");
    close(ends[1]); /* once the child's end is closed too there is nobody left to write */
    if (e.code != ERR_OK) {
        close(ends[0]);
        return e;
    }
    *h = (struct hand){
        .pid = pid, .ear = ends[0], .piece = piece, .began = clock_tick_ns() / 1000000};
    return OK;
}

void crew_tell(int fd, const struct tiding *t)
{
    ssize_t n;
    do
        n = write(fd, t, sizeof *t);
    while (n < 0 && errno == EINTR); /* a parent that is gone takes us along */
}

struct err crew_wait(struct crew *c, int64_t ms, int *signal)
{
    struct signalfd_siginfo info;
    struct pollfd fds[CREW_MAX + 1] = {{.fd = c->signals, .events = POLLIN}};
    *signal = 0;
    for (size_t i = 0; i < c->n; i++)
        fds[i + 1] = (struct pollfd){.fd = c->hand[i].ear, .events = POLLIN};
    if (poll(fds, c->n + 1, (int)ms) < 0 && errno != EINTR)
        return err_errno("poll");
    if (read(c->signals, &info, sizeof info) == (ssize_t)sizeof info)
        *signal = (int)info.ssi_signo;
    return OK;
}

bool crew_hear(struct hand *h, bool *gone)
{
    struct pollfd fd = {.fd = h->ear, .events = POLLIN};
    struct tiding said;
    *gone = false;
    if (h->pid == 0 || poll(&fd, 1, 0) <= 0)
        return false;
    *gone = read(h->ear, &said, sizeof said) != (ssize_t)sizeof said;
    if (!*gone)
        h->said = said;
    return !*gone;
}

struct end crew_bury(struct hand *h)
{
    struct rusage used = {.ru_maxrss = 0};
    int status = 0;
    while (wait4(h->pid, &status, 0, &used) < 0 && errno == EINTR)
        ;
    fd_done(&h->ear);
    h->pid = 0;
    return (struct end){WIFSIGNALED(status) ? WTERMSIG(status) : 0,
        WIFEXITED(status) ? WEXITSTATUS(status) : 0, used.ru_maxrss * INT64_C(1024)};
}

void crew_signal(const struct crew *c, int signal)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->hand[i].pid)
            kill(c->hand[i].pid, signal);
}

void crew_hold_signals(void)
{
    sigset_t set = enders();
    sigprocmask(SIG_BLOCK, &set, NULL);
}
