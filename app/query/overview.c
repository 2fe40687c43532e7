#include "query/overview.h"

#include <string.h>

#include "lib/hash.h"
#include "query/annotation.h"
#include "query/bins.h"
#include "query/children.h"
#include "query/chips.h"
#include "query/funnel.h"
#include "query/reckon.h"
#include "query/steps.h"
#include "query/told.h"
#include "query/where.h"
#include "store/reader.h"

static void take_day(void *self, int32_t day, tally_slots slots)
{
    bins_add_day(self, day, slots);
}

/* What runs out of time is told of by nobody; the rest of the answer stands. */
static struct err or_refused(struct err e, bool *refused)
{
    *refused = e.code == ERR_BUSY;
    if (!*refused)
        return e;
    err_drop(e, "told as a panel that needs a narrower range");
    return OK;
}

/* Where no totals are kept, one pass over the rows gives the pages and the rows below. */
static struct err add_pages(
    struct snapshot *s, const struct where *w, struct below *b, struct overview *o)
{
    const struct day_taker days = {take_day, o};
    if (told_where(w))
        TRY(snapshot_pages(s, w, &days, o->pages));
    else {
        b->gather.tally = o->pages;
        b->gather.days = &days;
        TRY(gather_run(&b->gather));
        b->gather.days = NULL;
    }
    if (o->window.own)
        memcpy(o->heat, o->pages->own_hour, sizeof o->heat);
    return OK;
}

/* The rows below, where the pages were not counted by them. */
static struct err add_rows(const struct where *w, struct below *b, struct overview *o)
{
    return told_where(w) ? or_refused(below_count(b), &o->below_refused) : OK;
}

static struct err add_attempts(
    struct snapshot *s, struct arena *a, const struct where *w, struct overview *o)
{
    o->by_rows = !told_where(w);
    TRY(or_refused(
        o->by_rows ? reckon_attempts(s, a, w, &o->attempts) : snapshot_attempts(s, w, &o->attempts),
        &o->attempts_refused));
    if (o->attempts_refused)
        o->attempts = (struct attempts){0};
    return OK;
}

static struct err path_of(struct snapshot *s, struct arena *a, int32_t number, struct overview *o)
{
    struct node up[NODE_DEPTH_MAX];
    size_t n = 0;
    while (number && n < NODE_DEPTH_MAX) {
        struct err e = snapshot_node(s, a, number, &up[n]);
        if (e.code == ERR_MISSING)
            break;
        TRY(e);
        number = up[n++].parent;
    }
    for (o->path_n = 0; o->path_n < n; o->path_n++)
        o->path[o->path_n] = up[n - 1 - o->path_n];
    return OK;
}

/* Whoever was paged is known, though the directory may have nothing about them. */
static void know_paged(struct overview *o)
{
    uint32_t unused;
    for (size_t i = 0; i < o->chips; i++)
        if (o->chip[i].kind == CHILD_PERSON &&
            set_get(&o->pages->people, hash64(o->chip[i].id), &unused))
            o->chip[i].known = true;
}

static struct err has_pages(struct snapshot *s, struct arena *a, const struct where *w, bool *has)
{
    struct tally *t = tally_new(a);
    TRY(gather_pages(s, a, w, NULL, t));
    *has = tally_pages(t) > 0;
    return OK;
}

/* Filters exclude each other when each kind alone has pages in this range and all together have
 * none. */
static struct err contradict(
    struct snapshot *s, struct arena *a, const struct where *w, struct overview *o)
{
    int kinds = (w->nodes > 0) + (w->teams > 0) + (w->persons > 0);
    if (kinds < 2 || tally_pages(o->pages) || w->to <= w->from)
        return OK;
    for (size_t i = 0; i < o->chips; i++)
        if (!o->chip[i].known)
            return OK;
    for (int kind = 0; kind < 3; kind++) {
        bool has = false;
        struct where one = *w;
        where_lift(&one);
        one.nodes = kind == 0 ? w->nodes : 0;
        one.teams = kind == 1 ? w->teams : 0;
        one.persons = kind == 2 ? w->persons : 0;
        if (one.nodes + one.teams + one.persons == 0)
            continue;
        TRY(has_pages(s, a, &one, &has));
        if (!has)
            return OK;
    }
    o->contradiction = true;
    return OK;
}

/* Milliseconds that the funnel may be likely to take: it is counted from rows, on a page that is
 * else answered by totals. */
#define FUNNEL_BUDGET_MS 20

static struct err add_funnel(struct snapshot *s, const struct where *w, struct overview *o)
{
    TRY(or_refused(funnel_of(s, w, FUNNEL_BUDGET_MS, o->funnel), &o->funnel->refusal.refused));
    return OK;
}

/* One period of an answer, but for who is below. */
struct period {
    struct where where;
    struct below below;
};

static struct err period_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct period *p, struct overview *o)
{
    const struct manifest *m = snapshot_manifest(s);
    for (EACH(d, o->through))
        o->through[d] = m->family[d].through;
    o->pages = tally_new(a);
    bins_of(a, m, o);
    TRY(err_at(where_of(s, a, f, o->window.from, o->window.to, &p->where), "filter"));
    TRY(err_at(below_of(s, a, &p->where, &p->below), "below"));
    return err_at(add_pages(s, &p->where, &p->below, o), "pages");
}

static struct err add_below(
    struct snapshot *s, struct arena *a, struct period *p, struct overview *o)
{
    TRY(err_at(add_attempts(s, a, &p->where, o), "attempts"));
    TRY(err_at(add_rows(&p->where, &p->below, o), "below"));
    if (o->below_refused)
        return OK;
    TRY(or_refused(children_of(s, a, &p->where, &p->below, o), &o->below_refused));
    if (o->below_refused)
        o->children = o->children_of = 0;
    return OK;
}

static struct err before_of(
    struct snapshot *s, struct arena *a, const struct filter *f, struct overview *o)
{
    struct period p;
    struct overview *b = NEW(a, struct overview, 1);
    b->window = window_before(&o->window, f->cmp);
    TRY(period_of(s, a, f, &p, b));
    TRY(add_attempts(s, a, &p.where, b));
    TRY(add_rows(&p.where, &p.below, b));
    if (b->attempts_refused || b->below_refused)
        return err_of(ERR_BUSY, "no time to compare");
    TRY(children_before(s, a, &p.where, &p.below, o, b));
    o->before = b;
    return OK;
}

struct err overview_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct overview *out)
{
    struct period now;
    *out = (struct overview){.funnel = NEW(a, struct funnel, 1)};
    TRY(child_order_of(s, a, f, &out->order));
    window_of(snapshot_manifest(s), f, zones, &out->window);
    out->annotations = annotations_of(a, snapshot_manifest(s), &out->window, &out->annotation);
    if (f->orgs == 1)
        TRY(err_at(path_of(s, a, f->org[0], out), "path"));
    TRY(err_at(chips_of(s, a, f, out->chip, &out->chips), "chips"));
    TRY(or_refused(period_of(s, a, f, &now, out), &out->refused));
    if (out->refused)
        return OK;
    know_paged(out);
    TRY(err_at(contradict(s, a, &now.where, out), "contradiction"));
    TRY(add_below(s, a, &now, out));
    out->children_next = children_after(s, a, f, out);
    TRY(err_at(add_funnel(s, &now.where, out), "funnel"));
    if (f->cmp == CMP_NONE)
        return OK;
    return err_at(or_refused(before_of(s, a, f, out), &out->before_refused), "compared");
}

bool overview_is_cut(const struct overview *o)
{
    return o->refused || o->funnel->refusal.refused || o->attempts_refused || o->below_refused ||
           o->before_refused;
}
