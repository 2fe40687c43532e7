/* person.h: one person: what they had to carry and when they had rest, beside the team's middle
 * half, and their history from both exports. It describes load, not merit. */
#ifndef QUERY_PERSON_H
#define QUERY_PERSON_H

#include "query/history.h"
#include "query/metric.h"
#include "query/team.h"

/* A week, or in ranges of up to two weeks a day. */
struct stride {
    int64_t from, to; /* UTC ms, half-open */
    enum held held;
    uint32_t pages;
    double low, middle, high; /* quartiles of pages of the team's people, those without one too */
};

struct person_told {
    struct history history;
    struct overview overview; /* hours are the person's own; nothing below */
    uint32_t sleep, nights;   /* as in struct burden */
    int64_t last;             /* UTC ms of the last page of the range; TIME_UNKNOWN = none */
    struct span quiet;        /* empty = not known */
    struct value disrupted, interruptions;
    struct stride *stride;
    size_t strides;
    bool days;        /* strides are days */
    struct team team; /* theirs of today; id empty = none is known */
    size_t peers;     /* people that the quartiles are of; below TOLD_PEOPLE there are none */
};

/* `id` without its letter. ERR_MISSING, ERR_INPUT: as history_of_person. */
MUST_USE struct err person_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct str id, struct zone_set *zones, struct person_told *out);

#endif
