/* series.h: volumes over time as the JSON data source's series and tables. */
#ifndef API_SERIES_H
#define API_SERIES_H

#include "lib/json.h"
#include "query/volume.h"

struct series {
    struct str ref;   /* refId: which of the panel's queries this answers; may be empty */
    struct str asked; /* what was understood, for the query inspector */
    bool by_outcome;  /* a series an outcome instead of one of all */
    bool table;       /* one table instead of series: older plugins ask so */
};

/* Adds the elements of the answer's list. What is not held is null, never 0. */
void series_write(
    struct arena *a, struct json_out *j, const struct series *s, const struct volume *v);

#endif
