/* team.h: one team as JSON and CSV. Its panels are those of the Overview that are about numbers of
 * its own, its roster, and its load: how its pages fell on whom. */
#ifndef API_TEAM_H
#define API_TEAM_H

#include "api/api.h"

struct team_told;

/* "tiles", "volume", "hours", "roster", "load", "fairness". */
bool team_has_panel(struct str panel);
/* The panel, or with an empty one all of them. */
void team_json(
    struct out *o, const struct team_told *t, const struct api_meta *m, struct str panel);
/* The whole page's table is the roster. */
void team_csv(struct out *o, const struct team_told *t, struct str panel, bool bom);

#endif
