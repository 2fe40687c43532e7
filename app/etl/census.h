/* census.h: what an import asks of the directory: who was behind an id at an instant, and which
 * team a group's name meant then. Made once of a roster, which may go afterwards; from then on it
 * is only read, by any number of threads. Ids and names are known by their hash64, as in the store.
 */
#ifndef ETL_CENSUS_H
#define ETL_CENSUS_H

#include "etl/operational.h"
#include "lib/runs.h"
#include "lib/zone.h"

/* What holds of a person from `from` until the next one of the same person. */
struct stay {
    int64_t from;
    struct str name;
    const struct zone *zone;             /* NULL: none that is known */
    uint32_t team;                       /* in the census; 0 = none that counts */
    int32_t depth, node[NODE_DEPTH_MAX]; /* as in struct place */
    bool cut;                            /* a loop was cut, or levels were left out */
};

struct census_team {
    struct str id;
    int64_t key;
};

struct census {
    struct runs people; /* into stay[], by the id's hash64 */
    const struct stay *stay;
    struct runs names; /* into called[], by the hash64 of a name in lower case */
    const struct called *called;
    const struct census_team *team; /* from 1 */
    size_t stays;
};

struct census_conf {
    const struct roster *roster; /* with its index */
    struct zone_set *zones;      /* must outlive the census */
    struct team_filter filter;   /* the teams that count */
};

/* All of it is in the arena. */
struct census *census_make(struct arena *a, const struct census_conf *conf);
/* NULL for who is not in the directory. Before the first thing that is known, that. */
const struct stay *census_stay(const struct census *c, int64_t person, int64_t at);
/* The team of that name (blanks around it and case do not count) as of then, else one that had the
 * name at another time; of several the one with the smallest id. NULL: no team that counts. */
const struct census_team *census_named(const struct census *c, struct str name, int64_t at);

#endif
