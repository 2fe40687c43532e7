#include "query/explore.h"

#include "query/bins.h"
#include "query/children.h"
#include "query/cost.h"
#include "query/gather.h"
#include "query/rank.h"
#include "query/steps.h"
#include "query/told.h"
#include "query/where.h"
#include "store/today.h"

const char *const sort_words[SORT__N] = {
    [SORT_VALUE] = "value", [SORT_N] = "n", [SORT_NAME] = "name"};

/* The word in a list of which the first is not written; -1 = not in it. */
static int word_in(const char *const words[], int n, struct str word)
{
    return word.n ? word_of(words, n, word) : 0;
}

bool asking_of(const struct filter *f, struct asking *out)
{
    struct str sort = f->sort;
    bool descending = str_starts(sort, STR("-"));
    int by = word_in(by_words, BY__N, f->by);
    int bin = word_in(bin_size_words, BIN__N, f->bin);
    int of = word_in(sort_words, SORT__N, descending ? str_from(sort, 1) : sort);
    enum metric m = f->metric.n ? metric_find(f->metric) : METRIC_PAGES;
    if (by < 0 || bin < 0 || of < 0 || m == METRIC__N)
        return false;
    *out = (struct asking){.metric = m,
        .by = (enum by)by,
        .bin = (enum bin_size)bin,
        .sort = (enum sort)of,
        .ascending = sort.n && !descending,
        .rows = (size_t)f->n};
    return by == BY_NONE || (metrics[m].by & BY_BIT(by));
}

/* One period of a question. */
struct period {
    struct where where;
    struct set nodes; /* BY_ORG */
    struct split rows, bins;
    struct gather gather;
};

static struct err wanted_nodes(
    struct snapshot *s, struct arena *a, const struct where *w, struct set *out)
{
    struct node *node;
    size_t n;
    *out = set_of(a);
    TRY(nodes_below(s, a, w, &node, &n));
    for (size_t i = 0; i < n; i++)
        set_put(out, node[i].number, 0);
    if (n == 0 && w->nodes == 1) /* nothing is below it */
        set_put(out, w->node[0], 0);
    return OK;
}

static struct err period_of(struct snapshot *s, struct arena *a, const struct filter *f,
    const struct explore *x, const struct window *w, struct period *p)
{
    const struct asking *q = &x->asking;
    const struct manifest *m = snapshot_manifest(s);
    *p = (struct period){0};
    TRY(where_of(s, a, f, w->from, w->to, &p->where));
    p->gather = (struct gather){.snapshot = s,
        .where = &p->where,
        .a = a,
        .matter = matter_of(q->metric),
        .through = m->family[FAMILY_PAGEOUTS].through};
    if (q->by != BY_NONE) {
        p->rows = split_of(a, q->by, w->zone, w->own);
        p->gather.split[AXIS_ROWS] = &p->rows;
    }
    if (q->by == BY_ORG) {
        TRY(wanted_nodes(s, a, &p->where, &p->nodes));
        p->rows.nodes = &p->nodes;
        if (p->where.now)
            TRY(snapshot_today(s, &p->rows.today));
    }
    return OK;
}

static struct value held_value(enum held held, struct value v)
{
    if (held != HELD_NONE)
        return v;
    return (struct value){0};
}

static const struct family_state *family_of(const struct snapshot *s, enum metric m)
{
    return &snapshot_manifest(s)->family[metrics[m].dataset];
}

static void lay_bins(
    const struct snapshot *s, struct arena *a, struct period *p, struct explore *out)
{
    const struct family_state *family = family_of(s, out->asking.metric);
    int64_t *edge;
    out->bin_size = bin_size_of(&out->window, out->asking.bin);
    out->bins = steps_of(a, &out->window, out->bin_size, &edge);
    out->bin = NEW(a, struct explore_bin, out->bins + 1);
    for (size_t i = 0; i < out->bins; i++) {
        struct explore_bin *b = &out->bin[i];
        b->from = edge[i];
        b->to = i + 1 < out->bins ? edge[i + 1] : out->window.to;
        b->held = held_of(family, b->from, b->to);
    }
    p->bins = split_of_steps(a, edge, out->bins);
    p->gather.split[AXIS_BINS] = &p->bins;
}

static struct value total_of(const struct period *p, enum metric m, enum held held)
{
    return held_value(held, facts_value(p->gather.facts[AXIS_TOTAL], m));
}

/* Totals tell the whole of a period, and attempts by channel; rows tell all else. */
static bool is_told(const struct period *p, enum metric m)
{
    const struct split *rows = p->gather.split[AXIS_ROWS];
    bool channels = rows && rows->by == BY_CHANNEL && matter_of(m) == MATTER_ATTEMPTS;
    return (!rows || channels) && !p->gather.split[AXIS_BINS] && told_metric(&p->where, m);
}

static struct err run(struct snapshot *s, struct arena *a, struct period *p, enum metric m)
{
    struct gather *g = &p->gather;
    if (!is_told(p, m))
        return gather_run(g);
    g->facts[AXIS_TOTAL] = NEW(a, struct facts, 1);
    if (g->split[AXIS_ROWS])
        return told_channels(s, a, &p->where, &p->rows, &g->facts[AXIS_ROWS], g->facts[AXIS_TOTAL]);
    return told_facts(s, a, &p->where, m, g->facts[AXIS_TOTAL]);
}

static struct err answer(struct snapshot *s, struct arena *a, struct period *now,
    struct period *before, struct explore *out)
{
    enum metric m = out->asking.metric;
    TRY(run(s, a, now, m));
    out->total = total_of(now, m, out->held);
    out->no_duties = now->gather.no_duties;
    for (size_t i = 0; i < out->bins; i++)
        out->bin[i].value =
            held_value(out->bin[i].held, facts_value(&now->gather.facts[AXIS_BINS][i], m));
    if (out->compared) {
        TRY(run(s, a, before, m));
        out->then = total_of(before, m, out->against_held);
    }
    if (out->asking.by == BY_NONE)
        return OK;
    return rank_rows(s, a, &now->gather, out->compared ? &before->gather : NULL, out);
}

static struct err judge(const struct period *now, const struct period *before, struct explore *out)
{
    size_t axes = (out->asking.by != BY_NONE ? 1u : 0u) + (out->asking.bin != BIN_NONE ? 1u : 0u);
    int64_t ms = 0, more = 0;
    if (!is_told(now, out->asking.metric))
        TRY(cost_of(&now->gather, axes, &ms));
    if (out->compared && !is_told(before, out->asking.metric))
        TRY(cost_of(&before->gather, axes, &more));
    out->refusal.estimate_ms = ms + more;
    out->refusal.refused =
        out->asking.budget_ms && out->refusal.estimate_ms > out->asking.budget_ms;
    return OK;
}

struct err explore_of(struct snapshot *s, struct arena *a, const struct filter *f,
    const struct asking *asking, struct zone_set *zones, struct explore *out)
{
    struct period now, before;
    const struct family_state *family = family_of(s, asking->metric);
    *out = (struct explore){.asking = *asking, .compared = f->cmp != CMP_NONE};
    window_of(snapshot_manifest(s), f, zones, &out->window);
    out->held = held_of(family, out->window.from, out->window.to);
    TRY(err_at(period_of(s, a, f, out, &out->window, &now), "filter"));
    if (asking->bin != BIN_NONE)
        lay_bins(s, a, &now, out);
    if (out->compared) {
        out->against = window_before(&out->window, f->cmp);
        out->against_held = held_of(family, out->against.from, out->against.to);
        TRY(err_at(period_of(s, a, f, out, &out->against, &before), "compared"));
    }
    TRY(err_at(judge(&now, &before, out), "cost"));
    if (out->refusal.refused)
        return OK;
    return err_at(answer(s, a, &now, &before, out), "answer");
}
