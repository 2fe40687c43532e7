/* teams.h: the lists of teams and of people as JSON and CSV. CSV has all rows of a list of teams;
 * of people, whose list may be as long as the company, the page that was asked for. */
#ifndef API_TEAMS_H
#define API_TEAMS_H

#include "api/api.h"

struct teams;
struct people;

void teams_json(struct out *o, const struct teams *t, const struct api_meta *m);
void teams_csv(struct out *o, const struct teams *t, bool bom);
void people_json(struct out *o, const struct people *p, const struct api_meta *m);
void people_csv(struct out *o, const struct people *p, bool bom);

#endif
