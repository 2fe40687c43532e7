/* measure.h: any metric as the JSON data source's series, or as a table of groups. */
#ifndef API_MEASURE_H
#define API_MEASURE_H

#include "api/grafana.h"
#include "lib/json.h"
#include "query/metric.h"

struct measure {
    struct str ref, asked; /* as in series.h */
    enum metric metric;
    enum by by; /* BY_NONE: a series over time */
    struct span range;
    int64_t step; /* ms that points are apart at least */
};

/* Adds one element to the answer's list. What is unknown is null, never 0. ERR_BUSY: it takes
 * longer than it may. */
MUST_USE struct err measure_write(
    struct grafana *g, const struct measure *m, const struct filter *f, struct json_out *j);

#endif
