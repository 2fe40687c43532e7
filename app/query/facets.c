/* The facets half of explore.h: a pass over the rows under all filters tells the values of those
 * that are not set, and each that is set takes one pass without it. */
#include <stdlib.h>

#include "query/cost.h"
#include "query/explore.h"
#include "query/items.h"
#include "query/where.h"

/* clang-format off */
const char *const facet_words[FACET__N] = {
    [FACET_CHANNEL] = "ch",
    [FACET_URGENCY] = "urg",
    [FACET_GATEWAY] = "gw",
    [FACET_CARRIER] = "carrier",
    [FACET_COUNTRY] = "cc",
    [FACET_PURPOSE] = "why",
    [FACET_OUTCOME] = "out",
    [FACET_LEVEL]   = "lvl",
    [FACET_HOURS]   = "hours",
    [FACET_SOURCE]  = "src",
};

static const struct {
    enum by by;
    enum metric metric; /* counts what pages have a word for, else attempts */
} of[FACET__N] = {
    [FACET_CHANNEL] = { BY_CHANNEL, METRIC_ATTEMPTS },
    [FACET_URGENCY] = { BY_URGENCY, METRIC_PAGES },
    [FACET_GATEWAY] = { BY_GATEWAY, METRIC_ATTEMPTS },
    [FACET_CARRIER] = { BY_CARRIER, METRIC_ATTEMPTS },
    [FACET_COUNTRY] = { BY_COUNTRY, METRIC_ATTEMPTS },
    [FACET_PURPOSE] = { BY_PURPOSE, METRIC_PAGES },
    [FACET_OUTCOME] = { BY_OUTCOME, METRIC_PAGES },
    [FACET_LEVEL]   = { BY_LEVEL,   METRIC_PAGES },
    [FACET_HOURS]   = { BY_HOURS,   METRIC_PAGES },
    [FACET_SOURCE]  = { BY_SOURCE,  METRIC_PAGES },
};
/* clang-format on */

/* Takes that filter away; false when it was not set. */
static bool lift(struct filter *f, enum facet facet)
{
    uint32_t *const masks[FACET__N] = {
        [FACET_CHANNEL] = &f->channels,
        [FACET_URGENCY] = &f->urgencies,
        [FACET_PURPOSE] = &f->purposes,
        [FACET_OUTCOME] = &f->outcomes,
        [FACET_LEVEL] = &f->levels,
        [FACET_HOURS] = &f->hours,
    };
    size_t *const lists[FACET__N] = {
        [FACET_GATEWAY] = &f->gateways,
        [FACET_CARRIER] = &f->carriers,
        [FACET_COUNTRY] = &f->countries,
        [FACET_SOURCE] = &f->sources,
    };
    bool was = masks[facet] ? *masks[facet] != 0 : *lists[facet] != 0;
    if (masks[facet])
        *masks[facet] = 0;
    else
        *lists[facet] = 0;
    return was;
}

/* One pass: the splits of several facets over the same rows. */
struct pass {
    struct snapshot *snapshot;
    struct arena *a;
    struct arena scratch;
    struct where where;
    int64_t through;
    enum metric metric;
    bool wanted[FACET__N];
    struct split split[FACET__N];
    uint64_t *n[FACET__N]; /* by group */
    size_t cap[FACET__N];
};

static struct pass pass_of(
    struct snapshot *s, struct arena *a, const struct where *w, enum metric metric)
{
    struct pass p = {.snapshot = s,
        .a = a,
        .where = *w,
        .metric = metric,
        .through = snapshot_manifest(s)->family[FAMILY_PAGEOUTS].through};
    for (size_t k = 0; k < FACET__N; k++)
        p.split[k] = split_of(a, of[k].by, NULL, false);
    return p;
}

static size_t wanted_of(const struct pass *p)
{
    size_t n = 0;
    for (size_t k = 0; k < FACET__N; k++)
        n += p->wanted[k];
    return n;
}

static struct gather gather_of(const struct pass *p)
{
    return (struct gather){
        .snapshot = p->snapshot, .where = &p->where, .matter = matter_of(p->metric)};
}

static uint32_t columns_of(const struct pass *p)
{
    const struct gather g = gather_of(p);
    uint32_t columns = gather_columns(&g);
    for (size_t k = 0; k < FACET__N; k++)
        if (p->wanted[k])
            columns |= split_columns(&p->split[k]);
    return columns;
}

static void count(struct pass *p, const struct items *it, size_t k)
{
    uint32_t *group = NEW(&p->scratch, uint32_t, it->n + 1);
    const struct lot lot = {it->sheet, it->row, it->n, it->outcome};
    split_rows(&p->split[k], &p->scratch, &lot, group);
    while (p->cap[k] < p->split[k].n)
        p->n[k] = arena_room(p->a, p->n[k], sizeof *p->n[k], p->cap[k], &p->cap[k]);
    for (size_t i = 0; i < it->n; i++)
        if (group[i] != NO_GROUP && (!it->outcome || it->outcome[i] != NOT_A_PAGE))
            p->n[k][group[i]]++;
}

static struct err take(void *self, const struct picked *picked)
{
    struct pass *p = self;
    struct items it;
    arena_wipe(&p->scratch);
    const struct items_ask ask = {
        .snapshot = p->snapshot, .where = &p->where, .scratch = &p->scratch, .through = p->through};
    TRY(items_of(&ask, picked, &it));
    for (size_t k = 0; k < FACET__N; k++)
        if (p->wanted[k])
            count(p, &it, k);
    return OK;
}

static int most_first(const void *x, const void *y)
{
    const struct facet_value *a = x, *b = y;
    if (a->n != b->n)
        return a->n < b->n ? 1 : -1;
    return str_cmp(a->id, b->id);
}

static void tell(const struct pass *p, size_t k, struct facets *out)
{
    const struct split *s = &p->split[k];
    struct facet_value *all = NEW(p->a, struct facet_value, s->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        if (p->n[k][i])
            all[n++] = (struct facet_value){split_word(s, p->a, (uint32_t)i), p->n[k][i]};
    qsort(all, n, sizeof *all, most_first);
    out->facet[k].of = n;
    out->facet[k].values = n < FACET_TOP ? n : FACET_TOP;
    for (size_t i = 0; i < out->facet[k].values; i++)
        out->facet[k].value[i] = all[i];
}

static struct err run(struct pass *p, struct facets *out)
{
    const struct sheet_taker taker = {take, p};
    p->scratch = arena_of(p->a->cap);
    struct err e =
        snapshot_sheets(p->snapshot, metrics[p->metric].dataset, &p->where, columns_of(p), &taker);
    arena_done(&p->scratch);
    TRY(e);
    for (size_t k = 0; k < FACET__N; k++)
        if (p->wanted[k])
            tell(p, k, out);
    return OK;
}

#define PASSES (2 + FACET__N)

static struct err plan(struct snapshot *s, struct arena *a, const struct filter *f,
    const struct window *w, struct pass pass[PASSES])
{
    struct where all;
    TRY(where_of(s, a, f, w->from, w->to, &all));
    pass[0] = pass_of(s, a, &all, METRIC_PAGES);
    pass[1] = pass_of(s, a, &all, METRIC_ATTEMPTS);
    for (enum facet k = 0; k < FACET__N; k++) {
        struct filter without = *f;
        struct where where = all;
        struct pass *p = &pass[of[k].metric == METRIC_PAGES ? 0 : 1];
        if (lift(&without, k)) {
            TRY(where_of(s, a, &without, w->from, w->to, &where));
            p = &pass[2 + k];
        }
        if (p == &pass[2 + k])
            *p = pass_of(s, a, &where, of[k].metric);
        p->wanted[k] = true;
    }
    return OK;
}

static void refuse(const struct pass *p, struct facets *out)
{
    for (size_t k = 0; k < FACET__N; k++)
        if (p->wanted[k])
            out->facet[k].refused = true;
}

/* Runs what is likely to be within the rest of the budget; 0 = there is none. */
static struct err try(struct pass *p, int64_t budget_ms, int64_t *spent_ms, struct facets *out)
{
    const struct gather g = gather_of(p);
    int64_t ms;
    TRY(err_at(cost_of(&g, wanted_of(p), &ms), "cost"));
    out->refusal.estimate_ms += ms;
    if (budget_ms && *spent_ms + ms > budget_ms) {
        refuse(p, out);
        return OK;
    }
    *spent_ms += ms;
    out->refusal.refused = false;
    return err_at(run(p, out), "values");
}

/* Pages first, which are few: attempts are told of where there is time left. */
struct err explore_facets(struct snapshot *s, struct arena *a, const struct filter *f,
    int64_t budget_ms, struct zone_set *zones, struct facets *out)
{
    static const enum metric order[] = {METRIC_PAGES, METRIC_ATTEMPTS};
    struct pass pass[PASSES] = {0};
    int64_t spent = 0;
    *out = (struct facets){.refusal.refused = true};
    window_of(snapshot_manifest(s), f, zones, &out->window);
    TRY(err_at(plan(s, a, f, &out->window, pass), "filter"));
    for (EACH(m, order))
        for (EACH(i, pass))
            if (pass[i].metric == order[m] && wanted_of(&pass[i]))
                TRY(try(&pass[i], budget_ms, &spent, out));
    return OK;
}
