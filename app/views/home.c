/* The start page: this week in numbers, and four doors into the same Overview: a period, the
 * organisation from its top, a name that one knows, a team. */
#include "views/home.h"

#include "query/metric.h"
#include "views/filters.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/report.h"
#include "views/say.h"

/* clang-format off */
static const struct {
    enum range range;
    const char *text;
} presets[] = {
    { RANGE_24H, "What happened last night" },
    { RANGE_7D,  "The week, for a hand-over" },
    { RANGE_28D, "The standard view" },
    { RANGE_90D, "A quarter, for a review" },
    { RANGE_MTD, "The month so far" },
};
static const struct {
    enum param param;
    const char *label, *hint;
} doors[] = {
    { P_ORG,    "Part of the organisation", "o4812" },
    { P_TEAM,   "Team",                     "t1032" },
    { P_PERSON, "Person",                   "p90311" },
};
/* clang-format on */

static struct str link_view(struct arena *a, const struct frame *f, const struct preset *p)
{
    struct filter none = filter_default();
    struct place place = {.gen = f->place.gen, .page = STR("v"), .id = p->slug};
    return url_write(a, &place, &none);
}

static void told(struct arena *a, const struct explore *x, struct tile *t)
{
    const struct metric_def *m = &metrics[x->asking.metric];
    double *line = NEW(a, double, x->bins + 1);
    bool known = x->held != HELD_NONE && x->total.known && !x->total.not_reached;
    if (known)
        t->number = say_value(a, &x->total, m->unit);
    else
        t->why = x->held == HELD_NONE ? STR("not held") : say_value(a, &x->total, m->unit);
    t->trends = x->bins;
    if (x->bins && x->bin[x->bins - 1].held == HELD_PART)
        t->trends--; /* still running: it would end the line with a fall */
    for (size_t i = 0; i < t->trends; i++)
        line[i] = x->bin[i].held != HELD_NONE && x->bin[i].value.known ? x->bin[i].value.v : -1;
    t->trend = line;
}

static void view_cards(struct html *h, const struct frame *f, const struct card *card, size_t cards)
{
    struct arena *a = h->o.a;
    if (cards == 0)
        return;
    html(h, "<section aria-labelledby=\"views\"><h2 id=\"views\">Views</h2>\n"
            "<dl class=\"tiles\">");
    for (size_t i = 0; i < cards; i++) {
        const struct preset *p = card[i].preset;
        struct tile t = {.label = arena_z(a, p->title),
            .href = link_view(a, f, p),
            .why = STR("open it"),
            .base = p->about};
        if (card[i].told) {
            const char *what = metrics[card[i].now.asking.metric].label;
            told(a, &card[i].now, &t);
            t.base = p->about.n ? arena_fmt(a, "%s; %.*s", what, STR_ARG(p->about)) : str_of(what);
        }
        tile_html(h, &t);
    }
    html(h, "</dl></section>\n");
}

static void preset_cards(struct html *h, const struct frame *f)
{
    struct place place = {.gen = f->place.gen, .page = STR("overview")};
    html(h, "<section aria-labelledby=\"periods\"><h2 id=\"periods\">By period</h2>\n<ul "
            "class=\"cards\">");
    for (EACH(i, presets)) {
        struct filter to = filter_default();
        to.range = presets[i].range;
        html(h, "<li><a");
        html_attr(h, "href", url_write(h->o.a, &place, &to));
        html(h, ">");
        html_text(h, str_of(range_labels[presets[i].range]));
        html(h, "</a> <span class=\"small\">");
        html_text(h, str_of(presets[i].text));
        html(h, "</span></li>\n");
    }
    html(h, "</ul></section>\n");
}

static void door_forms(struct html *h, const struct frame *f)
{
    html(h, "<section aria-labelledby=\"ids\"><h2 id=\"ids\">By id</h2>\n<div class=\"doors\">");
    for (EACH(i, doors)) {
        html(h, "<form method=\"get\"");
        html_attr(h, "action", link_page(h->o.a, f, STR("overview")));
        html(h, "><label>");
        html_text(h, str_of(doors[i].label));
        html(h, " <input type=\"text\" autocomplete=\"off\" spellcheck=\"false\" required");
        html_attr(h, "name", str_of(params[doors[i].param].name));
        html_attr(h, "placeholder", str_of(doors[i].hint));
        html(h, "></label> <button type=\"submit\">Open<span class=\"away\"> ");
        html_text(h, str_of(doors[i].label));
        html(h, "</span></button></form>\n");
    }
    html(h, "</div></section>\n");
}

static void top_nodes(struct html *h, const struct frame *f, const struct overview *week)
{
    struct place place = {.gen = f->place.gen, .page = STR("overview")};
    html(h, "<section aria-labelledby=\"parts\"><h2 id=\"parts\">From the top</h2>\n<ul "
            "class=\"list\">");
    for (size_t i = 0; i < week->children && i < 12; i++) {
        struct filter none = filter_default(), to = filter_narrowed(&none, &week->child[i]);
        html(h, "<li>");
        child_name(h, &week->child[i], url_write(h->o.a, &place, &to));
        html(h, " <span class=\"small\">");
        html_text(h, say_things(h->o.a, week->child[i].pages, "page"));
        html(h, "</span></li>\n");
    }
    html(h, "</ul></section>\n");
}

void home_html(struct html *h, const struct frame *f, const struct overview *week,
    const struct card *card, size_t cards)
{
    frame_open(h, f, STR("Who was paged, and did it reach them"));
    html(h, "<h1>Who was paged, did it reach them, did they answer?</h1>\n");
    if (!week || f->snapshot.n == 0) {
        frame_first_run(h);
        frame_close(h, f);
        return;
    }
    struct view v = {.f = f, .o = week};
    html(h, "<ul class=\"fresh\"><li>Whole company, ");
    html_text(h, say_window(h->o.a, &week->window));
    html(h, "</li><li>pages to ");
    html_text(h, say_utc(h->o.a, f->through[DATASET_PAGEOUTS]));
    html(h, "</li>\n");
    frame_faces(h, f);
    html(h, "</ul>\n");
    if (panel_is_held(week))
        tiles_panel(h, &v);
    view_cards(h, f, card, cards);
    html(h, "<div class=\"trio\">\n");
    preset_cards(h, f);
    if (week->children > 0)
        top_nodes(h, f, week);
    door_forms(h, f);
    html(h, "</div>\n");
    report_doors(h, f);
    frame_close(h, f);
}
