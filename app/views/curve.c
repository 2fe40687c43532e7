/* How fast is a page accepted? The share of all closed pages that were accepted by then, so those
 * that nobody accepted keep the curve below 100 % instead of being left out. Time is on a log
 * scale. */
#include "views/panel.h"

#include <math.h>

#include "query/edges.h"
#include "views/link.h"
#include "views/say.h"

#define LEFT 62
#define RIGHT 588
#define TOP 14
#define BOTTOM 214
#define FIRST_MS (5 * SECOND_MS)
#define LAST_MS (24 * HOUR_MS)
#define POINTS 64

static const struct panel panel = {"curve", "Accepted by then", true};

/* The edges of the table, and which of them are written below the axis. */
static const struct {
    int64_t ms;
    enum { HIDDEN, MAJOR, MINOR } tick;
} edges[] = {
    {10 * SECOND_MS, MAJOR},
    {20 * SECOND_MS, HIDDEN},
    {30 * SECOND_MS, HIDDEN},
    {MINUTE_MS, MAJOR},
    {2 * MINUTE_MS, HIDDEN},
    {3 * MINUTE_MS, HIDDEN},
    {5 * MINUTE_MS, MAJOR},
    {10 * MINUTE_MS, HIDDEN},
    {15 * MINUTE_MS, HIDDEN},
    {30 * MINUTE_MS, MAJOR},
    {HOUR_MS, HIDDEN},
    {2 * HOUR_MS, MINOR},
    {4 * HOUR_MS, HIDDEN},
    {8 * HOUR_MS, MAJOR},
    {24 * HOUR_MS, MINOR},
};

/* clang-format off */
static const struct {
    enum metric metric;
    double share;
    const char *word;
} marks[] = {
    { METRIC_ANSWERED_BY_P50, 0.5, "half" },
    { METRIC_ANSWERED_BY_P90, 0.9, "90\xc2\xa0%" },
};
/* clang-format on */

static double x_of(double ms)
{
    double share = log(ms / FIRST_MS) / log((double)LAST_MS / FIRST_MS);
    return LEFT + fmin(1, fmax(0, share)) * (RIGHT - LEFT);
}

static double y_of(double share)
{
    return BOTTOM - share * (BOTTOM - TOP);
}

static double share_by(const struct tally *t, int64_t ms)
{
    return (double)tally_accepted_by(t, ms) / (double)tally_closed(t);
}

static struct str reached(struct arena *a, const struct tally *t, size_t mark)
{
    struct value v = metric_of(t, marks[mark].metric);
    if (!v.known || v.not_reached)
        return arena_fmt(a, "%s not reached", marks[mark].word);
    struct str time = say_duration(a, (int64_t)v.v);
    return arena_fmt(a, "%s within %.*s", marks[mark].word, STR_ARG(time));
}

static struct str finding(struct arena *a, const struct tally *t)
{
    uint64_t closed = tally_closed(t);
    if (closed == 0)
        return STR("No page is closed for answer yet");
    struct str share = say_share(a, tally_accepted(t), closed);
    struct str half = reached(a, t, 0), most = reached(a, t, 1);
    return arena_fmt(a, "%.*s accepted; %.*s, %.*s", STR_ARG(share), STR_ARG(half), STR_ARG(most));
}

static struct str description(struct arena *a, const struct tally *t)
{
    struct str found = finding(a, t), closed = say_count(a, tally_closed(t));
    struct str timed = say_count(a, t->ack.n), target = STR("none");
    if (tally_closed(t) > 0)
        target = say_share(a, tally_accepted_by(t, ANSWER_TARGET_MS), tally_closed(t));
    return arena_fmt(a,
        "%.*s. Closed pages: %.*s; accepted at a known time: %.*s. "
        "Within 5 minutes: %.*s.",
        STR_ARG(found), STR_ARG(closed), STR_ARG(timed), STR_ARG(target));
}

static void grid(struct svg *s)
{
    struct html lines = html_of(s->h->o.a), axis = html_of(s->h->o.a);
    struct html target = html_of(s->h->o.a);
    for (int quarter = 1; quarter <= 4; quarter++)
        svg_hline(&lines, LEFT, y_of(quarter / 4.0), RIGHT - LEFT);
    svg_hline(&axis, LEFT, BOTTOM, RIGHT - LEFT);
    svg_vline(&target, x_of((double)ANSWER_TARGET_MS), TOP, BOTTOM - TOP);
    svg_path(s, MARK_GRID, &lines);
    svg_path(s, MARK_AXIS, &axis);
    svg_path(s, MARK_RULE, &target);
    for (int quarter = 0; quarter <= 4; quarter++)
        svg_text(s, LEFT - 6, y_of(quarter / 4.0) + 4, ANCHOR_END, quarter != 0 && quarter != 2,
            arena_fmt(s->h->o.a, "%d%%", quarter * 25));
    for (EACH(i, edges))
        if (edges[i].tick != HIDDEN)
            svg_text(s, x_of((double)edges[i].ms), SVG_HEIGHT - 6,
                edges[i].ms < LAST_MS ? ANCHOR_MIDDLE : ANCHOR_END, edges[i].tick == MINOR,
                say_duration(s->h->o.a, edges[i].ms));
}

static struct html path_of(struct arena *a, const struct tally *t)
{
    struct html path = html_of(a);
    for (int i = 0; i <= POINTS; i++) {
        double ms = FIRST_MS * pow((double)LAST_MS / FIRST_MS, (double)i / POINTS);
        svg_point(&path, x_of(ms), y_of(share_by(t, (int64_t)round(ms))), i > 0);
    }
    return path;
}

/* The share that was accepted within each step of time: what the curve rises by. */
static void steps(struct svg *s, const struct tally *t)
{
    struct html bars = html_of(s->h->o.a);
    for (size_t i = 1; i < EDGES; i++) {
        double x = x_of((double)edge_ms[i - 1]), to = x_of((double)edge_ms[i]);
        double y = y_of((double)edges_between(t, i) / (double)tally_closed(t));
        if (BOTTOM - y >= 0.05)
            svg_box(&bars, x + 1, y, to - x - 1, BOTTOM - y);
    }
    svg_path(s, MARK_HEAT + 1, &bars);
}

static void line(struct svg *s, const struct tally *t)
{
    struct html path = path_of(s->h->o.a, t);
    struct html area = html_of(s->h->o.a);
    out_str(&area.o, out_done(&path.o));
    html(&area, "V");
    html_at(&area, BOTTOM);
    html(&area, "H");
    html_at(&area, LEFT);
    html(&area, "z");
    svg_path(s, MARK_AREA, &area);
    steps(s, t);
    svg_path(s, MARK_LINE, &path);
    double end = share_by(t, LAST_MS);
    svg_text(s, RIGHT, fmax(TOP, y_of(end) - 8), ANCHOR_END, false,
        say_share(s->h->o.a, tally_accepted_by(t, LAST_MS), tally_closed(t)));
}

/* Where the curve crosses half and 90 %: a line down to the time, with its words. */
static void crossings(struct svg *s, const struct tally *t)
{
    struct html rules = html_of(s->h->o.a);
    for (EACH(i, marks)) {
        struct value v = metric_of(t, marks[i].metric);
        if (!v.known || v.not_reached)
            continue;
        double x = x_of(v.v), y = y_of(marks[i].share);
        struct str time = say_duration(s->h->o.a, (int64_t)v.v);
        svg_vline(&rules, x, y, BOTTOM - y);
        bool right = x > (LEFT + RIGHT) / 2.0;
        svg_text(s, right ? x - 6 : x + 6, y + 18, right ? ANCHOR_END : ANCHOR_START, false,
            arena_fmt(s->h->o.a, "%s %.*s", marks[i].word, STR_ARG(time)));
    }
    svg_path(s, MARK_FRAME, &rules);
}

/* Of the compared period, when there is something to draw it from. */
static const struct tally *tally_before(const struct overview *o)
{
    return o->before && tally_closed(o->before->pages) > 0 ? o->before->pages : NULL;
}

void curve_svg(struct svg *s, const struct view *v)
{
    const struct tally *t = v->o->pages, *then = tally_before(v->o);
    svg_open(s, "curve", STR("Share of closed pages accepted by then"), description(s->h->o.a, t));
    grid(s);
    if (tally_closed(t) > 0) {
        line(s, t);
        if (then) {
            struct html thin = path_of(s->h->o.a, then);
            svg_path(s, MARK_THEN, &thin);
        }
        crossings(s, t);
    }
    svg_close(s);
}

static void row(
    struct html *h, uint64_t n, const struct tally *t, uint64_t before, const struct tally *then)
{
    cell_num(h, n);
    cell_share(h, n, tally_closed(t));
    if (then)
        cell_share(h, before, tally_closed(then));
    html(h, "</tr>\n");
}

static void table(struct html *h, const struct view *v)
{
    static const char *const words[] = {"Within", "Accepted", "Of closed pages", "Before"};
    const struct tally *t = v->o->pages, *then = tally_before(v->o);
    struct str times = say_count(h->o.a, t->ack.negative);
    panel_table_open(h, v, &panel,
        arena_fmt(h->o.a, "Times before the page itself, left out: %.*s", STR_ARG(times)));
    table_head(h, words, COUNT_OF(words) - (then ? 0 : 1));
    html(h, "<tbody>");
    for (EACH(i, edges)) {
        html(h, "<tr><th scope=\"row\">");
        html_text(h, say_duration(h->o.a, edges[i].ms));
        html(h, "</th>");
        row(h, tally_accepted_by(t, edges[i].ms), t,
            then ? tally_accepted_by(then, edges[i].ms) : 0, then);
    }
    html(h, "<tr><th scope=\"row\">ever</th>");
    row(h, tally_accepted(t), t, then ? tally_accepted(then) : 0, then);
    html(h, "</tbody>");
    panel_table_close(h);
}

void curve_panel(struct html *h, const struct view *v)
{
    panel_open(h, &panel, finding(h->o.a, v->o->pages));
    html(h, "<ul class=\"legend\"><li>n ");
    html_num(h, tally_closed(v->o->pages));
    html(h, " closed pages</li><li>time since the page, log scale</li>"
            "<li>dashed: target 5&nbsp;min</li><li>bars: in that step, ");
    html_link(h, link_face(h->o.a, v->f, STR("times"), FORMAT_HTML), STR("by count"));
    html(h, "</li>");
    if (tally_before(v->o))
        html(h, "<li>thin: compared</li>");
    html(h, "</ul>\n<div class=\"plot\">");
    curve_svg(&(struct svg){.h = h}, v);
    html(h, "</div>\n");
    table(h, v);
    panel_close(h, v, &panel);
}
