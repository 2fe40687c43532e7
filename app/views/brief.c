#include "views/brief.h"

#include "views/filters.h"
#include "views/link.h"
#include "views/say.h"

#define ROWS_INLINE 12 /* of a panel that is not alone */
#define ROWS_ALONE 100 /* so that a page stays under 2,500 elements; the CSV has them all */

/* What a panel is written from. */
struct leaf {
    struct view view;
    const struct brief *brief;
    const struct brief_page *page;
    const void *answer;
};

static struct str said(struct arena *a, const struct grid_column *c, const struct grid_cell *cell,
    const struct zone *zone)
{
    struct value v = {.known = true, .v = cell->v};
    struct civil at;
    switch (c->shape) {
    case GRID_TEXT:
        return cell->text;
    case GRID_COUNT:
        return say_count(a, (uint64_t)cell->v);
    case GRID_SHARE:
        return say_value(a, &v, UNIT_SHARE);
    case GRID_RATIO:
        return say_value(a, &v, UNIT_RATIO);
    case GRID_MS:
        return say_duration(a, (int64_t)cell->v);
    case GRID_TIME:
        at = zone_local(zone, (int64_t)cell->v);
        return arena_fmt(a, "%.*s, %02d:%02d",
            STR_ARG(say_day_short(a, zone_day(zone, (int64_t)cell->v))), at.hour, at.minute);
    }
    return STR("");
}

/* What stands in a cell, whatever its element. */
static void inside(struct html *h, const struct grid *g, size_t i, const struct grid_cell *cell)
{
    const struct grid_column *c = &g->column[i];
    if (!cell->known) {
        html(h, "<i>");
        html_text(h, cell->text.n ? cell->text : str_of(c->none));
        html(h, "</i>");
    } else if (c->shape == GRID_TIME) {
        struct out o = out_of(h->o.a);
        out_time_in(&o, g->zone, (int64_t)cell->v);
        html(h, "<time");
        html_attr(h, "datetime", out_done(&o));
        html(h, ">");
        html_named(h, cell->href, said(h->o.a, c, cell, g->zone));
        html(h, "</time>");
    } else
        html_named(h, cell->href, said(h->o.a, c, cell, g->zone));
}

static bool is_number(enum grid_shape s)
{
    return s != GRID_TEXT && s != GRID_TIME;
}

static void head(struct html *h, const struct grid *g)
{
    html(h, "<thead><tr>");
    for (size_t i = 0; i < g->columns; i++) {
        const struct grid_column *c = &g->column[i];
        if (!c->label)
            continue;
        html(h, "<th scope=\"col\"");
        if (c->bar)
            html(h, " colspan=\"2\"");
        if (is_number(c->shape))
            html_attr(h, "class", STR("num"));
        html(h, ">");
        html_text(h, str_of(c->label));
        html(h, "</th>");
    }
    html(h, "</tr></thead>\n");
}

static void row(struct html *h, const struct grid *g, size_t at)
{
    const struct grid_cell *cell = grid_row(g, at);
    if (cell->weak)
        html(h, "<tr class=\"weak\">");
    else
        html(h, "<tr>");
    for (size_t i = 0, put = 0; i < g->columns; i++) {
        if (!g->column[i].label)
            continue;
        bool first = put++ == 0;
        if (first)
            html(h, "<th scope=\"row\">");
        else if (is_number(g->column[i].shape))
            cell_open(h);
        else
            html(h, "<td>");
        inside(h, g, i, &cell[i]);
        if (first)
            html(h, "</th>");
        else
            html(h, "</td>");
        if (g->column[i].bar)
            cell_bar(h, MARK_IN_TARGET, cell[i].known ? (uint64_t)(cell[i].v * 1000) : 0, 1000);
    }
    html(h, "</tr>\n");
}

/* A list that the question cut already is whole. */
static size_t shown_of(const struct leaf *x, const struct grid *g)
{
    size_t n = grid_rows(g), most = x->view.alone ? ROWS_ALONE : ROWS_INLINE;
    return g->of || n < most ? n : most;
}

static void rows(struct html *h, const struct leaf *x, const struct grid *g)
{
    size_t shown = shown_of(x, g);
    head(h, g);
    html(h, "<tbody>");
    for (size_t i = 0; i < shown; i++)
        row(h, g, i);
    html(h, "</tbody>");
}

/* The way to the rows that are not here: on the panel's own page, in the file. */
static void rest(struct html *h, const struct leaf *x, const struct grid *g)
{
    size_t n = grid_rows(g), shown = shown_of(x, g);
    enum format more = x->view.alone ? FORMAT_CSV : FORMAT_HTML;
    if (shown == n)
        return;
    html(h, "<p class=\"small\">");
    html_text(h, arena_fmt(h->o.a, "%zu of %zu rows. ", shown, n));
    html_link(h, link_face(h->o.a, x->view.f, str_of(g->name), more),
        x->view.alone ? STR("All of them as CSV") : STR("More of them"));
    html(h, "</p>\n");
}

/* Further down a list that the question cut. */
static void pager(struct html *h, const struct leaf *x)
{
    const struct frame *f = x->view.f;
    struct filter to = f->filter;
    html(h, "<p class=\"onward\">");
    if (to.after.n) {
        to.after = STR("");
        html_link(h, link_filter(h->o.a, f, &to), STR("First rows"));
        html(h, " ");
    }
    if (x->brief->next.n) {
        const struct place place = {
            f->place.gen, f->place.page, f->place.id, f->place.panel, FORMAT_HTML};
        to.after = x->brief->next;
        html_link(h, url_write(h->o.a, &place, &to), arena_fmt(h->o.a, "Next %d", f->filter.n));
    }
    html(h, "</p>\n");
}

static void table(
    struct html *h, const struct leaf *x, const struct brief_panel *p, const struct grid *g)
{
    if (grid_rows(g) == 0)
        return;
    if (p->draw) {
        panel_table_open(h, &x->view, &p->panel, str_of(p->panel.kicker));
        h->numbers = false;
        rows(h, x, g);
        panel_table_close(h);
    } else {
        panel_scroll_open(h, str_of(p->panel.kicker));
        rows(h, x, g);
        panel_scroll_close(h);
    }
    rest(h, x, g);
    if (g->of)
        pager(h, x);
}

static void panel(struct html *h, const struct leaf *x, const struct brief_panel *p)
{
    const struct grid *g = brief_grid(x->brief, str_of(p->panel.id));
    struct svg s = {.h = h};
    panel_open(h, &p->panel, p->finding(h->o.a, x->answer));
    if (p->legend && grid_rows(g))
        p->legend(h, x->answer);
    if (p->draw && grid_rows(g)) {
        html(h, "<div class=\"plot\">");
        p->draw(&s, x->answer);
        html(h, "</div>\n");
    }
    if (p->sorts && grid_rows(g))
        p->sorts(h, x->view.f, x->answer);
    table(h, x, p, g);
    if (p->note) {
        html(h, "<p class=\"small\">");
        html_text(h, p->note(h->o.a, x->answer));
        html(h, "</p>\n");
    }
    panel_close(h, &x->view, &p->panel);
}

static void tiles(struct html *h, const struct grid *g)
{
    html(h, "<dl class=\"tiles\" id=\"tiles\">");
    for (size_t i = 0; i < g->columns; i++) {
        const struct grid_column *c = &g->column[i];
        const struct grid_cell *cell = &grid_row(g, 0)[i];
        if (!c->label)
            continue;
        tile_html(h, &(struct tile){.label = c->label,
                         .number = cell->known ? said(h->o.a, c, cell, g->zone) : STR(""),
                         .why = str_of(c->none),
                         .base = str_of(c->about)});
    }
    html(h, "</dl>\n");
}

static struct str title_of(struct arena *a, const struct leaf *x)
{
    const struct scope s = {&x->brief->window, x->brief->chip, x->brief->chips, 0};
    struct str who = filters_entity(a, &s), when = say_window(a, &x->brief->window);
    return arena_fmt(a, "%s: %.*s, %.*s", x->page->name, STR_ARG(who), STR_ARG(when));
}

static void top(struct html *h, const struct leaf *x)
{
    const struct frame *f = x->view.f;
    const struct brief *b = x->brief;
    const struct scope s = {&b->window, b->chip, b->chips, b->through[DATASET_PAGEOUTS]};
    html(h, "<div class=\"title\"><h1>");
    html_text(h, title_of(h->o.a, x));
    html(h, "</h1>\n");
    if (f->filter.ui != UI_KIOSK)
        filters_periods(h, f, &s);
    html(h, "</div>\n");
    frame_fresh(h, f, &b->window);
    filters_html(h, f, &s);
}

/* Why there is nothing to see. */
static void nothing(struct html *h, const struct leaf *x)
{
    if (x->brief->refusal.refused) {
        html(h, "<div class=\"note\"><h2>Too much to count at once</h2>\n");
        panel_refused(h, x->view.f);
        html(h, "</div>\n");
        return;
    }
    html(h, "<div class=\"note\"><h2>No ");
    html_text(h, str_of(x->page->unheld));
    html(h, " of these days are held</h2>\n<p>They are before the first export, after the last "
            "one, or past retention. That is not zero. Which days are held: ");
    html_link(h, link_page(h->o.a, x->view.f, STR("health")), STR("Data health"));
    html(h, "</p></div>\n");
}

static bool has_answer(const struct leaf *x)
{
    return !x->brief->refusal.refused && x->brief->held != HELD_NONE;
}

static void whole(struct html *h, const struct leaf *x)
{
    const struct grid *g = brief_grid(x->brief, STR("tiles"));
    if (g)
        tiles(h, g);
    html(h, "<div class=\"grid\">\n");
    for (size_t i = 0; i < x->page->panels; i++)
        panel(h, x, &x->page->panel[i]);
    html(h, "</div>\n");
}

static const struct brief_panel *panel_named(const struct brief_page *page, struct str name)
{
    for (size_t i = 0; i < page->panels; i++)
        if (str_eq(str_of(page->panel[i].panel.id), name))
            return &page->panel[i];
    return NULL;
}

bool brief_html(struct html *h, const struct frame *f, const struct brief *b,
    const struct brief_page *page, const void *answer, struct str name)
{
    const struct brief_panel *p = panel_named(page, name);
    const struct leaf x = {
        .view = {.f = f, .alone = name.n > 0}, .brief = b, .page = page, .answer = answer};
    if (name.n && !p && !str_eq(name, STR("tiles")))
        return false;
    frame_open(h, f, title_of(h->o.a, &x));
    top(h, &x);
    if (!has_answer(&x))
        nothing(h, &x);
    else if (p) {
        html(h, "<div class=\"grid\">\n");
        panel(h, &x, p);
        html(h, "</div>\n");
    } else if (name.n)
        tiles(h, brief_grid(b, name));
    else
        whole(h, &x);
    frame_close(h, f);
    return true;
}

bool brief_svg(struct out *o, const struct brief *b, const struct brief_page *page,
    const void *answer, struct str name)
{
    const struct brief_panel *p = panel_named(page, name);
    if (!p || !p->draw || b->refusal.refused)
        return false;
    struct html h = {.o = *o};
    p->draw(&(struct svg){.h = &h, .alone = true}, answer);
    *o = h.o;
    return true;
}
