#include "query/roster.h"

#include "lib/order.h"
#include "store/duties.h"
#include "store/today.h"

struct claims {
    const struct roster_ask *ask;
    const struct today *today; /* NULL: no node is asked for */
    const uint8_t *in_nodes;   /* by place */
    struct claim *claim;
    size_t n, cap;
};

static bool is_among(const int64_t *keys, size_t n, int64_t key)
{
    for (size_t i = 0; i < n; i++)
        if (keys[i] == key)
            return true;
    return n == 0;
}

static bool is_asked_for(const struct claims *x, const struct duty *d)
{
    const struct where *w = x->ask->where;
    return is_among(w->team, w->teams, d->team) && is_among(w->person, w->persons, d->person) &&
           (w->nodes == 0 || x->in_nodes[today_place(x->today, d->person)]);
}

static uint32_t person_number(struct set *people, int64_t person)
{
    uint32_t n = 0;
    if (!set_get(people, person, &n)) {
        n = (uint32_t)people->n + 1;
        set_put(people, person, n);
    }
    return n;
}

static void add(struct claims *x, struct claim c, const struct span *of)
{
    int32_t first = day_of(of->from), last = day_of(of->to - 1);
    c.first = c.first > first ? c.first : first;
    c.last = c.last < last ? c.last : last;
    if (c.last < c.first)
        return;
    x->claim = arena_room(x->ask->a, x->claim, sizeof *x->claim, x->n, &x->cap);
    x->claim[x->n++] = c;
}

static uint32_t row_group(const struct claims *x, const struct duty *d)
{
    struct split *rows = x->ask->rows;
    if (!rows)
        return NO_GROUP;
    return split_key(rows,
        rows->by == BY_TEAM ? d->team : today_above(x->today, d->person, rows->nodes), d->first);
}

static void claim_duty(struct claims *x, const struct duty *d)
{
    const struct where *w = x->ask->where;
    const struct split *bins = x->ask->bins;
    struct claim c = {.who = person_number(x->ask->people, d->person),
        .group = {[AXIS_TOTAL] = 0, [AXIS_ROWS] = row_group(x, d), [AXIS_BINS] = NO_GROUP},
        .first = d->first,
        .last = d->last,
        .level = d->level};
    add(x, c, &(struct span){w->from, w->to});
    c.group[AXIS_TOTAL] = c.group[AXIS_ROWS] = NO_GROUP;
    for (size_t i = 0; bins && i < bins->n; i++) {
        c.group[AXIS_BINS] = (uint32_t)i;
        add(x, c, &(struct span){bins->edge[i], i + 1 < bins->n ? bins->edge[i + 1] : w->to});
    }
}

static struct claim *by_person(struct arena *a, const struct claims *x)
{
    struct ordered *o = NEW(a, struct ordered, 2 * x->n + 1);
    struct claim *out = NEW(a, struct claim, x->n + 1);
    for (size_t i = 0; i < x->n; i++)
        o[i] = (struct ordered){x->claim[i].who, (uint32_t)i};
    order_keys(o, x->n, o + x->n);
    for (size_t i = 0; i < x->n; i++)
        out[i] = x->claim[o[i].of];
    return out;
}

struct err roster_claims(const struct roster_ask *ask, struct claim **out, size_t *n)
{
    const struct where *w = ask->where;
    struct claims x = {.ask = ask};
    struct duty *duty;
    size_t duties;
    *n = 0;
    *out = NULL;
    if (w->to <= w->from)
        return OK;
    TRY(snapshot_duties(ask->snapshot, ask->a, day_of(w->from), day_of(w->to - 1), &duty, &duties));
    if (w->nodes || (ask->rows && ask->rows->by == BY_ORG)) {
        TRY(snapshot_today(ask->snapshot, &x.today));
        x.in_nodes = today_within(x.today, ask->a, w->node, w->nodes);
    }
    for (size_t i = 0; i < duties; i++)
        if (is_asked_for(&x, &duty[i]))
            claim_duty(&x, &duty[i]);
    *out = by_person(ask->a, &x);
    *n = x.n;
    return OK;
}
