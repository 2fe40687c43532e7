/* weeks.h: how a person's load moves: bars of pages over the middle half of their team. */
#ifndef VIEWS_WEEKS_H
#define VIEWS_WEEKS_H

#include "query/person.h"
#include "views/panel.h"

void weeks_panel(struct html *h, const struct view *v, const struct person_told *p);
void weeks_svg(struct svg *s, const struct person_told *p);

#endif
