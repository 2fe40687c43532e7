/* measure.h: every metric by its name, of the facts inside a filter: value, what it is made from,
 * what its rule leaves out. By the plain definitions and by no code of the product. */
#ifndef SIM_MEASURE_H
#define SIM_MEASURE_H

#include "sim/truth.h"

struct measure {
    const char *name, *stat; /* "ack", "p90": written as ack_p90; stat "" = the name alone */
    bool known;
    double value;
    size_t n, excluded;
};

#define MEASURES_MAX 80

struct measures {
    struct measure all[MEASURES_MAX];
    size_t n;
};

struct measures measures_of(struct arena *a, const struct picked *in);

#endif
