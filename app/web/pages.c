#include "web/pages.h"

#include "api/api.h"
#include "views/link.h"
#include "web/fail.h"
#include "web/reply.h"
#include "web/routes.h"

#define PANELS_PER_PAGE 4 /* a page may take as long as this many panels' budgets */

static const char *const types[FORMAT__N] = {
    [FORMAT_HTML] = "text/html; charset=utf-8",
    [FORMAT_CSV] = "text/csv; charset=utf-8; header=present",
    [FORMAT_JSON] = "application/json",
    [FORMAT_SVG] = "image/svg+xml; charset=utf-8",
};

/* "pagetrail_overview-hours_o4812_20260823-20261120_7f3a91c2.csv": letters, digits, "_.-" only. */
static struct str file_name(const struct ask *ask, const struct window *w)
{
    static const char *const suffix[FORMAT__N] = {"html", "csv", "json", "svg"};
    const struct filter *f = &ask->query.filter;
    struct out o = out_of(ask->a);
    out_fmt(&o, "pagetrail_%.*s", STR_ARG(ask->place.page.n ? ask->place.page : STR("home")));
    if (ask->place.panel.n)
        out_fmt(&o, "-%.*s", STR_ARG(ask->place.panel));
    if (f->orgs)
        out_fmt(&o, "_o%d%s", f->org[0], f->orgs > 1 ? "-and-more" : "");
    if (f->teams)
        out_fmt(&o, "_t%.*s%s", STR_ARG(f->team[0]), f->teams > 1 ? "-and-more" : "");
    if (f->persons)
        out_fmt(&o, "_p%.*s%s", STR_ARG(f->person[0]), f->persons > 1 ? "-and-more" : "");
    if (w) {
        struct civil from = civil_of(w->first * DAY_MS), to = civil_of(w->last * DAY_MS);
        out_fmt(&o, "_%04d%02d%02d-%04d%02d%02d", from.year, from.month, from.day, to.year,
            to.month, to.day);
    }
    struct str id = snapshot_id(ask->snapshot);
    out_fmt(&o, "_%.*s.%s", STR_ARG(id), suffix[ask->place.format]);
    return out_done(&o);
}

static void begin(const struct ask *ask, const struct window *w, struct res *res)
{
    bool page = ask->place.format == FORMAT_HTML;
    res->type = types[ask->place.format];
    if (page) {
        bool embed = ask->query.filter.ui == UI_EMBED;
        reply_secure_page(res, ask->a, embed ? ask->site->allow_origin : STR(""));
    } else {
        reply_secure_data(res);
        reply_attachment(res, ask->a, file_name(ask, w));
        reply_header(
            res, "Link", arena_fmt(ask->a, "<%.*s>; rel=\"canonical\"", STR_ARG(ask->canonical)));
    }
    if (page && ask->query.filter.ui == UI_KIOSK)
        reply_header(res, "Refresh", STR("300"));
}

static struct api_meta meta_of(const struct ask *ask, const struct window *w)
{
    struct frame frame = frame_of(ask);
    return (struct api_meta){.snapshot = frame.snapshot,
        .build = frame.build,
        .canonical = link_live(ask->a, &frame),
        .pinned = link_frozen(ask->a, &frame, w),
        .filter = &ask->query.filter,
        .unread = ask->unread};
}

/* The question took longer than a page may: two ready links to less. */
static void too_costly(const struct ask *ask, struct res *res)
{
    struct fail fail = {.status = 503,
        .text = STR("This needs a narrower range: it takes longer than one page may. Nothing is "
                    "shown rather "
                    "than a part of it."),
        .retry_after = "30"};
    static const struct {
        enum range range;
        const char *text;
    } less[] = {{RANGE_7D, "The last 7 days"}, {RANGE_24H, "The last 24 hours"}};
    struct place place = ask->place;
    if (place.page.n == 0)
        place.page = STR("overview"); /* the home page has no range to choose */
    for (EACH(i, less)) {
        struct filter f = ask->query.filter;
        f.from = f.to = (struct moment){0};
        f.range = less[i].range;
        fail.link[fail.links++] =
            (struct link){str_of(less[i].text), url_write(ask->a, &place, &f)};
    }
    fail_reply(ask, &fail, res);
}

static void broken(const struct ask *ask, struct err e, struct res *res)
{
    err_drop(e, "answered with an error page");
    struct fail fail = {.status = 503,
        .text = STR("The data could not be read just now. Please try again in a moment."),
        .retry_after = "5"};
    fail_reply(ask, &fail, res);
}

/* The one question behind the overview and the home page. False: answered already, by an error. */
static bool ask_overview(
    struct ask *ask, const struct filter *f, struct overview *o, struct res *res)
{
    int64_t began = clock_tick_ns();
    snapshot_deadline(
        ask->snapshot, began + PANELS_PER_PAGE * ask->site->panel_budget_ms * 1000000);
    struct err e = overview_of(ask->snapshot, ask->a, f, ask->site->zones, o);
    snapshot_deadline(ask->snapshot, 0);
    res->sql_ns += clock_tick_ns() - began;
    if (e.code == ERR_OK)
        return true;
    if (e.code == ERR_BUSY)
        too_costly(ask, res);
    else
        broken(ask, e, res);
    return false;
}

static void no_panel(const struct ask *ask, struct res *res)
{
    struct frame frame = frame_of(ask);
    struct fail fail = {.status = 404,
        .text = STR("This page has no such panel."),
        .link = {{STR("The whole page"), link_face(ask->a, &frame, STR(""), FORMAT_HTML)}},
        .links = 1};
    fail_reply(ask, &fail, res);
}

void page_first_run(struct ask *ask, struct res *res)
{
    if (ask->place.format != FORMAT_HTML) {
        struct fail fail = {.status = 503,
            .text = STR("Nothing was published yet: there is no data to answer from."),
            .retry_after = "30"};
        fail_reply(ask, &fail, res);
        return;
    }
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    reply_begin(res, ask->a, 503, types[FORMAT_HTML]);
    reply_cache(res, CACHE_NEVER);
    reply_header(res, "Retry-After", STR("30"));
    reply_secure_page(res, ask->a, STR(""));
    if (ask->route->serve == page_overview)
        overview_html(&h, &frame, NULL);
    else if (ask->route->serve == page_health)
        health_html(&h, &frame, NULL);
    else
        home_html(&h, &frame, NULL);
    res->body = h.o;
}

static bool html_face(struct ask *ask, const struct overview *o, struct res *res)
{
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    bool found = true;
    if (ask->place.panel.n)
        found = overview_panel_html(&h, &frame, o, ask->place.panel);
    else if (ask->place.page.n == 0)
        home_html(&h, &frame, o);
    else
        overview_html(&h, &frame, o);
    res->body = h.o;
    return found;
}

/* `w` resolves the frozen link; NULL where the address has no range. False: no such panel. */
static bool overview_face(
    struct ask *ask, const struct overview *o, const struct window *w, struct res *res)
{
    struct api_meta meta = meta_of(ask, w);
    switch (ask->place.format) {
    case FORMAT_CSV:
        return overview_csv(&res->body, o, ask->place.panel, ask->query.filter.bom);
    case FORMAT_JSON:
        overview_json(&res->body, o, &meta, ask->place.panel);
        return true;
    case FORMAT_SVG:
        return overview_panel_svg(&res->body, o, ask->place.panel);
    case FORMAT_HTML:
    case FORMAT__N:
        break;
    }
    return html_face(ask, o, res);
}

void page_home(struct ask *ask, struct res *res)
{
    struct filter week = filter_default();
    week.range = RANGE_7D;
    struct overview o;
    if (!ask_overview(ask, &week, &o, res))
        return;
    begin(ask, &o.window, res);
    overview_face(ask, &o, NULL, res);
}

void page_overview(struct ask *ask, struct res *res)
{
    if (ask->place.panel.n && !overview_has_panel(ask->place.panel)) {
        no_panel(ask, res);
        return;
    }
    struct overview o;
    if (!ask_overview(ask, &ask->query.filter, &o, res))
        return;
    begin(ask, &o.window, res);
    if (!overview_face(ask, &o, &o.window, res))
        no_panel(ask, res);
}

void page_health(struct ask *ask, struct res *res)
{
    const struct manifest *m = snapshot_manifest(ask->snapshot);
    begin(ask, NULL, res);
    struct frame frame = frame_of(ask);
    frame.store_lost_ms = ask->store_lost_ms;
    struct html h = html_of(ask->a);
    struct api_meta meta = meta_of(ask, NULL);
    switch (ask->place.format) {
    case FORMAT_CSV:
        health_csv(&res->body, m, ask->query.filter.bom);
        break;
    case FORMAT_JSON:
        meta.store_lost_ms = ask->store_lost_ms;
        health_json(&res->body, m, &meta);
        break;
    case FORMAT_HTML:
    case FORMAT_SVG:
    case FORMAT__N:
        health_html(&h, &frame, m);
        res->body = h.o;
        break;
    }
}
