#include "query/single.h"

#include <string.h>

#include "query/annotation.h"
#include "query/bins.h"
#include "query/chips.h"
#include "query/gather.h"
#include "query/reckon.h"
#include "query/steps.h"
#include "query/told.h"
#include "query/where.h"

static void take_day(void *self, int32_t day, tally_slots slots)
{
    bins_add_day(self, day, slots);
}

struct err single_attempts(
    struct snapshot *s, struct arena *a, const struct where *w, struct overview *o)
{
    if (w->to <= w->from)
        return OK;
    o->by_rows = !told_where(w);
    return o->by_rows ? reckon_attempts(s, a, w, &o->attempts)
                      : snapshot_attempts(s, w, &o->attempts);
}

/* Of the window that is set. */
static struct err count(struct snapshot *s, struct arena *a, const struct filter *f,
    struct where *w, struct overview *o)
{
    const struct manifest *m = snapshot_manifest(s);
    const struct day_taker days = {take_day, o};
    o->pages = tally_new(a);
    for (EACH(d, o->through))
        o->through[d] = m->family[d].through;
    bins_of(a, m, o);
    TRY(err_at(where_of(s, a, f, o->window.from, o->window.to, w), "filter"));
    if (w->to > w->from)
        TRY(err_at(gather_pages(s, a, w, &days, o->pages), "pages"));
    if (o->window.own)
        single_own_hours(o);
    return OK;
}

struct err single_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct where *w, struct overview *out)
{
    const struct manifest *m = snapshot_manifest(s);
    struct where then;
    *out = (struct overview){0};
    window_of(m, f, zones, &out->window);
    out->annotations = annotations_of(a, m, &out->window, &out->annotation);
    TRY(err_at(chips_of(s, a, f, out->chip, &out->chips), "chips"));
    TRY(count(s, a, f, w, out));
    if (f->cmp == CMP_NONE)
        return OK;
    struct overview *before = NEW(a, struct overview, 1);
    before->window = window_before(&out->window, f->cmp);
    TRY(err_at(count(s, a, f, &then, before), "compared"));
    out->before = before;
    return OK;
}

void single_own_hours(struct overview *o)
{
    o->window.own = true;
    memcpy(o->heat, o->pages->own_hour, sizeof o->heat);
}

void single_drop_chips(struct overview *o, enum child_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < o->chips; i++)
        if (o->chip[i].kind != kind)
            o->chip[n++] = o->chip[i];
    o->chips = n;
}
