/* status.h: what a store holds, as `pagetrail-cron status` tells it: for people, and as JSON. */
#ifndef API_STATUS_H
#define API_STATUS_H

#include "lib/out.h"
#include "store/manifest.h"

/* NULL: nothing was ever published. */
void status_text(struct out *o, const struct manifest *m);
void status_json(struct out *o, const struct manifest *m);

#endif
