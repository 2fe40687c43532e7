/* org.h: a part of the organisation, as JSON and CSV. */
#ifndef API_ORG_H
#define API_ORG_H

#include "api/api.h"
#include "query/org.h"

void org_json(struct out *o, const struct org *org, const struct api_meta *m);
/* A row for each node right below it. */
void org_csv(struct out *o, const struct org *org, bool bom);

#endif
