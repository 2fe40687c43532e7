#include "query/single.h"

#include <string.h>

#include "query/bins.h"
#include "query/chips.h"
#include "query/gather.h"
#include "query/reckon.h"
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

/* What is asked, before a page is read. */
static struct err ask(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct where *w, struct overview *out)
{
    const struct manifest *m = snapshot_manifest(s);
    window_of(m, f, zones, &out->window);
    for (EACH(d, out->through))
        out->through[d] = m->family[d].through;
    bins_of(a, m, out);
    TRY(err_at(chips_of(s, a, f, out->chip, &out->chips), "chips"));
    return err_at(where_of(s, a, f, out->window.from, out->window.to, w), "filter");
}

struct err single_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct where *w, struct overview *out)
{
    const struct day_taker days = {take_day, out};
    *out = (struct overview){.pages = tally_new(a)};
    TRY(ask(s, a, f, zones, w, out));
    if (w->to <= w->from)
        return OK;
    TRY(err_at(gather_pages(s, a, w, &days, out->pages), "pages"));
    if (out->window.own)
        single_own_hours(out);
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
