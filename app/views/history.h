/* history.h: what happened to a person or in an incident, row by row. */
#ifndef VIEWS_HISTORY_H
#define VIEWS_HISTORY_H

#include "query/history.h"
#include "views/frame.h"

/* Parts of a person's page: who they are as of now, their rows, and their teams, managers and
 * former names. */
void history_who(struct html *h, const struct history *story);
void history_rows(struct html *h, const struct frame *f, const struct history *story);
void history_around(struct html *h, const struct frame *f, const struct history *story);
/* A whole document. */
void incident_html(struct html *h, const struct frame *f, const struct history *story);
/* "lanes" as a file of its own; false: no such drawing. */
bool incident_svg(struct out *o, const struct history *story, struct str panel);

#endif
