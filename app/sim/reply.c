#include "sim/reply.h"

#include "lib/json.h"

struct reply reply_problem(const struct call *c, int status, const char *detail)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {{400, "Bad Request"}, {401, "Unauthorized"}, {404, "Not Found"},
        {405, "Method Not Allowed"}, {409, "Conflict"}, {410, "Gone"}, {413, "Content Too Large"},
        {416, "Range Not Satisfiable"}, {422, "Unprocessable Content"}, {429, "Too Many Requests"},
        {500, "Internal Server Error"}, {503, "Service Unavailable"}};
    struct out o = out_of(c->a);
    struct json_out j = json_out_of(&o);
    json_begin_object(&j);
    json_put_text(&j, "type", STR("about:blank"));
    for (EACH(i, titles))
        if (titles[i].status == status)
            json_put_text(&j, "title", str_of(titles[i].title));
    json_put_int(&j, "status", status);
    json_put_text(&j, "detail", str_of(detail));
    json_end_object(&j);
    return (struct reply){
        .status = status, .type = "application/problem+json", .body = out_done(&o), .retry_s = -1};
}

struct reply reply_error(const struct call *c, struct err e)
{
    static const int statuses[ERR__N] = {[ERR_USAGE] = 400,
        [ERR_INPUT] = 400,
        [ERR_DENIED] = 401,
        [ERR_LIMIT] = 422,
        [ERR_MISSING] = 404,
        [ERR_BUSY] = 503,
        [ERR_IO] = 500};
    return reply_problem(c, statuses[e.code], e.text);
}

struct reply reply_json(int status, const struct out *o)
{
    return (struct reply){
        .status = status, .type = "application/json", .body = out_done(o), .retry_s = -1};
}
