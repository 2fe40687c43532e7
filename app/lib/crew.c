#include "lib/crew.h"

#include "lib/limits.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

struct crew {
    struct crew_work work;
    size_t tasks;
    pthread_mutex_t lock; /* of all below */
    size_t next, failed;  /* the first task not begun; the first that failed, or `tasks` */
    struct err e;
};

struct worker {
    struct crew *crew;
    size_t number;
    pthread_t thread;
};

static bool next_task(struct crew *c, size_t *i)
{
    pthread_mutex_lock(&c->lock);
    bool more = c->next < c->tasks && c->failed == c->tasks;
    if (more)
        *i = c->next++;
    pthread_mutex_unlock(&c->lock);
    return more;
}

static void note_failure(struct crew *c, size_t i, struct err e)
{
    pthread_mutex_lock(&c->lock);
    if (i < c->failed) {
        c->failed = i;
        c->e = e;
    }
    pthread_mutex_unlock(&c->lock);
}

static void *work(void *arg)
{
    const struct worker *w = arg;
    for (size_t i = 0; next_task(w->crew, &i);) {
        struct err e = w->crew->work.task(w->crew->work.self, w->number, i);
        if (e.code != ERR_OK)
            note_failure(w->crew, i, e);
    }
    return NULL;
}

struct err crew_run(size_t workers, size_t tasks, struct crew_work todo)
{
    struct crew crew = {
        .work = todo, .tasks = tasks, .failed = tasks, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct worker worker[CREW_MAX] = {{0}};
    size_t threads = 1;
    assert(workers >= 1 && workers <= CREW_MAX);
    worker[0].crew = &crew;
    for (; threads < workers && threads < tasks; threads++) {
        worker[threads] = (struct worker){.crew = &crew, .number = threads};
        int failed = pthread_create(&worker[threads].thread, NULL, work, &worker[threads]);
        if (failed)
            break; /* fewer hands, the same work */
    }
    (void)work(&worker[0]);
    for (size_t i = 1; i < threads; i++)
        pthread_join(worker[i].thread, NULL);
    return crew.e;
}
