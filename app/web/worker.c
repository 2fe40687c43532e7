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
#define IDLE_MS 1000          /* so that an idle worker follows the store too */
#define OPEN_FILES_MAX 8192   /* two of SEGMENTS_MAX */
/* With IDLE_MS at most 2 s between two looks at the pointer. */
#define REFRESH_NS INT64_C(1000000000)

struct worker {
    const struct worker_plan *plan;
    size_t number;
    struct metrics_worker *slot;
    struct site site;
    struct gate gate;
    struct fcgi *fcgi;
    struct arena request;
    struct err failing; /* why the last refresh failed; each reason is logged once */
    int64_t looked_at_ns;
};

static void show_snapshot(struct worker *w)
{
    struct snapshot *s = reader_current(w->site.reader);
    if (!s)
        return;
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

/* A store that cannot be followed costs freshness, never answers. */
static void follow(struct worker *w)
{
    bool moved = false;
    struct err e = reader_refresh(w->site.reader, &moved);
    w->looked_at_ns = clock_tick_ns();
    if (moved) {
        w->plan->metrics->moves++;
        log_moved(w);
    }
    show_snapshot(w);
    if (e.code == ERR_OK)
        w->slot->refreshed_at_ms = clock_now_ms();
    else
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
    for (enum gate_word word; (word = gate_wait(&w->gate, IDLE_MS)) != GATE_CLOSED;) {
        if (word == GATE_REQUEST)
            TRY(answer(w));
        arena_wipe(&w->request);
        if (clock_tick_ns() - w->looked_at_ns >= REFRESH_NS)
            follow(w);
    }
    return OK;
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
    AUTO(reader_done) struct reader *reader = NULL;
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
    TRY(reader_open(&reader, set->store.p));
    TRY(fcgi_open(&once, plan->listening, &w.fcgi));
    w.site = (struct site){
        .reader = reader,
        .zones = zones,
        .build = plan->build,
        .statics = plan->statics,
        .panel_budget_ms = set->panel_budget,
        .allow_origin = set->allow_origin,
    };
    w.slot->pid = getpid();
    follow(&w);
    struct err e = loop(&w);
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
