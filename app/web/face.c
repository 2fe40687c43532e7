#include "web/face.h"

#include "views/link.h"
#include "web/fail.h"
#include "web/reply.h"
#include "web/routes.h"

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

void face_begin(const struct ask *ask, const struct window *w, struct res *res)
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

struct api_meta face_meta(const struct ask *ask, const struct window *w)
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
    if (!(ask->route->params & P_BIT(P_RANGE))) /* the page has none to choose */
        place = (struct place){.gen = place.gen, .page = STR("overview")};
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

void face_beside(const struct ask *ask, const struct node *way, size_t n, struct frame *frame)
{
    struct crumbs *beside = NEW(ask->a, struct crumbs, 1);
    struct err e = crumbs_of(ask->snapshot, ask->a, way, n, beside);
    if (e.code == ERR_OK)
        frame->beside = beside;
    else
        err_drop(e, "the page is whole without them");
}

int64_t face_asking(struct ask *ask, int panels)
{
    int64_t now = clock_tick_ns();
    snapshot_deadline(ask->snapshot, now + panels * ask->site->panel_budget_ms * 1000000);
    return now;
}

bool face_asked(struct ask *ask, int64_t began, struct err e, struct res *res)
{
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

bool face_refused(struct ask *ask, struct err e, struct res *res)
{
    struct fail fail = {.status = 404,
        .text = STR("Nothing is held under this id. It may be outside of what is kept; search "
                    "finds what is."),
        .links = 1};
    struct frame frame = frame_of(ask);
    struct filter first = ask->query.filter;
    first.after = STR("");
    if (e.code == ERR_INPUT) {
        fail.status = 400;
        fail.text = STR("This place in the list (after) is of another list.");
        fail.link[0] = (struct link){STR("The first rows"), link_filter(ask->a, &frame, &first)};
    } else if (e.code == ERR_MISSING) {
        fail.link[0] = (struct link){STR("Search"), link_page(ask->a, &frame, STR("find"))};
    } else {
        return false;
    }
    snapshot_deadline(ask->snapshot, 0);
    fail_reply(ask, &fail, res);
    return true;
}

void face_uncached(const struct ask *ask, struct res *res)
{
    reply_begin(res, ask->a, 200, NULL);
    reply_cache(res, CACHE_NEVER);
    reply_header(res, "X-Snapshot", snapshot_id(ask->snapshot));
}

const char *face_type(enum format format)
{
    return types[format];
}

void face_no_panel(const struct ask *ask, struct res *res)
{
    struct frame frame = frame_of(ask);
    struct fail fail = {.status = 404,
        .text = STR("This page has no such panel."),
        .link = {{STR("The whole page"), link_face(ask->a, &frame, STR(""), FORMAT_HTML)}},
        .links = 1};
    fail_reply(ask, &fail, res);
}
