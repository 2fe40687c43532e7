/* report.h: a report as JSON and CSV. */
#ifndef API_REPORT_H
#define API_REPORT_H

#include "api/api.h"
#include "query/report.h"

/* `said`: the findings in words, in their order. Shares are 0 to 1, durations milliseconds; null =
 * unknown, never 0. */
void report_json(
    struct out *o, const struct report *r, const struct str *said, const struct api_meta *m);
/* Its numbers, each with that of the compared period. */
void report_csv(struct out *o, const struct report *r, bool bom);

#endif
