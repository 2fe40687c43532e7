/* panel.h: one figure of the Overview: a question, its finding in words, the drawing, and the table
 * that says the same. The table is the drawing's text alternative and what the script reads out. */
#ifndef VIEWS_PANEL_H
#define VIEWS_PANEL_H

#include "views/frame.h"
#include "views/svg.h"

/* Rows of a table inside the Overview, so that it stays under 60 KB and 1,500 elements; longer ones
 * have their own page. A month of days stands whole, of more some are put together. */
#define VOLUME_ROWS_INLINE 31
#define BELOW_ROWS_INLINE 8
#define CHANNEL_ROWS_INLINE 6
#define PANEL_ROWS_INLINE 60

/* What a panel is drawn from. f is NULL for a drawing in a file of its own. */
struct view {
    const struct frame *f;
    const struct overview *o;
    bool alone; /* the only panel of its page: its table open and whole */
};

struct panel {
    const char *id;     /* of the URL, too: /overview~volume */
    const char *kicker; /* what is shown, in a few words */
    bool drawn;         /* there is an .svg of it */
};

/* Whether the store holds any of the range's pages. Without them tiles and drawings would show
 * zeros that nobody counted. */
bool panel_is_held(const struct overview *o);
/* The heading of an embedded panel. */
void panel_heading(struct html *h, struct str title);
void panel_open(struct html *h, const struct panel *p, struct str finding);
void panel_close(struct html *h, const struct view *v, const struct panel *p);
/* A table folded away below a drawing, and its end. */
void panel_table_open(
    struct html *h, const struct view *v, const struct panel *p, struct str caption);
void panel_table_close(struct html *h);
/* A region that scrolls sideways by itself when the screen is narrow; it must have a name. */
void panel_scroll_open(struct html *h, struct str name);
/* The same for a table of numbers: but for the first, all its heads stand over numbers. */
void panel_numbers_open(struct html *h, struct str name);
void panel_scroll_close(struct html *h);
/* <td class="num">, or in a table of numbers <td>; to be ended by </td>. */
void cell_open(struct html *h);
/* In such a cell; the share says in words when there is nothing to divide by. */
void cell_num(struct html *h, uint64_t v);
/* <td>, to the left. */
void cell_text(struct html *h, struct str text);
void cell_share(struct html *h, uint64_t part, uint64_t whole);
void cell_duration(struct html *h, int64_t ms, const char *unknown);
/* A bar as long as part of whole, for the eye alone. */
void cell_bar(struct html *h, enum mark m, uint64_t part, uint64_t whole);
/* A child's name, a link unless its id is one that no link can carry. */
void child_name(struct html *h, const struct child *c, struct str href);
/* In place of a panel that ran out of time: what to do, with two links that need less. */
void panel_refused(struct html *h, const struct frame *f);
/* <thead> of plain words, the first one over the row heads; "#Pages" stands over numbers. */
void table_head(struct html *h, const char *const *words, size_t n);

/* The panels. A panel writes its <figure>; a drawing its <svg>. */
void tiles_panel(struct html *h, const struct view *v);
/* One of them: a label that leads to its rule, the number or why there is none, and what it is made
 * from. Within <dl class="tiles">. */
struct tile {
    const char *label;
    struct str href;        /* empty = none */
    struct str number, why; /* one of them */
    struct str base;
    const double *trend; /* small, as a line; below 0: not known */
    size_t trends;
};
void tile_html(struct html *h, const struct tile *t);
/* The rule of each number in the tiles, folded away. */
void tiles_rules(struct html *h);
void volume_panel(struct html *h, const struct view *v);
void hours_panel(struct html *h, const struct view *v);
void curve_panel(struct html *h, const struct view *v);
void times_panel(struct html *h, const struct view *v);
void funnel_panel(struct html *h, const struct view *v);
void channels_panel(struct html *h, const struct view *v);
void below_panel(struct html *h, const struct view *v);
void volume_svg(struct svg *s, const struct view *v);
void hours_svg(struct svg *s, const struct view *v);
void curve_svg(struct svg *s, const struct view *v);
void times_svg(struct svg *s, const struct view *v);
void funnel_svg(struct svg *s, const struct view *v);

#endif
