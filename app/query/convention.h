/* convention.h: what holds for every metric, in words: the definitions print it beside the table of
 * metrics. */
#ifndef QUERY_CONVENTION_H
#define QUERY_CONVENTION_H

#include <stddef.h>

struct convention {
    const char *name, *label, *text; /* "zone", "Days and hours", one or more sentences */
};
extern const struct convention conventions[];
extern const size_t conventions_n;

#endif
