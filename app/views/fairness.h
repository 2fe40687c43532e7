/* fairness.h: how a team's pages fell on its people: a dot for each, and how uneven that is. Nobody
 * is named in either; of fewer than TOLD_PEOPLE nothing is drawn. */
#ifndef VIEWS_FAIRNESS_H
#define VIEWS_FAIRNESS_H

#include "query/team.h"
#include "views/panel.h"

void load_panel(struct html *h, const struct view *v, const struct team_told *t);
void fairness_panel(struct html *h, const struct view *v, const struct team_told *t);
void load_svg(struct svg *s, const struct team_told *t);
void fairness_svg(struct svg *s, const struct team_told *t);

#endif
