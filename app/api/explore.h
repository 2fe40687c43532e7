/* explore.h: the answers of /explore as JSON and CSV. */
#ifndef API_EXPLORE_H
#define API_EXPLORE_H

#include "api/api.h"
#include "query/explored.h"

/* {"meta":...,"panels":...} with the panels that were asked for; one that was refused says so in
 * place of its content. null = unknown, never 0. */
void explore_json(struct out *o, const struct explored *x, const struct api_meta *m);
/* RFC 4180 with CRLF: the rows when there are groups, else the series when there are steps, else
 * the total; of a part alone its own. The answer must not be refused. */
void explore_csv(struct out *o, const struct explored *x, bool bom);

#endif
