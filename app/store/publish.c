#include "store/publish.h"

#include "lib/file.h"
#include "store/generation.h"
#include "store/retain.h"
#include "store/room.h"
#include "store/segment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RACES_MAX 50 /* lost one after the other: somebody publishes without pause */

static struct work *work_of(struct change *c, int32_t day)
{
    for (size_t i = 0; i < c->works; i++)
        if (c->work[i].first == day)
            return &c->work[i];
    struct work *w = &c->work[c->works++];
    *w = (struct work){.first = day, .last = day};
    return w;
}

/* Whose totals count a page as open that may be closed by now. */
static bool is_stale(const struct change *c, const struct segment_ref *ref)
{
    return c->family == FAMILY_PAGEOUTS && ref->open_pages > 0 &&
           c->through > c->base.family[c->family].through;
}

/* The days to build: those with staged records, and those that the new `through` changes. */
static struct err plan(struct change *c)
{
    int32_t *days = NULL;
    size_t n = 0;
    const struct family_state *f = &c->base.family[c->family];
    if (c->whole)
        return OK;
    TRY(staging_days(&c->staging, &days, &n));
    struct work *grown = NEW(c->a, struct work, c->works + n + f->segments + 1);
    if (c->works)
        memcpy(grown, c->work, c->works * sizeof *grown);
    c->work = grown;
    for (size_t i = 0; i < n; i++)
        (void)work_of(c, days[i]);
    for (size_t i = 0; i < f->segments; i++)
        if (is_stale(c, &f->segment[i]))
            (void)work_of(c, f->segment[i].first);
    return OK;
}

static const struct segment_ref *base_of(const struct change *c, const struct work *w)
{
    const struct family_state *f = &c->base.family[c->family];
    if (c->whole)
        return f->segments ? &f->segment[0] : NULL;
    return manifest_segment(&c->base, c->family, w->first);
}

static void copy_name(char to[SEGMENT_NAME_BYTES], struct str name)
{
    memcpy(to, name.p, name.n);
    to[name.n] = 0;
}

static void name_it(struct change *c, struct work *w)
{
    struct civil f = civil_of(w->first * DAY_MS), l = civil_of(w->last * DAY_MS);
    snprintf(w->name, sizeof w->name, "%s-%04d%02d%02d-%04d%02d%02d-%s.db", family_words[c->family],
        f.year, f.month, f.day, l.year, l.month, l.day, file_nonce(c->a).p);
    w->made.name = str_of(w->name);
    w->made.first = w->first;
    w->made.last = w->last;
}

static struct err build_day(struct change *c, struct work *w, const struct segment_ref *base)
{
    struct db *from = NULL;
    struct merge m;
    if (base && base->first != base->last)
        return err_of(ERR_INPUT, "%.*s: longer than a day", STR_ARG(base->name));
    if (base)
        TRY(shelf_take(c->shelf, c->family, base, &from));
    arena_wipe(&c->day);
    TRY(segment_merge(&c->day, &c->staging.db, from, c->family, w->first, &m));
    w->kept_new = m.kept_new;
    w->kept_newer = m.kept_newer;
    w->path = staging_path(&c->staging, arena_fmt(c->a, "%s.db", file_nonce(c->a).p).p);
    const struct day_rows day = {w->first, m.rows};
    const struct segment_plan of_day = {c->family, from, &day, 1, c->through};
    return segment_build(&c->day, w->path, &of_day, &w->made);
}

/* Builds what is not built yet, or was laid over a segment that another writer has replaced since.
 */
static struct err build(struct change *c, struct work *w)
{
    const struct segment_ref *base = base_of(c, w);
    struct str over = base ? base->name : STR("");
    if (w->built && str_eq(str_of(w->base), over))
        return OK;
    if (!c->whole)
        TRY(build_day(c, w, base));
    copy_name(w->base, over);
    w->changed = !base || strcmp(base->sha256.hex, w->made.sha256.hex) != 0;
    w->built = true;
    w->copied = false;
    if (w->changed)
        name_it(c, w);
    else if (!c->whole && unlink(w->path) != 0)
        return err_errno("%s", w->path);
    return OK;
}

static struct err build_all(struct change *c, struct published *out)
{
    out->days_written = out->days_unchanged = 0;
    out->rows = out->bytes = out->kept_new = out->kept_newer = 0;
    for (size_t i = 0; i < c->works; i++) {
        struct work *w = &c->work[i];
        struct civil d = civil_of(w->first * DAY_MS);
        TRY(err_at(build(c, w), "%04d-%02d-%02d", d.year, d.month, d.day));
        out->kept_new += w->kept_new;
        out->kept_newer += w->kept_newer;
        out->days_unchanged += !w->changed;
        out->days_written += w->changed;
        out->rows += w->changed ? w->made.rows : 0;
        out->bytes += w->changed ? w->made.bytes : 0;
    }
    return OK;
}

/* A change that lost a race may be copied in part. */
static int64_t bytes_to_copy(const struct change *c)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < c->works; i++)
        bytes += c->work[i].changed && !c->work[i].copied ? c->work[i].made.bytes : 0;
    return bytes;
}

static struct err copy_all(struct change *c)
{
    for (size_t i = 0; i < c->works; i++) {
        struct work *w = &c->work[i];
        if (!w->changed || w->copied)
            continue;
        TRY(file_copy(w->path, arena_fmt(c->a, "%s/seg/%s", c->conf.store, w->name).p));
        TRY(err_at(shelf_verify(c->shelf, c->family, &w->made), "after copying"));
        w->copied = true;
        if (unlink(w->path) != 0)
            return err_errno("%s", w->path);
    }
    return OK;
}

static int by_day(const void *a, const void *b)
{
    const struct segment_ref *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

static bool is_replaced(const struct change *c, const struct segment_ref *ref)
{
    for (size_t i = 0; i < c->works; i++)
        if (c->work[i].changed && str_eq(str_of(c->work[i].base), ref->name))
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
    m->activate_at += c->conf.activate_after_ms;
    f->run = *run;
    if (c->conf.keep_days[c->family])
        f->keep_days = c->conf.keep_days[c->family];
    f->through = c->through > f->through ? c->through : f->through;
    TRY(lay_segments(c, f));
    lay_covered(c, f);
    retain_apply(f);
    out->nothing = is_nothing(c, f, out);
    return OK;
}

static struct err one_try(
    struct change *c, const struct run *run, struct published *out, bool *settled)
{
    struct manifest m;
    TRY(plan(c));
    TRY(build_all(c, out));
    TRY(manifest_of(c, run, out, &m));
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
    TRY(copy_all(c));
    TRY(generation_publish(c->a, c->conf.store, &m, settled));
    out->sha256 = m.sha256;
    return OK;
}

/* Takes the newer generation as the base. If it knows of later events than we do, the days that we
 * built with pages still open are built again. */
static struct err rebase(struct change *c)
{
    TRY(generation_newest(c->a, c->conf.store, &c->base));
    int64_t through = c->base.family[c->family].through;
    if (c->whole || through <= c->through)
        return OK;
    c->through = through;
    for (size_t i = 0; i < c->works; i++)
        if (c->work[i].made.open_pages > 0)
            c->work[i].built = false;
    return OK;
}

struct err change_publish(struct change *c, const struct run *run, struct published *out)
{
    *out = (struct published){0};
    for (int i = 0; i < RACES_MAX; i++) {
        bool settled = false;
        TRY(one_try(c, run, out, &settled));
        if (settled)
            break;
        out->races_lost++;
        if (out->races_lost == RACES_MAX)
            return err_of(ERR_BUSY, "lost the race for a generation %d times", RACES_MAX);
        TRY(rebase(c));
    }
    /* A writer that stood still between log and pointer may have put an older slot over a newer
     * one: whoever comes last looks once more, and the pointer is repaired. */
    return generation_newest(c->a, c->conf.store, &c->base);
}
