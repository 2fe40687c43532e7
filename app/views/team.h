/* team.h: the page of a team, and each of its panels alone. */
#ifndef VIEWS_TEAM_H
#define VIEWS_TEAM_H

#include "query/team.h"
#include "views/frame.h"

/* A whole document; the panel is empty or one that api/team.h knows. */
void team_html(struct html *h, const struct frame *f, const struct team_told *t, struct str panel);
/* A drawing in a file of its own; false: the panel has none, or nothing to draw. */
bool team_svg(struct out *o, const struct team_told *t, struct str panel);

#endif
