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

struct str brief_link(
    struct arena *a, const struct brief *b, struct str page, enum param p, struct str value)
{
    const struct place place = {.gen = b->ask.gen, .page = page};
    struct filter to = *b->ask.filter, narrowed;
    for (enum param other = 0; other < P__N; other++)
        if (!(P_FILTERS & P_BIT(other)))
            to = filter_cleared(&to, other);
    if (p == P__N)
        return url_write(a, &place, &to);
    return filter_narrow(a, &to, p, value, &narrowed) ? url_write(a, &place, &narrowed) : STR("");
}

bool brief_refuses(struct brief *b, int64_t ms)
{
    b->refusal.estimate_ms = ms;
    b->refusal.refused = b->ask.budget_ms && ms > b->ask.budget_ms;
    return b->refusal.refused;
}
