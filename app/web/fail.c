#include "web/fail.h"

#include "lib/json.h"
#include "web/reply.h"

/* RFC 9457, with a pointer for each parameter that is wrong. */
static void write_problem(struct out *o, const struct ask *ask, const struct fail *f)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_put_text(&j, "type", STR("about:blank"));
    json_put_text(&j, "title", reply_reason(f->status));
    json_put_int(&j, "status", f->status);
    json_put_text(&j, "detail", f->text);
    json_key(&j, STR("errors"));
    json_begin_list(&j);
    for (size_t i = 0; i < ask->query.problems; i++) {
        const struct problem *p = &ask->query.problem[i];
        json_begin_object(&j);
        json_put_text(
            &j, "pointer", p->name.n ? arena_fmt(ask->a, "#/%.*s", STR_ARG(p->name)) : STR("#"));
        json_put_text(&j, "parameter", p->name);
        json_put_text(&j, "value", p->value);
        json_put_text(&j, "detail", p->message);
        json_put_text(&j, "nearest", p->nearest);
        json_end_object(&j);
    }
    json_end_list(&j);
    json_key(&j, STR("links"));
    json_begin_list(&j);
    for (size_t i = 0; i < f->links; i++) {
        json_begin_object(&j);
        json_put_text(&j, "text", f->link[i].text);
        json_put_text(&j, "href", f->link[i].href);
        json_end_object(&j);
    }
    json_end_list(&j);
    json_end_object(&j);
    out_char(o, '\n');
}

static void put_headers(const struct fail *f, struct res *res)
{
    if (f->allow)
        reply_header(res, "Allow", str_of(f->allow));
    if (f->retry_after)
        reply_header(res, "Retry-After", str_of(f->retry_after));
}

void fail_reply(const struct ask *ask, const struct fail *f, struct res *res)
{
    bool page = ask->place.format == FORMAT_HTML;
    reply_begin(
        res, ask->a, f->status, page ? "text/html; charset=utf-8" : "application/problem+json");
    res->why = ask->query.problems ? ask->query.problem[0].message : f->text;
    reply_cache(res, CACHE_NEVER);
    put_headers(f, res);
    if (!page) {
        reply_secure_data(res);
        write_problem(&res->body, ask, f);
        return;
    }
    reply_secure_page(res, ask->a, STR(""));
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct trouble trouble = {.status = f->status,
        .text = f->text,
        .problem = ask->query.problem,
        .problems = ask->query.problems,
        .link = f->link,
        .links = f->links};
    error_html(&h, &frame, &trouble);
    res->body = h.o;
}
