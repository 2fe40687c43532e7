#include "lib/lane.h"

#include <assert.h>

void lane_open(struct lane *l, size_t room)
{
    assert(room >= 1 && room <= LANE_MAX);
    *l = (struct lane){.room = room};
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->moved, NULL);
}

void lane_done(struct lane *l)
{
    pthread_cond_destroy(&l->moved);
    pthread_mutex_destroy(&l->lock);
}

struct err lane_put(struct lane *l, void *thing)
{
    pthread_mutex_lock(&l->lock);
    while (!l->closed && l->n == l->room)
        pthread_cond_wait(&l->moved, &l->lock);
    struct err e = l->closed ? l->why : OK;
    assert(!l->closed || e.code != ERR_OK);
    if (!l->closed)
        l->thing[(l->first + l->n++) % LANE_MAX] = thing;
    pthread_cond_signal(&l->moved);
    pthread_mutex_unlock(&l->lock);
    return e;
}

struct err lane_take(struct lane *l, void **thing)
{
    pthread_mutex_lock(&l->lock);
    while (!l->closed && l->n == 0)
        pthread_cond_wait(&l->moved, &l->lock);
    bool some = l->n > 0;
    *thing = some ? l->thing[l->first] : NULL;
    if (some) {
        l->first = (l->first + 1) % LANE_MAX;
        l->n--;
    }
    struct err e = some ? OK : l->why;
    pthread_cond_signal(&l->moved);
    pthread_mutex_unlock(&l->lock);
    return e;
}

void lane_close(struct lane *l, struct err why)
{
    pthread_mutex_lock(&l->lock);
    if (!l->closed)
        l->why = why;
    l->closed = true;
    pthread_cond_signal(&l->moved);
    pthread_mutex_unlock(&l->lock);
}
