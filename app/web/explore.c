#include "web/explore.h"

#include "api/explore.h"
#include "views/explore.h"
#include "views/link.h"
#include "web/face.h"
#include "web/fail.h"

#define PANELS 4 /* budgets of panels: total, rows, series and what they need */

static const char *metric_word(size_t i)
{
    return i < METRIC__N ? metrics[i].name : NULL;
}

static const char *by_word(size_t i)
{
    return i < BY__N - 1 ? by_words[i + 1] : NULL; /* without BY_NONE */
}

static const char *sort_word(size_t i)
{
    return i < SORT__N ? sort_words[i] : NULL;
}

const struct vocabulary explore_words = {
    {[P_M] = metric_word, [P_BY] = by_word, [P_SORT] = sort_word}};

static enum part part_of(struct str panel)
{
    enum part p = 0;
    while (p < PART__N && !str_eq(panel, str_of(part_words[p])))
        p++;
    return p;
}

/* 400 for one parameter, with a link that goes on without it. */
static void refuse(struct ask *ask, enum param p, struct str value, struct str message,
    struct link link, struct res *res)
{
    ask->query.problem[0] =
        (struct problem){.name = str_of(params[p].name), .value = value, .message = message};
    ask->query.problems = 1;
    struct fail fail = {.status = 400,
        .text = STR("Nothing is shown, because the address asks for what there is not."),
        .link = {link},
        .links = 1};
    fail_reply(ask, &fail, res);
}

static struct str without(struct ask *ask, enum param p)
{
    struct filter to = filter_cleared(&ask->query.filter, p);
    return url_write(ask->a, &ask->place, &to);
}

static void refuse_group(struct ask *ask, struct res *res)
{
    const struct filter *f = &ask->query.filter;
    enum metric m = f->metric.n ? metric_find(f->metric) : METRIC_PAGES;
    struct str allowed = by_list(ask->a, metrics[m].by, ", ");
    refuse(ask, P_BY, f->by,
        arena_fmt(ask->a, "Split by (by) cannot be \"%.*s\" for %s. Allowed: %.*s.", STR_ARG(f->by),
            metrics[m].name, STR_ARG(allowed)),
        (struct link){STR("Continue without the groups"), without(ask, P_BY)}, res);
}

static void refuse_cursor(struct ask *ask, struct res *res)
{
    refuse(ask, P_AFTER, ask->query.filter.after,
        STR("After (after) is a place in another list: of other filters, another order or another "
            "snapshot."),
        (struct link){STR("The first rows of this list"), without(ask, P_AFTER)}, res);
}

/* False: no such face. */
static bool face(struct ask *ask, const struct explored *x, struct res *res)
{
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, &x->explore.window);
    switch (ask->place.format) {
    case FORMAT_CSV:
        explore_csv(&res->body, x, ask->query.filter.bom);
        return true;
    case FORMAT_JSON:
        explore_json(&res->body, x, &meta);
        return true;
    case FORMAT_SVG:
        return explore_svg(&res->body, x);
    case FORMAT_HTML:
    case FORMAT__N:
        break;
    }
    explore_html(&h, &frame, x);
    res->body = h.o;
    return true;
}

void page_explore(struct ask *ask, struct res *res)
{
    enum part part = part_of(ask->place.panel);
    const struct filter *f = &ask->query.filter;
    struct asking asking;
    struct explored *x = NEW(ask->a, struct explored, 1);
    if (part == PART__N) {
        face_no_panel(ask, res);
        return;
    }
    if (!asking_of(f, &asking)) {
        refuse_group(ask, res);
        return;
    }
    *x = (struct explored){.part = part,
        .beside = ask->place.format == FORMAT_HTML,
        .budget_ms = ask->site->panel_budget_ms};
    int64_t began = face_asking(ask, PANELS);
    struct err e = explored_of(ask->snapshot, ask->a, f, ask->site->zones, x);
    if (e.code == ERR_INPUT) {
        snapshot_deadline(ask->snapshot, 0);
        refuse_cursor(ask, res);
        return;
    }
    bool refused = e.code == ERR_OK && (explored_refusal(x).refused || x->facets.refusal.refused);
    bool tells = ask->place.format == FORMAT_HTML || ask->place.format == FORMAT_JSON;
    if (refused && !tells) /* a table or a drawing has no place to say so */
        e = err_of(ERR_BUSY, "refused");
    if (!face_asked(ask, began, e, res))
        return;
    if (refused)
        face_uncached(ask, res);
    face_begin(ask, &x->explore.window, res);
    if (!face(ask, x, res))
        face_no_panel(ask, res);
}
