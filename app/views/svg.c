#include "views/svg.h"

#include <math.h>

#define TEXT_LOOK " fill=\"#545b64\" font-family=\"system-ui, sans-serif\" font-size=\"12\""

/* clang-format off */
static const struct {
    const char *class;
    const char *look; /* the same in a file of its own: the light palette */
} marks[] = {
    [MARK_IN_TARGET]   = { "in",    " fill=\"#3b8fc4\"" },
    [MARK_LATE]        = { "late",  " fill=\"#b85c00\"" },
    [MARK_NOBODY]      = { "none",  " fill=\"#5b1a6b\"" },
    [MARK_UNDELIVERED] = { "undel", " fill=\"#767676\"" },
    [MARK_OPEN]        = { "open",  " fill=\"#fff\" stroke=\"#767676\"" },
    [MARK_GAP]         = { "gap",   "" },
    [MARK_GRID]        = { "grid",  " fill=\"none\" stroke=\"#e3e6ea\"" },
    [MARK_AXIS]        = { "axis",  " fill=\"none\" stroke=\"#8a929c\"" },
    [MARK_LINE]        = { "line",  " fill=\"none\" stroke=\"#0b57a4\" stroke-width=\"2\"" },
    [MARK_AREA]        = { "area",  " fill=\"#e7f7ff\"" },
    [MARK_RULE]        = { "rule",  " fill=\"none\" stroke=\"#545b64\" stroke-dasharray=\"3 3\"" },
    [MARK_FRAME]       = { "frame", " fill=\"none\" stroke=\"#1a1d21\" stroke-width=\"1.5\"" },
    [MARK_THEN]        = { "then",  " fill=\"none\" stroke=\"#1a1d21\"" },
    [MARK_ZERO]        = { "zero",  " fill=\"#fff\" stroke=\"#e3e6ea\"" },
    [MARK_DOT]         = { "dot",   " fill=\"#8a929c\"" },
    [MARK_HEAT]        = { "q1",    " fill=\"#e7f7ff\"" },
    [MARK_HEAT + 1]    = { "q2",    " fill=\"#b6d5fe\"" },
    [MARK_HEAT + 2]    = { "q3",    " fill=\"#88b4ed\"" },
    [MARK_HEAT + 3]    = { "q4",    " fill=\"#5e93d6\"" },
    [MARK_HEAT + 4]    = { "q5",    " fill=\"#3872ba\"" },
    [MARK_HEAT + 5]    = { "q6",    " fill=\"#165399\"" },
    [MARK_HEAT + 6]    = { "q7",    " fill=\"#003674\"" },
};
/* clang-format on */
_Static_assert(COUNT_OF(marks) == MARK__N, "every mark has its look");

static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};

struct str svg_class(enum mark m)
{
    return str_of(marks[m].class);
}

void svg_open(struct svg *s, const char *id, struct str title, struct str desc)
{
    struct html *h = s->h;
    int height = s->height ? s->height : SVG_HEIGHT;
    html(h, "<svg");
    if (s->alone)
        out_fmt(&h->o, " xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\"",
            SVG_WIDTH, height);
    else
        html(h, " class=\"ch\"");
    out_fmt(&h->o, " viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"", SVG_WIDTH, height);
    out_fmt(&h->o, "%s-t %s-d\"><title id=\"%s-t\">", id, id, id);
    html_text(h, title);
    out_fmt(&h->o, "</title><desc id=\"%s-d\">", id);
    html_text(h, desc);
    html(h, "</desc>\n");
    if (s->alone)
        out_fmt(&h->o, "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>\n", SVG_WIDTH, height);
}

void svg_close(struct svg *s)
{
    html(s->h, "</svg>\n");
}

void svg_hatch(struct svg *s)
{
    html(s->h, "<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
               "<path d=\"M-1 1l2-2M0 6l6-6M5 7l2-2\"");
    if (s->alone)
        html(s->h, " stroke=\"#8a929c\"");
    else
        html(s->h, " class=\"axis\"");
    html(s->h, "/></pattern>\n");
}

void svg_path(struct svg *s, enum mark m, const struct html *d)
{
    if (d->o.n == 0)
        return;
    html(s->h, "<path");
    if (s->alone)
        out_z(&s->h->o, marks[m].look);
    else
        html_attr(s->h, "class", svg_class(m));
    if (m == MARK_GAP)
        html(s->h, " fill=\"url(#hatch)\"");
    html_attr(s->h, "d", out_done(&d->o));
    html(s->h, "/>\n");
}

void svg_text(struct svg *s, double x, double y, enum anchor at, bool minor, struct str text)
{
    struct html *h = s->h;
    html(h, "<text");
    if (s->alone)
        html(h, TEXT_LOOK);
    else if (minor)
        html(h, " class=\"minor\"");
    out_z(&h->o, anchors[at]);
    html(h, " x=\"");
    html_at(h, x);
    html(h, "\" y=\"");
    html_at(h, y);
    html(h, "\">");
    html_text(h, text);
    html(h, "</text>\n");
}

void svg_point(struct html *d, double x, double y, bool on)
{
    if (on)
        html(d, "L");
    else
        html(d, "M");
    html_at(d, x);
    html(d, " ");
    html_at(d, y);
}

void svg_box(struct html *d, double x, double y, double w, double h)
{
    svg_point(d, x, y, false);
    html(d, "h");
    html_at(d, w);
    html(d, "v");
    html_at(d, h);
    html(d, "h");
    html_at(d, -w);
    html(d, "z");
}

void svg_hline(struct html *d, double x, double y, double w)
{
    svg_point(d, x, y, false);
    html(d, "h");
    html_at(d, w);
}

void svg_vline(struct html *d, double x, double y, double h)
{
    svg_point(d, x, y, false);
    html(d, "v");
    html_at(d, h);
}

void svg_step_to(struct html *d, double y, double w)
{
    html(d, "V");
    html_at(d, y);
    html(d, "h");
    html_at(d, w);
}

void svg_dot(struct html *d, double x, double y, double r)
{
    static const double halves[] = {2, -2};
    svg_point(d, x - r, y, false);
    for (EACH(i, halves)) {
        html(d, "a");
        html_at(d, r);
        html(d, " ");
        html_at(d, r);
        html(d, " 0 1 0 ");
        html_at(d, halves[i] * r);
        html(d, " 0");
    }
    html(d, "z");
}

double svg_step(double max, int lines)
{
    double least = max / lines;
    if (least <= 1)
        return 1;
    double power = pow(10, floor(log10(least)));
    const double factors[] = {1, 2, 5};
    for (EACH(i, factors))
        if (power * factors[i] >= least)
            return power * factors[i];
    return power * 10;
}
