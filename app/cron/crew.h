/* crew.h: child processes that each do one piece of work and tell their parent of it. Whoever dies
 * untold, by a signal or the kernel's want of memory, is told of by its end. */
#ifndef CRON_CREW_H
#define CRON_CREW_H

#include "cron/plan.h"
#include "cron/task.h"
#include "lib/limits.h"

#include <signal.h>
#include <sys/types.h>

/* What a child says; written whole, so it is read whole. A child is its parent's copy, so pointers
 * to what was there before the fork hold on both sides: the names of the stages do. */
struct tiding {
    bool over;                      /* its last word; before it, only `report` counts */
    char report[PLAN_REPORT_BYTES]; /* the platform's report that it waits for */
    bool large;                     /* e says that the window is too large for one report */
    struct err e;
    struct pipeline_report rows;
    struct published published;
    int64_t bytes, files;
};

struct hand {
    pid_t pid;            /* 0: idle */
    int ear;              /* its tidings are heard here */
    struct tiding said;   /* what was heard last */
    int64_t piece, began; /* what it works on; monotonic ms */
};

/* How one ended. */
struct end {
    int signal, status; /* the signal that ended it, or 0; else its exit status */
    int64_t memory;     /* bytes at its peak */
};

struct crew {
    struct hand hand[CREW_MAX];
    size_t n;
    int signals; /* SIGTERM and SIGINT are read here, by the parent alone */
    bool open;
    sigset_t before;
};

/* From then on SIGTERM and SIGINT no longer end the parent. */
MUST_USE struct err crew_open(struct crew *c, size_t n);
/* Ends whoever still works, at once. */
void crew_done(struct crew *c);
struct hand *crew_idle(struct crew *c); /* NULL: all work */
size_t crew_busy(const struct crew *c);
/* The child calls work(self, number of the hand, where to tell), ends with its answer, and dies
 * with its parent. */
MUST_USE struct err crew_start(
    struct crew *c, struct hand *h, int64_t piece, int (*work)(void *, size_t, int), void *self);
void crew_tell(int fd, const struct tiding *t);
/* Waits until somebody has said something or ended, a signal came (*signal, else 0), or for ms. */
MUST_USE struct err crew_wait(struct crew *c, int64_t ms, int *signal);
/* Hears the next thing it said; false: nothing now. *gone: it has ended, and says nothing more. */
bool crew_hear(struct hand *h, bool *gone);
/* Of one that is gone: the hand is idle then. */
struct end crew_bury(struct hand *h);
void crew_signal(const struct crew *c, int signal);
/* In a child: SIGTERM and SIGINT wait from now on, so that what is begun is brought to its end. */
void crew_hold_signals(void);

#endif
