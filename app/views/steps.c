/* The metric over time: a bar a step, from zero; what is not held is hatched, what is unknown has
 * no bar. */
#include "views/explore.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/plot.h"
#include "views/say.h"

static const struct panel part = {"series", "Over time", true};

/* clang-format off */
/* Lines across a drawing of times, in ms: whole units that people know. */
static const int64_t time_steps[] = {
    1 * SECOND_MS, 2 * SECOND_MS, 5 * SECOND_MS, 10 * SECOND_MS, 15 * SECOND_MS, 30 * SECOND_MS,
    1 * MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS,
    1 * HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, 8 * HOUR_MS, 1 * DAY_MS, 2 * DAY_MS, 7 * DAY_MS,
};
static const size_t every[BIN__N] = {
    [BIN_NONE] = 1, [BIN_AUTO] = 1, [BIN_HOUR] = 6, [BIN_DAY] = 7, [BIN_WEEK] = 4, [BIN_MONTH] = 3,
};
/* clang-format on */

static bool has_value(const struct explore_bin *b)
{
    return b->held != HELD_NONE && b->value.known;
}

static const struct explore_bin *most(const struct explore *e)
{
    const struct explore_bin *best = NULL;
    for (size_t i = 0; i < e->bins; i++)
        if (has_value(&e->bin[i]) && (!best || e->bin[i].value.v > best->value.v))
            best = &e->bin[i];
    return best;
}

/* Steps that the store holds nothing of, or only a part. */
static size_t missing(const struct explore *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->bins; i++)
        n += e->bin[i].held != HELD_ALL;
    return n;
}

static struct str when(struct arena *a, const struct explore *e, const struct explore_bin *b)
{
    return say_span(a, e->window.zone, b->from, b->to, e->bin_size == BIN_HOUR);
}

static struct str finding(struct arena *a, const struct explored *x)
{
    const struct explore *e = &x->explore;
    const struct explore_bin *best = most(e);
    if (!best)
        return STR("Nothing to count from in these days");
    struct str value = say_value(a, &best->value, metrics[e->asking.metric].unit);
    struct str at = when(a, e, best);
    return arena_fmt(a, "Highest: %.*s, %.*s", STR_ARG(value), STR_ARG(at));
}

static struct str description(struct arena *a, const struct explored *x)
{
    const struct explore *e = &x->explore;
    struct out d = out_of(a);
    struct str bins = say_things(a, e->bins, bin_size_words[e->bin_size]), what = finding(a, x);
    out_fmt(&d, "%.*s. %.*s.", STR_ARG(bins), STR_ARG(what));
    if (missing(e) > 0)
        out_fmt(&d, " Not or only partly held: %zu of %zu.", missing(e), e->bins);
    return out_done(&d);
}

static double time_step(double max)
{
    for (EACH(i, time_steps))
        if ((double)time_steps[i] * SVG_LINES_MAX >= max)
            return (double)time_steps[i];
    return (double)DAY_MS * svg_step(max / DAY_MS, SVG_LINES_MAX);
}

/* The distance of lines in the metric's own unit. */
static double step_of(enum unit unit, double max)
{
    switch (unit) {
    case UNIT_MS:
        return time_step(max);
    case UNIT_SHARE:
        return svg_step(max * 100, SVG_LINES_MAX) / 100;
    case UNIT_RATIO:
        return svg_step(max * 1000, SVG_LINES_MAX) / 1000;
    case UNIT_COUNT:
    case UNIT__N:
        break;
    }
    return svg_step(max, SVG_LINES_MAX);
}

static struct str label_of(struct arena *a, enum unit unit, double at)
{
    struct value v = {.known = true, .v = at};
    return unit == UNIT_COUNT ? say_short(a, at) : say_value(a, &v, unit);
}

static void bars(struct svg *s, const struct explore *e, const struct plot *p, double top)
{
    struct html bar = html_of(s->h->o.a), gaps = html_of(s->h->o.a);
    double wide = plot_slot(p), thick = plot_bar(p);
    for (size_t i = 0; i < e->bins; i++) {
        const struct explore_bin *b = &e->bin[i];
        double x = PLOT_LEFT + (double)i * wide;
        if (b->held != HELD_ALL)
            svg_box(&gaps, x, PLOT_TOP, wide, PLOT_HEIGHT);
        double height = has_value(b) ? b->value.v / top * PLOT_HEIGHT : 0;
        if (height >= 0.05)
            svg_box(&bar, x + (wide - thick) / 2, PLOT_BOTTOM - height, thick, height);
    }
    svg_path(s, MARK_GAP, &gaps);
    svg_path(s, MARK_IN_TARGET, &bar);
}

static struct plot plot_of(struct arena *a, const struct explore *e)
{
    int64_t *from = NEW(a, int64_t, e->bins);
    for (size_t i = 0; i < e->bins; i++)
        from[i] = e->bin[i].from;
    return (struct plot){.zone = e->window.zone,
        .from = from,
        .bars = e->bins,
        .every = every[e->bin_size],
        .hours = e->bin_size == BIN_HOUR};
}

void explore_series_svg(struct svg *s, const struct explored *x)
{
    struct arena *a = s->h->o.a;
    const struct explore *e = &x->explore;
    enum unit unit = metrics[e->asking.metric].unit;
    const struct explore_bin *best = most(e);
    struct plot plot = plot_of(a, e);
    double max = best ? best->value.v : 0, step = step_of(unit, max);
    struct str label[SVG_LINES_MAX + 1] = {label_of(a, unit, 0)};
    int steps = 0;
    do {
        steps++;
        label[steps] = label_of(a, unit, step * steps);
    } while (steps < SVG_LINES_MAX && step * steps < max);
    svg_open(s, "series", str_of(metrics[e->asking.metric].label), description(a, x));
    svg_hatch(s);
    plot_grid(s, label, steps);
    bars(s, e, &plot, step * steps);
    plot_dates(s, &plot);
    svg_close(s);
}

static void table(struct html *h, const struct frame *f, const struct explore *e)
{
    static const char *const heads[] = {"When", "Value", "Made from", "Left out"};
    table_head(h, heads, COUNT_OF(heads));
    html(h, "<tbody>");
    for (size_t i = 0; i < e->bins; i++) {
        const struct explore_bin *b = &e->bin[i];
        struct filter to = filter_span(&f->filter, &e->window, b->from, b->to);
        html(h, "<tr><th scope=\"row\">");
        html_link(h, link_filter(h->o.a, f, &to), when(h->o.a, e, b));
        html(h, "</th>");
        explore_cell(h, &b->value, e->asking.metric, b->held != HELD_NONE);
        explore_counts(h, &b->value, b->held != HELD_NONE);
        html(h, "</tr>\n");
    }
    html(h, "</tbody>");
}

void explore_series_panel(struct html *h, const struct frame *f, const struct explored *x)
{
    const struct explore *e = &x->explore;
    struct view v = {.f = f, .alone = x->part != PART_ALL};
    struct svg s = {.h = h};
    panel_open(h, &part, finding(h->o.a, x));
    if (missing(e) > 0) {
        html(h, "<ul class=\"legend\"><li><span class=\"key gap\"></span>not whole: ");
        html_text(h, arena_fmt(h->o.a, "%zu of %zu", missing(e), e->bins));
        html(h, "</li></ul>\n");
    }
    html(h, "<div class=\"plot\">");
    explore_series_svg(&s, x);
    html(h, "</div>\n");
    if (v.alone || e->bins <= PANEL_ROWS_INLINE) {
        panel_table_open(h, &v, &part, str_of(metrics[e->asking.metric].label));
        table(h, f, e);
        panel_table_close(h);
    }
    panel_close(h, &v, &part);
}
