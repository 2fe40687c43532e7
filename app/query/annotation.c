#include "query/annotation.h"

#include <stdlib.h>

#include "store/retain.h"

const char *const annotation_words[ANNOTATION__N] = {
    [ANNOTATION_NOT_KEPT] = "not_kept",
    [ANNOTATION_EARLIER] = "earlier",
    [ANNOTATION_GAP] = "gap",
    [ANNOTATION_CLOCK] = "clock",
};

struct list {
    struct annotation *row;
    size_t n;
};

/* What of [from, to) is in the window; nothing when that is empty. */
static void add(struct list *l, const struct window *w, struct annotation x)
{
    x.from = x.from > w->from ? x.from : w->from;
    x.to = x.to < w->to ? x.to : w->to;
    if (x.to > x.from)
        l->row[l->n++] = x;
}

static void add_missing(
    struct list *l, const struct window *w, const struct family_state *f, enum dataset dataset)
{
    int32_t edge = retain_edge(f);
    int64_t at = edge == INT32_MIN ? INT64_MIN : edge * DAY_MS;
    if (f->covered_n == 0)
        return;
    add(l, w, (struct annotation){ANNOTATION_NOT_KEPT, dataset, INT64_MIN, at, 0});
    for (size_t i = 0; i < f->covered_n; i++) {
        bool first = at < f->covered[0].from && i == 0;
        add(l, w,
            (struct annotation){
                first ? ANNOTATION_EARLIER : ANNOTATION_GAP, dataset, at, f->covered[i].from, 0});
        at = f->covered[i].to > at ? f->covered[i].to : at;
    }
    add(l, w, (struct annotation){ANNOTATION_GAP, dataset, at, f->through, 0});
}

/* The instant within a day at which its offset changed, to the quarter of an hour. */
static int64_t change_in(const struct zone *z, int64_t from, int64_t to)
{
    int32_t before = zone_offset_s(z, from);
    while (from < to && zone_offset_s(z, from) == before)
        from += 15 * MINUTE_MS;
    return from;
}

static void add_clocks(struct list *l, const struct window *w)
{
    for (int32_t day = w->first; day <= w->last; day++) {
        int64_t from = zone_day_start(w->zone, day), to = zone_day_start(w->zone, day + 1);
        int32_t shift = zone_offset_s(w->zone, to) - zone_offset_s(w->zone, from);
        int64_t at = shift ? change_in(w->zone, from, to) : 0;
        if (shift && at >= w->from && at < w->to)
            l->row[l->n++] = (struct annotation){
                .kind = ANNOTATION_CLOCK, .from = at, .to = at, .shift_s = shift};
    }
}

static int by_time(const void *a, const void *b)
{
    const struct annotation *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->dataset > y->dataset) - (x->dataset < y->dataset);
}

size_t annotations_of(struct arena *a, const struct manifest *m, const struct window *w,
    const struct annotation **out)
{
    size_t max = (size_t)(w->last >= w->first ? w->last - w->first + 1 : 0);
    for (enum dataset d = 0; d < DATASET__N; d++)
        max += m->family[d].covered_n + 2;
    struct list l = {NEW(a, struct annotation, max), 0};
    for (enum dataset d = 0; d < DATASET__N; d++)
        add_missing(&l, w, &m->family[d], d);
    add_clocks(&l, w);
    qsort(l.row, l.n, sizeof *l.row, by_time);
    *out = l.row;
    return l.n;
}
