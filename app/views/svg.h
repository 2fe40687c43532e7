/* svg.h: drawing in a page or in a file of its own. In a page the look comes from classes, as the
 * CSP forbids inline style; in a file every mark carries its attributes, as there is no style
 * sheet. */
#ifndef VIEWS_SVG_H
#define VIEWS_SVG_H

#include "views/html.h"

/* Every chart's view box has this width, so that text has one size on the page; and this height
 * unless it has as many rows as its answer. */
#define SVG_WIDTH 600
#define SVG_HEIGHT 240
#define SVG_LINES_MAX 4 /* across a drawing */
#define HEAT_STEPS 7

enum mark {
    MARK_IN_TARGET,
    MARK_LATE,
    MARK_NOBODY,
    MARK_UNDELIVERED,
    MARK_OPEN,
    MARK_GAP, /* not held: hatched, never drawn as 0 */
    MARK_GRID,
    MARK_AXIS,
    MARK_LINE,
    MARK_AREA,
    MARK_RULE, /* a marker across the plot */
    MARK_FRAME,
    MARK_THEN, /* of the compared period */
    MARK_ZERO,
    MARK_DOT,  /* what always happens */
    MARK_HEAT, /* and HEAT_STEPS - 1 more */
    MARK__N = MARK_HEAT + HEAT_STEPS
};

enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

struct svg {
    struct html *h;
    bool alone;
    int height; /* 0: SVG_HEIGHT */
};

/* role=img with title and desc; `id` makes their ids. */
void svg_open(struct svg *s, const char *id, struct str title, struct str desc);
void svg_close(struct svg *s);
/* The hatching that MARK_GAP and MARK_OPEN are filled with; before their first use. */
void svg_hatch(struct svg *s);
/* Nothing for an empty path. */
void svg_path(struct svg *s, enum mark m, const struct html *d);
/* `minor` texts are hidden on narrow screens. */
void svg_text(struct svg *s, double x, double y, enum anchor at, bool minor, struct str text);
/* Path data. */
void svg_box(struct html *d, double x, double y, double w, double h);
void svg_hline(struct html *d, double x, double y, double w);
/* On to that point, or a line begun there. */
void svg_point(struct html *d, double x, double y, bool on);
void svg_vline(struct html *d, double x, double y, double h);
void svg_dot(struct html *d, double x, double y, double r); /* a disc around its middle */
/* From there up or down to y, and w to the right. */
void svg_step_to(struct html *d, double y, double w);
/* The class of a mark, for swatches in HTML. */
struct str svg_class(enum mark m);
/* A step of 1, 2 or 5 times a power of ten, so that `max` needs at most `lines` of them. */
double svg_step(double max, int lines);

#endif
