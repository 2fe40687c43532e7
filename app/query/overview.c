#include "query/overview.h"

#include <string.h>

#include "lib/hash.h"
#include "query/bins.h"
#include "query/children.h"
#include "query/chips.h"
#include "query/reckon.h"
#include "query/told.h"
#include "query/where.h"
#include "store/reader.h"

static void take_day(void *self, int32_t day, tally_slots slots)
{
    bins_add_day(self, day, slots);
}

/* Where no totals are kept, one pass over the rows gives the pages and the rows below. */
static struct err add_pages(
    struct snapshot *s, const struct where *w, struct below *b, struct overview *o)
{
    const struct day_taker days = {take_day, o};
    bool told = told_where(w);
    if (told)
        TRY(snapshot_pages(s, w, &days, o->pages));
    b->gather.tally = told ? NULL : o->pages;
    b->gather.days = &days;
    if (!told || b->by_rows)
        TRY(gather_run(&b->gather));
    b->gather.days = NULL;
    if (o->window.own)
        memcpy(o->heat, o->pages->own_hour, sizeof o->heat);
    return OK;
}

static struct err add_attempts(
    struct snapshot *s, struct arena *a, const struct where *w, struct overview *o)
{
    o->by_rows = !told_where(w);
    return o->by_rows ? reckon_attempts(s, a, w, &o->attempts)
                      : snapshot_attempts(s, w, &o->attempts);
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

static struct err add_chips(
    struct snapshot *s, struct arena *a, const struct filter *f, struct overview *o)
{
    uint32_t unused;
    TRY(chips_of(s, a, f, o->chip, &o->chips));
    /* Whoever was paged is known, though the directory may have nothing about them. */
    for (size_t i = 0; i < o->chips; i++)
        if (o->chip[i].kind == CHILD_PERSON &&
            set_get(&o->pages->people, hash64(o->chip[i].id), &unused))
            o->chip[i].known = true;
    return OK;
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

struct err overview_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct overview *out)
{
    const struct manifest *m = snapshot_manifest(s);
    struct where w;
    struct below below;
    *out = (struct overview){.pages = tally_new(a)};
    window_of(m, f, zones, &out->window);
    for (EACH(d, out->through))
        out->through[d] = m->family[d].through;
    bins_of(a, m, out);
    TRY(err_at(where_of(s, a, f, out->window.from, out->window.to, &w), "filter"));
    TRY(err_at(below_of(s, a, &w, &below), "below"));
    TRY(err_at(add_pages(s, &w, &below, out), "pages"));
    TRY(err_at(add_attempts(s, a, &w, out), "attempts"));
    if (f->orgs == 1)
        TRY(err_at(path_of(s, a, f->org[0], out), "path"));
    TRY(err_at(add_chips(s, a, f, out), "chips"));
    TRY(err_at(contradict(s, a, &w, out), "contradiction"));
    return err_at(children_of(s, a, &w, &below, out), "below");
}
