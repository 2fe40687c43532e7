/* org.h: who reports to whom as the directory serves it: loops, missing managers, and where they
 * are cut. */
#ifndef SIM_ORG_H
#define SIM_ORG_H

#include "sim/company.h"

/* Sets manager_id, up and manages of everybody. */
void org_make(struct arena *a, struct company *c);
/* Where the upward links run in a circle, its member with the smallest id (by bytes) loses the
 * link. */
void org_cut_loops(struct arena *a, struct person *people, size_t n);

#endif
