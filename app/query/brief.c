#include "query/brief.h"

#include "query/bins.h"
#include "query/url.h"
#include "query/where.h"

struct err brief_of(struct snapshot *s, struct arena *a, const struct brief_ask *ask,
    enum dataset d, struct brief *out, struct where *w)
{
    const struct manifest *m = snapshot_manifest(s);
    const struct filter *f = ask->filter;
    *out = (struct brief){.ask = *ask};
    window_of(m, f, ask->zones, &out->window);
    out->held = held_of(&m->family[d], out->window.from, out->window.to);
    for (EACH(i, out->through))
        out->through[i] = m->family[i].through;
    TRY(err_at(chips_of(s, a, f, out->chip, &out->chips), "chips"));
    return err_at(where_of(s, a, f, out->window.from, out->window.to, w), "filter");
}

void brief_add(struct brief *b, struct grid g)
{
    for (size_t i = 0; b->held == HELD_NONE && i < g.cells; i++)
        g.cell[i].known = false; /* nothing of these days was loaded, so no zero is one */
    b->grid[b->grids++] = g;
}

const struct grid *brief_grid(const struct brief *b, struct str name)
{
    for (size_t i = 0; i < b->grids; i++)
        if (str_eq(str_of(b->grid[i].name), name))
            return &b->grid[i];
    return NULL;
}

/* What every page about pages reads. */
static struct filter kept(const struct filter *f)
{
    struct filter to = *f;
    for (enum param p = 0; p < P__N; p++)
        if (!(P_FILTERS & P_BIT(p)))
            to = filter_cleared(&to, p);
    return to;
}

struct str brief_link(
    struct arena *a, const struct brief *b, struct str page, enum param p, struct str value)
{
    const struct place place = {.gen = b->ask.gen, .page = page};
    struct filter to = kept(b->ask.filter), narrowed;
    return filter_narrow(a, &to, p, value, &narrowed) ? url_write(a, &place, &narrowed) : STR("");
}

static struct moment moment_at(struct civil at, bool has_time)
{
    return (struct moment){.given = true, .has_time = has_time, .at = at};
}

struct str brief_span(
    struct arena *a, const struct brief *b, struct str page, int64_t from, int64_t to)
{
    const struct zone *z = b->window.zone;
    const struct place place = {.gen = b->ask.gen, .page = page};
    struct filter f = kept(b->ask.filter);
    int32_t first = zone_day(z, from), last = zone_day(z, to - 1);
    bool whole = zone_day_start(z, first) == from && zone_day_start(z, last + 1) == to;
    f.range = RANGE_NONE;
    f.from = moment_at(whole ? civil_of(first * DAY_MS) : zone_local(z, from), !whole);
    f.to = moment_at(whole ? civil_of(last * DAY_MS) : zone_local(z, to), !whole);
    return url_write(a, &place, &f);
}

bool brief_refuses(struct brief *b, int64_t ms)
{
    b->refusal.estimate_ms = ms;
    b->refusal.refused = b->ask.budget_ms && ms > b->ask.budget_ms;
    return b->refusal.refused;
}
