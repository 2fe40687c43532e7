#include "store/snapshot.h"

#include "store/retain.h"

struct str snapshot_id(const struct snapshot *s)
{
    return (struct str){s->id, SNAPSHOT_ID_BYTES};
}

const struct manifest *snapshot_manifest(const struct snapshot *s)
{
    return &s->manifest;
}

void snapshot_deadline(struct snapshot *s, int64_t tick_ns)
{
    s->deadline = tick_ns;
}

struct err snapshot_begin(struct snapshot *s)
{
    arena_wipe(&s->scratch);
    s->watch->deadline = s->deadline;
    if (s->deadline && clock_tick_ns() > s->deadline)
        return err_of(ERR_BUSY, "budget");
    return OK;
}

/* The segment that holds that day, or NULL; a day past its retention is none, wherever its file is.
 */
static const struct segment_ref *snapshot_segment(
    const struct snapshot *s, enum family f, int32_t day)
{
    if (day < retain_edge(&s->manifest.family[f]))
        return NULL;
    return manifest_segment(&s->manifest, f, day);
}

struct err snapshot_day(struct snapshot *s, enum family f, int32_t day, struct db **out)
{
    const struct segment_ref *ref = snapshot_segment(s, f, day);
    *out = NULL;
    return ref ? shelf_take(s->shelf, f, ref, out) : OK;
}
