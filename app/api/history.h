/* history.h: a person's or an incident's story, as JSON and CSV: the same columns in both. */
#ifndef API_HISTORY_H
#define API_HISTORY_H

#include "api/api.h"
#include "query/history.h"

void person_json(struct out *o, const struct history *h, const struct api_meta *m);
void incident_json(struct out *o, const struct history *h, const struct api_meta *m);
/* A row an event. */
void history_csv(struct out *o, const struct history *h, bool bom);

#endif
