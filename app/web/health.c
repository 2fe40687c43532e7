#include "web/health.h"

#include "lib/day.h"
#include "lib/limits.h"
#include "lib/log.h"
#include "web/fcgi.h"
#include "web/gate.h"

#include <unistd.h>

#define PATIENCE_S 5 /* for nginx to send its request */
#define IDLE_MS 1000
#define BEAT_MAX_NS INT64_C(10000000000) /* the master turns once a second */

static const char text_type[] = "text/plain; charset=utf-8";
static const char prometheus_type[] = "text/plain; version=0.0.4; charset=utf-8";
static const char open_type[] = "application/openmetrics-text; version=1.0.0; charset=utf-8";

static void say(struct res *res, int status, const char *text)
{
    res->status = status;
    res->type = text_type;
    out_z(&res->body, text);
}

static void healthz(const struct metrics *m, const struct req *req, struct res *res)
{
    (void)req;
    bool beats = clock_tick_ns() - m->beat_ns < BEAT_MAX_NS;
    say(res, beats ? 200 : 503, beats ? "alive\n" : "the master does not turn\n");
}

static void readyz(const struct metrics *m, const struct req *req, struct res *res)
{
    (void)req;
    if (metrics_ready(m))
        say(res, 200, "ready\n");
    else
        say(res, 503, m->draining ? "draining\n" : "no worker has a snapshot\n");
}

static bool wants_open(struct str accept)
{
    struct str wanted = STR("application/openmetrics-text");
    for (; accept.n >= wanted.n; accept = str_from(accept, 1))
        if (str_starts(accept, wanted))
            return true;
    return false;
}

static void metrics(const struct metrics *m, const struct req *req, struct res *res)
{
    bool open = wants_open(req->accept);
    res->status = 200;
    res->type = open ? open_type : prometheus_type;
    metrics_write(m, &res->body, open);
}

static const struct {
    const char *path;
    void (*answer)(const struct metrics *m, const struct req *req, struct res *res);
} answers[] = {
    {"/healthz", healthz},
    {"/readyz", readyz},
    {"/metrics", metrics},
};

void health_answer(const struct metrics *m, struct arena *a, const struct req *req, struct res *res)
{
    *res = (struct res){.body = out_of(a)};
    res->header[res->headers++] = (struct header){"Cache-Control", STR("no-store")};
    for (EACH(i, answers)) {
        if (!str_eq(req->path, str_of(answers[i].path)))
            continue;
        if (req->method == METHOD_GET || req->method == METHOD_HEAD)
            answers[i].answer(m, req, res);
        else
            say(res, 405, "GET or HEAD\n");
        return;
    }
    say(res, 404, "/healthz, /readyz or /metrics\n");
}

static struct err answer_one(struct fcgi *f, struct arena *a, const struct metrics *m)
{
    struct req req;
    struct res res;
    bool got;
    alarm(PATIENCE_S); /* nobody there: the master starts another */
    TRY(fcgi_accept(f, a, &req, &got));
    if (got) {
        health_answer(m, a, &req, &res);
        fcgi_reply(f, &req, &res);
    }
    alarm(0);
    return OK;
}

static struct err answer_all(const struct metrics *m, int listening)
{
    AUTO(arena_done) struct arena once = arena_of(ARENA_CAP_REQUEST);
    AUTO(arena_done) struct arena request = arena_of(ARENA_CAP_REQUEST);
    AUTO(gate_done) struct gate gate;
    struct fcgi *f;
    TRY(gate_open(&gate, listening));
    TRY(fcgi_open(&once, listening, &f));
    for (enum gate_word word; (word = gate_wait(&gate, IDLE_MS)) != GATE_CLOSED;) {
        if (word == GATE_REQUEST)
            TRY(answer_one(f, &request, m));
        arena_wipe(&request);
    }
    return OK;
}

int health_run(const struct metrics *m, int listening)
{
    struct err e = answer_all(m, listening);
    if (e.code != ERR_OK) {
        struct log l = log_of(LOG_ERROR, "health_failed");
        log_text(&l, "error", str_of(e.text));
        log_end(&l);
    }
    return err_exit(e.code);
}
