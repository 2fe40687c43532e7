/* reports.h: exports by the Report Export API: ask for a report, wait until it is made, fetch its
 * file. */
#ifndef SOURCE_REPORTS_H
#define SOURCE_REPORTS_H

#include "source/api.h"
#include "source/window.h"

struct report_conf {
    const char *type;    /* "pageouts", "notifications" */
    const char *staging; /* the folder that files are fetched into */
    int64_t deadline_ms; /* for one report to be made */
    int64_t download_ms; /* for one file to be fetched */
    int64_t bytes_max;   /* of one file */
    int64_t items_max;   /* rows of one file, as the platform counts them; 0 = any */
    int64_t sharers;     /* how many fetch into `staging` at a time; 0 = 1 */
    bool whole;          /* in one report or not at all: ERR_LIMIT where others would halve */
    struct str resume;   /* the report of the window that a run before asked for; empty = none */
    void (*asked)(void *self, struct str id); /* hears which one was asked for; or NULL */
    void *asked_self;
};

struct report_file {
    int fd; /* stands at its start; closed after it was taken */
    struct report_window window;
    int64_t bytes;
    int64_t items; /* rows, as the platform counts them; -1 = it does not say */
};

struct report_taker {
    struct err (*take)(void *self, const struct report_file *file);
    void *self;
};

/* Hands on the files that together hold the window, in its order: one, or several when the platform
 * truncates, or when one would be larger than the limits or staging's free space, which is asked
 * before it is fetched. ERR_BUSY: not made in time (the report is cancelled), or a file that goes
 * on expiring; ERR_INPUT: the report failed, or an answer is none; ERR_LIMIT: too large however
 * short the window. */
MUST_USE struct err reports_fetch(struct api *api, const struct report_conf *conf,
    struct report_window window, struct report_taker taker);

/* The pause before poll n (from 1). */
int64_t report_poll_ms(int n);

#endif
