#include "views/plot.h"

#include "views/say.h"

#define LABELS_MAX 5
#define LABEL_WIDTH 84 /* "23 Aug" in the text size of a phone */

double plot_slot(const struct plot *p)
{
    return (double)PLOT_WIDTH / (double)(p->bars ? p->bars : 1);
}

double plot_bar(const struct plot *p)
{
    double wide = plot_slot(p);
    return wide > 4 ? wide * 0.82 : wide > 1 ? wide - 0.5 : wide;
}

void plot_grid(struct svg *s, const struct str *label, int steps)
{
    struct html lines = html_of(s->h->o.a), axis = html_of(s->h->o.a);
    for (int i = 1; i <= steps; i++)
        svg_hline(&lines, PLOT_LEFT, PLOT_BOTTOM - (double)i / steps * PLOT_HEIGHT, PLOT_WIDTH);
    svg_hline(&axis, PLOT_LEFT, PLOT_BOTTOM, PLOT_WIDTH);
    svg_path(s, MARK_GRID, &lines);
    svg_path(s, MARK_AXIS, &axis);
    for (int i = 0; i <= steps; i++)
        svg_text(s, PLOT_LEFT - 6, PLOT_BOTTOM - (double)i / steps * PLOT_HEIGHT + 4, ANCHOR_END,
            false, label[i]);
}

void plot_dates(struct svg *s, const struct plot *p)
{
    struct arena *a = s->h->o.a;
    size_t step = p->every;
    while (p->bars / step >= LABELS_MAX)
        step += p->every;
    for (size_t i = 0; i < p->bars; i += step) {
        struct civil c = zone_local(p->zone, p->from[i]);
        struct str text = say_day_short(a, zone_day(p->zone, p->from[i]));
        if (p->hours)
            text = arena_fmt(a, "%02d:%02d", c.hour, c.minute);
        double x = PLOT_LEFT + (double)i * plot_slot(p);
        if (x + LABEL_WIDTH > SVG_WIDTH)
            break;
        svg_text(s, x, SVG_HEIGHT - 6, ANCHOR_START, (i / step) % 2 == 1, text);
    }
}
