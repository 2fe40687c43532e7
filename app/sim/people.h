/* people.h: the part of the API that tells of people, teams and on-call duty. */
#ifndef SIM_PEOPLE_H
#define SIM_PEOPLE_H

#include "sim/platform.h"

struct reply people_users(struct platform *p, const struct call *c, const struct parts *parts);
struct reply people_lookup(struct platform *p, const struct call *c, const struct parts *parts);
struct reply people_managers(struct platform *p, const struct call *c, const struct parts *parts);
struct reply people_teams(struct platform *p, const struct call *c, const struct parts *parts);
struct reply people_oncalls(struct platform *p, const struct call *c, const struct parts *parts);

#endif
