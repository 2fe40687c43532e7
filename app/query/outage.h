/* outage.h: how each provider did over time, and when one was out. A provider is a gateway or a
 * carrier: an attempt counts for both of its own. Pure. */
#ifndef QUERY_OUTAGE_H
#define QUERY_OUTAGE_H

#include "query/ways.h"

/* A slot is one of an outage when at least so many of its attempts have a known end, and even the
 * upper end of the 95 % interval of its success is so far below the provider's success in the whole
 * range. */
#define OUTAGE_LEAST 30
#define OUTAGE_BELOW 0.10

struct track {
    struct str name;
    bool carrier; /* else a gateway */
    struct ending all;
    struct slot *slot; /* those of the ways added up */
    size_t outages;
};

struct outage {
    const struct track *of;
    int64_t from, to; /* UTC ms: slots in a row are one outage */
    struct slot sum;
};

struct tracks {
    struct track *track; /* the most attempts with a known end first, then by name */
    size_t n;
    struct outage *outage; /* by track, ascending */
    size_t outages;
};

struct tracks tracks_of(struct arena *a, const struct ways *x);

#endif
