#include "store/reader.h"

#include "store/generation.h"
#include "store/schema.h"
#include "store/snapshot.h"

#include <string.h>
#include <sys/resource.h>

#define PINNED_MAX 4 /* older generations kept open; the least recently asked for goes */

struct reader {
    struct arena arena; /* holds the reader itself */
    const char *store;
    bool led; /* proofs are somebody else's matter, or that of who first reads a segment */
    bool mirror;
    struct db_watch watch;
    struct shelf *shelf;
    struct snapshot *current;
    struct snapshot *pinned[PINNED_MAX];
    uint64_t asked;
};

/* Each day that is read keeps a file open. */
static void raise_open_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max)
        return;
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0)
        err_drop(err_errno("RLIMIT_NOFILE"), "fewer days can be open at once");
}

struct err reader_open_led(
    struct reader **out, const char *store, struct proofs *proofs, bool mirror)
{
    struct arena a = arena_of(ARENA_CAP_REQUEST);
    struct reader *r = NEW(&a, struct reader, 1);
    r->arena = a;
    r->store = arena_z(&r->arena, str_of(store));
    r->shelf = shelf_of(&r->arena, r->store, &r->watch, proofs);
    r->led = proofs != NULL;
    r->mirror = mirror;
    raise_open_files();
    *out = r;
    return OK;
}

struct err reader_open(struct reader **out, const char *store)
{
    TRY(reader_open_led(out, store, NULL, false));
    struct err e = reader_refresh(*out, NULL);
    if (e.code != ERR_OK && !(*out)->current)
        err_drop(e, "nothing is served until a refresh succeeds");
    return OK;
}

static void snapshot_done(struct snapshot **s)
{
    if (!*s)
        return;
    arena_done(&(*s)->scratch);
    struct arena a = (*s)->arena; /* it holds the snapshot itself */
    *s = NULL;
    arena_done(&a);
}

void reader_done(struct reader **r)
{
    if (!*r)
        return;
    shelf_done((*r)->shelf);
    snapshot_done(&(*r)->current);
    for (EACH(i, (*r)->pinned))
        snapshot_done(&(*r)->pinned[i]);
    struct arena a = (*r)->arena;
    *r = NULL;
    arena_done(&a);
}

static struct err verify_all(struct shelf *shelf, const struct manifest *m)
{
    for (enum family f = 0; f < FAMILY__N; f++)
        for (size_t i = 0; i < m->family[f].segments; i++)
            TRY(shelf_verify(shelf, f, &m->family[f].segment[i]));
    return OK;
}

static struct err snapshot_open(struct snapshot **out, struct reader *r, const struct pointer *p)
{
    struct arena a = arena_of(ARENA_CAP_REQUEST);
    struct snapshot *s = NEW(&a, struct snapshot, 1);
    s->arena = a;
    s->scratch = arena_of(ARENA_CAP_BATCH);
    s->shelf = r->shelf;
    s->watch = &r->watch;
    *out = s;
    struct err e = generation_read(&s->arena, r->store, p, &s->manifest);
    if (e.code == ERR_OK)
        e = schema_check_all(&s->manifest);
    if (e.code == ERR_OK && !r->led)
        e = verify_all(r->shelf, &s->manifest);
    if (e.code != ERR_OK)
        snapshot_done(out);
    else
        memcpy(s->id, p->sha256.hex, SNAPSHOT_ID_BYTES);
    return e;
}

/* Closes the files that no snapshot names any more. */
static void sweep(struct reader *r)
{
    if (r->current)
        shelf_mark(r->shelf, &r->current->manifest);
    for (EACH(i, r->pinned))
        if (r->pinned[i])
            shelf_mark(r->shelf, &r->pinned[i]->manifest);
    shelf_sweep(r->shelf);
}

static void take(struct reader *r, struct snapshot *next)
{
    snapshot_done(&r->current);
    r->current = next;
    sweep(r);
}

struct err reader_move(struct reader *r, const struct pointer *to)
{
    struct snapshot *next = NULL;
    TRY(err_at(snapshot_open(&next, r, to), "generation %lld", (long long)to->generation));
    take(r, next);
    return OK;
}

/* The newest whole generation of those that p's manifest calls its history. */
static bool open_history(struct snapshot **out, struct reader *r, const struct pointer *p)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    struct manifest m;
    if (generation_read(&a, r->store, p, &m).code != ERR_OK)
        return false;
    for (size_t i = 0; i < m.history_n; i++) {
        struct pointer older = {m.history[i].generation, 0, m.history[i].sha256};
        if (snapshot_open(out, r, &older).code == ERR_OK)
            return true;
    }
    return false;
}

/* The other slot helps where p's manifest cannot be read, and its history with it. */
static bool fall_back(struct snapshot **out, struct reader *r, const struct pointer *p,
    const struct pointer slot[POINTER_SLOTS])
{
    if (open_history(out, r, p))
        return true;
    for (size_t i = 0; i < POINTER_SLOTS; i++)
        if (slot[i].generation > 0 && slot[i].generation < p->generation &&
            (snapshot_open(out, r, &slot[i]).code == ERR_OK || open_history(out, r, &slot[i])))
            return true;
    return false;
}

struct err reader_refresh(struct reader *r, bool *moved)
{
    struct pointer slot[POINTER_SLOTS];
    struct snapshot *next = NULL;
    if (moved)
        *moved = false;
    TRY(pointer_read(r->store, slot));
    struct pointer p = pointer_active(slot, clock_now_ms());
    if (p.generation == 0 && !r->current)
        p = pointer_newest(slot); /* better early than nothing */
    int64_t held = r->current ? r->current->manifest.generation : 0;
    if (p.generation <= held)
        return OK;
    struct err e = err_at(snapshot_open(&next, r, &p), "generation %lld", (long long)p.generation);
    if (e.code != ERR_OK && (r->current || !fall_back(&next, r, &p, slot)))
        return e;
    take(r, next);
    if (moved)
        *moved = true;
    return e;
}

struct snapshot *reader_current(struct reader *r)
{
    return r->current;
}

static bool is_named(const struct sha256 *sha, struct str id)
{
    return id.n >= SNAPSHOT_ID_BYTES && id.n <= 16 && str_starts(str_of(sha->hex), id);
}

static struct snapshot **pinned_slot(struct reader *r)
{
    struct snapshot **oldest = &r->pinned[0];
    for (EACH(i, r->pinned)) {
        if (!r->pinned[i])
            return &r->pinned[i];
        if (r->pinned[i]->used < (*oldest)->used)
            oldest = &r->pinned[i];
    }
    return oldest;
}

static struct err pin(struct reader *r, const struct generation_ref *g, struct snapshot **out)
{
    struct snapshot *s = NULL;
    struct pointer p = {.generation = g->generation, .sha256 = g->sha256};
    struct err e = snapshot_open(&s, r, &p);
    if (e.code == ERR_MISSING && r->mirror)
        return err_of(ERR_BUSY, "generation %lld is not mirrored", (long long)g->generation);
    TRY(e);
    struct snapshot **slot = pinned_slot(r);
    bool full = *slot != NULL;
    snapshot_done(slot);
    *slot = s;
    if (full)
        sweep(r);
    s->used = ++r->asked;
    *out = s;
    return OK;
}

struct err reader_pinned(struct reader *r, struct str id, struct snapshot **out)
{
    const struct manifest *m = r->current ? &r->current->manifest : NULL;
    if (m && is_named(&m->sha256, id)) {
        *out = r->current;
        return OK;
    }
    for (EACH(i, r->pinned)) {
        struct snapshot *s = r->pinned[i];
        if (!s || !is_named(&s->manifest.sha256, id))
            continue;
        s->used = ++r->asked;
        *out = s;
        return OK;
    }
    for (size_t i = 0; m && i < m->history_n; i++)
        if (is_named(&m->history[i].sha256, id))
            return pin(r, &m->history[i], out);
    return err_of(ERR_MISSING, "no kept generation %.*s", STR_ARG(str_head(id, 16)));
}

uint64_t reader_statements(const struct reader *r)
{
    return r->watch.statements;
}
