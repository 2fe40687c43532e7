/* by.h: what an answer may be split by: groups, and steps of time. */
#ifndef QUERY_BY_H
#define QUERY_BY_H

#include <stdbool.h>

#include "lib/arena.h"

enum by {
    BY_NONE,
    BY_ORG, /* the nodes one step below what is chosen, as the Overview's rows */
    BY_TEAM,
    BY_PERSON,
    BY_CHANNEL, /* of pages this and the next three: by each way they were tried, so a page may be
                   in several groups */
    BY_GATEWAY,
    BY_CARRIER,
    BY_COUNTRY,
    BY_PURPOSE,
    BY_SOURCE,
    BY_URGENCY,
    BY_LEVEL,
    BY_HOURS,
    BY_OUTCOME,
    BY_POLICY,
    BY_DELIVERY,
    BY_DAY,
    BY_WEEK,
    BY_MONTH,
    BY_HOUR,    /* of the day */
    BY_WEEKDAY, /* of the week */
    BY__N
};
#define BY_BIT(b) (1u << (b))
extern const char *const by_words[BY__N]; /* "org", "team" ...; BY_NONE is "" */

enum bin_size { BIN_NONE, BIN_AUTO, BIN_HOUR, BIN_DAY, BIN_WEEK, BIN_MONTH, BIN__N };
extern const char *const bin_size_words[BIN__N]; /* "auto", "hour" ...; BIN_NONE is "" */

/* The words of those bits, with that between them. */
struct str by_list(struct arena *a, uint32_t bys, const char *between);

/* The number of that word; -1 = none of them. */
int word_of(const char *const words[], int n, struct str word);

#endif
