/* teams.h: the pages of all teams, and of all people who were paged. */
#ifndef VIEWS_TEAMS_H
#define VIEWS_TEAMS_H

#include "query/people.h"
#include "query/teams.h"
#include "views/frame.h"

/* Whole documents. */
void teams_html(struct html *h, const struct frame *f, const struct teams *t);
void people_html(struct html *h, const struct frame *f, const struct people *p);

#endif
