#include "views/person.h"

#include "query/go.h"
#include "query/rest.h"
#include "views/filters.h"
#include "views/history.h"
#include "views/link.h"
#include "views/list.h"
#include "views/path.h"
#include "views/say.h"
#include "views/weeks.h"

static struct str name_of(const struct person_told *p)
{
    const struct history *s = &p->history;
    return s->known && s->person.name.n ? s->person.name : s->id;
}

static struct str title_of(struct arena *a, const struct person_told *p)
{
    return arena_fmt(
        a, "%.*s: %.*s", STR_ARG(name_of(p)), STR_ARG(say_window(a, &p->history.window)));
}

/* A metric of so few pages would tell about single ones. */
static void metric_tile(struct html *h, const struct frame *f, const struct tally *pages,
    enum metric m, const char *label)
{
    struct arena *a = h->o.a;
    struct value v = metric_of(pages, m);
    bool few = m != METRIC_PAGES && v.n < TOLD_PEOPLE;
    struct tile t = {.label = label, .href = link_metric(a, f, m)};
    if (v.n == 0)
        t.why = tally_pages(pages) == 0 ? STR("no pages") : STR("none closed yet");
    else if (few)
        t.why = STR("too few pages");
    else if (v.known)
        t.number = say_value(a, &v, metrics[m].unit);
    else
        t.why = v.not_reached ? STR("not reached") : STR("unknown");
    if (m != METRIC_PAGES && v.n)
        t.base = arena_fmt(a, "of %.*s closed", STR_ARG(say_things(a, v.n, "page")));
    tile_html(h, &t);
}

static void nights_tile(struct html *h, const struct person_told *p)
{
    struct arena *a = h->o.a;
    tile_html(h, &(struct tile){.label = "Nights disturbed",
                     .number = say_count(a, p->nights),
                     .base = arena_fmt(
                         a, "%.*s between 22 and 08", STR_ARG(say_things(a, p->sleep, "page")))});
}

static void hours_tile(struct html *h, const struct frame *f, const struct person_told *p)
{
    struct arena *a = h->o.a;
    struct tile t = {.label = "Disrupted hours", .href = link_metric(a, f, METRIC_DISRUPTED_HOURS)};
    if (p->overview.attempts_held == HELD_NONE)
        t.why = STR("notifications are not held");
    else {
        t.number = say_count(a, (uint64_t)p->disrupted.v);
        t.base = say_things(a, (uint64_t)p->interruptions.v, "interruption");
    }
    tile_html(h, &t);
}

static void quiet_tile(struct html *h, const struct person_told *p)
{
    struct arena *a = h->o.a;
    const struct zone *z = p->history.window.zone;
    struct tile t = {.label = "Longest quiet stretch"};
    if (p->quiet.to > p->quiet.from) {
        t.number = say_duration(a, p->quiet.to - p->quiet.from);
        t.base = say_days(a, zone_day(z, p->quiet.from), zone_day(z, p->quiet.to - 1));
    } else
        t.why = STR("unknown");
    tile_html(h, &t);
}

static void tiles(struct html *h, const struct frame *f, const struct person_told *p)
{
    const struct tally *pages = p->overview.pages;
    html(h, "<dl class=\"tiles\" id=\"tiles\">");
    metric_tile(h, f, pages, METRIC_PAGES, "Pages");
    metric_tile(h, f, pages, METRIC_ACCEPTANCE, "Answered");
    metric_tile(h, f, pages, METRIC_ANSWERED_BY_P50, "Half answered within");
    metric_tile(h, f, pages, METRIC_ANSWERED_BY_P90, "90\xc2\xa0% answered within");
    nights_tile(h, p);
    hours_tile(h, f, p);
    quiet_tile(h, p);
    html(h, "</dl>\n");
}

static void rules(struct html *h)
{
    html(h, "<details class=\"rules\"><summary>How these numbers are made</summary>\n<dl>");
    html_fact(h, "Nights disturbed", str_of(nights_rule));
    html_fact(h, "Disrupted hours", str_of(metrics[METRIC_DISRUPTED_HOURS].rule));
    html_fact(h, "Longest quiet stretch", str_of(quiet_rule));
    html_fact(h, "Half answered within", str_of(metrics[METRIC_ANSWERED_BY_P50].rule));
    html(h, "</dl></details>\n");
}

static void hours(struct html *h, const struct view *v, const struct person_told *p)
{
    (void)p;
    hours_panel(h, v);
}

static void channels(struct html *h, const struct view *v, const struct person_told *p)
{
    (void)p;
    channels_panel(h, v);
}

static void draw_hours(struct svg *s, const struct person_told *p)
{
    hours_svg(s, &(struct view){.o = &p->overview, .alone = true});
}

/* clang-format off */
static const struct {
    const char *name;
    void (*page)(struct html *, const struct view *, const struct person_told *);
    void (*draw)(struct svg *, const struct person_told *);
} panels[] = {
    { "weeks",    weeks_panel, weeks_svg },
    { "hours",    hours,       draw_hours },
    { "channels", channels,    NULL },
};
/* clang-format on */

static void top(struct html *h, const struct frame *f, const struct person_told *p)
{
    struct arena *a = h->o.a;
    const struct scope scope = {&p->history.window, NULL, 0, p->overview.through[DATASET_PAGEOUTS]};
    struct str dashboard = go_filtered(a, f->place.gen, &f->filter, FIND_PERSON, 0, p->history.id);
    path_html(h, f, p->history.trail.node, p->history.trail.n, PATH_TO_PAGE);
    html(h, "<div class=\"title\"><h1>");
    html_text(h, title_of(a, p));
    html(h, "</h1>\n");
    if (f->filter.ui != UI_KIOSK)
        filters_periods(h, f, &scope);
    html(h, "</div>\n");
    history_who(h, &p->history);
    frame_fresh(h, f, &p->history.window);
    filters_html(h, f, &scope);
    html(h, "<p class=\"small\">What this person had to carry, not how good they are at it.");
    if (dashboard.n) {
        html(h, " ");
        html_link(h, dashboard, STR("Overview of these pages"));
    }
    html(h, "</p>\n");
}

void person_html(
    struct html *h, const struct frame *f, const struct person_told *p, struct str panel)
{
    struct view v = {.f = f, .o = &p->overview, .alone = panel.n > 0};
    frame_open(h, f, title_of(h->o.a, p));
    if (panel.n && f->filter.ui == UI_EMBED)
        panel_heading(h, title_of(h->o.a, p));
    else
        top(h, f, p);
    bool held = !list_unheld(h, f, p->overview.held);
    if (held && panel.n == 0)
        tiles(h, f, p);
    html(h, "<div class=\"grid\">\n");
    for (EACH(i, panels))
        if ((held || panels[i].page == channels) &&
            (panel.n == 0 || str_eq(panel, str_of(panels[i].name))))
            panels[i].page(h, &v, p);
    html(h, "</div>\n");
    if (panel.n == 0) {
        history_rows(h, f, &p->history);
        history_around(h, f, &p->history);
        rules(h);
    }
    frame_close(h, f);
}

bool person_svg(struct out *o, const struct person_told *p, struct str panel)
{
    for (EACH(i, panels)) {
        if (!panels[i].draw || !str_eq(panel, str_of(panels[i].name)))
            continue;
        struct html h = {.o = *o};
        panels[i].draw(&(struct svg){.h = &h, .alone = true}, p);
        *o = h.o;
        return true;
    }
    return false;
}
