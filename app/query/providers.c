#include "query/providers.h"

#include <stdlib.h>

#include "query/steps.h"
#include "query/wilson.h"

static struct ranked_way *way_at(struct arena *a, struct ranked_way **list, size_t *n, size_t *cap,
    const struct ranked_way *like)
{
    for (size_t i = 0; i < *n; i++) {
        const struct ranked_way *w = &(*list)[i];
        if (w->channel == like->channel && w->is_carrier == like->is_carrier &&
            str_eq(w->name, like->name) && str_eq(w->carrier, like->carrier) &&
            str_eq(w->country, like->country))
            return &(*list)[i];
    }
    *list = arena_room(a, *list, sizeof **list, *n, cap);
    (*list)[*n] = *like;
    return &(*list)[(*n)++];
}

static uint64_t tried_of(const struct ending *e)
{
    return ending_attempts(e) - e->delivery[DELIVERY_SUPPRESSED];
}

bool has_receipts(const struct ending *e)
{
    return ending_known(e) > 0 && ending_known(e) * 2 >= tried_of(e);
}

bool is_reliable(const struct ending *e)
{
    return ending_known(e) >= RELIABLE_FROM && has_receipts(e);
}

/* Those that can be relied on by their lower bound, the others behind them. */
static int by_low(const void *x, const void *y)
{
    const struct ranked_way *a = x, *b = y;
    uint64_t na = ending_known(&a->all), nb = ending_known(&b->all);
    bool weak_a = !is_reliable(&a->all), weak_b = !is_reliable(&b->all);
    double low_a = wilson(a->all.delivery[DELIVERY_DELIVERED], na).low;
    double low_b = wilson(b->all.delivery[DELIVERY_DELIVERED], nb).low;
    if (weak_a != weak_b)
        return weak_a - weak_b;
    if (!weak_a && low_a != low_b)
        return low_a < low_b ? -1 : 1;
    uint64_t all_a = ending_attempts(&a->all), all_b = ending_attempts(&b->all);
    return all_a != all_b ? (all_a > all_b ? -1 : 1) : str_cmp(a->name, b->name);
}

static void sort(struct ranked_way *w, size_t n)
{
    if (n)
        qsort(w, n, sizeof *w, by_low);
}

static void rank_ways(struct arena *a, struct providers *x)
{
    size_t cap = 0;
    for (size_t i = 0; i < x->ways.n; i++) {
        const struct way *w = &x->ways.way[i];
        const struct ranked_way like = {
            .name = w->gateway, .carrier = w->carrier, .country = w->country};
        if (ending_attempts(&w->all))
            ending_merge(&way_at(a, &x->way, &x->ways_n, &cap, &like)->all, &w->all);
        ending_merge(&x->all, &w->all);
    }
    sort(x->way, x->ways_n);
}

static void rank_providers(struct arena *a, struct providers *x)
{
    size_t cap = 0;
    for (size_t i = 0; i < x->ways.n; i++) {
        const struct way *w = &x->ways.way[i];
        const struct ranked_way like[] = {{.channel = w->channel, .name = w->gateway},
            {.channel = w->channel, .name = w->carrier, .is_carrier = true}};
        for (EACH(k, like))
            if (like[k].name.n && ending_attempts(&w->all))
                ending_merge(
                    &way_at(a, &x->provider, &x->providers_n, &cap, &like[k])->all, &w->all);
    }
    sort(x->provider, x->providers_n);
}

/* A slot counts for the local step that it begins in. */
static void lay_courses(struct arena *a, struct providers *x)
{
    const struct window *w = &x->brief.window;
    x->bin = bin_size_of(w, BIN_AUTO);
    x->steps = steps_of(a, w, x->bin, &x->edge);
    x->course = NEW(a, struct course, TRACKS_DRAWN);
    for (size_t i = 0; i < x->tracks.n && x->courses < TRACKS_DRAWN; i++) {
        struct course *c = &x->course[x->courses++];
        *c = (struct course){&x->tracks.track[i], NEW(a, struct slot, x->steps + 1)};
        for (size_t k = 0, step = 0; k < x->ways.slots; k++) {
            int64_t at = x->ways.from + (int64_t)k * x->ways.slot_ms;
            while (step + 1 < x->steps && at >= x->edge[step + 1])
                step++;
            c->step[step].delivered += c->track->slot[k].delivered;
            c->step[step].failed += c->track->slot[k].failed;
        }
    }
}

/* clang-format off */
static const struct grid_column tile_columns[] = {
    { "attempts", "Attempts", "none", "of pages, by any channel", GRID_COUNT, false },
    { "delivered", "Delivered", "no end is known", "of those whose end is known", GRID_SHARE, false },
    { "no_receipt", "No receipt", "nothing was tried", "sent, pending or unknown", GRID_SHARE, false },
    { "accepted", "Answered by it", "nothing was tried", "of those that were tried", GRID_SHARE, false },
    { "suppressed", "Held back", "none", "never handed to a provider", GRID_COUNT, false },
    { "unknown", NULL, "", NULL, GRID_COUNT, false },
};
#define ENDING_COLUMNS \
    { "attempts", "Attempts", "", NULL, GRID_COUNT, false }, \
    { "known", "Known end", "", NULL, GRID_COUNT, false }, \
    { "success", "Delivered", "few receipts", NULL, GRID_SHARE, true }, \
    { "low", "At least", "", NULL, GRID_SHARE, false }, \
    { "high", "At most", "", NULL, GRID_SHARE, false }, \
    { "delivered", NULL, "", NULL, GRID_COUNT, false }, \
    { "failed", "Failed", "", NULL, GRID_COUNT, false }, \
    { "sent", "Sent only", "", NULL, GRID_COUNT, false }, \
    { "pending", NULL, "", NULL, GRID_COUNT, false }, \
    { "unknown", "Not told", "", NULL, GRID_COUNT, false }, \
    { "suppressed", "Held back", "", NULL, GRID_COUNT, false }, \
    { "accepted", "Answered by it", "", NULL, GRID_COUNT, false }
static const struct grid_column way_columns[] = {
    { "gateway", "Gateway", "no gateway", NULL, GRID_TEXT, false },
    { "carrier", "Carrier", "none named", NULL, GRID_TEXT, false },
    { "country", "Country", "none named", NULL, GRID_TEXT, false },
    ENDING_COLUMNS,
};
static const struct grid_column provider_columns[] = {
    { "provider", "Provider", "", NULL, GRID_TEXT, false },
    { "kind", "Is a", "", NULL, GRID_TEXT, false },
    { "channel", "Channel", "", NULL, GRID_TEXT, false },
    ENDING_COLUMNS,
};
static const struct grid_column time_columns[] = {
    { "from", "From", "", NULL, GRID_TIME, false },
    { "to", NULL, "", NULL, GRID_TIME, false },
    { "provider", "Provider", "", NULL, GRID_TEXT, false },
    { "kind", "Is a", "", NULL, GRID_TEXT, false },
    { "known", "Known end", "", NULL, GRID_COUNT, false },
    { "delivered", NULL, "", NULL, GRID_COUNT, false },
    { "failed", "Failed", "", NULL, GRID_COUNT, false },
    { "success", "Delivered", "no end known", NULL, GRID_SHARE, true },
    { "low", "At least", "", NULL, GRID_SHARE, false },
    { "high", "At most", "", NULL, GRID_SHARE, false },
};
static const struct grid_column outage_columns[] = {
    { "from", "From", "", NULL, GRID_TIME, false },
    { "to", "To", "", NULL, GRID_TIME, false },
    { "provider", "Provider", "", NULL, GRID_TEXT, false },
    { "kind", "Is a", "", NULL, GRID_TEXT, false },
    { "known", "Known end", "", NULL, GRID_COUNT, false },
    { "failed", "Failed", "", NULL, GRID_COUNT, false },
    { "success", "Delivered", "", NULL, GRID_SHARE, true },
    { "usual", "In the range", "", NULL, GRID_SHARE, false },
};
static const struct grid_column reason_columns[] = {
    { "reason", "Reason", "no reason told", NULL, GRID_TEXT, false },
    { "failed", "Failed", "", NULL, GRID_COUNT, false },
    { "share", "Share", "", NULL, GRID_SHARE, true },
};
static const struct grid_column delay_columns[] = {
    { "up_to_ms", "Up to", "longer", NULL, GRID_MS, false },
    { "delivered", "Delivered", "", NULL, GRID_COUNT, false },
    { "share", "Share", "", NULL, GRID_SHARE, true },
    { "by_then", "By then", "", NULL, GRID_SHARE, false },
};
static const struct grid_column funnel_columns[] = {
    { "stage", "Stage", "", NULL, GRID_TEXT, false },
    { "attempts", "Attempts", "", NULL, GRID_COUNT, false },
    { "of_previous", "Of the one before", "", NULL, GRID_SHARE, false },
    { "of_first", "Of the first", "", NULL, GRID_SHARE, true },
};
/* clang-format on */

static const struct str kinds[] = {{"gateway", 7}, {"carrier", 7}};

static uint64_t accepted_of(const struct ending *e)
{
    uint64_t n = 0;
    for (EACH(d, e->accepted))
        n += e->accepted[d];
    return n;
}

/* The share and its interval; of nothing not known. */
static void put_interval(struct grid *g, uint64_t part, uint64_t whole)
{
    struct interval i = wilson(part, whole);
    grid_share(g, part, whole);
    if (whole) {
        grid_value(g, i.low);
        grid_value(g, i.high);
    } else {
        grid_none(g);
        grid_none(g);
    }
}

static void put_ending(struct grid *g, const struct ending *e)
{
    grid_count(g, ending_attempts(e));
    grid_count(g, ending_known(e));
    put_interval(g, e->delivery[DELIVERY_DELIVERED], has_receipts(e) ? ending_known(e) : 0);
    grid_count(g, e->delivery[DELIVERY_DELIVERED]);
    grid_count(g, e->delivery[DELIVERY_FAILED]);
    grid_count(g, e->delivery[DELIVERY_SENT]);
    grid_count(g, e->delivery[DELIVERY_PENDING]);
    grid_count(g, e->delivery[DELIVERY_UNKNOWN]);
    grid_count(g, e->delivery[DELIVERY_SUPPRESSED]);
    grid_count(g, accepted_of(e));
    if (!is_reliable(e))
        grid_weak(g);
}

static struct grid tiles(struct arena *a, const struct providers *x)
{
    struct grid g = GRID_OF(a, "tiles", tile_columns, NULL);
    const struct ending *e = &x->all;
    uint64_t tried = tried_of(e);
    grid_count(&g, ending_attempts(e));
    grid_share(&g, e->delivery[DELIVERY_DELIVERED], ending_known(e));
    grid_share(&g, tried - ending_known(e), tried);
    grid_share(&g, accepted_of(e), tried);
    grid_count(&g, e->delivery[DELIVERY_SUPPRESSED]);
    grid_count(&g, x->ways.unknown);
    return g;
}

static void link_word(struct grid *g, const struct providers *x, enum param p, struct str word)
{
    grid_link(g, word, word.n ? brief_link(g->a, &x->brief, STR("channels"), p, word) : word);
}

static struct grid ways(struct arena *a, const struct providers *x)
{
    struct grid g = GRID_OF(a, "ways", way_columns, NULL);
    for (size_t i = 0; i < x->ways_n; i++) {
        const struct ranked_way *w = &x->way[i];
        link_word(&g, x, P_GW, w->name);
        link_word(&g, x, P_CARRIER, w->carrier);
        link_word(&g, x, P_CC, w->country);
        put_ending(&g, &w->all);
    }
    return g;
}

static struct grid providers(struct arena *a, const struct providers *x)
{
    struct grid g = GRID_OF(a, "providers", provider_columns, NULL);
    for (size_t i = 0; i < x->providers_n; i++) {
        const struct ranked_way *w = &x->provider[i];
        link_word(&g, x, w->is_carrier ? P_CARRIER : P_GW, w->name);
        grid_text(&g, kinds[w->is_carrier]);
        grid_text(&g, str_of(channel_words[w->channel]));
        put_ending(&g, &w->all);
    }
    return g;
}

static struct grid over_time(struct arena *a, const struct providers *x)
{
    struct grid g = GRID_OF(a, "time", time_columns, x->brief.window.zone);
    for (size_t i = 0; i < x->courses; i++)
        for (size_t k = 0; k < x->steps; k++) {
            const struct course *c = &x->course[i];
            uint64_t delivered = c->step[k].delivered, known = delivered + c->step[k].failed;
            grid_time(&g, x->edge[k]);
            grid_time(&g, k + 1 < x->steps ? x->edge[k + 1] : x->brief.window.to);
            grid_text(&g, c->track->name);
            grid_text(&g, kinds[c->track->carrier]);
            grid_count(&g, known);
            grid_count(&g, delivered);
            grid_count(&g, c->step[k].failed);
            put_interval(&g, delivered, known);
            if (known < RELIABLE_FROM)
                grid_weak(&g);
        }
    return g;
}

static struct grid outages(struct arena *a, const struct providers *x)
{
    struct grid g = GRID_OF(a, "outages", outage_columns, x->brief.window.zone);
    for (size_t i = 0; i < x->tracks.outages; i++) {
        const struct outage *o = &x->tracks.outage[i];
        const struct ending *all = &o->of->all;
        grid_time(&g, o->from);
        grid_time(&g, o->to);
        grid_text(&g, o->of->name);
        grid_text(&g, kinds[o->of->carrier]);
        grid_count(&g, (uint64_t)o->sum.delivered + o->sum.failed);
        grid_count(&g, o->sum.failed);
        grid_share(&g, o->sum.delivered, (uint64_t)o->sum.delivered + o->sum.failed);
        grid_share(&g, all->delivery[DELIVERY_DELIVERED], ending_known(all));
    }
    return g;
}

static struct grid reasons(struct arena *a, const struct providers *x)
{
    struct grid g = GRID_OF(a, "reasons", reason_columns, NULL);
    for (size_t i = 0; i < x->arrivals.reasons; i++) {
        const struct reason *r = &x->arrivals.reason[i];
        grid_text(&g, r->text);
        grid_count(&g, r->n);
        grid_share(&g, r->n, x->arrivals.failed);
    }
    return g;
}

static struct grid delay(struct arena *a, const struct providers *x)
{
    struct grid g = GRID_OF(a, "delay", delay_columns, NULL);
    uint64_t timed = x->arrivals.delivered - x->arrivals.untimed, by_then = 0;
    for (size_t i = 0; i < DELAYS && timed; i++) {
        by_then += x->arrivals.delay[i];
        grid_ms(&g, i < DELAYS - 1 ? delay_edge_ms[i] : MS_UNKNOWN);
        grid_count(&g, x->arrivals.delay[i]);
        grid_share(&g, x->arrivals.delay[i], timed);
        grid_share(&g, by_then, timed);
    }
    return g;
}

static struct grid funnel(struct arena *a, const struct providers *x)
{
    struct grid g = GRID_OF(a, "funnel", funnel_columns, NULL);
    const struct ending *e = &x->all;
    const struct {
        struct str stage;
        uint64_t n;
    } stages[] = {
        {STR("attempts"), ending_attempts(e)},
        {STR("handed to a provider"), tried_of(e)},
        {STR("delivered"), e->delivery[DELIVERY_DELIVERED]},
        {STR("answered by it"), e->accepted[DELIVERY_DELIVERED]},
    };
    for (EACH(i, stages)) {
        grid_text(&g, stages[i].stage);
        grid_count(&g, stages[i].n);
        grid_share(&g, stages[i].n, stages[i ? i - 1 : 0].n);
        grid_share(&g, stages[i].n, stages[0].n);
    }
    return g;
}

struct err providers_of(
    struct snapshot *s, struct arena *a, const struct brief_ask *ask, struct providers *out)
{
    struct where w;
    int64_t ms = 0;
    TRY(brief_of(s, a, ask, DATASET_NOTIFICATIONS, &out->brief, &w));
    TRY(ways_cost(s, &w, &ms));
    if (brief_refuses(&out->brief, ms))
        return OK;
    TRY(err_at(ways_open(s, &w, &out->ways), "ways"));
    TRY(err_at(arrivals_of(s, a, &w, &out->arrivals), "arrivals"));
    out->tracks = tracks_of(a, &out->ways);
    rank_ways(a, out);
    rank_providers(a, out);
    lay_courses(a, out);
    struct grid (*const makers[])(struct arena *, const struct providers *) = {
        providers, ways, over_time, outages, reasons, delay, funnel, tiles};
    for (EACH(i, makers))
        brief_add(&out->brief, makers[i](a, out));
    return OK;
}

void providers_done(struct providers *x)
{
    ways_done(&x->ways);
}
