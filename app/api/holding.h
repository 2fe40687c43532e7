/* holding.h: what a store holds and how it came there, as JSON: the same names and shapes in
 * /health.json and in `pagetrail-cron status --json`. */
#ifndef API_HOLDING_H
#define API_HOLDING_H

#include "lib/json.h"
#include "store/manifest.h"

/* The segments of a family, added up. */
struct holding {
    int64_t bytes, rows, open_pages;
};
struct holding holding_of(const struct family_state *f);
/* "snapshot", "generation" and "made_at", into an object that is open. */
void holding_generation(
    struct json_out *j, int64_t generation, int64_t made_at, const struct sha256 *sha256);
/* "families", "store" and "snapshots", into an object that is open; `listed`: with every segment.
 */
void holding_write(struct json_out *j, const struct manifest *m, bool listed);

#endif
