#include "web/fcgi.h"

#include "lib/limits.h"
#include "web/reply.h"

#include <errno.h>
#include <fcgiapp.h>
#include <limits.h>
#include <stdio.h>

struct fcgi {
    FCGX_Request request;
};

struct err fcgi_open(struct arena *a, int listening, struct fcgi **out)
{
    struct fcgi *f = NEW(a, struct fcgi, 1);
    if (FCGX_Init() != 0)
        return err_of(ERR_IO, "libfcgi: init");
    if (FCGX_InitRequest(&f->request, listening, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        return err_of(ERR_IO, "libfcgi: request");
    *out = f;
    return OK;
}

static struct str param(struct fcgi *f, struct arena *a, const char *name)
{
    return arena_copy(a, str_of(FCGX_GetParam(name, f->request.envp)));
}

static enum method method_of(struct str word)
{
    static const struct {
        const char *word;
        enum method method;
    } methods[] = {
        {"GET", METHOD_GET},
        {"HEAD", METHOD_HEAD},
        {"POST", METHOD_POST},
        {"OPTIONS", METHOD_OPTIONS},
    };
    for (EACH(i, methods))
        if (str_eq(word, str_of(methods[i].word)))
            return methods[i].method;
    return METHOD_OTHER;
}

/* CONTENT_LENGTH is "" without the header. What it says and what comes may differ: what comes
 * counts. */
static void body_read(struct fcgi *f, struct arena *a, struct req *req)
{
    int64_t length = 0;
    struct str said = param(f, a, "CONTENT_LENGTH");
    if (said.n == 0)
        return;
    if (!str_i64(said, &length) || length < 0 || length > BODY_MAX) {
        req->body_too_long = true;
        return;
    }
    char *p = arena_take(a, 1, (size_t)length + 1);
    int n = FCGX_GetStr(p, (int)length, f->request.in);
    req->body = (struct str){p, n > 0 ? (size_t)n : 0};
}

struct err fcgi_accept(struct fcgi *f, struct arena *a, struct req *req, bool *got)
{
    errno = 0;
    int rc = FCGX_Accept_r(&f->request);
    *got = rc == 0;
    if (rc == -EAGAIN || rc == -EINTR || rc == -ECONNABORTED)
        return OK;
    if (rc != 0)
        return err_errno("accept");
    struct str uri = param(f, a, "REQUEST_URI"), rest;
    *req = (struct req){
        .method = method_of(param(f, a, "REQUEST_METHOD")),
        .path = param(f, a, "DOCUMENT_URI"),
        .query = param(f, a, "QUERY_STRING"),
        .if_none_match = param(f, a, "HTTP_IF_NONE_MATCH"),
        .origin = param(f, a, "HTTP_ORIGIN"),
        .accept = param(f, a, "HTTP_ACCEPT"),
        .id = param(f, a, "REQUEST_ID"),
    };
    str_cut(uri, '?', &req->raw_path, &rest);
    body_read(f, a, req);
    return OK;
}

static void put(struct fcgi *f, struct str s)
{
    while (s.n) {
        int part = s.n > INT_MAX ? INT_MAX : (int)s.n;
        if (FCGX_PutStr(s.p, part, f->request.out) != part)
            return; /* the other side has gone */
        s = str_from(s, (size_t)part);
    }
}

static void put_header(struct fcgi *f, const char *name, struct str value)
{
    put(f, str_of(name));
    put(f, STR(": "));
    put(f, value);
    put(f, STR("\r\n"));
}

/* nginx hands on what stands behind the number and adds nothing of its own. */
static void put_status(struct fcgi *f, const struct res *res)
{
    char number[24];
    snprintf(number, sizeof number, "Status: %d ", res->status);
    put(f, str_of(number));
    put(f, res->reason.n ? res->reason : reply_reason(res->status));
    put(f, STR("\r\n"));
}

static bool has_body(const struct req *req, const struct res *res)
{
    return req->method != METHOD_HEAD && res->status != 204 && res->status != 304;
}

size_t fcgi_reply(struct fcgi *f, const struct req *req, const struct res *res)
{
    struct str body = out_done(&res->body);
    char length[24];
    snprintf(length, sizeof length, "%zu", body.n);
    put_status(f, res);
    if (res->type && res->status != 304)
        put_header(f, "Content-Type", str_of(res->type));
    for (size_t i = 0; i < res->headers; i++)
        put_header(f, res->header[i].name, res->header[i].value);
    if (has_body(req, res) || req->method == METHOD_HEAD)
        put_header(f, "Content-Length", str_of(length));
    put(f, STR("\r\n"));
    if (has_body(req, res))
        put(f, body);
    FCGX_Finish_r(&f->request);
    FCGX_Free(&f->request, 1); /* also when nginx asked to keep the connection */
    return has_body(req, res) ? body.n : 0;
}
