#include "cron/plan.h"

#include "lib/day.h"

#include <stdio.h>
#include <string.h>

#define PAUSE_DOUBLINGS 6 /* ten seconds become ten minutes */

const char *const chunk_words[CHUNK__N] = {
    [CHUNK_WAITING] = "waiting",
    [CHUNK_RUNNING] = "running",
    [CHUNK_DONE] = "done",
    [CHUNK_ASIDE] = "aside",
};

int64_t span_days(struct span s)
{
    return day_of(s.to - 1) - day_of(s.from) + 1;
}

struct err plan_new(
    struct arena *a, enum dataset dataset, struct str store, struct span window, struct plan *out)
{
    int64_t days = span_days(window);
    if (window.from >= window.to || days > PLAN_DAYS_MAX)
        return err_of(
            ERR_USAGE, "a backfill has 1 to %d days, not %lld", PLAN_DAYS_MAX, (long long)days);
    *out = (struct plan){.dataset = dataset,
        .store = store,
        .window = window,
        .days = 1,
        .chunk = NEW(a, struct chunk, (size_t)days),
        .n = 1};
    out->chunk[0].window = window;
    return OK;
}

void plan_resume(struct plan *p)
{
    for (size_t i = 0; i < p->n; i++) {
        if (p->chunk[i].state == CHUNK_DONE)
            continue;
        p->chunk[i].state = CHUNK_WAITING;
        p->chunk[i].attempts = 0;
    }
}

/* The chunk ends at `at` then, and what stood behind it is a chunk of its own, as fresh. */
static struct chunk *divide(struct plan *p, struct chunk *c, int64_t at)
{
    size_t i = (size_t)(c - p->chunk);
    memmove(c + 2, c + 1, (p->n - i - 1) * sizeof *c);
    p->n++;
    c[1] = (struct chunk){.window = {at, c->window.to}};
    c->window.to = at;
    return c + 1;
}

/* A chunk that somebody has begun stays as it is: its report is for that window. */
static bool is_fresh(const struct chunk *c)
{
    return c->state == CHUNK_WAITING && c->attempts == 0 && !*c->report;
}

static int64_t fair_share(const struct plan *p, int64_t jobs)
{
    int64_t left = 0;
    for (size_t i = 0; i < p->n; i++)
        left += is_fresh(&p->chunk[i]) ? span_days(p->chunk[i].window) : 0;
    return (left + jobs - 1) / jobs;
}

struct chunk *plan_take(struct plan *p, int64_t now, int64_t jobs)
{
    struct chunk *c = NULL;
    for (size_t i = p->n; i > 0 && !c; i--)
        if (p->chunk[i - 1].state == CHUNK_WAITING && p->chunk[i - 1].due <= now)
            c = &p->chunk[i - 1];
    if (!c)
        return NULL;
    if (is_fresh(c)) {
        int64_t share = fair_share(p, jobs), days = p->days < share ? p->days : share;
        if (span_days(c->window) > days)
            c = divide(p, c, (day_of(c->window.to - 1) + 1 - days) * DAY_MS);
    }
    c->state = CHUNK_RUNNING;
    c->attempts++;
    return c;
}

int64_t plan_due(const struct plan *p)
{
    int64_t due = INT64_MAX;
    for (size_t i = 0; i < p->n; i++)
        if (p->chunk[i].state == CHUNK_WAITING && p->chunk[i].due < due)
            due = p->chunk[i].due;
    return due;
}

struct chunk *plan_at(struct plan *p, int64_t from)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->chunk[i].window.from == from)
            return &p->chunk[i];
    return NULL;
}

/* How many days like these fit into the aim, PLAN_CHUNK_DAYS_MAX at most. */
static int64_t fitting(const struct chunk *c, const struct plan_aim *aim)
{
    const struct {
        int64_t seen, aim;
    } all[] = {{c->rows, aim->rows}, {c->bytes, aim->bytes}, {c->ms, aim->ms}};
    double days = (double)span_days(c->window), fit = PLAN_CHUNK_DAYS_MAX;
    for (EACH(i, all)) {
        double these = all[i].seen > 0 ? days * (double)all[i].aim / (double)all[i].seen : fit;
        fit = these < fit ? these : fit;
    }
    /* Memory has a base that does not shrink with the days, so it says only "too much". */
    if (c->memory > aim->memory && days / 2 < fit)
        fit = days / 2;
    return fit < 1 ? 1 : (int64_t)fit;
}

void plan_done(struct plan *p, struct chunk *c, const struct plan_aim *aim)
{
    int64_t fit = fitting(c, aim), twice = 2 * span_days(c->window);
    int64_t most = p->days > twice ? p->days : twice;
    c->state = CHUNK_DONE;
    *c->report = *c->error = 0;
    p->days = fit < most ? fit : most;
}

int64_t plan_pause_ms(const struct plan_patience *patience, int64_t failures)
{
    int64_t doublings = failures < 1 ? 0 : failures - 1;
    return patience->pause_ms << (doublings < PAUSE_DOUBLINGS ? doublings : PAUSE_DOUBLINGS);
}

void plan_failed(struct chunk *c, struct err e, int64_t now, const struct plan_patience *patience)
{
    snprintf(c->error, sizeof c->error, "%s", e.text);
    if (e.code != ERR_BUSY)
        *c->report = 0; /* what came of it was wrong: another one may be right */
    c->due = now + plan_pause_ms(patience, c->attempts);
    c->state = c->attempts < patience->tries ? CHUNK_WAITING : CHUNK_ASIDE;
}

bool plan_cut(struct plan *p, struct chunk *c)
{
    int64_t days = span_days(c->window), half = days / 2;
    if (half == 0)
        return false;
    (void)divide(p, c, (day_of(c->window.from) + half) * DAY_MS);
    *c = (struct chunk){.window = c->window};
    p->days = p->days < half ? p->days : half;
    return true;
}

struct plan_sum plan_sum_of(const struct plan *p)
{
    struct plan_sum sum = {.rows = 0};
    for (size_t i = 0; i < p->n; i++) {
        const struct chunk *c = &p->chunk[i];
        int64_t days = span_days(c->window);
        sum.chunks[c->state]++;
        sum.days[c->state] += days;
        sum.all_days += days;
        sum.rows += c->state == CHUNK_DONE ? c->rows : 0;
        sum.bytes += c->state == CHUNK_DONE ? c->bytes : 0;
    }
    return sum;
}
