/* How long did those take that were accepted? A bar for each stretch of time that people know, and
 * where half, 90 % and 99 % of the acceptances lie. The others are in the curve beside it. */
#include "query/edges.h"
#include "views/panel.h"
#include "views/plot.h"
#include "views/say.h"

#include <math.h>

#define BARS (EDGES + 1)
#define TELL_MIN 5 /* fewer would tell about single people */

static const struct panel panel = {"times", "Time to acceptance", true};

/* clang-format off */
static const struct {
    enum metric metric;
    const char *word;
} lines[] = {
    { METRIC_ACK_P50, "half" },
    { METRIC_ACK_P90, "90\xc2\xa0%" },
    { METRIC_ACK_P99, "99\xc2\xa0%" },
};
/* The edges that are written below the axis. */
static const int64_t ticks[] = {
    10 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 24 * HOUR_MS,
};
/* clang-format on */

static struct str step_words(struct arena *a, size_t i)
{
    if (i == EDGES)
        return STR("later than a day");
    struct str to = say_duration(a, edge_ms[i]);
    return i == 0 ? arena_fmt(a, "up to %.*s", STR_ARG(to))
                  : arena_fmt(
                        a, "%.*s to %.*s", STR_ARG(say_duration(a, edge_ms[i - 1])), STR_ARG(to));
}

static struct str finding(struct arena *a, const struct tally *t)
{
    struct value half = metric_of(t, lines[0].metric), most = metric_of(t, lines[1].metric);
    if (half.n < TELL_MIN || !half.known)
        return half.n == 0 ? STR("No page was accepted at a known time")
                           : STR("Fewer than 5 pages were accepted: too few to tell");
    struct str within = say_duration(a, (int64_t)half.v), late = say_duration(a, (int64_t)most.v);
    return arena_fmt(a, "Half of the acceptances came within %.*s, 90\xc2\xa0%% within %.*s",
        STR_ARG(within), STR_ARG(late));
}

static struct str description(struct arena *a, const struct tally *t)
{
    size_t best = 0;
    for (size_t i = 1; i < BARS; i++)
        if (edges_between(t, i) > edges_between(t, best))
            best = i;
    struct str found = finding(a, t), n = say_things(a, t->ack.n, "acceptance");
    struct str most = say_count(a, edges_between(t, best)), where = step_words(a, best);
    return arena_fmt(a, "%.*s. %.*s at a known time. Most: %.*s, %.*s.", STR_ARG(found), STR_ARG(n),
        STR_ARG(most), STR_ARG(where));
}

/* Bars are equally wide, though the times that they stand for are not. */
static double x_of(double ms)
{
    double from = 0, wide = (double)PLOT_WIDTH / BARS;
    for (size_t i = 0; i < EDGES; i++) {
        double to = (double)edge_ms[i];
        if (ms <= to)
            return PLOT_LEFT + ((double)i + (ms - from) / (to - from)) * wide;
        from = to;
    }
    return PLOT_LEFT + (EDGES + 0.5) * wide;
}

static void percentiles(struct svg *s, const struct tally *t)
{
    struct html rules = html_of(s->h->o.a);
    for (EACH(i, lines)) {
        struct value v = metric_of(t, lines[i].metric);
        if (!v.known || v.n < TELL_MIN)
            continue;
        svg_vline(&rules, x_of(v.v), PLOT_TOP, PLOT_HEIGHT);
        svg_text(s, x_of(v.v), PLOT_TOP - 4, ANCHOR_MIDDLE, i == 1, str_of(lines[i].word));
    }
    svg_path(s, MARK_RULE, &rules);
}

void times_svg(struct svg *s, const struct view *v)
{
    const struct tally *t = v->o->pages;
    struct arena *a = s->h->o.a;
    struct html bars = html_of(a);
    double wide = (double)PLOT_WIDTH / BARS, most = 0, top = 0;
    for (size_t i = 0; i < BARS; i++)
        most = fmax(most, (double)edges_between(t, i));
    struct str label[SVG_LINES_MAX + 1] = {STR("0")};
    int steps = 0;
    do {
        top += svg_step(most, SVG_LINES_MAX);
        label[++steps] = say_short(a, top);
    } while (top < most);
    for (size_t i = 0; i < BARS; i++) {
        double high = (double)edges_between(t, i) / top * PLOT_HEIGHT;
        if (high >= 0.05)
            svg_box(&bars, PLOT_LEFT + (double)i * wide + 1, PLOT_BOTTOM - high, wide - 2, high);
    }
    svg_open(s, panel.id, STR("Accepted pages by the time they took"), description(a, t));
    plot_grid(s, label, steps);
    svg_path(s, MARK_IN_TARGET, &bars);
    percentiles(s, t);
    for (EACH(i, ticks))
        svg_text(s, x_of((double)ticks[i]), SVG_HEIGHT - 6, ANCHOR_MIDDLE, i % 2 == 1,
            say_duration(a, ticks[i]));
    svg_close(s);
}

static void table(struct html *h, const struct view *v)
{
    static const char *const words[] = {"Took", "Accepted", "Of these", "Before"};
    const struct tally *t = v->o->pages, *then = v->o->before ? v->o->before->pages : NULL;
    struct str untimed = say_count(h->o.a, t->outcome[OUTCOME_UNTIMED]);
    panel_table_open(h, v, &panel,
        arena_fmt(h->o.a, "Accepted at no known time, left out: %.*s", STR_ARG(untimed)));
    table_head(h, words, COUNT_OF(words) - (then ? 0 : 1));
    html(h, "<tbody>");
    for (size_t i = 0; i < BARS; i++) {
        html(h, "<tr><th scope=\"row\">");
        html_text(h, step_words(h->o.a, i));
        html(h, "</th>");
        cell_num(h, edges_between(t, i));
        cell_share(h, edges_between(t, i), t->ack.n);
        if (then)
            cell_num(h, edges_between(then, i));
        html(h, "</tr>\n");
    }
    html(h, "</tbody>");
    panel_table_close(h);
}

void times_panel(struct html *h, const struct view *v)
{
    panel_open(h, &panel, finding(h->o.a, v->o->pages));
    html(h, "<ul class=\"legend\"><li>n ");
    html_num(h, v->o->pages->ack.n);
    html(h, " acceptances</li><li>steps of time, not to scale</li></ul>\n<div class=\"plot\">");
    times_svg(&(struct svg){.h = h}, v);
    html(h, "</div>\n");
    table(h, v);
    panel_close(h, v, &panel);
}
