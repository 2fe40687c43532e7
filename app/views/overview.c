/* How are our pages doing? The page, and each of its panels alone. */
#include "query/go.h"
#include "views/filters.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/path.h"
#include "views/say.h"

/* clang-format off */
static const struct {
    const char *name;
    void (*page)(struct html *, const struct view *);
    void (*draw)(struct svg *, const struct view *);
    bool alone; /* on a page of its own only */
} panels[] = {
    { "volume",   volume_panel, volume_svg, false },
    { "hours",    hours_panel, hours_svg, false },
    { "curve",    curve_panel, curve_svg, false },
    { "funnel",   funnel_panel, funnel_svg, false },
    { "channels", channels_panel, NULL, false },
    { "below",    below_panel, NULL, false },
    { "times",    times_panel, times_svg, true },
};
/* clang-format on */

static struct str title_of(struct arena *a, const struct overview *o)
{
    struct scope s = scope_of(o);
    struct str who = filters_entity(a, &s), when = say_window(a, &o->window);
    return arena_fmt(a, "Overview: %.*s, %.*s", STR_ARG(who), STR_ARG(when));
}

/* What to know before reading on, and the next step when there is one. */
static void note(struct html *h, struct str heading, struct str text, const struct link *next)
{
    html(h, "<div class=\"note\"><h2>");
    html_text(h, heading);
    html(h, "</h2>\n<p>");
    html_text(h, text);
    if (next) {
        html(h, " ");
        html_link(h, next->href, next->text);
    }
    html(h, "</p></div>\n");
}

static size_t count_held(const struct overview *o, enum held held)
{
    size_t n = 0;
    for (size_t i = 0; i < o->bins; i++)
        n += o->bin[i].held == held;
    return n;
}

static bool has_unknown(const struct overview *o)
{
    for (size_t i = 0; i < o->chips; i++)
        if (!o->chip[i].known)
            return true;
    return false;
}

static bool has_attempts(const struct overview *o)
{
    for (size_t c = 0; c < CHANNEL__N; c++)
        for (size_t d = 0; d < DELIVERY__N; d++)
            if (o->attempts.count[c][d] > 0)
                return true;
    return false;
}

/* By what, not by when or whose. */
static bool is_narrowed(struct arena *a, const struct filter *f)
{
    const unsigned when = P_BIT(P_RANGE) | P_BIT(P_FROM) | P_BIT(P_TO) | P_BIT(P_TZ);
    const unsigned who = P_BIT(P_ORG) | P_BIT(P_TEAM) | P_BIT(P_PERSON);
    for (enum param p = 0; p < P__N; p++)
        if (P_FILTERS & ~when & ~who & P_BIT(p) && filter_says(a, f, p).n)
            return true;
    return false;
}

/* Why there is nothing to see: each case has its own words and next step. */
static void nothing(struct html *h, const struct frame *f, const struct overview *o)
{
    struct link health = {STR("Data health"), link_page(h->o.a, f, STR("health"))};
    struct filter wide = f->filter;
    wide.range = RANGE_90D;
    wide.from = wide.to = (struct moment){0};
    struct link longer = {STR("Show 90 days"), link_filter(h->o.a, f, &wide)};
    if (o->contradiction)
        note(h, STR("These filters have nothing in common"),
            STR("Nobody matches all of them at once. Remove one of the filters above."), NULL);
    else if (has_unknown(o))
        note(h, STR("This snapshot does not know that filter"),
            STR("An id above was in no export so far, so no pages match. Check it, or remove it."),
            NULL);
    else if (!panel_is_held(o))
        note(h, STR("These days are not held"),
            STR("They are before the first export, after the last one, or past retention. That is "
                "not zero pages. Which days are held:"),
            &health);
    else if (is_narrowed(h->o.a, &f->filter))
        note(h, STR("No pages match these filters"),
            STR("The data of this period is there. Remove a filter above, or look at a longer "
                "period:"),
            &longer);
    else
        note(h, STR("No pages in this period"),
            STR("The data is there, and nobody was paged. A longer period may have some:"),
            &longer);
}

static void states(struct html *h, const struct frame *f, const struct overview *o)
{
    size_t gaps = count_held(o, HELD_NONE) + count_held(o, HELD_PART);
    if (tally_pages(o->pages) == 0)
        nothing(h, f, o);
    if (o->bins > 0 && o->bin[o->bins - 1].held == HELD_PART)
        gaps--; /* the newest day is still running: the freshness line says so already */
    if (gaps == 0 || !panel_is_held(o))
        return;
    struct str bins = say_count(h->o.a, gaps), all = say_count(h->o.a, o->bins);
    struct link health = {STR("Data health"), link_page(h->o.a, f, STR("health"))};
    note(h, arena_fmt(h->o.a, "%.*s of %.*s bars are not fully held", STR_ARG(bins), STR_ARG(all)),
        STR("Hatched in the chart. The numbers count what is held; what is missing:"), &health);
}

static void refused(struct html *h, const struct frame *f)
{
    html(h, "<div class=\"note\"><h2>This needs a narrower range</h2>\n");
    panel_refused(h, f);
    html(h, "</div>\n");
}

/* The page of the one team or person that is chosen: who is in it, what they had to carry. */
static void own_page(struct html *h, const struct frame *f, const struct overview *o)
{
    for (size_t i = 0; i < o->chips; i++) {
        const struct chip *c = &o->chip[i];
        bool team = c->kind == CHILD_TEAM, one = (team ? f->filter.teams : f->filter.persons) == 1;
        struct str href =
            go_about(h->o.a, f->place.gen, &f->filter, team ? FIND_TEAM : FIND_PERSON, c->id);
        if (c->kind == CHILD_NODE || !one || !c->known || href.n == 0)
            continue;
        html(h, "<p class=\"small\">");
        html_link(h, href,
            arena_fmt(h->o.a,
                team ? "%.*s: roster and load of its people" : "%.*s: load and history",
                STR_ARG(c->name)));
        html(h, "</p>\n");
    }
}

static void top(struct html *h, const struct frame *f, const struct overview *o)
{
    struct scope s = scope_of(o);
    path_html(h, f, o->path, o->path_n, PATH_TO_FILTER);
    html(h, "<div class=\"title\"><h1>");
    html_text(h, title_of(h->o.a, o));
    html(h, "</h1>\n");
    if (f->filter.ui != UI_KIOSK)
        filters_periods(h, f, &s);
    html(h, "</div>\n");
    frame_fresh(h, f, &o->window);
    filters_html(h, f, &s);
    own_page(h, f, o);
    if (o->refused)
        refused(h, f);
    else
        states(h, f, o);
}

static void first_run(struct html *h, const struct frame *f)
{
    frame_open(h, f, STR("Overview"));
    html(h, "<h1>Overview</h1>\n");
    frame_first_run(h);
    frame_close(h, f);
}

/* With filters that match nobody, tiles and drawings would only say so seven times more. */
static bool can_match(const struct overview *o)
{
    return !o->refused && !o->contradiction && (tally_pages(o->pages) > 0 || !has_unknown(o));
}

static void whole_page(struct html *h, const struct view *v)
{
    bool held = panel_is_held(v->o);
    if (held)
        tiles_panel(h, v);
    html(h, "<div class=\"grid\">\n");
    for (EACH(i, panels))
        if (!panels[i].alone && (held || (panels[i].page == channels_panel && has_attempts(v->o))))
            panels[i].page(h, v);
    html(h, "</div>\n");
    tiles_rules(h);
}

void overview_html(struct html *h, const struct frame *f, const struct overview *o)
{
    if (!o || f->snapshot.n == 0) {
        first_run(h, f);
        return;
    }
    struct view v = {.f = f, .o = o};
    frame_open(h, f, title_of(h->o.a, o));
    top(h, f, o);
    if (can_match(o))
        whole_page(h, &v);
    frame_close(h, f);
}

static void panel_page(
    struct html *h, const struct view *v, void (*panel)(struct html *, const struct view *))
{
    frame_open(h, v->f, title_of(h->o.a, v->o));
    if (v->f->filter.ui == UI_EMBED)
        panel_heading(h, title_of(h->o.a, v->o));
    else
        top(h, v->f, v->o);
    if (!v->o->refused && (panel_is_held(v->o) || panel == channels_panel)) {
        html(h, "<div class=\"grid\">\n");
        panel(h, v);
        html(h, "</div>\n");
    }
    frame_close(h, v->f);
}

bool overview_panel_html(
    struct html *h, const struct frame *f, const struct overview *o, struct str panel)
{
    struct view v = {.f = f, .o = o, .alone = true};
    void (*write)(struct html *, const struct view *) = NULL;
    if (str_eq(panel, STR("tiles")))
        write = tiles_panel;
    for (EACH(i, panels))
        if (str_eq(panel, str_of(panels[i].name)))
            write = panels[i].page;
    if (!write)
        return false;
    if (f->snapshot.n == 0 || !o)
        first_run(h, f);
    else
        panel_page(h, &v, write);
    return true;
}

bool overview_panel_svg(struct out *o, const struct overview *answer, struct str panel)
{
    struct view v = {.o = answer, .alone = true};
    for (EACH(i, panels)) {
        if (!panels[i].draw || !str_eq(panel, str_of(panels[i].name)))
            continue;
        struct html h = {.o = *o};
        panels[i].draw(&(struct svg){.h = &h, .alone = true}, &v);
        *o = h.o;
        return true;
    }
    return false;
}
