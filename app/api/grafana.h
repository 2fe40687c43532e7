/* grafana.h: the answers of the JSON data source (the plugin simpod-json-datasource and its older
 * dialects): what it may ask for, and time series. Bodies in, bodies out; no HTTP. */
#ifndef API_GRAFANA_H
#define API_GRAFANA_H

#include "query/volume.h"

/* Why there is no answer; status 0 = there is one. The message names the culprit and is for the
 * user. */
struct fault {
    int status;
    const char *code; /* "BAD_FILTER" */
    struct str message;
};

struct grafana {
    struct arena *a;
    struct snapshot *snapshot;
    struct zone_set *zones;
};

/* {"message":"text","error":{"code":"X","message":"text"}}: the plugin shows the first, Grafana the
 * second. */
void fault_write(struct out *o, const struct fault *f);
/* Every metric with its payload keys, whatever the body names: a list cut to it would leave one
 * entry in the menu. */
void grafana_metrics(struct out *o);
/* The names alone. */
void grafana_names(struct out *o);
/* A list of series, one or more for each target. */
struct fault grafana_query(struct grafana *g, struct str body, struct out *o);

#endif
