#include "store/publish.h"

#include "store/build.h"
#include "store/generation.h"
#include "store/retain.h"
#include "store/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RACES_MAX 50 /* lost one after the other: somebody publishes without pause */

/* A change that lost a race may be copied in part. */
static int64_t bytes_to_copy(const struct change *c)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < c->works; i++)
        bytes += c->work[i].changed && !c->work[i].copied ? c->work[i].made.bytes : 0;
    return bytes;
}

static int by_day(const void *a, const void *b)
{
    const struct segment_ref *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

static bool is_replaced(const struct change *c, const struct segment_ref *ref)
{
    for (size_t i = 0; i < c->works; i++)
        if (c->work[i].changed && c->work[i].base && str_eq(c->work[i].base->name, ref->name))
            return true;
    return false;
}

static struct err lay_segments(struct change *c, struct family_state *f)
{
    const struct family_state *base = &c->base.family[c->family];
    f->segment = NEW(c->a, struct segment_ref, base->segments + c->works + 1);
    f->segments = 0;
    for (size_t i = 0; i < base->segments; i++)
        if (!is_replaced(c, &base->segment[i]))
            f->segment[f->segments++] = base->segment[i];
    for (size_t i = 0; i < c->works; i++)
        if (c->work[i].changed)
            f->segment[f->segments++] = c->work[i].made;
    qsort(f->segment, f->segments, sizeof *f->segment, by_day);
    if (f->segments > SEGMENTS_MAX)
        return err_of(ERR_LIMIT, "%zu segments, more than %d", f->segments, SEGMENTS_MAX);
    return OK;
}

static int by_start(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

static void lay_covered(struct change *c, struct family_state *f)
{
    const struct family_state *base = &c->base.family[c->family];
    size_t n = base->covered_n + c->covers;
    struct span *all = NEW(c->a, struct span, n + 1);
    if (base->covered_n)
        memcpy(all, base->covered, base->covered_n * sizeof *all);
    if (c->covers)
        memcpy(all + base->covered_n, c->cover, c->covers * sizeof *all);
    qsort(all, n, sizeof *all, by_start);
    f->covered = all;
    f->covered_n = 0;
    for (size_t i = 0; i < n; i++) {
        struct span *last = f->covered_n ? &all[f->covered_n - 1] : NULL;
        if (last && all[i].from <= last->to)
            last->to = all[i].to > last->to ? all[i].to : last->to;
        else
            all[f->covered_n++] = all[i];
    }
}

static bool is_nothing(
    const struct change *c, const struct family_state *f, const struct published *out)
{
    const struct family_state *base = &c->base.family[c->family];
    return out->days_written == 0 && f->through == base->through &&
           f->covered_n == base->covered_n &&
           (f->covered_n == 0 ||
               memcmp(f->covered, base->covered, f->covered_n * sizeof *f->covered) == 0);
}

static struct err manifest_of(
    struct change *c, const struct run *run, struct published *out, struct manifest *m)
{
    *m = manifest_next(c->a, &c->base, c->conf.keeping, clock_now_ms());
    struct family_state *f = &m->family[c->family];
    if (c->conf.activate_after_ms)
        m->activate_at = m->made_at + c->conf.activate_after_ms;
    f->run = *run;
    if (c->conf.keep_days[c->family])
        f->keep_days = c->conf.keep_days[c->family];
    f->through = c->through > f->through ? c->through : f->through;
    TRY(lay_segments(c, f));
    if (c->whole)
        memcpy(m->checked, c->checked, sizeof m->checked);
    lay_covered(c, f);
    retain_apply(f);
    out->nothing = is_nothing(c, f, out);
    return OK;
}

static void tell(const struct change *c, const struct published *out, struct run *run)
{
    if (!c->conf.makers)
        return;
    void **counts = NEW(c->a, void *, c->works + 1);
    for (size_t i = 0; i < c->works; i++)
        counts[i] = c->work[i].counts;
    c->conf.makers->built(c->conf.makers->self, counts, c->works, out->put, run);
}

static struct err one_try(
    struct change *c, const struct run *run, struct published *out, bool *settled)
{
    struct manifest m;
    struct run told = *run;
    TRY(change_build(c, out));
    tell(c, out, &told);
    TRY(manifest_of(c, &told, out, &m));
    *settled = out->nothing;
    if (out->nothing)
        m = c->base;
    out->generation = m.generation;
    out->sha256 = m.sha256;
    TRY(room_look(c->conf.store, c->conf.store_bytes_max, &m.room));
    out->near_limit = room_is_near(&m.room, bytes_to_copy(c));
    if (out->nothing)
        return OK;
    TRY(room_take(&m.room, bytes_to_copy(c)));
    TRY(change_copy(c));
    TRY(generation_publish(c->a, c->conf.store, &m, settled));
    out->sha256 = m.sha256;
    return OK;
}

/* Takes the newer generation as the base. It may know of later events than we do. */
static struct err rebase(struct change *c, int64_t lost)
{
    TRY(generation_rebase(c->a, c->conf.store, lost, &c->base));
    int64_t through = c->base.family[c->family].through;
    if (!c->whole && through > c->through)
        c->through = through;
    return OK;
}

struct err change_publish(struct change *c, const struct run *run, struct published *out)
{
    *out = (struct published){0};
    TRY(staging_seal(&c->staging));
    for (int i = 0; i < RACES_MAX; i++) {
        bool settled = false;
        TRY(one_try(c, run, out, &settled));
        if (settled)
            break;
        out->races_lost++;
        if (out->races_lost == RACES_MAX)
            return err_of(ERR_BUSY, "lost the race for a generation %d times", RACES_MAX);
        TRY(rebase(c, out->generation));
    }
    /* A writer that stood still between log and pointer may have put an older slot over a newer
     * one: whoever comes last looks once more, and the pointer is repaired. */
    return generation_rebase(c->a, c->conf.store, out->generation, &c->base);
}
