/* plot.h: the frame that bars over time stand in: its place in the view box, the lines with their
 * labels at the left, the dates below. */
#ifndef VIEWS_PLOT_H
#define VIEWS_PLOT_H

#include "views/svg.h"

struct zone;

#define PLOT_LEFT 60
#define PLOT_TOP 14
#define PLOT_BOTTOM 214
#define PLOT_WIDTH (SVG_WIDTH - PLOT_LEFT)
#define PLOT_HEIGHT (PLOT_BOTTOM - PLOT_TOP)

/* What lies along it. */
struct plot {
    const struct zone *zone;
    const int64_t *from; /* UTC ms at which each bar's time begins */
    size_t bars, every;  /* dates stand at each `every`th one, or a multiple of it */
    bool hours;          /* and tell the hour */
};

/* The width of a bar with the space around it, and alone. */
double plot_slot(const struct plot *p);
double plot_bar(const struct plot *p);
/* label[0] at the base line, label[steps] at the top. */
void plot_grid(struct svg *s, const struct str *label, int steps);
void plot_dates(struct svg *s, const struct plot *p);

#endif
