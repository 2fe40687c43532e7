/* frame.h: what is around every page: navigation, freshness, chips, links, footer. Views see
 * answers and this, never a request, SQL or a clock. */
#ifndef VIEWS_FRAME_H
#define VIEWS_FRAME_H

#include "query/crumbs.h"
#include "query/overview.h"
#include "query/url.h"
#include "views/html.h"

struct frame {
    struct str build;
    struct str statics; /* "/s/<hash>" */
    struct place place; /* of this page; gen empty when it is not pinned */
    struct filter filter;
    unsigned params;                /* P_BITs that this page reads */
    const struct vocabulary *words; /* of its own; may be NULL */
    bool own_period;                /* not told by the filter: what it says of dates is not so */
    struct str snapshot;            /* "" when nothing was published yet */
    int64_t through[DATASET__N];    /* UTC ms */
    int64_t made_at;
    const struct crumbs *beside; /* of the page's place, step by step; may be NULL */
    bool alone;                  /* a file of its own: the style in it, no script, no navigation */
    struct str style;            /* of a page alone: CSS of ours, with no "</" in it */
    struct str base;       /* of a page alone: in front of its links; "" = they lead nowhere */
    int64_t unread;        /* a newer generation that cannot be read; 0: none */
    int64_t store_lost_ms; /* since when the store cannot be read, for /health; 0: it can */
};

/* Opens the document up to and with <main>, and closes it. The title names entity and period; the
 * page writes its own <h1>. */
void frame_open(struct html *h, const struct frame *f, struct str title);
void frame_close(struct html *h, const struct frame *f);
/* How far the data goes, which snapshot, and the links to other faces of this answer. The frozen
 * link resolves the range when a window is given. */
void frame_fresh(struct html *h, const struct frame *f, const struct window *w);
/* List items: this answer as CSV and as JSON. */
void frame_faces(struct html *h, const struct frame *f);
/* For pages when nothing was ever published: which command to run. */
void frame_first_run(struct html *h);

/* The pages. Each writes a whole document. */
/* o may be NULL when nothing was published yet. */
void overview_html(struct html *h, const struct frame *f, const struct overview *o);
/* One panel alone: "tiles", "volume", "hours", "curve", "below", "channels"; false: no such panel.
 */
bool overview_panel_html(
    struct html *h, const struct frame *f, const struct overview *o, struct str panel);
/* "volume", "hours" and "curve" as a file of its own; false: no such drawing. */
bool overview_panel_svg(struct out *o, const struct overview *answer, struct str panel);
/* m may be NULL when nothing was published yet. */
void health_html(struct html *h, const struct frame *f, const struct manifest *m);
void definitions_html(struct html *h, const struct frame *f);
struct link {
    struct str text, href;
};
struct trouble {
    int status;
    struct str text; /* one paragraph: what happened, in the reader's words */
    const struct problem *problem;
    size_t problems;
    const struct link *link; /* where to go on; the start page is always added */
    size_t links;
};
/* 400 404 405 410 503 ...: heading, paragraph, the problems if any, and the links on. */
void error_html(struct html *h, const struct frame *f, const struct trouble *t);

#endif
