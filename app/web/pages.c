#include "web/pages.h"

#include "api/api.h"
#include "api/definitions.h"
#include "views/explore.h"
#include "web/cards.h"
#include "web/explore.h"
#include "web/face.h"
#include "web/fail.h"
#include "web/reply.h"
#include "web/routes.h"

#define PANELS_PER_PAGE 4 /* a page may take as long as this many panels' budgets */

static const char *sort_word(size_t i)
{
    return i < CHILD_BY__N ? child_sort_words[i] : NULL;
}

const struct vocabulary overview_words = {{[P_SORT] = sort_word}};

/* The one question behind the overview and the home page. False: answered already, by an error. A
 * page can say what was refused; a table, a drawing or a program's JSON cannot be cut. */
static bool ask_overview(
    struct ask *ask, const struct filter *f, struct overview *o, struct res *res)
{
    int64_t began = face_asking(ask, PANELS_PER_PAGE);
    struct err e = overview_of(ask->snapshot, ask->a, f, ask->site->zones, o);
    bool says = ask->route->serve == page_overview && ask->place.format == FORMAT_HTML;
    bool cut = e.code == ERR_OK && overview_is_cut(o);
    if (cut && !says)
        e = err_of(ERR_BUSY, "refused");
    if (face_refused(ask, e, res) || !face_asked(ask, began, e, res))
        return false;
    if (cut)
        face_uncached(ask, res);
    return true;
}

void page_first_run(struct ask *ask, struct res *res)
{
    struct str why = STR("Nothing was published yet: there is no data to answer from.");
    if (ask->place.format != FORMAT_HTML) {
        struct fail fail = {.status = 503, .text = why, .retry_after = "30"};
        fail_reply(ask, &fail, res);
        return;
    }
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    reply_begin(res, ask->a, 503, face_type(FORMAT_HTML));
    res->why = why;
    reply_cache(res, CACHE_NEVER);
    reply_header(res, "Retry-After", STR("30"));
    reply_secure_page(res, ask->a, STR(""));
    if (ask->route->serve == page_overview)
        overview_html(&h, &frame, NULL);
    else if (ask->route->serve == page_explore)
        explore_html(&h, &frame, NULL);
    else if (ask->route->serve == page_health)
        health_html(&h, &frame, NULL);
    else
        home_html(&h, &frame, NULL, NULL, 0);
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
        home_html(&h, &frame, o, cards_of(ask, res), ask->site->presets->n);
    else {
        face_beside(ask, o->path, o->path_n, &frame);
        overview_html(&h, &frame, o);
    }
    res->body = h.o;
    return found;
}

/* `w` resolves the frozen link; NULL where the address has no range. False: no such panel. */
static bool overview_face(
    struct ask *ask, const struct overview *o, const struct window *w, struct res *res)
{
    struct api_meta meta = face_meta(ask, w);
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
    face_begin(ask, &o.window, res);
    overview_face(ask, &o, NULL, res);
}

void page_overview(struct ask *ask, struct res *res)
{
    if (ask->place.panel.n && !overview_has_panel(ask->place.panel)) {
        face_no_panel(ask, res);
        return;
    }
    struct overview o;
    if (!ask_overview(ask, &ask->query.filter, &o, res))
        return;
    face_begin(ask, &o.window, res);
    if (!overview_face(ask, &o, &o.window, res))
        face_no_panel(ask, res);
}

void page_health(struct ask *ask, struct res *res)
{
    const struct manifest *m = snapshot_manifest(ask->snapshot);
    face_begin(ask, NULL, res);
    struct frame frame = frame_of(ask);
    frame.store_lost_ms = ask->store_lost_ms;
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, NULL);
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

void page_definitions(struct ask *ask, struct res *res)
{
    face_begin(ask, NULL, res);
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, NULL);
    switch (ask->place.format) {
    case FORMAT_CSV:
        definitions_csv(&res->body, ask->query.filter.bom);
        break;
    case FORMAT_JSON:
        definitions_json(&res->body, &meta);
        break;
    case FORMAT_HTML:
    case FORMAT_SVG:
    case FORMAT__N:
        definitions_html(&h, &frame);
        res->body = h.o;
        break;
    }
}
