#include "web/paths.h"

#include "api/brief.h"
#include "query/ladder.h"
#include "query/listing.h"
#include "query/providers.h"
#include "views/brief.h"
#include "web/face.h"

#define PANELS 4 /* whose budgets an answer may take: a worker's first one opens every segment */

/* How an answer becomes a page; its tables are of the brief. */
struct faces {
    const struct brief *brief;
    const void *answer;
    bool (*page)(struct html *h, const struct frame *f, const void *answer, struct str panel);
    bool (*drawing)(struct out *o, const void *answer, struct str panel);
};

/* False: no such panel, or it is not drawn. */
static bool face(struct ask *ask, const struct faces *x, struct res *res)
{
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, &x->brief->window);
    struct str panel = ask->place.panel;
    bool known = panel.n == 0 || brief_grid(x->brief, panel) || x->brief->refusal.refused;
    bool found = true;
    switch (ask->place.format) {
    case FORMAT_CSV:
        if (known)
            brief_csv(&res->body, x->brief, panel, ask->query.filter.bom);
        return known;
    case FORMAT_JSON:
        if (known)
            brief_json(&res->body, x->brief, &meta, panel);
        return known;
    case FORMAT_SVG:
        return x->drawing(&res->body, x->answer, panel);
    case FORMAT_HTML:
    case FORMAT__N:
        break;
    }
    found = x->page(&h, &frame, x->answer, panel);
    res->body = h.o;
    return found;
}

/* What ran out of time is refused as what is likely to. A table or a drawing has no place to say
 * so. */
static struct err refused(const struct ask *ask, struct brief *b, struct err e)
{
    bool tells = ask->place.format == FORMAT_HTML || ask->place.format == FORMAT_JSON;
    if (e.code == ERR_BUSY) {
        b->refusal.refused = true;
        b->grids = 0;
        e = OK;
    }
    return e.code == ERR_OK && b->refusal.refused && !tells ? err_of(ERR_BUSY, "refused") : e;
}

static struct brief_ask brief_ask_of(const struct ask *ask)
{
    return (struct brief_ask){
        &ask->query.filter, ask->site->zones, ask->place.gen, ask->site->panel_budget_ms};
}

static void reply(struct ask *ask, const struct faces *x, struct res *res)
{
    if (x->brief->refusal.refused)
        face_uncached(ask, res);
    face_begin(ask, &x->brief->window, res);
    if (!face(ask, x, res))
        face_no_panel(ask, res);
}

static bool channels_html(
    struct html *h, const struct frame *f, const void *answer, struct str panel)
{
    return providers_html(h, f, answer, panel);
}

static bool channels_svg(struct out *o, const void *answer, struct str panel)
{
    return providers_svg(o, answer, panel);
}

void page_channels(struct ask *ask, struct res *res)
{
    struct providers *x = NEW(ask->a, struct providers, 1);
    int64_t began = face_asking(ask, PANELS);
    const struct brief_ask of = brief_ask_of(ask);
    struct err e = providers_of(ask->snapshot, ask->a, &of, x);
    const struct faces faces = {&x->brief, x, channels_html, channels_svg};
    if (face_asked(ask, began, refused(ask, &x->brief, e), res))
        reply(ask, &faces, res);
    providers_done(x);
}

static bool escalations_html(
    struct html *h, const struct frame *f, const void *answer, struct str panel)
{
    return ladder_html(h, f, answer, panel);
}

static bool escalations_svg(struct out *o, const void *answer, struct str panel)
{
    return ladder_svg(o, answer, panel);
}

void page_escalations(struct ask *ask, struct res *res)
{
    struct ladder *x = NEW(ask->a, struct ladder, 1);
    const struct brief_ask of = brief_ask_of(ask);
    int64_t began = face_asking(ask, PANELS);
    struct err e = ladder_of(ask->snapshot, ask->a, &of, x);
    const struct faces faces = {&x->brief, x, escalations_html, escalations_svg};
    if (face_asked(ask, began, refused(ask, &x->brief, e), res))
        reply(ask, &faces, res);
    ladder_done(x);
}

/* Newest first is what there is without a word. */
static const char *sort_word(size_t i)
{
    return i + 1 < LISTING__N ? listing_sort_words[i + 1] : NULL;
}

const struct vocabulary incidents_words = {{[P_SORT] = sort_word}};

static bool incidents_html(
    struct html *h, const struct frame *f, const void *answer, struct str panel)
{
    return listing_html(h, f, answer, panel);
}

static bool incidents_svg(struct out *o, const void *answer, struct str panel)
{
    return listing_svg(o, answer, panel);
}

void page_incidents(struct ask *ask, struct res *res)
{
    struct listing *x = NEW(ask->a, struct listing, 1);
    const struct brief_ask of = brief_ask_of(ask);
    int64_t began = face_asking(ask, PANELS);
    struct err e = listing_of(ask->snapshot, ask->a, &of, x);
    const struct faces faces = {&x->brief, x, incidents_html, incidents_svg};
    if (!face_refused(ask, e, res) && face_asked(ask, began, refused(ask, &x->brief, e), res))
        reply(ask, &faces, res);
    listing_done(x);
}
