#include "source/quiet.h"

#include "lib/day.h"

#include <sys/mman.h>

struct err quiet_open(struct quiet *q)
{
    void *p =
        mmap(NULL, sizeof *q->until, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *q = (struct quiet){.until = NULL};
    if (p == MAP_FAILED)
        return err_errno("mmap");
    q->until = p;
    return OK;
}

void quiet_done(struct quiet *q)
{
    if (q->until)
        munmap(q->until, sizeof *q->until);
    q->until = NULL;
}

int64_t quiet_left(const struct quiet *q, int64_t tick_ms)
{
    int64_t until = atomic_load(q->until);
    return until > tick_ms ? until - tick_ms : 0;
}

static void keep_quiet(struct quiet *q, int64_t until)
{
    int64_t before = atomic_load(q->until);
    while (before < until && !atomic_compare_exchange_weak(q->until, &before, until))
        ;
}

static struct err exchange(
    void *self, struct arena *a, const struct http_req *req, struct http_res *res)
{
    struct quiet *q = self;
    const struct world *w = &q->inner;
    int64_t left = quiet_left(q, w->tick_ms(w->self));
    if (left > q->patience_ms)
        return err_of(ERR_BUSY, "the platform asks to be left alone for another %lld s",
            (long long)(left / SECOND_MS));
    if (left > 0)
        w->pause(w->self, left);
    TRY(w->exchange(w->self, a, req, res));
    if ((res->status == 429 || res->status == 503) && res->retry_ms > 0)
        keep_quiet(q, w->tick_ms(w->self) + res->retry_ms);
    return OK;
}

static void pause_for(void *self, int64_t ms)
{
    const struct world *w = &((struct quiet *)self)->inner;
    w->pause(w->self, ms);
}

static int64_t now_ms(void *self)
{
    const struct world *w = &((struct quiet *)self)->inner;
    return w->now_ms(w->self);
}

static int64_t tick_ms(void *self)
{
    const struct world *w = &((struct quiet *)self)->inner;
    return w->tick_ms(w->self);
}

struct world quiet_world(struct quiet *q, struct world inner, int64_t patience_ms)
{
    q->inner = inner;
    q->patience_ms = patience_ms;
    return (struct world){q, exchange, pause_for, now_ms, tick_ms};
}
