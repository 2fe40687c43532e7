#include "web/keeper.h"

#include "lib/day.h"
#include "lib/limits.h"
#include "lib/log.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LOOK_MS 1000
#define NICE 5 /* answers come first */

struct keeper {
    const struct keeper_plan *plan;
    struct metrics_keeper *slot;
    struct follow *follow;
    struct offer offer;                 /* as it stands on the board */
    struct err failing, mirror_failing; /* each reason is logged once */
    int64_t copied;
};

static void log_failing(const char *event, struct err e, struct err *before)
{
    if (e.code != ERR_OK && strcmp(e.text, before->text) != 0) {
        struct log l = log_of(LOG_WARN, event);
        log_text(&l, "error", str_of(e.text));
        log_end(&l);
    }
    *before = e;
}

static void offer(struct keeper *k)
{
    static const char *const origins[ORIGIN__N] = {
        [ORIGIN_NONE] = "none",
        [ORIGIN_STORE] = "store",
        [ORIGIN_MIRROR] = "mirror",
    };
    struct offer o = follow_offer(k->follow);
    bool same = o.origin == k->offer.origin &&
                strcmp(o.pointer.sha256.hex, k->offer.pointer.sha256.hex) == 0;
    if (same)
        return;
    k->offer = o;
    board_write(&k->plan->metrics->board, &o);
    struct log l = log_of(LOG_INFO, "offer");
    log_i64(&l, "generation", o.pointer.generation);
    log_text(&l, "snapshot", str_head(str_of(o.pointer.sha256.hex), SNAPSHOT_ID_BYTES));
    log_text(&l, "from", str_of(origins[o.origin]));
    log_end(&l);
}

static void show(struct keeper *k)
{
    struct metrics_keeper *slot = k->slot;
    const struct mirror *m = follow_mirror(k->follow);
    bool mirrored = k->offer.origin == ORIGIN_MIRROR;
    slot->store_generation = follow_seen(k->follow);
    slot->unread = follow_unread(k->follow);
    slot->mirror_generation = mirrored ? k->offer.pointer.generation : 0;
    if (!m)
        return;
    slot->mirror_bytes = mirror_bytes(m);
    slot->copied_bytes += (uint64_t)(mirror_copied(m) - k->copied);
    k->copied = mirror_copied(m);
    if (mirrored && follow_mirror_trouble(k->follow).code == ERR_OK)
        slot->mirrored_at_ms = slot->looked_at_ms;
}

static void look(struct keeper *k)
{
    int64_t began = clock_tick_ns(), copied = k->copied;
    struct err e = follow_look(k->follow);
    if (e.code == ERR_OK)
        k->slot->looked_at_ms = clock_now_ms();
    else
        k->plan->metrics->refresh_errors++;
    log_failing("refresh_failed", e, &k->failing);
    struct err trouble = follow_mirror_trouble(k->follow);
    k->slot->mirror_failures += trouble.code != ERR_OK;
    log_failing("mirror_failed", trouble, &k->mirror_failing);
    offer(k);
    show(k);
    if (k->copied != copied)
        k->slot->copy_ns += (uint64_t)(clock_tick_ns() - began);
}

/* Until the next look, or the moment when a generation that waits is to be active. */
static void rest(const struct keeper *k)
{
    int64_t wait = LOOK_MS, next = follow_next_ms(k->follow);
    if (next && next - clock_now_ms() < wait)
        wait = next - clock_now_ms();
    if (wait > 0)
        poll(NULL, 0, (int)wait);
}

/* A signal ends it wherever it is; nothing that it does needs an end. */
static void be_mortal(void)
{
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    signal(SIGTERM, SIG_DFL); /* libfcgi has set a handler in the master */
    sigprocmask(SIG_UNBLOCK, &term, NULL);
    if (nice(NICE) == -1)
        err_drop(err_errno("nice"), "it takes its turn like the workers");
}

static _Noreturn void keep(struct keeper *k)
{
    struct err e = follow_begin(k->follow);
    log_failing("refresh_failed", e, &k->failing);
    offer(k);
    for (;;) {
        look(k);
        while (follow_idle(k->follow)) {
            show(k);
            look(k);
        }
        rest(k);
    }
}

_Noreturn void keeper_run(const struct keeper_plan *plan)
{
    struct arena a = arena_of(ARENA_CAP_REQUEST); /* as long as the process lives */
    struct keeper k = {.plan = plan, .slot = &plan->metrics->keeper};
    const struct follow_conf conf = {.store = plan->settings->store.p,
        .mirror = plan->settings->mirror.p,
        .room = plan->settings->mirror_room,
        .proofs = plan->proofs,
        .beat = &k.slot->beat_ns};
    uint64_t turn = 0;
    be_mortal();
    board_read(&plan->metrics->board, &turn, &k.offer);
    k.follow = follow_open(&a, &conf, &k.offer);
    k.slot->beat_ns = clock_tick_ns();
    k.slot->pid = getpid();
    keep(&k);
}
