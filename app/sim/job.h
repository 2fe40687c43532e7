/* job.h: the reports that were asked for, the state each is in, and the files they turn into. */
#ifndef SIM_JOB_H
#define SIM_JOB_H

#include <pthread.h>

#include "sim/stream.h"

#define JOBS_MAX 1024 /* kept at a time; the oldest is forgotten */

enum job_state {
    JOB_PENDING,
    JOB_PROCESSING,
    JOB_SUCCESS,
    JOB_TRUNCATED,
    JOB_ABORTED,
    JOB_FAILED,
    JOB__N
};
extern const char *const job_words[JOB__N];

struct job {
    char id[24];
    const char *type; /* "pageouts", "notifications" */
    struct range range;
    int64_t asked_ms;    /* UTC */
    int64_t bytes, rows; /* of the CSV; known once counted */
    bool used, counted, cancelled, truncated, failed;
};

struct jobs {
    pthread_mutex_t lock;
    pthread_cond_t idle;
    unsigned counting; /* threads at work */
    struct str dir;    /* of the data */
    int64_t work_ms;   /* how long a report takes at least */
    int64_t keep_ms;   /* how long its file can be fetched */
    int64_t rows_max;  /* more rows than that: TRUNCATED; 0 = no limit */
    uint64_t asked;
    struct job all[JOBS_MAX];
};

void jobs_open(struct jobs *j);
/* Waits for the threads that count. */
void jobs_done(struct jobs *j);
/* Begins one; `truncated` makes it end in that state. */
struct job job_begin(struct jobs *j, const char *type, struct range range, bool truncated);
/* As it is now; false for an id that is not known. */
bool job_find(struct jobs *j, struct str id, struct job *out);
enum job_state job_state(const struct jobs *j, const struct job *job);
/* False when it was final. */
bool job_cancel(struct jobs *j, struct str id);
/* Where the whole export is that it is cut from. */
const char *job_path(struct arena *a, const struct jobs *j, const struct job *job);

#endif
