/* brief.h: answers that are made of tables, as JSON and CSV. */
#ifndef API_BRIEF_H
#define API_BRIEF_H

#include "api/api.h"
#include "query/brief.h"

/* Of one panel, or of the whole page when it is empty. One that was refused says so in place of its
 * content; shares are 0 to 1, durations ms, null = unknown. */
void brief_json(struct out *o, const struct brief *b, const struct api_meta *m, struct str panel);
/* The panel's table, or the first one. The answer must not be refused. */
void brief_csv(struct out *o, const struct brief *b, struct str panel, bool bom);

#endif
