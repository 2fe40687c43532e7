#include "query/outage.h"

#include <stdlib.h>

#include "query/wilson.h"

static struct track *track_at(
    struct arena *a, struct tracks *t, struct str name, bool carrier, size_t slots, size_t *cap)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->track[i].carrier == carrier && str_eq(t->track[i].name, name))
            return &t->track[i];
    t->track = arena_room(a, t->track, sizeof *t->track, t->n, cap);
    t->track[t->n] = (struct track){
        .name = arena_copy(a, name), .carrier = carrier, .slot = NEW(a, struct slot, slots)};
    return &t->track[t->n++];
}

static void add_way(struct track *t, const struct way *way, size_t slots)
{
    ending_merge(&t->all, &way->all);
    for (size_t i = 0; i < slots; i++) {
        t->slot[i].delivered += way->slot[i].delivered;
        t->slot[i].failed += way->slot[i].failed;
    }
}

static int by_known(const void *x, const void *y)
{
    const struct track *a = x, *b = y;
    uint64_t na = ending_known(&a->all), nb = ending_known(&b->all);
    if (na != nb)
        return na > nb ? -1 : 1;
    int named = str_cmp(a->name, b->name);
    return named ? named : a->carrier - b->carrier;
}

static bool is_out(const struct track *t, const struct slot *s)
{
    uint64_t known = (uint64_t)s->delivered + s->failed;
    double usual = (double)t->all.delivery[DELIVERY_DELIVERED] / (double)ending_known(&t->all);
    return known >= OUTAGE_LEAST && wilson(s->delivered, known).high < usual - OUTAGE_BELOW;
}

static void add_outages(
    struct arena *a, const struct ways *x, struct track *t, struct tracks *out, size_t *cap)
{
    struct outage *last = NULL;
    for (size_t i = 0; i < x->slots; i++) {
        int64_t from = x->from + (int64_t)i * x->slot_ms;
        if (!is_out(t, &t->slot[i])) {
            last = NULL;
            continue;
        }
        if (!last) {
            out->outage = arena_room(a, out->outage, sizeof *out->outage, out->outages, cap);
            last = &out->outage[out->outages++];
            *last = (struct outage){.of = t, .from = from};
            t->outages++;
        }
        last->to = from + x->slot_ms;
        last->sum.delivered += t->slot[i].delivered;
        last->sum.failed += t->slot[i].failed;
    }
}

struct tracks tracks_of(struct arena *a, const struct ways *x)
{
    struct tracks out = {0};
    size_t cap = 0, outages_cap = 0;
    for (size_t i = 0; i < x->n; i++) {
        const struct way *way = &x->way[i];
        if (way->gateway.n)
            add_way(track_at(a, &out, way->gateway, false, x->slots, &cap), way, x->slots);
        if (way->carrier.n)
            add_way(track_at(a, &out, way->carrier, true, x->slots, &cap), way, x->slots);
    }
    if (out.n)
        qsort(out.track, out.n, sizeof *out.track, by_known);
    for (size_t i = 0; i < out.n; i++)
        add_outages(a, x, &out.track[i], &out, &outages_cap);
    return out;
}
