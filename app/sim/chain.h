/* chain.h: how one incident goes through its team: whom it pages, at which level, and what they
 * answer. */
#ifndef SIM_CHAIN_H
#define SIM_CHAIN_H

#include "sim/traffic.h"

#define CHAIN_ATTEMPTS_EACH 1.6 /* that an announcement to one person makes, on average */

/* Pages level by level until somebody accepts, with all that is sent for it. */
void chain_play(struct traffic *t, const struct incident *i);
/* One message to the team's primary that asks for no answer. */
void chain_message(struct traffic *t, const struct incident *i, enum why why, int64_t at);
/* To people anywhere in the company; not in the page-outs. */
void chain_announce(struct traffic *t, const struct incident *i, unsigned people);

#endif
