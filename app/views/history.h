/* history.h: the page of a person and of an incident: what happened, row by row. */
#ifndef VIEWS_HISTORY_H
#define VIEWS_HISTORY_H

#include "query/history.h"
#include "views/frame.h"

/* Whole documents. */
void person_html(struct html *h, const struct frame *f, const struct history *story);
void incident_html(struct html *h, const struct frame *f, const struct history *story);

#endif
