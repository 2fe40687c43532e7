#include "sim/job.h"

#include "lib/day.h"

#include <stdio.h>

#define PATH_BYTES 4096u

const char *const job_words[JOB__N] = {
    "PENDING", "PROCESSING", "SUCCESS", "TRUNCATED", "ABORTED", "FAILED"};

void jobs_open(struct jobs *j)
{
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->idle, NULL);
}

void jobs_done(struct jobs *j)
{
    pthread_mutex_lock(&j->lock);
    while (j->counting)
        pthread_cond_wait(&j->idle, &j->lock);
    pthread_mutex_unlock(&j->lock);
}

const char *job_path(struct arena *a, const struct jobs *j, const struct job *job)
{
    return arena_z(a, arena_fmt(a, "%.*s/%s.csv", STR_ARG(j->dir), job->type));
}

struct counting {
    struct arena arena;
    struct jobs *jobs;
    struct job *slot;
    struct job job; /* as it was begun: the slot may be given to another */
};

static struct err count(struct counting *c)
{
    AUTO(stream_done) struct stream *s = NULL;
    const struct stream_conf conf = {.path = job_path(&c->arena, c->jobs, &c->job),
        .range = c->job.range,
        .pack = PACK_PLAIN,
        .break_after = SIZE_MAX};
    TRY(stream_open(&s, &conf));
    return stream_count(s, &c->job.bytes, &c->job.rows);
}

static void *count_thread(void *self)
{
    struct counting *c = self;
    struct jobs *j = c->jobs;
    struct err e = count(c);
    if (e.code != ERR_OK)
        err_drop(e, "the report is shown as FAILED");
    pthread_mutex_lock(&j->lock);
    if (str_eq(str_of(c->slot->id), str_of(c->job.id))) {
        c->slot->bytes = c->job.bytes;
        c->slot->rows = c->job.rows;
        c->slot->failed = e.code != ERR_OK;
        c->slot->truncated |= j->rows_max && c->job.rows > j->rows_max;
        c->slot->counted = true;
    }
    struct arena arena = c->arena;
    arena_done(&arena);
    j->counting--;
    pthread_cond_signal(&j->idle);
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

static void count_begin(struct jobs *j, struct job *slot)
{
    pthread_t thread;
    struct arena arena = arena_of(PATH_BYTES * 4);
    struct counting *c = NEW(&arena, struct counting, 1);
    *c = (struct counting){arena, j, slot, *slot};
    j->counting++;
    if (pthread_create(&thread, NULL, count_thread, c) == 0) {
        pthread_detach(thread);
        return;
    }
    j->counting--;
    slot->failed = slot->counted = true;
    arena_done(&arena);
}

struct job job_begin(struct jobs *j, const char *type, struct range range, bool truncated)
{
    pthread_mutex_lock(&j->lock);
    struct job *slot = &j->all[j->asked++ % JOBS_MAX];
    *slot = (struct job){.type = type, .range = range, .truncated = truncated, .used = true};
    slot->asked_ms = clock_now_ms();
    snprintf(slot->id, sizeof slot->id, "r-%08llu", (unsigned long long)j->asked);
    count_begin(j, slot);
    struct job begun = *slot;
    pthread_mutex_unlock(&j->lock);
    return begun;
}

static struct job *slot_of(struct jobs *j, struct str id)
{
    for (size_t i = 0; i < JOBS_MAX; i++)
        if (j->all[i].used && str_eq(str_of(j->all[i].id), id))
            return &j->all[i];
    return NULL;
}

bool job_find(struct jobs *j, struct str id, struct job *out)
{
    pthread_mutex_lock(&j->lock);
    const struct job *slot = slot_of(j, id);
    if (slot)
        *out = *slot;
    pthread_mutex_unlock(&j->lock);
    return slot != NULL;
}

enum job_state job_state(const struct jobs *j, const struct job *job)
{
    int64_t worked = clock_now_ms() - job->asked_ms;
    if (job->cancelled)
        return JOB_ABORTED;
    if (worked < j->work_ms / 3)
        return JOB_PENDING;
    if (worked < j->work_ms || !job->counted)
        return JOB_PROCESSING;
    if (job->failed)
        return JOB_FAILED;
    return job->truncated ? JOB_TRUNCATED : JOB_SUCCESS;
}

bool job_cancel(struct jobs *j, struct str id)
{
    bool cancelled = false;
    pthread_mutex_lock(&j->lock);
    struct job *slot = slot_of(j, id);
    if (slot && job_state(j, slot) <= JOB_PROCESSING)
        cancelled = slot->cancelled = true;
    pthread_mutex_unlock(&j->lock);
    return cancelled;
}
