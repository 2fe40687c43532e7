/* metrics.h: what the master and the workers know of each other: one shared anonymous page of
 * relaxed atomics, made before the first fork. Counters are summed by nature; what belongs to one
 * worker stands in its slot, which the master clears when the worker ends. No file, no lock, no
 * SQL. */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include "etl/record.h"
#include "lib/err.h"
#include "lib/out.h"
#include "web/board.h"

#include <stdatomic.h>

#define METRICS_ROUTES_MAX 64
#define WORKERS_MAX 64
#define LATENCY_BOUNDS 13
#define STORE_LATE_MS 15000 /* several looks of the keeper */
#define STATUS_CLASSES 4    /* 2xx 3xx 4xx 5xx */

struct metrics_worker {
    _Atomic int64_t pid;             /* 0: none now */
    _Atomic int64_t busy_since_ns;   /* clock_tick_ns; 0: waiting for a request */
    _Atomic int64_t generation;      /* of the store; 0: nothing published yet */
    _Atomic int64_t made_at_ms;      /* when that generation was made */
    _Atomic int64_t refreshed_at_ms; /* when the pointer was last read without an error */
    _Atomic int64_t through_ms[DATASET__N];
    _Atomic int64_t store_bytes, store_limit, store_free; /* as the last writer saw them */
};

/* What the one that looks after the store tells. */
struct metrics_keeper {
    _Atomic int64_t pid;               /* 0: none now */
    _Atomic int64_t beat_ns;           /* clock_tick_ns of its last read that succeeded */
    _Atomic int64_t looked_at_ms;      /* when it last saw all of what the pointer names */
    _Atomic int64_t store_generation;  /* the newest that the pointer named */
    _Atomic int64_t unread;            /* a newer one that cannot be read; 0: none */
    _Atomic int64_t mirror_generation; /* served from the mirror; 0: not from there */
    _Atomic int64_t mirror_bytes, mirrored_at_ms;
    _Atomic uint64_t mirror_failures, copied_bytes, copy_ns;
};

struct metrics {
    struct str build;
    const char *route[METRICS_ROUTES_MAX]; /* literals: the same address in every child */
    size_t routes, workers;
    int64_t started_at_ms;
    _Atomic bool draining;
    _Atomic uint64_t requests[METRICS_ROUTES_MAX][STATUS_CLASSES];
    /* Not cumulative; the last one is above all bounds. */
    _Atomic uint64_t latency[LATENCY_BOUNDS + 1];
    _Atomic uint64_t latency_ns, sql_ns, bytes;
    _Atomic uint64_t not_modified, restarts, killed, refresh_errors, moves, keeper_restarts;
    struct metrics_worker worker[WORKERS_MAX];
    struct metrics_keeper keeper;
    struct board board;
};

/* Upper bounds in ns, ascending. 0.2 and 0.5 s are exact: the objectives are stated in them. */
extern const int64_t latency_bounds_ns[LATENCY_BOUNDS];

/* `routes` are the names that requests are counted under; others are counted as "other". */
MUST_USE struct err metrics_open(
    struct metrics **out, struct str build, const char *const *routes, size_t n, size_t workers);
void metrics_done(struct metrics **m);

struct metrics_request {
    const char *route; /* NULL: "other" */
    int status;
    int64_t ns, sql_ns;
    size_t bytes;
};
void metrics_request(struct metrics *m, const struct metrics_request *r);
/* A worker ended: nothing of it may be shown any more. */
void metrics_worker_clear(struct metrics_worker *w);

/* At least one worker has a snapshot, and the program is not draining. */
bool metrics_ready(const struct metrics *m);
/* Since when the store has not been read, UTC ms; 0: it is read as it should be. */
int64_t metrics_store_lost_ms(const struct metrics *m);
/* OpenMetrics 1.0, or Prometheus text 0.0.4 when not `open`. */
void metrics_write(const struct metrics *m, struct out *o, bool open);

#endif
