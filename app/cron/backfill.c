#include "cron/backfill.h"

#include "cron/crew.h"
#include "cron/import.h"
#include "cron/ledger.h"
#include "cron/period.h"
#include "cron/piece.h"
#include "cron/progress.h"
#include "cron/upstream.h"
#include "lib/day.h"
#include "lib/file.h"
#include "lib/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define TURN_MS SECOND_MS            /* how often the line on a terminal is drawn */
#define GRACE_NS (20000 * 1000000LL) /* for whoever is publishing when we are told to end */
#define LOCK_TRIES 100               /* the workers of one that was killed die within moments */
#define LOCK_PAUSE_NS 100000000L
#define STREAK_TIMES                                                                               \
    2 /* as many failures in a row as so many chunks have tries: it is not the chunks */

struct backfill {
    struct task *t;
    struct plan plan;
    struct plan_aim aim;
    struct plan_patience patience;
    struct crew crew;
    struct quiet quiet;
    struct progress progress;
    const char *ledger, *folder; /* the plan on disk; where the hands build */
    int lock;
    int64_t jobs;
    int64_t streak;   /* times in a row that the platform was unavailable to a chunk */
    int64_t probe_at; /* then it is asked whether it is back */
    int64_t done;     /* chunks, in this run */
    struct err stop;  /* why no further chunk is begun */
    int signal;       /* that asks us to end; 0 = none did */
    int64_t kill_at_ns;
};

static int64_t tick_ms(void)
{
    return clock_tick_ns() / 1000000;
}

static void backfill_done(struct backfill *b)
{
    crew_done(&b->crew);
    progress_clear(&b->progress);
    quiet_done(&b->quiet);
    if (b->lock >= 0)
        err_drop(tree_remove(b->folder), "the next run removes it");
    fd_done(&b->lock);
}

/* One backfill a data set and staging folder. Children hold the lock too, so that whoever takes
 * over begins after the last of them has died. */
static struct err lock_take(struct backfill *b, enum dataset dataset)
{
    struct arena *a = b->t->a;
    const char *staging = b->t->set.staging.p;
    const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};
    TRY(dir_make(staging));
    const char *path = arena_fmt(a, "%s/backfill-%s.lock", staging, family_words[dataset]).p;
    b->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (b->lock < 0)
        return err_errno("%s", path);
    for (int i = 0; flock(b->lock, LOCK_EX | LOCK_NB) != 0; i++) {
        if (errno != EWOULDBLOCK)
            return err_errno("%s", path);
        if (i == LOCK_TRIES)
            return err_of(ERR_BUSY, "%s: another backfill is at work", path);
        nanosleep(&pause, NULL);
    }
    return tree_remove(b->folder);
}

static struct err settings_check(struct task *t, struct span *window)
{
    struct window_ask told;
    struct report_window w;
    AUTO(upstream_done) struct upstream u = {0};
    if (!t->from.n || !t->to.n)
        return err_of(ERR_USAGE, "backfill needs --from and --to");
    TRY(period_told(t->from, t->to, &t->set, t->began, &told));
    TRY(period_asked(&told, 0, &w));
    *window = (struct span){w.from, w.to};
    return upstream_open(t->a, &t->set, &u); /* every child opens its own */
}

static struct err backfill_open(struct backfill *b, struct task *t)
{
    const struct settings *set = &t->set;
    enum dataset dataset = 0;
    struct span window = {0, 0};
    *b = (struct backfill){.t = t, .lock = -1, .jobs = task_jobs(t)};
    TRY(import_dataset(t, &dataset));
    TRY(settings_check(t, &window));
    TRY(plan_new(t->a, dataset, set->store, window, &b->plan));
    b->aim =
        (struct plan_aim){set->chunk_rows, set->chunk_bytes, set->chunk_time, set->chunk_memory};
    b->patience = (struct plan_patience){set->tries, set->retry_pause};
    const char *word = family_words[dataset];
    b->folder = arena_fmt(t->a, "%s/backfill-%s", set->staging.p, word).p;
    b->ledger = t->manifest.n ? t->manifest.p
                              : arena_fmt(t->a, "%s/backfill-%s.json", set->staging.p, word).p;
    TRY(lock_take(b, dataset));
    TRY(ledger_open(t->a, b->ledger, &b->plan));
    plan_resume(&b->plan);
    TRY(ledger_keep(b->ledger, &b->plan));
    TRY(quiet_open(&b->quiet));
    b->progress = progress_of(&b->plan, tick_ms());
    return crew_open(&b->crew, (size_t)b->jobs);
}

static bool is_ending(const struct backfill *b)
{
    return b->signal || b->stop.code != ERR_OK;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* When the next chunk may be begun; INT64_MAX: not before something else happens. While the
 * platform is unavailable one hand at a time asks whether it is back, less and less often. */
static int64_t start_at(struct backfill *b, int64_t now)
{
    int64_t due = plan_due(&b->plan);
    bool probing = b->streak > 0;
    if (is_ending(b) || !crew_idle(&b->crew) || due == INT64_MAX ||
        (probing && crew_busy(&b->crew)))
        return INT64_MAX;
    due = probing ? later(due, b->probe_at) : due;
    return later(due, now + quiet_left(&b->quiet, now));
}

static struct err start_all(struct backfill *b)
{
    struct chunk *c;
    int64_t now = tick_ms();
    while (start_at(b, now) <= now && (c = plan_take(&b->plan, now, b->jobs))) {
        struct piece piece = {.task = b->t,
            .plan = &b->plan,
            .chunk = c,
            .quiet = &b->quiet,
            .staging = b->folder,
            .sharers = b->jobs};
        TRY(ledger_keep(b->ledger, &b->plan));
        TRY(crew_start(&b->crew, crew_idle(&b->crew), c->window.from, piece_work, &piece));
    }
    return OK;
}

/* What one chunk may suffer alone, or all of them: it is told by how often in a row it happens. */
static bool may_be_for_all(enum err_code code)
{
    return code == ERR_BUSY || code == ERR_LIMIT;
}

static const char *failed(struct backfill *b, struct chunk *c, struct err e)
{
    int64_t most = b->patience.tries * (b->done ? STREAK_TIMES : 1);
    b->streak = may_be_for_all(e.code) ? b->streak + 1 : 0;
    plan_failed(c, e, tick_ms(), &b->patience);
    b->probe_at = tick_ms() + plan_pause_ms(&b->patience, b->streak);
    if (e.code == ERR_DENIED || e.code == ERR_USAGE || b->streak >= most) {
        c->state = CHUNK_WAITING;
        b->stop = e;
        return "stopped";
    }
    return c->state == CHUNK_ASIDE ? "aside" : "again";
}

static void add_up(struct task *t, const struct tiding *said)
{
    struct published *sum = &t->published;
    const struct published *p = &said->published;
    report_add(&t->report, &said->rows);
    t->bytes += said->bytes;
    t->files += said->files;
    if (p->generation > sum->generation) {
        sum->generation = p->generation;
        sum->sha256 = p->sha256;
    }
    sum->days_written += p->days_written;
    sum->days_unchanged += p->days_unchanged;
    sum->kept_new += p->kept_new;
    sum->kept_newer += p->kept_newer;
    sum->races_lost += p->races_lost;
    sum->near_limit |= p->near_limit;
}

static const char *done(struct backfill *b, struct chunk *c, const struct tiding *said)
{
    c->rows = (int64_t)said->rows.rows;
    c->bytes = said->bytes;
    add_up(b->t, said);
    plan_done(&b->plan, c, &b->aim);
    b->streak = 0;
    b->done++;
    return "done";
}

static const char *cut(struct chunk *c, struct err why)
{
    snprintf(c->error, sizeof c->error, "%s", why.text);
    return "cut";
}

/* Killed a second time it may be for its size. */
static const char *died(struct backfill *b, struct chunk *c, struct end end)
{
    struct err e = err_of(ERR_IO, "its process was ended by signal %d", end.signal);
    if (end.signal == 0)
        e = err_of(ERR_IO, "its process ended with status %d", end.status);
    if (b->signal) {
        c->state = CHUNK_WAITING;
        return "stopped";
    }
    if (c->attempts > 1 && plan_cut(&b->plan, c))
        return cut(c, e);
    return failed(b, c, e);
}

/* A hand has ended: its chunk is done, or it is decided what becomes of it. */
static struct err settle(struct backfill *b, size_t i)
{
    struct hand *h = &b->crew.hand[i];
    const struct tiding *said = &h->said;
    struct chunk *c = plan_at(&b->plan, h->piece);
    struct end end = crew_bury(h);
    const char *became;
    c->ms = tick_ms() - h->began;
    c->memory = end.memory;
    if (!said->over)
        became = died(b, c, end);
    else if (said->e.code == ERR_OK)
        became = done(b, c, said);
    else if (said->large && plan_cut(&b->plan, c))
        became = cut(c, said->e);
    else
        became = failed(b, c, said->e);
    progress_tell(&b->progress, &b->plan, c, became, tick_ms());
    err_drop(tree_remove(piece_folder(b->t->a, b->folder, i).p), "the end of the run removes it");
    return ledger_keep(b->ledger, &b->plan);
}

static struct err hear_all(struct backfill *b)
{
    for (size_t i = 0; i < b->crew.n; i++) {
        struct hand *h = &b->crew.hand[i];
        bool gone = false;
        while (crew_hear(h, &gone))
            if (!h->said.over) {
                struct chunk *c = plan_at(&b->plan, h->piece);
                snprintf(c->report, sizeof c->report, "%s", h->said.report);
                TRY(ledger_keep(b->ledger, &b->plan));
            }
        if (gone)
            TRY(settle(b, i));
    }
    return OK;
}

static void end_gently(struct backfill *b, int signal)
{
    int64_t now = clock_tick_ns();
    if (signal && !b->signal) {
        b->signal = signal;
        b->kill_at_ns = now + GRACE_NS;
        crew_signal(&b->crew, SIGTERM);
    } else if (signal || (b->signal && now > b->kill_at_ns)) {
        crew_signal(&b->crew, SIGKILL); /* asked twice, or waited long enough */
    }
}

/* How long nothing will happen unless a hand or a signal says so. */
static int64_t idle_ms(struct backfill *b)
{
    int64_t now = tick_ms(), at = start_at(b, now);
    return at > now + TURN_MS ? TURN_MS : later(at - now, 0);
}

static bool is_over(const struct backfill *b)
{
    return crew_busy(&b->crew) == 0 && (is_ending(b) || plan_due(&b->plan) == INT64_MAX);
}

static struct err work(struct backfill *b)
{
    for (;;) {
        int signal = 0;
        TRY(start_all(b));
        if (is_over(b))
            return OK;
        progress_draw(&b->progress, &b->plan, tick_ms());
        TRY(crew_wait(&b->crew, idle_ms(b), &signal));
        end_gently(b, signal);
        TRY(hear_all(b));
    }
}

static void say_aside(struct out *o, const struct chunk *c)
{
    out_z(o, "set aside: ");
    out_time(o, c->window.from);
    out_z(o, " to ");
    out_time(o, c->window.to);
    out_fmt(o, ": %lld tries: %s\n", (long long)c->attempts, c->error);
}

static void summary(struct backfill *b)
{
    struct task *t = b->t;
    const struct published *p = &t->published;
    struct plan_sum sum = plan_sum_of(&b->plan);
    if (t->files)
        report_text(&t->text, &t->report);
    out_fmt(&t->text,
        "%lld chunks in this run: %d days written, %d unchanged, %lld rows new, %lld newer\n",
        (long long)b->done, p->days_written, p->days_unchanged, (long long)p->kept_new,
        (long long)p->kept_newer);
    out_fmt(&t->text, "%-8s %8s %8s\n", "", "chunks", "days");
    for (size_t s = 0; s < CHUNK__N; s++)
        if (sum.chunks[s])
            out_fmt(&t->text, "%-8s %8zu %8lld\n", chunk_words[s], sum.chunks[s],
                (long long)sum.days[s]);
    for (size_t i = 0; i < b->plan.n; i++)
        if (b->plan.chunk[i].state == CHUNK_ASIDE)
            say_aside(&t->text, &b->plan.chunk[i]);
    if (p->near_limit)
        out_z(&t->text, "warning: the store is above 75 % of its limit\n");
}

static struct err outcome(struct backfill *b)
{
    struct plan_sum sum = plan_sum_of(&b->plan);
    if (b->signal) {
        b->t->signal = b->signal;
        return err_of(ERR_BUSY, "ended by signal %d; the same command goes on", b->signal);
    }
    if (b->stop.code != ERR_OK)
        return b->stop;
    if (sum.chunks[CHUNK_ASIDE])
        return err_of(ERR_INPUT, "%zu chunks were set aside; the same command tries them again",
            sum.chunks[CHUNK_ASIDE]);
    return OK;
}

struct err backfill_run(struct task *t)
{
    AUTO(backfill_done) struct backfill b = {.lock = -1};
    TRY(backfill_open(&b, t));
    TRY(work(&b));
    summary(&b);
    return outcome(&b);
}
