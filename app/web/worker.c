#include "web/worker.h"

#include "lib/limits.h"
#include "lib/log.h"
#include "web/fcgi.h"
#include "web/gate.h"
#include "web/req.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define REQUEST_DEADLINE_S 30 /* panels stop after their budget; what is here longer hangs */
#define IDLE_MS 1000          /* so that an idle worker follows the board too */
#define WAITING_MS 20         /* the same with nothing to serve yet */
#define OPEN_FILES_MAX 8192   /* two of SEGMENTS_MAX */
#define RETRY_NS INT64_C(1000000000)

struct worker {
    const struct worker_plan *plan;
    size_t number;
    struct metrics_worker *slot;
    struct site site;
    struct gate gate;
    struct fcgi *fcgi;
    struct arena request;
    struct reader *reader[ORIGIN__N]; /* NULL: not used now */
    struct offer offer;               /* the last that was on the board */
    uint64_t turn;
    struct err failing; /* why that could not be followed; each reason is logged once */
    int64_t tried_ns;
};

static void show_snapshot(struct worker *w)
{
    struct snapshot *s = reader_current(w->site.reader);
    if (!s) {
        w->slot->generation = 0;
        return;
    }
    const struct manifest *m = snapshot_manifest(s);
    w->slot->made_at_ms = m->made_at;
    for (EACH(i, w->slot->through_ms))
        w->slot->through_ms[i] = m->family[i].through;
    w->slot->store_bytes = m->room.held;
    w->slot->store_limit = m->room.limit;
    w->slot->store_free = m->room.free;
    w->slot->generation = m->generation;
}

static void log_moved(const struct worker *w)
{
    struct snapshot *s = reader_current(w->site.reader);
    struct log l = log_of(LOG_INFO, "generation");
    log_i64(&l, "worker", (int64_t)w->number);
    log_i64(&l, "generation", s ? snapshot_manifest(s)->generation : 0);
    log_text(&l, "snapshot", s ? snapshot_id(s) : STR(""));
    log_end(&l);
}

static struct err open_origin(struct worker *w, enum origin from)
{
    const struct settings *set = w->plan->settings;
    bool mirror = from == ORIGIN_MIRROR;
    if (w->reader[from])
        return OK;
    return reader_open_led(
        &w->reader[from], mirror ? set->mirror.p : set->store.p, w->plan->proofs, mirror);
}

/* The origin that is left is opened anew if it is ever come back to; nothing is read of
 * ORIGIN_NONE. */
static struct err move(struct worker *w)
{
    const struct offer *o = &w->offer;
    TRY(open_origin(w, o->origin));
    if (o->origin != ORIGIN_NONE)
        TRY(reader_move(w->reader[o->origin], &o->pointer));
    w->site.reader = w->reader[o->origin];
    for (enum origin p = 0; p < ORIGIN__N; p++)
        if (p != o->origin)
            reader_done(&w->reader[p]);
    w->plan->metrics->moves++;
    log_moved(w);
    show_snapshot(w);
    return OK;
}

/* What cannot be followed costs freshness, never answers. */
static void follow(struct worker *w)
{
    bool again = w->failing.code != ERR_OK && clock_tick_ns() - w->tried_ns >= RETRY_NS;
    w->slot->refreshed_at_ms = w->plan->metrics->keeper.looked_at_ms;
    if (!board_read(&w->plan->metrics->board, &w->turn, &w->offer) && !again)
        return;
    struct err e = move(w);
    w->tried_ns = clock_tick_ns();
    if (e.code != ERR_OK)
        w->plan->metrics->refresh_errors++;
    if (e.code != ERR_OK && strcmp(e.text, w->failing.text) != 0) {
        struct log l = log_of(LOG_WARN, "refresh_failed");
        log_i64(&l, "worker", (int64_t)w->number);
        log_text(&l, "error", str_of(e.text));
        log_end(&l);
    }
    w->failing = e;
}

static const char *method_word(enum method method)
{
    static const char *const words[] = {
        [METHOD_GET] = "GET",
        [METHOD_HEAD] = "HEAD",
        [METHOD_POST] = "POST",
        [METHOD_OPTIONS] = "OPTIONS",
        [METHOD_OTHER] = "other",
    };
    return words[method];
}

static void log_request(const struct worker *w, const struct req *req, const struct res *res,
    const struct metrics_request *done)
{
    struct snapshot *s = reader_current(w->site.reader);
    struct log l = log_of(LOG_INFO, "request");
    log_text(&l, "id", req->id);
    log_text(&l, "method", str_of(method_word(req->method)));
    log_text(&l, "path", req->raw_path);
    log_text(&l, "query", req->query);
    log_text(&l, "route", str_of(res->route ? res->route : "other"));
    log_i64(&l, "status", res->status);
    log_i64(&l, "bytes", (int64_t)done->bytes);
    log_ms(&l, "ms", done->ns);
    log_ms(&l, "sql_ms", done->sql_ns);
    log_text(&l, "snapshot", s ? snapshot_id(s) : STR(""));
    log_i64(&l, "worker", (int64_t)w->number);
    log_end(&l);
}

static struct err answer(struct worker *w)
{
    struct req req;
    bool got;
    alarm(REQUEST_DEADLINE_S); /* its default action ends us; the master starts another */
    int64_t began = clock_tick_ns();
    TRY(fcgi_accept(w->fcgi, &w->request, &req, &got));
    if (got) {
        struct res res = {.status = 500, .body = out_of(&w->request)};
        w->slot->busy_since_ns = began;
        serve(&w->site, &w->request, &req, &res);
        size_t bytes = fcgi_reply(w->fcgi, &req, &res);
        struct metrics_request done = {.route = res.route,
            .status = res.status,
            .ns = clock_tick_ns() - began,
            .sql_ns = res.sql_ns,
            .bytes = bytes};
        metrics_request(w->plan->metrics, &done);
        w->slot->busy_since_ns = 0;
        log_request(w, &req, &res, &done);
    }
    alarm(0);
    return OK;
}

static struct err loop(struct worker *w)
{
    for (;;) {
        follow(w);
        enum gate_word word = gate_wait(&w->gate, w->slot->generation ? IDLE_MS : WAITING_MS);
        if (word == GATE_CLOSED)
            return OK;
        if (word != GATE_REQUEST)
            continue;
        follow(w); /* all that is asked after a switch is answered from the newer one */
        w->site.unread = w->plan->metrics->keeper.unread;
        w->site.store_lost_ms = metrics_store_lost_ms(w->plan->metrics);
        TRY(answer(w));
        arena_wipe(&w->request);
    }
}

static void open_files_raise(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = files.rlim_max < OPEN_FILES_MAX ? files.rlim_max : OPEN_FILES_MAX;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0)
        err_drop(err_errno("RLIMIT_NOFILE"), "the reader names the file that it cannot open");
}

static struct err work(const struct worker_plan *plan, size_t number)
{
    AUTO(arena_done) struct arena once = arena_of(ARENA_CAP_REQUEST);
    AUTO(zone_set_done) struct zone_set *zones = NULL;
    const struct settings *set = plan->settings;
    struct worker w = {
        .plan = plan,
        .number = number,
        .slot = &plan->metrics->worker[number],
        .request = arena_of(ARENA_CAP_REQUEST),
    };
    open_files_raise();
    TRY(gate_open(&w.gate, plan->listening));
    TRY(zone_set_open(&zones, set->zoneinfo.p));
    TRY(open_origin(&w, ORIGIN_NONE));
    TRY(fcgi_open(&once, plan->listening, &w.fcgi));
    w.site = (struct site){
        .reader = w.reader[ORIGIN_NONE],
        .zones = zones,
        .build = plan->build,
        .statics = plan->statics,
        .presets = &plan->presets,
        .panel_budget_ms = set->panel_budget,
        .allow_origin = set->allow_origin,
    };
    w.slot->pid = getpid();
    struct err e = loop(&w);
    for (EACH(i, w.reader))
        reader_done(&w.reader[i]);
    gate_done(&w.gate);
    arena_done(&w.request);
    return e;
}

int worker_run(const struct worker_plan *plan, size_t number)
{
    struct err e = work(plan, number);
    if (e.code != ERR_OK) {
        struct log l = log_of(LOG_ERROR, "worker_failed");
        log_i64(&l, "worker", (int64_t)number);
        log_text(&l, "error", str_of(e.text));
        log_end(&l);
    }
    return err_exit(e.code);
}
