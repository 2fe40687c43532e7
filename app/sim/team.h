/* team.h: teams, their rota, and their members as the directory serves them. */
#ifndef SIM_TEAM_H
#define SIM_TEAM_H

#include "sim/company.h"

void teams_make(struct arena *a, struct company *c);
/* Which of a team's people is meant. */
struct duty {
    uint64_t lane; /* any number; the same incident keeps the same one */
    unsigned level;
    int64_t at;
};

/* Who is on call at that level (1 = primary) of the team's policy; NOBODY past its end. */
uint32_t team_on_call(const struct company *c, const struct team *t, struct duty duty);

#endif
