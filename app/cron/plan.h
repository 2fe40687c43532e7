/* plan.h: a backfill as chunks of whole UTC days, and how each of them stands. Pure: no file, no
 * clock, no process. The chunks are in order and together are the window, without a gap, at all
 * times; what nobody has begun yet is one long chunk that plan_take cuts from, newest days first,
 * so that the watermark is at its end at once and `ingest` need not ask for the past. */
#ifndef CRON_PLAN_H
#define CRON_PLAN_H

#include "lib/limits.h"
#include "store/manifest.h"

#define PLAN_DAYS_MAX KEEP_DAYS_MAX
#define PLAN_CHUNK_DAYS_MAX 31 /* of a chunk; reports have their own limit at 100 */
#define PLAN_REPORT_BYTES 208  /* an id of ID_MAX bytes, each as %XX, and a NUL */

enum chunk_state { CHUNK_WAITING, CHUNK_RUNNING, CHUNK_DONE, CHUNK_ASIDE, CHUNK__N };
extern const char *const chunk_words[CHUNK__N];

struct chunk {
    struct span window; /* window.from names it */
    enum chunk_state state;
    int64_t attempts;                /* this one too, while it runs */
    int64_t rows, bytes, ms, memory; /* as seen when it was done; memory is the peak, in bytes */
    int64_t due;                     /* not to be begun before, monotonic ms; not kept on disk */
    char report[PLAN_REPORT_BYTES];  /* the platform's report for it, empty when none is known */
    char error[sizeof((struct err *)0)->text]; /* of the last attempt, if that failed */
};

struct plan {
    enum dataset dataset;
    struct str store; /* the one it fills */
    struct span window;
    int64_t days;        /* the next chunk has at most so many */
    struct chunk *chunk; /* room for one a day */
    size_t n;
};

/* What a chunk should be like at most. */
struct plan_aim {
    int64_t rows, bytes, ms, memory;
};

/* What a run does about failures. */
struct plan_patience {
    int64_t tries;    /* then a chunk is set aside */
    int64_t pause_ms; /* before the second try; doubled for each further one */
};

struct plan_sum {
    size_t chunks[CHUNK__N];
    int64_t days[CHUNK__N], all_days;
    int64_t rows, bytes; /* of what is done */
};

/* One chunk, waiting. ERR_USAGE: longer than PLAN_DAYS_MAX. `store` must outlive it. */
MUST_USE struct err plan_new(
    struct arena *a, enum dataset dataset, struct str store, struct span window, struct plan *out);
/* For a process that takes over: all that is not done waits, with a new chance; what was running
 * keeps its report. */
void plan_resume(struct plan *p);
/* The chunk to begin now, running from then on; NULL: none is due. It is no larger than `days`, and
 * than one of `jobs` equal shares of what is left. */
struct chunk *plan_take(struct plan *p, int64_t now, int64_t jobs);
/* When the next one will be due; INT64_MAX: none waits. */
int64_t plan_due(const struct plan *p);
struct chunk *plan_at(struct plan *p, int64_t from);
/* With rows, bytes, ms and memory filled in. What was seen decides how long the next ones are: at
 * most twice as long as this one, unless they already are. */
void plan_done(struct plan *p, struct chunk *c, const struct plan_aim *aim);
/* It waits, longer each time, or is set aside. */
void plan_failed(struct chunk *c, struct err e, int64_t now, const struct plan_patience *patience);
/* The pause after so many failures in a row. */
int64_t plan_pause_ms(const struct plan_patience *patience, int64_t failures);
/* It is too large: two halves wait in its place, and the next ones are no larger. False: it has one
 * day only, and nothing changed. */
bool plan_cut(struct plan *p, struct chunk *c);
struct plan_sum plan_sum_of(const struct plan *p);
/* UTC days that a window touches. */
int64_t span_days(struct span s);

#endif
