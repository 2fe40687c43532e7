/* providers.h: how well the ways to people work: for those who run the paging platform. */
#ifndef QUERY_PROVIDERS_H
#define QUERY_PROVIDERS_H

#include "query/arrival.h"
#include "query/brief.h"
#include "query/outage.h"

#define RELIABLE_FROM                                                                              \
    30 /* attempts with a known end: fewer are shown, and no rank is made of them */
#define TRACKS_DRAWN 8

/* Whether the end of at least half of those that were tried is known: a share of the few others
 * would mislead. */
bool has_receipts(const struct ending *e);
/* And of enough of them to make a rank. */
bool is_reliable(const struct ending *e);

/* An ending that is ranked: a row of the matrix. */
struct ranked_way {
    enum channel channel;
    struct str name, carrier, country; /* name: the gateway, or the provider */
    bool is_carrier;                   /* of a provider */
    struct ending all;
};

/* A track over the steps of a drawing. */
struct course {
    const struct track *track;
    struct slot *step; /* `steps` of them */
};

struct providers {
    struct brief brief;
    struct ways ways; /* closed by providers_done */
    struct ending all;
    struct tracks tracks;
    struct course *course; /* those that are drawn */
    size_t courses;
    int64_t *edge; /* local steps: step i is [edge[i], edge[i + 1]) */
    size_t steps;
    enum bin_size bin;
    struct ranked_way *way, *provider; /* the worst lower bound first */
    size_t ways_n, providers_n;
    struct arrivals arrivals;
};

/* Grids: "providers", "ways", "time", "outages", "reasons", "delay", "funnel", "tiles". ERR_BUSY:
 * the deadline passed. */
MUST_USE struct err providers_of(
    struct snapshot *s, struct arena *a, const struct brief_ask *ask, struct providers *out);
void providers_done(struct providers *x);

#endif
