#include "query/burden.h"

#include "lib/hash.h"
#include "query/items.h"
#include "query/rest.h"

#define COLUMNS (SHEET_BIT(WHO) | SHEET_BIT(TEAM) | SHEET_BIT(LOCAL))

struct counting {
    struct snapshot *snapshot;
    struct arena *a;
    const struct where *where;
    struct burdens *out;
    struct set nights;    /* of people: hashes of both */
    struct arena scratch; /* a sheet's */
};

static struct burden *burden_of(struct counting *x, int64_t person)
{
    struct burdens *b = x->out;
    uint32_t at = 0;
    if (!set_get(&b->at, person, &at)) {
        at = (uint32_t)b->n;
        set_put(&b->at, person, at);
        b->row = arena_room(x->a, b->row, sizeof *b->row, b->n, &b->cap);
        b->row[b->n++] = (struct burden){.person = person,
            .last = TIME_UNKNOWN,
            .bin = b->edge ? NEW(x->a, uint32_t, b->bins) : NULL};
    }
    return &b->row[at];
}

static bool is_new_night(struct counting *x, int64_t person, int32_t night)
{
    const struct str both[] = {
        {(const char *)&person, sizeof person}, {(const char *)&night, sizeof night}};
    size_t before = x->nights.n;
    set_put(&x->nights, hash64_of(both, COUNT_OF(both)), 0);
    return x->nights.n > before;
}

static size_t step_at(const struct burdens *b, int64_t at)
{
    size_t low = 0, high = b->bins;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (b->edge[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void add(struct counting *x, const struct items *it, size_t i)
{
    const struct sheet *s = it->sheet;
    uint32_t row = it->row[i];
    int64_t person = s->whos[s->who[row]].person, at = s->day * DAY_MS + s->created[row];
    x->out->pages++;
    if (person == 0) {
        x->out->nobodys++;
        return;
    }
    struct burden *b = burden_of(x, person);
    b->pages++;
    if (b->last == TIME_UNKNOWN || at >= b->last) {
        b->last = at;
        b->team = s->teams[s->team[row]];
    }
    if (it->bits[i] & ITEM_SLEEP) {
        b->sleep++;
        b->nights += is_new_night(x, person, night_of(s->day, s->local_hour[row]));
    }
    if (b->bin)
        b->bin[step_at(x->out, at)]++;
}

static struct err take(void *self, const struct picked *p)
{
    struct counting *x = self;
    const struct items_ask ask = {.snapshot = x->snapshot,
        .where = x->where,
        .scratch = &x->scratch,
        .matter = MATTER_PAGES,
        .through = snapshot_manifest(x->snapshot)->family[FAMILY_PAGEOUTS].through};
    struct items it;
    arena_wipe(&x->scratch);
    TRY(items_of(&ask, p, &it));
    for (size_t i = 0; i < it.n; i++)
        if (it.outcome[i] != NOT_A_PAGE)
            add(x, &it, i);
    return OK;
}

struct err burdens_of(
    struct snapshot *s, struct arena *a, const struct where *w, struct burdens *out)
{
    struct counting x = {.snapshot = s,
        .a = a,
        .where = w,
        .out = out,
        .nights = set_of(a),
        .scratch = arena_of(ARENA_CAP_BATCH)};
    const struct sheet_taker taker = {take, &x};
    out->at = set_of(a);
    struct err e =
        snapshot_sheets(s, DATASET_PAGEOUTS, w, matter_columns(MATTER_PAGES) | COLUMNS, &taker);
    arena_done(&x.scratch);
    return e;
}

struct burden burden_get(const struct burdens *x, int64_t person)
{
    uint32_t at = 0;
    if (person && set_get(&x->at, person, &at))
        return x->row[at];
    return (struct burden){.person = person, .last = TIME_UNKNOWN};
}

double burden_quantile(const uint32_t *sorted, size_t n, double share)
{
    double at = share * (double)(n - 1);
    size_t below = (size_t)at;
    double part = at - (double)below;
    uint32_t next = sorted[below + 1 < n ? below + 1 : below];
    return sorted[below] * (1 - part) + next * part;
}
