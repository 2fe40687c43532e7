/* brief.h: the page of an answer that is made of tables: tiles, panels with a finding, a drawing
 * and the table that says the same. */
#ifndef VIEWS_BRIEF_H
#define VIEWS_BRIEF_H

#include "query/brief.h"
#include "views/panel.h"

/* A panel shows the grid of its id. What it is not NULL for is called with the answer. */
struct brief_panel {
    struct panel panel;
    struct str (*finding)(struct arena *a, const void *answer);
    void (*draw)(struct svg *s, const void *answer);
    struct str (*note)(struct arena *a, const void *answer); /* below: the rule, what is left out */
    void (*legend)(struct html *h, const void *answer);      /* above the drawing */
    void (*sorts)(struct html *h, const struct frame *f, const void *answer); /* above the table */
};
struct brief_page {
    const char *name; /* "Channels" */
    const struct brief_panel *panel;
    size_t panels;
    const char *unheld; /* what is not held where the brief says so: "attempts" */
};

/* `panel` empty: the whole page. False: no such panel. */
bool brief_html(struct html *h, const struct frame *f, const struct brief *b,
    const struct brief_page *page, const void *answer, struct str panel);
/* The drawing in a file of its own; false: there is none of that name. */
bool brief_svg(struct out *o, const struct brief *b, const struct brief_page *page,
    const void *answer, struct str panel);

/* The pages, and their drawings. */
struct providers;
bool providers_html(
    struct html *h, const struct frame *f, const struct providers *x, struct str panel);
bool providers_svg(struct out *o, const struct providers *x, struct str panel);
struct listing;
bool listing_html(struct html *h, const struct frame *f, const struct listing *x, struct str panel);
bool listing_svg(struct out *o, const struct listing *x, struct str panel);
struct ladder;
bool ladder_html(struct html *h, const struct frame *f, const struct ladder *x, struct str panel);
bool ladder_svg(struct out *o, const struct ladder *x, struct str panel);

#endif
