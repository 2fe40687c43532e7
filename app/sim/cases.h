/* cases.h: the filters that truth.json asks for, chosen so that each kind of person, team and node
 * is among them. */
#ifndef SIM_CASES_H
#define SIM_CASES_H

#include "sim/pick.h"

#define CASES_MAX 160

struct test_case {
    const char *name;
    struct filter filter;
};

struct cases {
    const struct facts *facts;
    size_t *paged;      /* pages by recipient */
    size_t n, overview; /* so many of them, the first, ask for nothing newer than the Overview */
    struct test_case all[CASES_MAX];
};

/* In the arena; the same facts give the same cases. */
struct cases *cases_of(struct arena *a, const struct facts *f);

#endif
