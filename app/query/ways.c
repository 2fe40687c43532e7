#include "query/ways.h"

#include "lib/hash.h"
#include "lib/limits.h"
#include "query/cost.h"

#define COLUMNS (SHEET_BIT(CREATED) | SHEET_BIT(SAID) | SHEET_BIT(GATE))
#define NO_WAY UINT32_MAX
#define WORDLESS 0

uint64_t ending_attempts(const struct ending *e)
{
    uint64_t n = 0;
    for (EACH(d, e->delivery))
        n += e->delivery[d];
    return n;
}

uint64_t ending_known(const struct ending *e)
{
    return e->delivery[DELIVERY_DELIVERED] + e->delivery[DELIVERY_FAILED];
}

void ending_merge(struct ending *into, const struct ending *from)
{
    for (EACH(d, into->delivery)) {
        into->delivery[d] += from->delivery[d];
        into->accepted[d] += from->accepted[d];
    }
}

static uint32_t way_of(struct ways *x, const struct sheet_gate *g)
{
    const struct str end = STR("\n");
    const struct str parts[] = {
        str_of(channel_words[g->channel]), end, g->gateway, end, g->carrier, end, g->country};
    int64_t key = hash64_of(parts, COUNT_OF(parts));
    uint32_t at = 0;
    if (set_get(&x->index, key, &at))
        return at;
    if (x->n == WAYS_MAX)
        return WORDLESS;
    x->way = arena_room(&x->arena, x->way, sizeof *x->way, x->n, &x->cap);
    x->way[x->n] = (struct way){.channel = g->channel,
        .gateway = arena_copy(&x->arena, g->gateway),
        .carrier = arena_copy(&x->arena, g->carrier),
        .country = arena_copy(&x->arena, g->country),
        .slot = NEW(&x->arena, struct slot, x->slots)};
    set_put(&x->index, key, (uint32_t)x->n);
    return (uint32_t)x->n++;
}

void ways_begin(struct ways *out, int64_t from, int64_t to)
{
    int64_t slot_ms = to - from <= SLOT_HOURS_UP_TO ? HOUR_MS : DAY_MS;
    *out = (struct ways){.arena = arena_of(ARENA_CAP_BATCH),
        .from = from,
        .slot_ms = slot_ms,
        .slots = (size_t)((to - from + slot_ms - 1) / slot_ms)};
    out->scratch = arena_of(ARENA_CAP_BATCH);
    out->index = set_of(&out->arena);
    way_of(out, &(struct sheet_gate){.gateway = STR("")});
}

/* What a row of the sheet adds to, by what it says. */
struct said {
    enum delivery delivery;
    bool accepted;
};

static const struct said *saids_of(struct arena *a, const struct sheet *s)
{
    struct said *said = NEW(a, struct said, s->saids_n);
    for (size_t i = 0; i < s->saids_n; i++)
        said[i] = (struct said){s->saids[i].delivery,
            s->saids[i].response == RESPONSE_ACCEPTED && !s->saids[i].by_machine};
    return said;
}

struct err ways_take(void *self, const struct picked *p)
{
    struct ways *x = self;
    const struct sheet *s = p->sheet;
    arena_wipe(&x->scratch);
    const struct said *saids = saids_of(&x->scratch, s);
    uint32_t *way_at = NEW(&x->scratch, uint32_t, s->gates_n);
    for (size_t i = 0; i < s->gates_n; i++)
        way_at[i] = NO_WAY;
    x->unknown += p->unknown;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t row = p->row[i], gate = s->gate[row];
        const struct said *said = &saids[s->said[row]];
        if (way_at[gate] == NO_WAY)
            way_at[gate] = way_of(x, &s->gates[gate]);
        struct way *way = &x->way[way_at[gate]];
        struct slot *slot = &way->slot[(s->day * DAY_MS + s->created[row] - x->from) / x->slot_ms];
        way->all.delivery[said->delivery]++;
        way->all.accepted[said->delivery] += said->accepted;
        slot->delivered += said->delivery == DELIVERY_DELIVERED;
        slot->failed += said->delivery == DELIVERY_FAILED;
    }
    return OK;
}

struct err ways_open(struct snapshot *s, const struct where *w, struct ways *out)
{
    const struct sheet_taker taker = {ways_take, out};
    ways_begin(out, w->from, w->to);
    return w->to > w->from ? snapshot_sheets(s, DATASET_NOTIFICATIONS, w, COLUMNS, &taker) : OK;
}

void ways_done(struct ways *x)
{
    arena_done(&x->scratch);
    arena_done(&x->arena);
}

struct err ways_cost(struct snapshot *s, const struct where *w, int64_t *ms)
{
    const struct gather like = {.snapshot = s, .where = w, .matter = MATTER_ATTEMPTS};
    return cost_of(&like, 1, ms);
}
