/* definitions.h: every metric with its rule, as JSON and CSV. */
#ifndef API_DEFINITIONS_H
#define API_DEFINITIONS_H

#include "api/api.h"

void definitions_json(struct out *o, const struct api_meta *m);
/* A row a metric. */
void definitions_csv(struct out *o, bool bom);

#endif
