#include "query/arrival.h"

#include "lib/hash.h"
#include "lib/limits.h"
#include "query/metric.h"
#include "query/where.h"

#define REASONS_MAX 200 /* those past it count as one that is not told */
#define TOLD_FROM 5

/* clang-format off */
const int64_t delay_edge_ms[DELAYS - 1] = {
    1 * SECOND_MS, 2 * SECOND_MS, 5 * SECOND_MS, 10 * SECOND_MS, 20 * SECOND_MS, 30 * SECOND_MS,
    1 * MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS,
};
/* clang-format on */

struct arriving {
    const struct where *where;
    struct arena *a;
    struct arrivals *out;
    struct set index; /* of reasons */
    struct hist *hist;
};

static bool is_chosen(const struct choice *c, struct str text)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->text[i], text))
            return true;
    return c->n == 0;
}

static bool is_inside(const struct where *w, const struct record *r)
{
    return is_chosen(&w->gateway, r->text[TEXT_GATEWAY]) &&
           is_chosen(&w->carrier, r->text[TEXT_CARRIER]) &&
           is_chosen(&w->country, r->text[TEXT_COUNTRY]) &&
           (is_chosen(&w->provider, r->text[TEXT_GATEWAY]) ||
               is_chosen(&w->provider, r->text[TEXT_CARRIER]));
}

static void add_reason(struct arriving *x, struct str text)
{
    uint32_t at = 0;
    int64_t key = hash64(text);
    struct arrivals *out = x->out;
    out->failed++;
    if (!set_get(&x->index, key, &at)) {
        if (out->reasons == REASONS_MAX) {
            out->reason[0].n++;
            return;
        }
        at = (uint32_t)out->reasons++;
        set_put(&x->index, key, at);
        out->reason[at].text = arena_copy(x->a, text);
    }
    out->reason[at].n++;
}

static void add_delay(struct arriving *x, const struct record *r)
{
    int64_t sent = r->when[WHEN_SENT], delivered = r->when[WHEN_DELIVERED];
    x->out->delivered++;
    if (sent == TIME_UNKNOWN || delivered == TIME_UNKNOWN || delivered < sent) {
        x->out->untimed++;
        return;
    }
    size_t at = 0;
    while (at < DELAYS - 1 && delivered - sent > delay_edge_ms[at])
        at++;
    x->out->delay[at]++;
    hist_add(x->hist, delivered - sent);
}

static void take(void *self, const struct record *r)
{
    struct arriving *x = self;
    if (!record_is_page(r) || !is_inside(x->where, r))
        return;
    if (r->delivery == DELIVERY_FAILED)
        add_reason(x, r->text[TEXT_REASON]);
    if (r->delivery == DELIVERY_DELIVERED)
        add_delay(x, r);
}

static void sort_reasons(struct arrivals *out)
{
    for (size_t i = 1; i < out->reasons; i++) {
        struct reason r = out->reason[i];
        size_t k = i;
        for (; k > 0 &&
               (out->reason[k - 1].n < r.n ||
                   (out->reason[k - 1].n == r.n && str_cmp(out->reason[k - 1].text, r.text) > 0));
             k--)
            out->reason[k] = out->reason[k - 1];
        out->reason[k] = r;
    }
    while (out->reasons && out->reason[out->reasons - 1].n == 0)
        out->reasons--;
}

static int64_t rank(const struct hist *h, uint64_t percent)
{
    return h->n < TOLD_FROM ? MS_UNKNOWN : hist_at_rank(h, metric_rank(percent, h->n));
}

struct err arrivals_of(
    struct snapshot *s, struct arena *a, const struct where *w, struct arrivals *out)
{
    const uint32_t texts =
        1u << TEXT_REASON | 1u << TEXT_GATEWAY | 1u << TEXT_CARRIER | 1u << TEXT_COUNTRY;
    *out = (struct arrivals){.reason = NEW(a, struct reason, REASONS_MAX), .reasons = 1};
    struct arriving x = {w, a, out, set_of(a), NEW(a, struct hist, 1)};
    set_put(&x.index, hash64(STR("")), 0);
    const struct row_taker taker = {texts, take, &x};
    struct where plain = *w;
    plain.gateway.n = plain.carrier.n = plain.country.n = plain.provider.n = 0;
    struct err e = OK;
    if (w->to > w->from)
        e = snapshot_sample(
            s, DATASET_NOTIFICATIONS, &plain, ARRIVALS_LOOKED, &taker, &out->sampled);
    out->refused = e.code == ERR_INPUT;
    if (!out->refused)
        TRY(e);
    sort_reasons(out);
    out->p50_ms = rank(x.hist, 50);
    out->p90_ms = rank(x.hist, 90);
    out->p99_ms = rank(x.hist, 99);
    return OK;
}
