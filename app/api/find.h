/* find.h: what was found, as JSON and CSV. */
#ifndef API_FIND_H
#define API_FIND_H

#include "api/api.h"
#include "query/find.h"

extern const char *const find_words[FIND__N]; /* "people", "teams", "org", "incidents" */

void find_json(struct out *o, const struct find *f, const struct api_meta *m);
/* A row a hit; times in the zone of the range. */
void find_csv(struct out *o, const struct find *f, bool bom);
/* {"q","rows":[{"kind","id","name","detail","href"}]}, at most 3 KB: texts are cut. */
void suggest_json(struct out *o, const struct find *f, struct str gen);

#endif
