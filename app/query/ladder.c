#include "query/ladder.h"

#include <stdlib.h>

#define TOLD_FROM 5

static bool is_closed(uint8_t fate)
{
    return fate != FATE_OPEN && fate != FATE_CLEARED && fate != FATE_ABSENT;
}

bool policy_is_reliable(const struct policy *p)
{
    return p->closed >= POLICY_FROM;
}

bool policy_is_silent(const struct policy *p)
{
    return p->first_closed >= POLICY_FROM && p->first_answered == 0;
}

static int by_ms(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

static int64_t at_percent(const int64_t *ms, size_t n, uint64_t percent)
{
    return n < TOLD_FROM ? MS_UNKNOWN : ms[metric_rank(percent, n) - 1];
}

/* A step is from one level to the next: where a level was left out there is none. */
static void measure_waits(struct arena *a, struct ladder *x)
{
    int64_t *ms = NEW(a, int64_t, x->episodes.n + 1);
    for (size_t k = 0; k + 1 < LEVELS_MAX; k++) {
        size_t n = 0;
        for (size_t i = 0; i < x->episodes.n; i++) {
            const int64_t *paged = x->episodes.row[i].paged;
            if (paged[k] != TIME_UNKNOWN && paged[k + 1] >= paged[k])
                ms[n++] = paged[k + 1] - paged[k];
        }
        if (n)
            qsort(ms, n, sizeof *ms, by_ms);
        x->wait[k] = (struct wait){n, at_percent(ms, n, 10), at_percent(ms, n, 25),
            at_percent(ms, n, 50), at_percent(ms, n, 75), at_percent(ms, n, 90)};
    }
}

static double fallen_share(const struct policy *p)
{
    return p->closed ? (double)p->fallen / (double)p->closed : 0;
}

static int by_fallen(const void *x, const void *y)
{
    const struct policy *a = x, *b = y;
    bool weak_a = !policy_is_reliable(a), weak_b = !policy_is_reliable(b);
    double share_a = fallen_share(a), share_b = fallen_share(b);
    if (weak_a != weak_b)
        return weak_a - weak_b;
    if (!weak_a && share_a != share_b)
        return share_a > share_b ? -1 : 1;
    if (a->incidents != b->incidents)
        return a->incidents > b->incidents ? -1 : 1;
    return str_cmp(a->name, b->name);
}

static void add_incident(struct policy *p, const struct episode *e)
{
    p->incidents++;
    p->closed += is_closed(e->end);
    p->fallen += is_closed(e->end) && e->end != FATE_ANSWERED;
    p->first_closed += is_closed(e->fate[0]);
    p->first_answered += e->fate[0] == FATE_ANSWERED;
    if (e->level > p->level) {
        p->level = e->level;
        p->last = 0;
    }
    p->last += e->level == p->level;
}

static void sum_policies(struct arena *a, struct ladder *x)
{
    size_t n = 0;
    x->policy = NEW(a, struct policy, x->episodes.policies);
    for (size_t i = 0; i < x->episodes.policies; i++)
        x->policy[i].name = x->episodes.policy[i];
    for (size_t i = 0; i < x->episodes.n; i++)
        add_incident(&x->policy[x->episodes.row[i].policy], &x->episodes.row[i]);
    for (size_t i = 0; i < x->episodes.policies; i++)
        if (x->policy[i].incidents)
            x->policy[n++] = x->policy[i];
    x->policies = n;
    if (n)
        qsort(x->policy, n, sizeof *x->policy, by_fallen);
    for (size_t i = 0; i < n; i++)
        x->silent += policy_is_silent(&x->policy[i]);
}

/* clang-format off */
static const struct grid_column tile_columns[] = {
    { "incidents",  "Incidents",         "none",             "with a page in these days",   GRID_COUNT, false },
    { "escalated",  "Reached level 2",   "no incidents",     "or a higher one",             GRID_SHARE, false },
    { "last",       "Reached the last",  "no policy climbs", "the highest level its policy paged here, above 1", GRID_SHARE, false },
    { "unanswered", "Nobody answered",   "none closed yet",  "of those closed for answer",  GRID_SHARE, false },
    { "by_hand",    "Escalated by hand", "none",             "incidents, at any level",     GRID_COUNT, false },
    { "levelless",  NULL,                "",                 NULL,                          GRID_COUNT, false },
    { "alone",      NULL,                "",                 NULL,                          GRID_COUNT, false },
};
static const struct grid_column level_columns[] = {
    { "level",       "Level",             "",  NULL, GRID_TEXT,  false },
    { "reached",     "Reached",           "",  NULL, GRID_COUNT, false },
    { "of_first",    "Of the first",      "",  NULL, GRID_SHARE, true },
    { "of_previous", "Of the one before", "",  NULL, GRID_SHARE, false },
    { "accepted",    "Answered",          "",  NULL, GRID_COUNT, false },
    { "handed_up",   "Handed up",         "",  NULL, GRID_COUNT, false },
    { "declined",    "Declined",          "",  NULL, GRID_COUNT, false },
    { "nobody",      "Nobody",            "",  NULL, GRID_COUNT, false },
    { "undelivered", "Not delivered",     "",  NULL, GRID_COUNT, false },
    { "cleared",     "Cleared",           "",  NULL, GRID_COUNT, false },
    { "open",        "Open",              "",  NULL, GRID_COUNT, false },
    { "not_paged",   "Not paged here",    "",  NULL, GRID_COUNT, false },
    { "lost",        NULL,                "",  NULL, GRID_COUNT, false },
};
static const struct grid_column wait_columns[] = {
    { "step",    "Step",        "",        NULL, GRID_TEXT,  false },
    { "steps",   "Taken",       "",        NULL, GRID_COUNT, false },
    { "p10_ms",  "10 % within", "too few", NULL, GRID_MS,    false },
    { "p25_ms",  "A quarter",   "too few", NULL, GRID_MS,    false },
    { "p50_ms",  "Half",        "too few", NULL, GRID_MS,    false },
    { "p75_ms",  "3 quarters",  "too few", NULL, GRID_MS,    false },
    { "p90_ms",  "90 % within", "too few", NULL, GRID_MS,    false },
};
static const struct grid_column policy_columns[] = {
    { "policy",         "Policy",         "none named",      NULL, GRID_TEXT,  false },
    { "incidents",      "Incidents",      "",                NULL, GRID_COUNT, false },
    { "closed",         "Closed",         "",                NULL, GRID_COUNT, false },
    { "fallen",         "Fell through",   "",                NULL, GRID_COUNT, false },
    { "fallen_share",   "Of those closed", "too few",        NULL, GRID_SHARE, true },
    { "first_closed",   "At level 1",     "",                NULL, GRID_COUNT, false },
    { "first_answered", "Answered there", "too few",         NULL, GRID_SHARE, false },
    { "level",          "Highest level",  "not known",       NULL, GRID_COUNT, false },
    { "last",           "Reached it",     "",                NULL, GRID_COUNT, false },
};
/* clang-format on */

/* Of the incidents of policies that climb at all, those that came to the end. */
static void put_last(struct grid *g, const struct ladder *x)
{
    uint64_t all = 0, last = 0;
    for (size_t i = 0; i < x->policies; i++) {
        const struct policy *p = &x->policy[i];
        all += p->name.n && p->level > 1 ? p->incidents : 0;
        last += p->name.n && p->level > 1 ? p->last : 0;
    }
    grid_share(g, last, all);
}

static struct grid tiles(struct arena *a, const struct ladder *x)
{
    struct grid g = GRID_OF(a, "tiles", tile_columns, NULL);
    const struct funnel *f = &x->funnel;
    uint64_t closed = 0, by_hand = 0;
    for (enum fate end = 0; end < FATE__N; end++)
        closed += is_closed((uint8_t)end) ? f->end[end] : 0;
    for (size_t i = 0; i < x->episodes.n; i++) {
        bool up = false;
        for (EACH(k, x->episodes.row[i].fate))
            up |= x->episodes.row[i].fate[k] == FATE_HANDED_UP;
        by_hand += up;
    }
    grid_count(&g, f->incidents);
    grid_share(&g, f->rungs > 1 ? f->rung[1].reached : 0, f->incidents);
    put_last(&g, x);
    grid_share(&g, closed - f->end[FATE_ANSWERED], closed);
    grid_count(&g, by_hand);
    grid_count(&g, f->levelless);
    grid_count(&g, f->alone);
    return g;
}

static struct grid levels(struct arena *a, const struct ladder *x)
{
    static const enum fate fates[] = {FATE_ANSWERED, FATE_HANDED_UP, FATE_DECLINED, FATE_NOBODY,
        FATE_UNDELIVERED, FATE_CLEARED, FATE_OPEN, FATE_ABSENT};
    struct grid g = GRID_OF(a, "levels", level_columns, NULL);
    for (size_t i = 0; i < x->funnel.rungs; i++) {
        const struct rung *r = &x->funnel.rung[i];
        struct str level = arena_fmt(a, "%zu", i + 1);
        grid_link(&g, level, brief_link(a, &x->brief, STR("incidents"), P_LVL, level));
        grid_count(&g, r->reached);
        grid_share(&g, r->reached, x->funnel.rung[0].reached);
        grid_share(&g, r->reached, x->funnel.rung[i ? i - 1 : 0].reached);
        for (EACH(k, fates))
            grid_count(&g, r->fate[fates[k]]);
        grid_count(&g, rung_lost(r));
    }
    return g;
}

static struct grid waits(struct arena *a, const struct ladder *x)
{
    struct grid g = GRID_OF(a, "waits", wait_columns, NULL);
    for (size_t i = 0; i + 1 < x->funnel.rungs; i++) {
        const struct wait *w = &x->wait[i];
        grid_text(&g, arena_fmt(a, "%zu to %zu", i + 1, i + 2));
        grid_count(&g, w->n);
        const int64_t ms[] = {w->p10_ms, w->p25_ms, w->p50_ms, w->p75_ms, w->p90_ms};
        for (EACH(k, ms))
            grid_ms(&g, ms[k]);
    }
    return g;
}

static void put_policy(struct grid *g, const struct policy *p)
{
    grid_text(g, p->name);
    grid_count(g, p->incidents);
    grid_count(g, p->closed);
    grid_count(g, p->fallen);
    grid_share(g, p->fallen, policy_is_reliable(p) ? p->closed : 0);
    grid_count(g, p->first_closed);
    grid_share(g, p->first_answered, p->first_closed >= POLICY_FROM ? p->first_closed : 0);
    if (p->level)
        grid_count(g, p->level);
    else
        grid_none(g);
    grid_count(g, p->last);
    if (!policy_is_reliable(p))
        grid_weak(g);
}

static struct grid policies(struct arena *a, const struct ladder *x)
{
    struct grid g = GRID_OF(a, "policies", policy_columns, NULL);
    for (size_t i = 0; i < x->policies; i++)
        put_policy(&g, &x->policy[i]);
    return g;
}

static struct grid silent(struct arena *a, const struct ladder *x)
{
    struct grid g = GRID_OF(a, "silent", policy_columns, NULL);
    for (size_t i = 0; i < x->policies; i++)
        if (policy_is_silent(&x->policy[i]))
            put_policy(&g, &x->policy[i]);
    return g;
}

struct err ladder_of(
    struct snapshot *s, struct arena *a, const struct brief_ask *ask, struct ladder *out)
{
    struct where w;
    int64_t ms = 0;
    TRY(brief_of(s, a, ask, DATASET_PAGEOUTS, &out->brief, &w));
    TRY(episodes_cost(s, &w, &ms));
    if (brief_refuses(&out->brief, ms))
        return OK;
    TRY(err_at(episodes_open(s, &w, false, &out->episodes), "incidents"));
    funnel_add(&out->episodes, &out->funnel);
    measure_waits(a, out);
    sum_policies(a, out);
    struct grid (*const makers[])(struct arena *, const struct ladder *) = {
        levels, waits, policies, silent, tiles};
    for (EACH(i, makers))
        brief_add(&out->brief, makers[i](a, out));
    return OK;
}

void ladder_done(struct ladder *x)
{
    episodes_done(&x->episodes);
}
