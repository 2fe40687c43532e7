/* The way of one request, in the order that costs least: path, route, method, query, redirect,
 * snapshot, entity tag, and only then a question. */
#include "web/req.h"

#include "views/link.h"
#include "web/fail.h"
#include "web/grafana.h"
#include "web/pages.h"
#include "web/reply.h"
#include "web/routes.h"

/* What failed is written as what was asked for: data for programs, a page for the rest. */
static void guess_format(struct ask *ask, struct str path)
{
    if (str_ends(path, STR(".json")) || str_ends(path, STR(".csv")))
        ask->place.format = FORMAT_JSON;
}

static void refuse_path(struct ask *ask, struct str path, bool bad, struct res *res)
{
    ask->place = (struct place){0};
    guess_format(ask, path);
    struct fail fail = {.status = 404, .text = STR("There is no page at this address.")};
    if (path.n > URL_PATH_MAX) {
        fail.status = 414;
        fail.text =
            arena_fmt(ask->a, "The path of this address is longer than %d bytes.", URL_PATH_MAX);
    } else if (bad) {
        fail.status = 400;
        fail.text = STR(
            "The path of this address is not text: it is not UTF-8, or holds control characters.");
    }
    fail_reply(ask, &fail, res);
}

/* False: answered already. */
static bool find_route(struct ask *ask, struct str path, struct res *res)
{
    bool bad = false;
    bool known = place_parse(ask->a, path, &ask->place, &bad);
    ask->route = known ? route_of_page(ask->place.page) : NULL;
    if (!ask->route || !route_offers(ask->route, &ask->place)) {
        refuse_path(ask, path, bad, res);
        return false;
    }
    res->route = ask->route->path;
    if (ask->route->methods & METHOD_BIT(ask->req->method))
        return true;
    struct fail fail = {.status = 405,
        .text = STR("This address answers GET and HEAD only."),
        .allow = "GET, HEAD"};
    fail_reply(ask, &fail, res);
    return false;
}

static void refuse_query(struct ask *ask, struct res *res)
{
    struct fail fail = {.status = ask->query.too_long ? 414 : 400,
        .text = STR(
            "Nothing is shown, because a filter that is not understood would show other pages than "
            "were asked for."),
        .link = {{STR("Continue with the valid filters"),
            url_write(ask->a, &ask->place, &ask->query.filter)}},
        .links = 1};
    fail_reply(ask, &fail, res);
}

/* False: answered already. */
static bool check_query(struct ask *ask, struct str path, struct res *res)
{
    query_parse(ask->a, ask->req->query, route_params(ask->route, ask->place.format),
        ask->route->words, ask->site->zones, &ask->query);
    if (ask->query.problems) {
        refuse_query(ask, res);
        return false;
    }
    const struct filter none = filter_default();
    ask->canonical = url_write(ask->a, &ask->place, &ask->query.filter);
    bool canonical = ask->query.canonical && str_eq(url_write(ask->a, &ask->place, &none), path);
    if (canonical || ask->place.format != FORMAT_HTML)
        return true;
    /* One hop, for pages only: what programs fetch is answered where they ask. */
    reply_redirect(res, ask->a, ask->canonical);
    return false;
}

static void refuse_retired(struct ask *ask, struct res *res)
{
    struct frame frame = frame_of(ask);
    struct fail fail = {.status = 410,
        .text =
            STR("Snapshots are kept for a limited time, and this one is gone, or never was here."),
        .link = {{STR("The same view on current data"), link_live(ask->a, &frame)}},
        .links = 1};
    ask->place.gen = (struct str){0}; /* the page around it belongs to what is there */
    fail_reply(ask, &fail, res);
}

/* False: answered already. */
static bool find_snapshot(struct ask *ask, struct res *res)
{
    if (ask->place.gen.n == 0) {
        ask->snapshot = reader_current(ask->site->reader);
        ask->unread = ask->site->unread;
        ask->store_lost_ms = ask->route->serve == page_health ? ask->site->store_lost_ms : 0;
        if (!ask->snapshot)
            page_first_run(ask, res);
        return ask->snapshot != NULL;
    }
    struct err e = reader_pinned(ask->site->reader, ask->place.gen, &ask->snapshot);
    if (e.code == ERR_OK)
        return true;
    ask->snapshot = NULL;
    if (e.code == ERR_MISSING) {
        refuse_retired(ask, res);
        return false;
    }
    err_drop(e, "answered with 503: another pod may have it");
    struct fail fail = {.status = 503,
        .text = STR("This snapshot cannot be read just now. Please try again in a moment."),
        .retry_after = "5"};
    fail_reply(ask, &fail, res);
    return false;
}

/* What is wrong with the store is told too, so it is part of the tag. */
static struct str tag_of(const struct ask *ask)
{
    struct str told = ask->canonical;
    if (ask->store_lost_ms)
        told = arena_fmt(ask->a, "%.*s#%lld", STR_ARG(told), (long long)ask->store_lost_ms);
    if (ask->unread)
        told = arena_fmt(ask->a, "%.*s#%lld", STR_ARG(told), (long long)ask->unread);
    return etag_of(ask->a, snapshot_id(ask->snapshot), ask->site->build, told);
}

static void serve_page(struct ask *ask, struct str path, struct res *res)
{
    if (!find_route(ask, path, res) || !check_query(ask, path, res) || !find_snapshot(ask, res))
        return;
    struct str tag = tag_of(ask);
    bool same = etag_matches(ask->req->if_none_match, tag);
    reply_begin(res, ask->a, same ? 304 : 200, NULL);
    reply_cache(res, ask->place.gen.n ? CACHE_PINNED : CACHE_MOVING);
    reply_header(res, "ETag", tag);
    reply_header(res, "X-Snapshot", snapshot_id(ask->snapshot));
    if (!same)
        ask->route->serve(ask, res);
}

void serve(struct site *site, struct arena *a, const struct req *req, struct res *res)
{
    struct ask ask = {
        .site = site, .a = a, .req = req, .query = {.filter = filter_default(), .canonical = true}};
    *res = (struct res){.status = 500, .body = out_of(a)};
    struct str base = STR("/grafana"), rest = str_from(req->path, base.n);
    if (str_starts(req->path, base) && (rest.n == 0 || rest.p[0] == '/'))
        grafana_serve(&ask, res);
    else
        serve_page(&ask, req->raw_path.n ? req->raw_path : req->path, res);
}
