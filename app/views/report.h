/* report.h: a report as a page for reading and for paper: findings in words, then the few panels
 * and tables that they rest on. Its links lead to the same numbers on the other pages. */
#ifndef VIEWS_REPORT_H
#define VIEWS_REPORT_H

#include "query/report.h"
#include "views/panel.h"

/* A whole document. */
void report_html(struct html *h, const struct frame *f, const struct report *r);
/* The three of them, about whom the filter is about. */
void report_doors(struct html *h, const struct frame *f);
/* A finding as plain text, for those who have no links. */
struct str report_sentence(struct arena *a, const struct finding *f);

/* Its lists: each writes its <figure>. `f` is of the Overview of the same days. */
void report_noisy(struct html *h, const struct frame *f, const struct report *r);
void report_changed(struct html *h, const struct frame *f, const struct report *r);
void report_unaccepted(struct html *h, const struct frame *f, const struct report *r);
void report_incidents(struct html *h, const struct frame *f, const struct report *r);
void report_on_call(struct html *h, const struct frame *f, const struct report *r);
void report_woken(struct html *h, const struct frame *f, const struct report *r);
/* Where a hand-off begins: the teams that were paged, each with a link to its own. */
void report_teams(struct html *h, const struct frame *f, const struct report *r);

#endif
