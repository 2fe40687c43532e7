#include "web/grafana.h"

#include "api/grafana.h"
#include "web/reply.h"
#include "web/routes.h"

#define REASON_BYTES 80
#define PANELS_PER_QUERY 20 /* budgets of panels: one request may have 32 targets */

static const char allowed_headers[] = "accept, content-type, authorization, x-grafana-device-id";

/* Browsers call us across origins when the data source is set to direct access: errors need this
 * too. */
static void allow_origin(const struct ask *ask, struct res *res)
{
    struct str one, rest = ask->site->allow_origin;
    struct str origin = ask->req->origin;
    while (rest.n && origin.n) {
        str_cut(rest, ',', &one, &rest);
        one = str_trim(one);
        if (!str_eq(one, STR("*")) && !str_eq(one, origin))
            continue;
        reply_header(res, "Access-Control-Allow-Origin", one);
        if (!str_eq(one, STR("*")))
            reply_header(res, "Access-Control-Allow-Credentials", STR("true"));
        reply_header(res, "Access-Control-Allow-Methods", STR("GET, POST, OPTIONS"));
        reply_header(res, "Access-Control-Allow-Headers", str_of(allowed_headers));
        reply_header(res, "Access-Control-Max-Age", STR("600"));
        break;
    }
    if (ask->site->allow_origin.n)
        reply_header(res, "Vary", STR("Origin"));
}

static void begin(const struct ask *ask, struct res *res, int status)
{
    reply_begin(res, ask->a, status, "application/json");
    reply_cache(res, CACHE_NEVER);
    reply_secure_data(res);
    allow_origin(ask, res);
}

/* The message as a reason phrase, which some clients show and nothing else: printable ASCII, short.
 */
static struct str reason_of(struct arena *a, struct str message)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < message.n && i < REASON_BYTES; i++)
        out_char(&o, message.p[i] >= ' ' && message.p[i] <= '~' ? message.p[i] : '?');
    return out_done(&o);
}

static void refuse(const struct ask *ask, struct fault f, struct res *res)
{
    begin(ask, res, f.status);
    res->reason = reason_of(ask->a, f.message);
    if (f.status == 405)
        reply_header(res, "Allow",
            (ask->route->methods & METHOD_BIT(METHOD_POST)) ? STR("POST, OPTIONS")
                                                            : STR("GET, HEAD, OPTIONS"));
    if (f.status == 503)
        reply_header(res, "Retry-After", STR("5"));
    fault_write(&res->body, &f);
}

static bool has_snapshot(struct ask *ask, struct res *res)
{
    ask->snapshot = reader_current(ask->site->reader);
    if (ask->snapshot)
        return true;
    refuse(ask, (struct fault){503, "STARTING", STR("Nothing was published yet.")}, res);
    return false;
}

void grafana_alive(struct ask *ask, struct res *res)
{
    if (!has_snapshot(ask, res))
        return;
    begin(ask, res, 200);
    struct str id = snapshot_id(ask->snapshot);
    reply_header(res, "X-Snapshot", id);
    out_fmt(&res->body, "{\"name\":\"Pagetrail\",\"status\":\"ok\",\"snapshot\":\"%.*s\"}",
        STR_ARG(id));
}

void grafana_metrics_route(struct ask *ask, struct res *res)
{
    begin(ask, res, 200);
    grafana_metrics(&res->body);
}

void grafana_search_route(struct ask *ask, struct res *res)
{
    begin(ask, res, 200);
    grafana_names(&res->body);
}

void grafana_query_route(struct ask *ask, struct res *res)
{
    if (!has_snapshot(ask, res))
        return;
    struct grafana g = {ask->a, ask->snapshot, ask->site->zones};
    struct out body = out_of(ask->a);
    int64_t began = clock_tick_ns();
    snapshot_deadline(
        ask->snapshot, began + PANELS_PER_QUERY * ask->site->panel_budget_ms * 1000000);
    struct fault f = grafana_query(&g, ask->req->body, &body);
    snapshot_deadline(ask->snapshot, 0);
    res->sql_ns += clock_tick_ns() - began;
    if (f.status) {
        refuse(ask, f, res);
        return;
    }
    begin(ask, res, 200);
    reply_header(res, "X-Snapshot", snapshot_id(ask->snapshot));
    res->body = body;
}

/* Slashes once each, none at the end: the plugin pastes its path onto whatever base was typed. */
static struct str plain_path(struct arena *a, struct str path)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < path.n; i++) {
        bool slash = path.p[i] == '/';
        if (!slash || (i + 1 < path.n && path.p[i + 1] != '/'))
            out_char(&o, path.p[i]);
    }
    return out_done(&o);
}

void grafana_serve(struct ask *ask, struct res *res)
{
    ask->route = route_of_path(plain_path(ask->a, ask->req->path));
    if (!ask->route) {
        refuse(ask,
            (struct fault){
                404, "NOT_FOUND", STR("There is nothing at this path of the data source.")},
            res);
        return;
    }
    res->route = ask->route->path;
    if (!(ask->route->methods & METHOD_BIT(ask->req->method))) {
        refuse(ask,
            (struct fault){405, "BAD_METHOD", STR("This path does not answer that method.")}, res);
    } else if (ask->req->method == METHOD_OPTIONS) {
        begin(ask, res, 200);
        out_z(&res->body, "{}");
    } else if (ask->req->body_too_long) {
        refuse(ask,
            (struct fault){413, "BODY_TOO_LONG",
                arena_fmt(ask->a, "The body is longer than %u bytes.", BODY_MAX)},
            res);
    } else {
        ask->route->serve(ask, res);
    }
}
