#include "views/weeks.h"

#include "views/plot.h"
#include "views/say.h"

#define BAR_SHARE 0.5 /* of its slot: the team's band stays in sight around it */

static const struct panel panel = {"weeks", "Pages over time, and the team's", true};

static bool is_compared(const struct person_told *p)
{
    return p->peers >= TOLD_PEOPLE;
}

static const char *word(const struct person_told *p)
{
    return p->days ? "day" : "week";
}

/* Strides of which something is held; of them above and below the team's middle half. */
struct stand {
    size_t held, above, below, most;
    uint64_t pages;
};

static struct stand stand_of(const struct person_told *p)
{
    struct stand s = {0};
    for (size_t i = 0; i < p->strides; i++) {
        const struct stride *t = &p->stride[i];
        s.pages += t->pages;
        s.held += t->held != HELD_NONE;
        s.above += t->held != HELD_NONE && t->pages > t->high;
        s.below += t->held != HELD_NONE && t->pages < t->low;
        if (t->pages > p->stride[s.most].pages)
            s.most = i;
    }
    return s;
}

static struct str finding(struct arena *a, const struct person_told *p, const struct stand *s)
{
    if (s->held == 0)
        return STR("These days are not held");
    if (s->pages == 0)
        return STR("No pages in this period");
    struct str of = say_things(a, s->held, word(p));
    if (is_compared(p) && s->above + s->below > 0)
        return arena_fmt(a, "Above the team's middle half in %zu of %.*s, below it in %zu",
            s->above, STR_ARG(of), s->below);
    if (is_compared(p))
        return arena_fmt(a, "Within the team's middle half in all %.*s", STR_ARG(of));
    const struct stride *t = &p->stride[s->most];
    return arena_fmt(a, "Most in the %s from %.*s: %.*s", word(p),
        STR_ARG(say_day_short(a, zone_day(p->overview.window.zone, t->from))),
        STR_ARG(say_things(a, t->pages, "page")));
}

static double greatest(const struct person_told *p)
{
    double most = 1;
    for (size_t i = 0; i < p->strides; i++) {
        most = p->stride[i].pages > most ? p->stride[i].pages : most;
        most = p->stride[i].high > most ? p->stride[i].high : most;
    }
    return most;
}

static void bands(struct svg *s, const struct person_told *p, double wide, double top)
{
    struct html band = html_of(s->h->o.a), middle = html_of(s->h->o.a), gap = html_of(s->h->o.a);
    for (size_t i = 0; i < p->strides; i++) {
        const struct stride *t = &p->stride[i];
        double x = PLOT_LEFT + (double)i * wide, scale = PLOT_HEIGHT / top;
        if (t->held != HELD_ALL)
            svg_box(&gap, x, PLOT_TOP, wide, PLOT_HEIGHT);
        if (t->held == HELD_NONE || !is_compared(p))
            continue;
        double high = t->high > t->low ? (t->high - t->low) * scale : 1;
        svg_box(&band, x, PLOT_BOTTOM - t->low * scale - high, wide, high);
        svg_hline(&middle, x, PLOT_BOTTOM - t->middle * scale, wide);
    }
    svg_path(s, MARK_GAP, &gap);
    svg_path(s, MARK_HEAT + 1, &band);
    svg_path(s, MARK_RULE, &middle);
}

static void bars(struct svg *s, const struct person_told *p, double wide, double top)
{
    struct html bar = html_of(s->h->o.a);
    for (size_t i = 0; i < p->strides; i++) {
        double high = p->stride[i].pages / top * PLOT_HEIGHT;
        if (p->stride[i].pages)
            svg_box(&bar, PLOT_LEFT + ((double)i + (1 - BAR_SHARE) / 2) * wide, PLOT_BOTTOM - high,
                wide * BAR_SHARE, high);
    }
    svg_path(s, MARK_HEAT + 4, &bar);
}

void weeks_svg(struct svg *s, const struct person_told *p)
{
    struct arena *a = s->h->o.a;
    struct stand stand = stand_of(p);
    struct str label[SVG_LINES_MAX + 1] = {STR("0")};
    double most = greatest(p), step = svg_step(most, SVG_LINES_MAX), top = 0;
    int steps = 0;
    int64_t *from = NEW(a, int64_t, p->strides + 1);
    for (size_t i = 0; i < p->strides; i++)
        from[i] = p->stride[i].from;
    const struct plot plot = {
        .zone = p->overview.window.zone, .from = from, .bars = p->strides, .every = 1};
    do {
        top += step;
        label[++steps] = say_short(a, top);
    } while (top < most);
    svg_open(s, "weeks", STR("Pages over time"),
        arena_fmt(a, "%.*s in %.*s. %.*s.", STR_ARG(say_things(a, stand.pages, "page")),
            STR_ARG(say_things(a, p->strides, word(p))), STR_ARG(finding(a, p, &stand))));
    svg_hatch(s);
    plot_grid(s, label, steps);
    bands(s, p, plot_slot(&plot), top);
    bars(s, p, plot_slot(&plot), top);
    plot_dates(s, &plot);
    svg_close(s);
}

static void cell_quartile(struct html *h, double v)
{
    cell_open(h);
    out_f64(&h->o, v, v < (double)(uint64_t)v + 0.05 ? 0 : 1);
    html(h, "</td>");
}

static void table(struct html *h, const struct view *v, const struct person_told *p)
{
    static const char *const heads[] = {
        "When", "Pages", "Quarter of the team below", "Half", "Three quarters"};
    panel_table_open(h, v, &panel, say_window(h->o.a, &p->overview.window));
    table_head(h, heads, is_compared(p) ? COUNT_OF(heads) : 2);
    html(h, "<tbody>");
    for (size_t i = 0; i < p->strides; i++) {
        const struct stride *t = &p->stride[i];
        html(h, "<tr><th scope=\"row\">");
        html_text(h, say_span(h->o.a, p->overview.window.zone, t->from, t->to, false));
        html(h, "</th>");
        if (t->held == HELD_NONE) {
            html(h, "<td colspan=\"4\"><i>not held</i></td></tr>\n");
            continue;
        }
        cell_num(h, t->pages);
        if (is_compared(p)) {
            cell_quartile(h, t->low);
            cell_quartile(h, t->middle);
            cell_quartile(h, t->high);
        }
        html(h, "</tr>\n");
    }
    html(h, "</tbody>");
    panel_table_close(h);
}

void weeks_panel(struct html *h, const struct view *v, const struct person_told *p)
{
    struct stand stand = stand_of(p);
    panel_open(h, &panel, finding(h->o.a, p, &stand));
    html(h, "<div class=\"plot\">");
    weeks_svg(&(struct svg){.h = h}, p);
    html(h, "</div>\n<p class=\"small\">");
    if (is_compared(p)) {
        html(h, "Band: the middle half of the ");
        html_num(h, p->peers);
        html(h, " people of ");
        html_text(h, p->team.name);
        html(h, " by that team's pages, those without one too; dashed: their median.");
    } else if (p->team.id.n)
        html(h, "The team has too few people to compare.");
    else
        html(h, "No team is known to compare with.");
    html(h, "</p>\n");
    table(h, v, p);
    panel_close(h, v, &panel);
}
