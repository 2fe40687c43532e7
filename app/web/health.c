#include "web/health.h"

#include "lib/limits.h"
#include "web/fcgi.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_S 2 /* for nginx to send a request; it stands there whole already */

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
    (void)m;
    (void)req;
    say(res, 200, "alive\n");
}

static void readyz(const struct metrics *m, const struct req *req, struct res *res)
{
    (void)req;
    if (metrics_ready(m))
        say(res, 200, "ready\n");
    else
        say(res, 503, m->draining ? "draining\n" : "no worker has a snapshot\n");
}

static bool has(struct str text, struct str part)
{
    return memmem(text.p, text.n, part.p, part.n) != NULL;
}

/* Only who asks for plain text and not for OpenMetrics gets the older form. */
static bool wants_open(struct str accept)
{
    return has(accept, STR("application/openmetrics-text")) || !has(accept, STR("text/plain"));
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

static void interrupted(int signal)
{
    (void)signal; /* it is enough that the read ends */
}

struct err health_open(struct health *h, const struct metrics *m, int listening)
{
    const struct sigaction end_the_read = {.sa_handler = interrupted};
    *h = (struct health){
        .metrics = m,
        .once = arena_of(ARENA_CAP_REQUEST),
        .request = arena_of(ARENA_CAP_REQUEST),
    };
    if (sigaction(SIGALRM, &end_the_read, NULL) != 0)
        return err_errno("sigaction");
    return fcgi_open(&h->once, listening, &h->fcgi);
}

void health_done(struct health *h)
{
    arena_done(&h->request);
    arena_done(&h->once);
}

void health_serve(struct health *h)
{
    struct req req;
    struct res res;
    bool got;
    alarm(PATIENCE_S);
    struct err e = fcgi_accept(h->fcgi, &h->request, &req, &got);
    if (e.code != ERR_OK) {
        err_drop(err_at(e, "health"), "the next probe is another connection");
    } else if (got) {
        health_answer(h->metrics, &h->request, &req, &res);
        fcgi_reply(h->fcgi, &req, &res);
    }
    alarm(0);
    arena_wipe(&h->request);
}
