/* history.h: a person's or an incident's story, as JSON and CSV: the same columns in both. */
#ifndef API_HISTORY_H
#define API_HISTORY_H

#include "api/api.h"
#include "query/history.h"

struct json_out;

/* A document up to and with the object of its panels, which is left open; a person's history into
 * it, with who they are; its end. */
void history_open(struct json_out *j, const struct history *h, const struct api_meta *m);
void history_put(struct json_out *j, const struct history *h);
void history_close(struct json_out *j);
void incident_json(struct out *o, const struct history *h, const struct api_meta *m);
/* A row an event. */
void history_csv(struct out *o, const struct history *h, bool bom);

#endif
