/* ways.h: what became of the attempts inside a question, by the way they went: channel, gateway,
 * carrier and country; and how it went over time. */
#ifndef QUERY_WAYS_H
#define QUERY_WAYS_H

#include "query/matter.h"

#define WAYS_MAX 2000 /* 5 KB each for 28 days; those past it are one way without words */
#define SLOT_HOURS_UP_TO (62 * DAY_MS) /* longer ranges are cut into days instead of hours */

struct ending {
    uint64_t delivery[DELIVERY__N];
    uint64_t accepted[DELIVERY__N]; /* of those, the ones whose own row tells an acceptance */
};
uint64_t ending_attempts(const struct ending *e);
/* Those whose end is known: delivered or failed. */
uint64_t ending_known(const struct ending *e);
void ending_merge(struct ending *into, const struct ending *from);

struct slot {
    uint32_t delivered, failed;
};

struct way {
    enum channel channel;
    struct str gateway, carrier, country;
    struct ending all;
    struct slot *slot; /* `slots` of them */
};

struct ways {
    struct arena arena; /* of what follows */
    int64_t from, slot_ms;
    size_t slots;    /* of slot_ms each, the first begins at `from` */
    struct way *way; /* as they are met */
    size_t n, cap;
    uint64_t unknown; /* attempts left out because the page that a filter asks about is not held */
    struct set index;
    struct arena scratch; /* a sheet's */
};

/* ERR_BUSY: the deadline passed. */
MUST_USE struct err ways_open(struct snapshot *s, const struct where *w, struct ways *out);
/* None yet; and those of a sheet of attempts more: the `take` of a sheet_taker. */
void ways_begin(struct ways *out, int64_t from, int64_t to);
MUST_USE struct err ways_take(void *self, const struct picked *p);
void ways_done(struct ways *x);
/* What that is likely to take, in ms. */
MUST_USE struct err ways_cost(struct snapshot *s, const struct where *w, int64_t *ms);

#endif
