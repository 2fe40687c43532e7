#include "query/overview.h"

#include <string.h>

#include "lib/hash.h"
#include "query/bins.h"
#include "query/children.h"
#include "query/chips.h"
#include "query/metric.h"
#include "query/where.h"
#include "store/reader.h"

static void take_day(void *self, int32_t day, tally_slots slots)
{
    bins_add_day(self, day, slots);
}

/* Where no totals are kept, one pass over the records gives the pages and the rows below. */
struct pass {
    struct overview *o;
    struct groups *groups; /* NULL: no rows */
    int64_t through;
    int32_t day;
    tally_slots slots; /* of that day */
};

static void next_day(struct pass *p, int32_t day)
{
    bins_add_day(p->o, p->day, p->slots);
    memset(p->slots, 0, sizeof p->slots);
    p->day = day;
}

static void take(void *self, const struct record *r)
{
    struct pass *p = self;
    int32_t day = day_of(r->when[WHEN_CREATED]);
    if (day != p->day)
        next_day(p, day);
    if (p->groups)
        groups_take(p->groups, r);
    if (r->flags & FLAG_REPEATED)
        p->o->pages->repeated_rows++;
    else
        tally_add(p->o->pages, p->slots, r, p->through);
}

static struct err add_records(
    struct snapshot *s, const struct where *w, struct below *b, struct overview *o)
{
    struct pass p = {.o = o,
        .groups = b->nothing ? NULL : &b->groups,
        .through = o->through[DATASET_PAGEOUTS],
        .day = day_of(w->from)};
    uint32_t texts = GROUP_TEXTS | 1u << TEXT_VIA;
    TRY(snapshot_scan(s, DATASET_PAGEOUTS, w, texts, take, &p));
    next_day(&p, p.day);
    return OK;
}

static struct err add_pages(
    struct snapshot *s, const struct where *w, struct below *b, struct overview *o)
{
    if (w->channels)
        TRY(add_records(s, w, b, o));
    else
        TRY(snapshot_pages(s, w, &(struct day_taker){take_day, o}, o->pages));
    if (!w->channels && b->by_records)
        TRY(below_scan(s, w, b));
    if (o->window.own)
        memcpy(o->heat, o->pages->own_hour, sizeof o->heat);
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
    *has = false;
    for (int32_t day = day_of(w->from); !*has && day <= day_of(w->to - 1); day++) {
        TRY(snapshot_pages_day(s, a, w, day, NULL, t));
        *has = tally_pages(t) > 0;
    }
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
        one.channels = 0;
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
    TRY(err_at(snapshot_attempts(s, &w, &out->attempts), "attempts"));
    if (f->orgs == 1)
        TRY(err_at(path_of(s, a, f->org[0], out), "path"));
    TRY(err_at(add_chips(s, a, f, out), "chips"));
    TRY(err_at(contradict(s, a, &w, out), "contradiction"));
    return err_at(children_of(s, a, &w, &below, out), "below");
}
