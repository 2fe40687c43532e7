#include "views/lanes.h"

#include "query/percent.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/say.h"

#define LEFT 215 /* of the plot: names stand before it */
#define RIGHT 14
#define WIDE (SVG_WIDTH - LEFT - RIGHT)
#define ROW 28
#define NAME_BYTES 14
#define LONG_MS (10 * MINUTE_MS) /* a longer gap that is a third of all the time is cut short */
#define TICK_APART 110           /* in the text size of a phone */
#define BREAKS_MAX 4

/* clang-format off */
/* Grey for what always happens, colour for what matters; each shape from its middle. */
static const struct {
    enum mark mark;
    const char *shape, *legend;
} marks[LANE_MARK__N] = {
    [LANE_SENT]      = { MARK_OPEN,        "m-4-5 9 5-9 5z",                         "sent" },
    [LANE_DELIVERED] = { MARK_DOT,         "m-4 0a4 4 0 108 0 4 4 0 10-8 0z",        "delivered" },
    [LANE_CLOSED]    = { MARK_DOT,         "m-5-5h10v10h-10z",                       "cleared by itself" },
    [LANE_ESCALATED] = { MARK_LATE,        "m0-7 6 7h-4v6h-4v-6h-4z",                "escalated" },
    [LANE_FAILED]    = { MARK_UNDELIVERED, "m-6-4 2-2 4 4 4-4 2 2-4 4 4 4-2 2-4-4-4 4-2-2 4-4z", "not delivered" },
    [LANE_DECLINED]  = { MARK_LATE,        "m0-6 6 6-6 6-6-6z",                      "declined" },
    [LANE_SILENT]    = { MARK_NOBODY,      "m-5-5h10v10h-10z",                       "no answer" },
    [LANE_ANSWERED]  = { MARK_IN_TARGET,   "m-7 0 3-3 3 3 6-7 3 3-9 10z",            "accepted" },
};
/* clang-format on */

/* Time along the drawing: long gaps are shorter than they were. */
struct axis {
    int64_t began, span;
    struct {
        int64_t from, to, drawn; /* ms since began; what it counts for */
    } gap[BREAKS_MAX];
    size_t gaps;
};

static struct axis axis_of(const struct lanes *x)
{
    struct axis axis = {.began = x->began};
    int64_t span = x->ended - x->began, before = x->began, cut = 0;
    for (size_t i = 0; i < x->events; i++) {
        int64_t at = x->event[i].at, gap = at - before;
        if (gap > LONG_MS && gap * 3 > span && axis.gaps < BREAKS_MAX) {
            axis.gap[axis.gaps].from = before - x->began;
            axis.gap[axis.gaps++].to = at - x->began;
            cut += gap;
        }
        before = at > before ? at : before;
    }
    int64_t drawn = (span - cut) / 6 + MINUTE_MS;
    for (size_t i = 0; i < axis.gaps; i++)
        axis.gap[i].drawn = drawn;
    axis.span = span - cut + (int64_t)axis.gaps * drawn;
    axis.span = axis.span > SECOND_MS ? axis.span : SECOND_MS;
    return axis;
}

static double at_x(const struct axis *axis, int64_t at)
{
    int64_t ms = at - axis->began, drawn = ms;
    for (size_t i = 0; i < axis->gaps; i++) {
        int64_t from = axis->gap[i].from, to = axis->gap[i].to;
        if (ms >= to)
            drawn -= to - from - axis->gap[i].drawn;
        else if (ms > from)
            drawn -= ms - from - (ms - from) * axis->gap[i].drawn / (to - from);
    }
    return LEFT + (double)drawn / (double)axis->span * WIDE;
}

struct str lanes_offset(struct arena *a, int64_t ms)
{
    long long s = ms / SECOND_MS;
    if (s < 3600)
        return arena_fmt(a, "+%lld:%02lld", s / 60, s % 60);
    return arena_fmt(a, "+%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
}

static struct str name_of(struct arena *a, const struct lanes *x, size_t i)
{
    const struct lane *l = &x->lane[i];
    if (i + 1 == LANES_MAX && x->of > LANES_MAX)
        return arena_fmt(a, "and %zu more", x->of - LANES_MAX + 1);
    struct str name = l->name.n ? l->name : l->id.n ? l->id : STR("nobody in person");
    struct str head = text_head(name, NAME_BYTES);
    struct str level = l->level ? arena_fmt(a, "L%d ", l->level) : STR("");
    return arena_fmt(
        a, "%.*s%.*s%s", STR_ARG(level), STR_ARG(head), head.n < name.n ? "\xe2\x80\xa6" : "");
}

static struct str finding(struct arena *a, const struct lanes *x)
{
    struct str people = x->people == 1
                            ? STR("1 person")
                            : arena_fmt(a, "%.*s people", STR_ARG(say_count(a, x->people)));
    if (x->accepted != TIME_UNKNOWN)
        return arena_fmt(a, "Accepted after %.*s, %.*s paged",
            STR_ARG(say_duration(a, x->accepted - x->began)), STR_ARG(people));
    return arena_fmt(a, "%s, %.*s paged",
        x->is_accepted ? "Accepted, at no known time" : "No acceptance is known", STR_ARG(people));
}

static struct str description(struct arena *a, const struct lanes *x)
{
    size_t count[LANE_MARK__N] = {0};
    struct out d = out_of(a);
    struct str found = finding(a, x), long_ = say_duration(a, x->ended - x->began);
    for (size_t i = 0; i < x->events_of; i++)
        count[x->event[i].mark]++;
    out_fmt(&d, "%.*s. %zu lanes, %.*s.", STR_ARG(found), x->of, STR_ARG(long_));
    for (size_t m = 0; m < LANE_MARK__N; m++)
        if (count[m])
            out_fmt(&d, " %s: %zu.", marks[m].legend, count[m]);
    return out_done(&d);
}

static void ticks(struct svg *s, const struct lanes *x, const struct axis *axis, double bottom)
{
    struct arena *a = s->h->o.a;
    struct html lines = html_of(a), breaks = html_of(a);
    double last = -TICK_APART;
    for (size_t i = 0; i <= x->events; i++) {
        int64_t at = i ? x->event[i - 1].at : x->began;
        double left = at_x(axis, at);
        bool at_end = left > SVG_WIDTH - TICK_APART / 2.0;
        if (left - last < (at_end ? 2 * TICK_APART : TICK_APART))
            continue;
        svg_vline(&lines, left, 2, bottom - 2);
        svg_text(s, at_end ? SVG_WIDTH : left, bottom + 20, at_end ? ANCHOR_END : ANCHOR_MIDDLE,
            false, lanes_offset(a, at - x->began));
        last = left;
    }
    for (size_t i = 0; i < axis->gaps; i++) {
        double mid =
            (at_x(axis, x->began + axis->gap[i].from) + at_x(axis, x->began + axis->gap[i].to)) / 2;
        for (int k = -3; k <= 3; k += 6) {
            svg_point(&breaks, mid + k - 3, bottom + 5, false);
            svg_point(&breaks, mid + k + 3, bottom - 5, true);
        }
    }
    svg_hline(&breaks, LEFT, bottom, WIDE);
    svg_path(s, MARK_GRID, &lines);
    svg_path(s, MARK_AXIS, &breaks);
}

void lanes_svg(struct svg *s, const struct lanes *x)
{
    struct arena *a = s->h->o.a;
    struct axis axis = axis_of(x);
    struct html shape[LANE_MARK__N], rows = html_of(a);
    double bottom = (double)x->n * ROW + 4;
    for (size_t m = 0; m < LANE_MARK__N; m++)
        shape[m] = html_of(a);
    s->height = (int)bottom + 28;
    svg_open(s, "lanes", STR("Who was paged when, and what came of it"), description(a, x));
    for (size_t i = 0; i < x->n; i++) {
        double y = (double)i * ROW + ROW / 2.0;
        svg_text(s, LEFT - 12, y + 5, ANCHOR_END, false, name_of(a, x, i));
        svg_hline(&rows, LEFT, y, WIDE);
    }
    svg_path(s, MARK_GRID, &rows);
    ticks(s, x, &axis, bottom);
    for (size_t i = 0; i < x->events; i++) {
        const struct lane_event *e = &x->event[i];
        svg_point(&shape[e->mark], at_x(&axis, e->at), (double)e->lane * ROW + ROW / 2.0, false);
        out_z(&shape[e->mark].o, marks[e->mark].shape);
    }
    for (size_t m = 0; m < LANE_MARK__N; m++)
        svg_path(s, marks[m].mark, &shape[m]);
    svg_close(s);
}

/* The shapes that are there, beside their names. */
static void legend(struct html *h, const struct lanes *x)
{
    html(h, "<ul class=\"legend\">");
    for (size_t m = 0; m < LANE_MARK__N; m++) {
        size_t n = 0;
        for (size_t i = 0; i < x->events_of; i++)
            n += x->event[i].mark == m;
        if (n == 0)
            continue;
        html(h, "<li><svg class=\"ch key\" viewBox=\"0 0 20 20\" aria-hidden=\"true\"><path");
        html_attr(h, "class", svg_class(marks[m].mark));
        html_attr(h, "d", arena_fmt(h->o.a, "M10 10%s", marks[m].shape));
        html(h, "/></svg>");
        html_text(h, str_of(marks[m].legend));
        html(h, " <b>");
        html_num(h, n);
        html(h, "</b></li>\n");
    }
    html(h, "</ul>\n");
}

void lanes_panel(struct html *h, const struct frame *f, const struct lanes *x)
{
    static const struct panel panel = {"lanes", "Who was paged when", true};
    struct axis axis = axis_of(x);
    panel_open(h, &panel, finding(h->o.a, x));
    legend(h, x);
    html(h, "<div class=\"plot\">");
    lanes_svg(&(struct svg){.h = h}, x);
    html(h,
        "</div>\n<p class=\"small\">Time since the first page or attempt; the list below says the "
        "same in words.");
    if (axis.gaps)
        html(h, " Where the line is broken, a long time without any event is drawn short.");
    if (x->of > x->n)
        html_text(
            h, arena_fmt(h->o.a, " The last lane holds %zu people and levels.", x->of - x->n + 1));
    if (x->events_of > x->events)
        html_text(h, arena_fmt(h->o.a, " Only the first %zu of %zu marks are drawn.", x->events,
                         x->events_of));
    html(h, "</p>\n<ul class=\"faces\"><li>");
    html_link(h, link_face(h->o.a, f, STR("lanes"), FORMAT_SVG), STR("SVG"));
    html(h, "</li></ul></figure>\n");
}

void lanes_tiles(struct html *h, const struct lanes *x)
{
    struct arena *a = h->o.a;
    bool timed = x->accepted != TIME_UNKNOWN;
    const struct tile tiles[] = {
        {.label = "Lasted",
            .number = say_duration(a, x->ended - x->began),
            .base = STR("from the first to the last that is known")},
        {.label = "First acceptance",
            .number = timed ? say_duration(a, x->accepted - x->began) : STR(""),
            .why = x->is_accepted ? STR("at no known time") : STR("none is known"),
            .base = STR("after the first page or attempt")},
        {.label = "People", .number = say_count(a, x->people), .base = STR("paged or tried")},
        {.label = "Highest level",
            .number = x->level ? say_count(a, (uint64_t)x->level) : STR(""),
            .why = STR("not told"),
            .base = STR("that was paged")},
        {.label = "Attempts",
            .number = x->attempts ? say_count(a, x->attempts) : STR(""),
            .why = STR("none is held"),
            .base = STR("by any channel")},
    };
    html(h, "<dl class=\"tiles\">");
    for (EACH(i, tiles))
        tile_html(h, &tiles[i]);
    html(h, "</dl>\n");
}
