#include "web/gate.h"

#include "lib/day.h"
#include "lib/file.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Connections that queued before nginx heard of the end are answered; a stream that never ends is
 * not. */
#define CLOSING_NS INT64_C(5000000000)

struct err gate_open(struct gate *g, int listening)
{
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    *g = (struct gate){.listening = listening, .signals = -1};
    if (sigprocmask(SIG_BLOCK, &term, NULL) != 0)
        return err_errno("sigprocmask");
    g->signals = signalfd(-1, &term, SFD_NONBLOCK | SFD_CLOEXEC);
    return g->signals < 0 ? err_errno("signalfd") : OK;
}

void gate_done(struct gate *g)
{
    fd_done(&g->signals);
}

static bool told_to_end(struct gate *g)
{
    struct signalfd_siginfo info;
    return read(g->signals, &info, sizeof info) == (ssize_t)sizeof info;
}

enum gate_word gate_wait(struct gate *g, int timeout_ms)
{
    struct pollfd fds[] = {
        {.fd = g->listening, .events = POLLIN},
        {.fd = g->signals, .events = POLLIN},
    };
    int n = poll(fds, COUNT_OF(fds), g->closes_at_ns ? 0 : timeout_ms);
    if (n > 0 && fds[1].revents && told_to_end(g) && !g->closes_at_ns)
        g->closes_at_ns = clock_tick_ns() + CLOSING_NS;
    bool waiting = n > 0 && fds[0].revents;
    if (g->closes_at_ns)
        return waiting && clock_tick_ns() < g->closes_at_ns ? GATE_REQUEST : GATE_CLOSED;
    return waiting ? GATE_REQUEST : GATE_IDLE;
}
