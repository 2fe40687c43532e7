#include "store/follow.h"

#include "lib/day.h"
#include "lib/limits.h"
#include "store/generation.h"
#include "store/schema.h"

#include <string.h>

#define NS_PER_S INT64_C(1000000000)
#define BACK_OFF_MAX_S 64 /* between two tries to take a generation that failed */

struct follow {
    struct follow_conf conf;
    struct arena once; /* one call's */
    struct mirror *mirror;
    struct offer offer;
    /* Generations found whole, as the pointer has them: generation modulo 2. */
    struct offer whole[POINTER_SLOTS];
    int64_t seen, unread;  /* generations: the newest named, the last one that was not whole */
    bool looked, unproven; /* unproven: what is offered was never proven */
    bool older_done;
    struct err trouble;
    int64_t failed; /* the generation that could not be taken, as it should */
    int64_t retry_ns, wait_s;
};

struct follow *follow_open(
    struct arena *a, const struct follow_conf *conf, const struct offer *held)
{
    struct follow *f = NEW(a, struct follow, 1);
    f->conf = *conf;
    f->once = arena_of(ARENA_CAP_BATCH);
    f->offer = *held;
    return f;
}

void follow_done(struct follow *f)
{
    mirror_done(&f->mirror);
    arena_done(&f->once);
}

static bool wants_mirror(const struct follow *f)
{
    return *f->conf.mirror != 0;
}

static struct err open_mirror(struct follow *f)
{
    const struct mirror_conf conf = {.path = f->conf.mirror,
        .store = f->conf.store,
        .room = f->conf.room,
        .proofs = f->conf.proofs,
        .beat = f->conf.beat};
    return f->mirror || !wants_mirror(f) ? OK : mirror_open(&f->mirror, &conf);
}

static void beat(const struct follow *f)
{
    *f->conf.beat = clock_tick_ns();
}

static struct offer newest_whole(const struct follow *f)
{
    const struct offer *w = f->whole;
    return w[1].pointer.generation > w[0].pointer.generation ? w[1] : w[0];
}

static void put_whole(struct follow *f, enum origin origin, const struct pointer *p)
{
    f->whole[p->generation % POINTER_SLOTS] = (struct offer){origin, *p};
}

/* Of those that are whole, the newest that is to be active. Not a step back. */
static void choose(struct follow *f)
{
    const struct pointer slot[POINTER_SLOTS] = {f->whole[0].pointer, f->whole[1].pointer};
    struct pointer p = pointer_active(slot, clock_now_ms());
    if (p.generation == 0 && f->offer.origin == ORIGIN_NONE)
        p = pointer_newest(slot); /* better early than nothing */
    if (p.generation == 0 || p.generation < f->offer.pointer.generation)
        return;
    f->offer = f->whole[p.generation % POINTER_SLOTS];
    f->unproven = false;
}

static struct pointer named_now(const struct pointer slot[POINTER_SLOTS])
{
    struct pointer p = pointer_active(slot, clock_now_ms());
    return p.generation ? p : pointer_newest(slot);
}

static void offer_unseen(
    struct follow *f, enum origin origin, const struct pointer slot[POINTER_SLOTS])
{
    struct pointer p = named_now(slot);
    if (p.generation == 0)
        return;
    f->offer = (struct offer){origin, p};
    f->unproven = true;
}

struct err follow_begin(struct follow *f)
{
    struct pointer slot[POINTER_SLOTS] = {{0}};
    f->trouble = open_mirror(f);
    enum origin origin = f->mirror ? ORIGIN_MIRROR : ORIGIN_STORE;
    if (f->offer.origin != ORIGIN_NONE)
        return OK;
    if (f->mirror)
        TRY(pointer_read(f->conf.mirror, slot));
    if (named_now(slot).generation == 0) {
        origin = ORIGIN_STORE;
        TRY(pointer_read(f->conf.store, slot));
        beat(f);
    }
    offer_unseen(f, origin, slot);
    return OK;
}

static struct err prove_store(struct follow *f, const struct pointer *p)
{
    struct manifest m = {0};
    arena_wipe(&f->once);
    TRY(generation_read(&f->once, f->conf.store, p, &m));
    TRY(schema_check_all(&m));
    beat(f);
    for (enum family k = FAMILY__N; k-- > 0;)
        for (size_t i = m.family[k].segments; i-- > 0;)
            TRY(proof_segment(
                f->conf.proofs, f->conf.beat, f->conf.store, k, &m.family[k].segment[i]));
    return OK;
}

static struct err prove(struct follow *f, enum origin origin, const struct pointer *p)
{
    return origin == ORIGIN_MIRROR ? mirror_prove(f->mirror, p) : prove_store(f, p);
}

static bool offer_proven(struct follow *f, enum origin origin, const struct pointer *p)
{
    if (prove(f, origin, p).code != ERR_OK)
        return false;
    f->offer = (struct offer){origin, *p};
    return true;
}

static const char *path_of(const struct follow *f, enum origin origin)
{
    return origin == ORIGIN_MIRROR ? f->conf.mirror : f->conf.store;
}

static bool offer_of_history(struct follow *f, enum origin origin, const struct pointer *p)
{
    struct manifest m = {0};
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    if (generation_read(&a, path_of(f, origin), p, &m).code != ERR_OK)
        return false;
    for (size_t i = 0; i < m.history_n; i++) {
        struct pointer older = {m.history[i].generation, 0, m.history[i].sha256};
        if (offer_proven(f, origin, &older))
            return true;
    }
    return false;
}

/* To the newest whole generation before the damaged one, as its history tells; the pointer's other
 * slot helps where its manifest cannot be read. To nothing if there is none. */
static struct err fall_back(struct follow *f)
{
    struct pointer slot[POINTER_SLOTS];
    struct offer damaged = f->offer;
    f->offer = (struct offer){0};
    f->unproven = false;
    if (offer_of_history(f, damaged.origin, &damaged.pointer))
        return OK;
    TRY(pointer_read(path_of(f, damaged.origin), slot));
    for (size_t i = 0; i < POINTER_SLOTS; i++)
        if (slot[i].generation > 0 && slot[i].generation < damaged.pointer.generation &&
            (offer_proven(f, damaged.origin, &slot[i]) ||
                offer_of_history(f, damaged.origin, &slot[i])))
            break;
    return OK;
}

/* What was offered unseen, at the start; copying it is a proof, too. */
static struct err prove_offered(struct follow *f)
{
    if (!f->unproven || (f->mirror && f->offer.origin == ORIGIN_STORE))
        return OK;
    struct err e = prove(f, f->offer.origin, &f->offer.pointer);
    if (e.code == ERR_OK) {
        put_whole(f, f->offer.origin, &f->offer.pointer);
        f->unproven = false;
        return OK;
    }
    if (e.code != ERR_INPUT && e.code != ERR_MISSING)
        return e;
    f->unread = f->offer.pointer.generation;
    TRY(fall_back(f));
    return e;
}

/* The mirror of another store, which began anew, has nothing to say. */
static struct err check_mirror(struct follow *f, const struct pointer slot[POINTER_SLOTS])
{
    struct pointer own[POINTER_SLOTS], theirs = pointer_newest(slot), *newest = &theirs;
    if (!f->mirror || f->looked || newest->generation == 0)
        return OK;
    TRY(pointer_read(f->conf.mirror, own));
    struct pointer mine = pointer_newest(own);
    bool same = strcmp(mine.sha256.hex, newest->sha256.hex) == 0;
    if (mine.generation < newest->generation || (mine.generation == newest->generation && same))
        return OK;
    err_drop(err_of(ERR_INPUT, "mirror: holds generation %lld, and the store's newest is %lld",
                 (long long)mine.generation, (long long)newest->generation),
        "it is filled anew");
    memset(f->whole, 0, sizeof f->whole);
    offer_unseen(f, ORIGIN_STORE, slot);
    return mirror_clear(f->mirror);
}

/* Through the mirror if it can be; else the store itself is proven and offered, unless it is the
 * store that failed. */
static struct err take(struct follow *f, const struct pointer *p)
{
    f->trouble = open_mirror(f);
    if (f->mirror) {
        bool mirrored = f->offer.origin == ORIGIN_MIRROR;
        struct err e =
            mirror_fetch(f->mirror, p, mirrored ? f->offer.pointer.generation : INT64_MAX);
        f->trouble = e;
        if (e.code == ERR_INPUT || e.code == ERR_MISSING)
            return e;
        if (e.code == ERR_OK) {
            put_whole(f, ORIGIN_MIRROR, p);
            f->older_done = false;
            return OK;
        }
    }
    TRY(prove_store(f, p));
    put_whole(f, ORIGIN_STORE, p);
    return OK;
}

static bool is_settled(const struct follow *f, const struct pointer *p)
{
    const struct offer *w = &f->whole[p->generation % POINTER_SLOTS];
    bool whole = w->pointer.generation == p->generation;
    return p->generation < newest_whole(f).pointer.generation ||
           (whole && (w->origin == ORIGIN_MIRROR || !wants_mirror(f)));
}

/* A generation that fails is tried again after a while, twice as long each time; another one at
 * once. */
static struct err take_due(struct follow *f, const struct pointer *p)
{
    if (p->generation == 0 || is_settled(f, p))
        return OK;
    if (p->generation == f->failed && clock_tick_ns() < f->retry_ns)
        return OK;
    f->wait_s = p->generation == f->failed ? 2 * f->wait_s : 1;
    if (f->wait_s > BACK_OFF_MAX_S)
        f->wait_s = BACK_OFF_MAX_S;
    f->failed = p->generation;
    struct err e = err_at(take(f, p), "generation %lld", (long long)p->generation);
    bool bad = e.code == ERR_INPUT || e.code == ERR_MISSING;
    if (bad)
        f->unread = p->generation;
    if (bad && f->unproven && f->offer.pointer.generation == p->generation)
        err_drop(fall_back(f), "nothing is served until a whole generation is there");
    f->retry_ns = clock_tick_ns() + f->wait_s * NS_PER_S;
    if (is_settled(f, p))
        f->failed = 0;
    return e;
}

struct err follow_look(struct follow *f)
{
    struct pointer slot[POINTER_SLOTS];
    TRY(prove_offered(f));
    TRY(pointer_read(f->conf.store, slot));
    struct pointer now = pointer_active(slot, clock_now_ms()), newest = pointer_newest(slot);
    if (newest.generation == 0 && f->offer.origin != ORIGIN_NONE)
        return err_of(ERR_MISSING, "%s/CURRENT: gone, or damaged", f->conf.store);
    beat(f);
    TRY(check_mirror(f, slot));
    f->looked = true;
    f->seen = newest.generation;
    struct err e = take_due(f, &now);
    choose(f);
    if (newest.generation == now.generation)
        return e;
    if (e.code == ERR_OK)
        e = take_due(f, &newest);
    choose(f);
    return e;
}

bool follow_idle(struct follow *f)
{
    struct offer newest = newest_whole(f);
    bool more = false;
    if (!f->mirror || f->older_done || newest.origin != ORIGIN_MIRROR)
        return false;
    struct err e = mirror_fetch_older(f->mirror, &newest.pointer, &more);
    if (e.code != ERR_LIMIT && e.code != ERR_MISSING) /* no room; or gone, which old ones may be */
        err_drop(e, "an older generation is not in the mirror");
    f->older_done = !more;
    return more;
}

struct offer follow_offer(const struct follow *f)
{
    return f->offer;
}

int64_t follow_seen(const struct follow *f)
{
    return f->seen;
}

int64_t follow_unread(const struct follow *f)
{
    return f->unread > f->offer.pointer.generation ? f->unread : 0;
}

struct err follow_mirror_trouble(const struct follow *f)
{
    return f->trouble;
}

const struct mirror *follow_mirror(const struct follow *f)
{
    return f->mirror;
}

int64_t follow_next_ms(const struct follow *f)
{
    struct pointer p = newest_whole(f).pointer;
    return p.generation > f->offer.pointer.generation ? p.activate_at : 0;
}
