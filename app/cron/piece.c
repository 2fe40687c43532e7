#include "cron/piece.h"

#include "cron/crew.h"
#include "cron/import.h"
#include "cron/upstream.h"
#include "lib/day.h"

#include <stdio.h>

#define TOLERANCE 2 /* a chunk so many times as large as it was aimed at is cut instead */

/* A piece at work. */
struct working {
    const struct piece *piece;
    struct upstream upstream;
    struct load *load;
    bool several; /* days: it can be cut */
    bool taken;   /* a file has arrived */
    bool large;   /* none has: the window is too much for one */
    int fd;
};

static int64_t less(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

struct str piece_folder(struct arena *a, const char *staging, size_t hand)
{
    return arena_fmt(a, "%s/%zu", staging, hand);
}

static void tell_report(void *self, struct str id)
{
    const struct working *w = self;
    struct tiding t = {.over = false};
    snprintf(t.report, sizeof t.report, "%.*s", STR_ARG(id));
    crew_tell(w->fd, &t);
}

static struct err report_take(void *self, const struct report_file *file)
{
    struct working *w = self;
    w->taken = true;
    return import_report(w->load, file);
}

static struct err take(void *self, struct load *l, int64_t through, struct span *covered)
{
    struct working *w = self;
    const struct piece *p = w->piece;
    const struct settings *set = &l->task->set;
    struct report_conf conf = import_report_conf(l->task, l->conf.dataset);
    int64_t newest = p->plan->window.to;
    *covered = p->chunk->window;
    w->load = l;
    l->conf.newest = through > newest ? through : newest; /* the same for all chunks */
    conf.sharers = p->sharers;
    conf.whole = w->several;
    if (w->several) {
        conf.bytes_max = less(conf.bytes_max, TOLERANCE * set->chunk_bytes);
        conf.items_max = TOLERANCE * set->chunk_rows;
    }
    conf.resume = str_of(p->chunk->report);
    conf.asked = tell_report;
    conf.asked_self = w;
    struct err e = reports_fetch(&w->upstream.api, &conf,
        (struct report_window){covered->from, covered->to}, (struct report_taker){report_take, w});
    w->large = e.code == ERR_LIMIT && w->several && !w->taken;
    TRY(e);
    crew_hold_signals(); /* what follows is published whole: ended half way it would be done again
                          */
    return OK;
}

static struct err run(struct working *w, struct task *t)
{
    const struct piece *p = w->piece;
    TRY(upstream_open(t->a, &t->set, &w->upstream));
    w->upstream.api.world =
        quiet_world(p->quiet, w->upstream.api.world, w->upstream.api.conf.patience_ms);
    return import_run(t, p->plan->dataset, (struct import_source){take, w});
}

int piece_work(void *self, size_t hand, int fd)
{
    const struct piece *p = self;
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    struct task t = {.a = &a,
        .set = p->task->set,
        .args = p->task->args,
        .text = out_of(&a),
        .began = clock_now_ms()};
    struct working w = {.piece = p, .several = span_days(p->chunk->window) > 1, .fd = fd};
    t.set.staging = piece_folder(&a, p->staging, hand);
    t.set.jobs = 1; /* the hands are as many as are to work at a time */
    struct err e = run(&w, &t);
    upstream_done(&w.upstream);
    const struct tiding over = {.over = true,
        .large = w.large,
        .e = e,
        .rows = t.report,
        .published = t.published,
        .bytes = t.bytes,
        .files = t.files};
    crew_tell(fd, &over);
    return 0;
}
