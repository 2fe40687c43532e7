/* keeper.h: the process that looks after what is served: it follows the store, proves its segments
 * once for all workers, fills the mirror, and writes on the board. It alone touches the shared
 * volume once there is a mirror, may hang there for as long as that lasts, and may be killed at any
 * moment.
 */
#ifndef WEB_KEEPER_H
#define WEB_KEEPER_H

#include "settings.h"
#include "web/metrics.h"

struct keeper_plan {
    const struct settings *settings;
    struct metrics *metrics;
    struct proofs *proofs;
};

/* Until a signal ends it. */
_Noreturn void keeper_run(const struct keeper_plan *plan);

#endif
