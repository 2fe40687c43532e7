#include "views/fairness.h"

#include "views/plot.h"
#include "views/say.h"

#define DOT 5          /* its radius */
#define DOT_STEP 11    /* between the middles of two */
#define DOT_TOP 34     /* no dot is above: the median's label */
#define SHARE_LINES 4  /* at 25, 50, 75 and 100 % */
#define ROWS_INLINE 10 /* of either table: the roster is on the same page */

static const struct panel load = {"load", "Pages of each person", true};
static const struct panel fairness = {"fairness", "How evenly pages fall", true};

static bool is_told(const struct fairness *f)
{
    return f->n >= TOLD_PEOPLE && f->gini.known;
}

/* Why nothing is drawn. */
static struct str untold(struct arena *a, const struct fairness *f)
{
    if (f->n >= TOLD_PEOPLE)
        return STR("No pages to these people in this period");
    struct str people = f->n == 1 ? STR("1 person was")
                                  : arena_fmt(a, "%.*s people were", STR_ARG(say_count(a, f->n)));
    return arena_fmt(a, "Too few people to compare: %.*s paged%s", STR_ARG(people),
        f->duties_known ? " or on call" : "");
}

static struct str amount(struct arena *a, double v)
{
    struct out o = out_of(a);
    out_f64(&o, v, v < (double)(uint64_t)v + 0.05 ? 0 : 1);
    return out_done(&o);
}

static struct str load_finding(struct arena *a, const struct fairness *f)
{
    if (!is_told(f))
        return untold(a, f);
    return arena_fmt(a, "Half of %.*s people had %.*s pages or fewer; the most had %.*s",
        STR_ARG(say_count(a, f->n)), STR_ARG(amount(a, f->median)),
        STR_ARG(say_count(a, f->load[f->n - 1])));
}

/* A dot a person, laid on those that have as many. */
static void dots(struct svg *s, const struct fairness *f, double top)
{
    struct html d = html_of(s->h->o.a);
    const size_t columns = PLOT_WIDTH / DOT_STEP;
    size_t *high = NEW(s->h->o.a, size_t, columns + 1), most = 1;
    for (size_t i = 0; i < f->n; i++) {
        size_t at = (size_t)(f->load[i] / top * (double)columns);
        most = ++high[at] > most ? high[at] : most;
    }
    double room = PLOT_BOTTOM - DOT_TOP - DOT, step = room / (double)most;
    step = step < DOT_STEP ? step : DOT_STEP;
    for (size_t at = 0; at <= columns; at++)
        for (size_t k = 0; k < high[at]; k++)
            svg_dot(&d, PLOT_LEFT + (double)at * DOT_STEP, PLOT_BOTTOM - DOT - (double)k * step,
                DOT - 0.5);
    svg_path(s, MARK_IN_TARGET, &d);
}

static void load_axis(struct svg *s, double step, double top)
{
    struct html axis = html_of(s->h->o.a);
    svg_hline(&axis, PLOT_LEFT - DOT, PLOT_BOTTOM, PLOT_WIDTH);
    svg_path(s, MARK_AXIS, &axis);
    int steps = (int)(top / step + 0.5);
    for (int i = 0; i <= steps; i++) {
        double at = i * step;
        svg_text(s, PLOT_LEFT + at / top * (PLOT_WIDTH - DOT_STEP), SVG_HEIGHT - 6,
            at == 0 ? ANCHOR_START : ANCHOR_MIDDLE, false, say_short(s->h->o.a, at));
    }
}

void load_svg(struct svg *s, const struct team_told *t)
{
    struct arena *a = s->h->o.a;
    const struct fairness *f = &t->fairness;
    double step = svg_step(f->load[f->n - 1], SVG_LINES_MAX + 1), top = step;
    struct html rule = html_of(a);
    while (top < f->load[f->n - 1])
        top += step;
    double x = PLOT_LEFT + f->median / top * (PLOT_WIDTH - DOT_STEP);
    svg_open(s, "load", STR("Pages of each person"),
        arena_fmt(a, "%.*s. Fewest: %.*s.", STR_ARG(load_finding(a, f)),
            STR_ARG(say_count(a, f->load[0]))));
    load_axis(s, step, top);
    svg_vline(&rule, x, DOT_TOP - DOT_STEP, PLOT_BOTTOM - DOT_TOP + DOT_STEP);
    svg_path(s, MARK_RULE, &rule);
    dots(s, f, top);
    svg_text(s, x, PLOT_TOP, x > SVG_WIDTH / 2.0 ? ANCHOR_END : ANCHOR_START, false,
        arena_fmt(a, "median %.*s", STR_ARG(amount(a, f->median))));
    svg_close(s);
}

static void load_table(struct html *h, const struct view *v, const struct fairness *f)
{
    static const char *const heads[] = {"Person", "Pages", "Days on call"};
    size_t shown = v->alone || f->n <= ROWS_INLINE ? f->n : ROWS_INLINE;
    panel_table_open(h, v, &load,
        shown < f->n ? STR("Those with most; all of them are on the panel's own page")
                     : STR("Most pages first, without names"));
    table_head(h, heads, COUNT_OF(heads) - !f->duties_known);
    html(h, "<tbody>");
    for (size_t i = 0; i < shown; i++) {
        html(h, "<tr><th scope=\"row\">");
        html_num(h, i + 1);
        html(h, "</th>");
        cell_num(h, f->load[f->n - 1 - i]);
        if (f->duties_known)
            cell_num(h, f->days[f->n - 1 - i]);
        html(h, "</tr>\n");
    }
    html(h, "</tbody>");
    panel_table_close(h);
}

static void nobodys(struct html *h, const struct fairness *f)
{
    if (f->nobodys == 0)
        return;
    html(h, " ");
    html_text(h, say_things(h->o.a, f->nobodys, "page"));
    html(h, " without a recipient left out.");
}

void load_panel(struct html *h, const struct view *v, const struct team_told *t)
{
    const struct fairness *f = &t->fairness;
    panel_open(h, &load, load_finding(h->o.a, f));
    if (is_told(f)) {
        html(h, "<div class=\"plot\">");
        load_svg(&(struct svg){.h = h}, t);
        html(h, "</div>\n<p class=\"small\">");
        if (f->duties_known)
            html(h, "A dot is a person paged or on call, by pages.");
        else
            html(h, "A dot is a person who was paged, by pages; who was on call without a page is "
                    "not known.");
        nobodys(h, f);
        html(h, "</p>\n");
        load_table(h, v, f);
    }
    panel_close(h, v, &load);
}

/* "Busiest 10 % (2 of 14 people) take 43 % of pages and 21 % of days on call" */
static struct str fairness_finding(struct arena *a, const struct fairness *f)
{
    if (!is_told(f))
        return untold(a, f);
    struct str share = say_value(a, &f->top10, UNIT_SHARE);
    struct str text = arena_fmt(a, "Busiest 10\xc2\xa0%% (%.*s of %.*s people) take %.*s of pages",
        STR_ARG(say_count(a, f->top)), STR_ARG(say_count(a, f->n)), STR_ARG(share));
    if (f->oncall_days == 0)
        return arena_fmt(a, "%.*s; not adjusted for time on call", STR_ARG(text));
    struct value days = {.known = true, .v = 1 - f->curve[f->n - f->top].days};
    return arena_fmt(a, "%.*s and %.*s of days on call", STR_ARG(text),
        STR_ARG(say_value(a, &days, UNIT_SHARE)));
}

static double across(double people)
{
    return PLOT_LEFT + people * PLOT_WIDTH;
}

static double up(double share)
{
    return PLOT_BOTTOM - share * PLOT_HEIGHT;
}

static void shares(struct svg *s)
{
    struct str label[SHARE_LINES + 1] = {
        STR("0"), STR("25\xc2\xa0%"), STR("50\xc2\xa0%"), STR("75\xc2\xa0%"), STR("100\xc2\xa0%")};
    struct html even = html_of(s->h->o.a);
    plot_grid(s, label, SHARE_LINES);
    svg_point(&even, across(0), up(0), false);
    svg_point(&even, across(1), up(1), true);
    svg_path(s, MARK_RULE, &even);
    svg_text(s, across(0), SVG_HEIGHT - 6, ANCHOR_START, false, STR("fewest pages"));
    svg_text(s, across(1), SVG_HEIGHT - 6, ANCHOR_END, false, STR("most pages"));
    svg_text(s, across(0.5) - 8, up(0.5) - 8, ANCHOR_END, true, STR("if all had as many"));
}

void fairness_svg(struct svg *s, const struct team_told *t)
{
    struct arena *a = s->h->o.a;
    const struct fairness *f = &t->fairness;
    struct html pages = html_of(a), days = html_of(a);
    svg_open(s, "fairness", STR("Share of pages by share of people"),
        arena_fmt(a, "%.*s. Gini %.*s: 0 is even, towards 1 one person has them all.",
            STR_ARG(fairness_finding(a, f)), STR_ARG(say_value(a, &f->gini, UNIT_RATIO))));
    shares(s);
    for (size_t i = 0; i <= f->n; i++) {
        svg_point(&pages, across(f->curve[i].people), up(f->curve[i].pages), i > 0);
        svg_point(&days, across(f->curve[i].people), up(f->curve[i].days), i > 0);
    }
    if (f->oncall_days)
        svg_path(s, MARK_AXIS, &days);
    svg_path(s, MARK_LINE, &pages);
    svg_close(s);
}

static void fairness_table(struct html *h, const struct view *v, const struct fairness *f)
{
    static const char *const heads[] = {"People", "Their pages", "Their days on call"};
    struct arena *a = h->o.a;
    size_t step = v->alone ? 1 : (f->n + ROWS_INLINE - 1) / ROWS_INLINE;
    panel_table_open(h, v, &fairness, STR("Those with fewest pages, added up"));
    table_head(h, heads, COUNT_OF(heads) - (f->oncall_days == 0));
    html(h, "<tbody>");
    size_t first = f->n % step; /* the last row is all of them */
    for (size_t i = first ? first : step; i <= f->n; i += step) {
        const struct lorenz *at = &f->curve[i];
        struct value share[] = {{.known = true, .v = at->people}, {.known = true, .v = at->pages},
            {.known = true, .v = at->days}};
        html(h, "<tr><th scope=\"row\">");
        html_text(h, say_value(a, &share[0], UNIT_SHARE));
        html(h, "</th>");
        for (size_t k = 1; k < COUNT_OF(share) - (f->oncall_days == 0); k++) {
            cell_open(h);
            html_text(h, say_value(a, &share[k], UNIT_SHARE));
            html(h, "</td>");
        }
        html(h, "</tr>\n");
    }
    html(h, "</tbody>");
    panel_table_close(h);
}

static void fairness_legend(struct html *h, const struct fairness *f)
{
    html(h, "<p class=\"small\">Thick: pages. ");
    if (f->oncall_days)
        html(h, "Thin: the same people's days on call; where the two lie together, pages follow "
                "time on call. ");
    html(h, "Gini ");
    html_text(h, say_value(h->o.a, &f->gini, UNIT_RATIO));
    if (f->oncall_days) {
        html(h, ", ");
        html_text(h, say_value(h->o.a, &f->per_day, UNIT_RATIO));
        html(h, " pages a day on call");
    }
    html(h, ".</p>\n");
}

void fairness_panel(struct html *h, const struct view *v, const struct team_told *t)
{
    const struct fairness *f = &t->fairness;
    panel_open(h, &fairness, fairness_finding(h->o.a, f));
    if (is_told(f)) {
        html(h, "<div class=\"plot\">");
        fairness_svg(&(struct svg){.h = h}, t);
        html(h, "</div>\n");
        fairness_legend(h, f);
        fairness_table(h, v, f);
    }
    panel_close(h, v, &fairness);
}
