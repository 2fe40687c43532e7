#include "query/where.h"

#include "lib/hash.h"
#include "lib/plain.h"
#include "store/reader.h"

static bool is_chosen(const struct filter *f, int32_t number)
{
    for (size_t i = 0; i < f->orgs; i++)
        if (f->org[i] == number)
            return true;
    return false;
}

/* Whether any node above this one is chosen too. Parents never loop in a whole store; the bound
 * keeps a damaged one from hanging us. */
static struct err is_below_chosen(
    struct snapshot *s, struct arena *a, const struct filter *f, int32_t number, bool *below)
{
    *below = false;
    for (int step = 0; step < NODE_DEPTH_MAX; step++) {
        struct node n;
        struct err e = snapshot_node(s, a, number, &n);
        if (e.code == ERR_MISSING)
            return OK;
        TRY(e);
        if (n.parent == 0 || n.parent == number)
            return OK;
        number = n.parent;
        *below = is_chosen(f, number);
        if (*below)
            return OK;
    }
    return OK;
}

static struct choice choice_of(const struct str *text, size_t n)
{
    struct choice c = {.n = n};
    for (size_t i = 0; i < n; i++)
        c.text[i] = text[i];
    return c;
}

static struct choice urgencies(uint32_t mask)
{
    static const struct str words[] = {{"high", 4}, {"low", 3}};
    struct choice c = {0};
    for (EACH(i, words))
        if (mask & 1u << i)
            c.text[c.n++] = words[i];
    return c;
}

static void words_of(struct arena *a, const struct filter *f, struct where *out)
{
    out->now = f->hier == HIER_NOW;
    out->channels = f->channels;
    out->outcomes = f->outcomes;
    out->levels = f->levels;
    out->hours = f->hours;
    out->purposes = f->purposes;
    out->urgency = urgencies(f->urgencies);
    out->source = choice_of(f->source, f->sources);
    out->gateway = choice_of(f->gateway, f->gateways);
    out->carrier = choice_of(f->carrier, f->carriers);
    out->country = choice_of(f->country, f->countries);
    out->provider = choice_of(f->provider, f->providers);
    out->q = plain_of(a, f->q);
    out->answers = f->ack;
}

struct err where_of(struct snapshot *s, struct arena *a, const struct filter *f, int64_t from,
    int64_t to, struct where *out)
{
    *out = (struct where){.from = from, .to = to};
    words_of(a, f, out);
    for (size_t i = 0; i < f->orgs; i++) {
        bool below = false;
        if (f->orgs > 1)
            TRY(is_below_chosen(s, a, f, f->org[i], &below));
        if (!below)
            out->node[out->nodes++] = f->org[i];
    }
    if (f->orgs && !out->nodes) /* a damaged tree that loops: never wider than asked */
        out->node[out->nodes++] = f->org[0];
    for (size_t i = 0; i < f->teams; i++)
        out->team[out->teams++] = hash64(f->team[i]);
    for (size_t i = 0; i < f->persons; i++)
        out->person[out->persons++] = hash64(f->person[i]);
    return OK;
}

void where_lift(struct where *w)
{
    w->channels = w->deliveries = w->outcomes = w->levels = w->hours = w->purposes = 0;
    w->urgency.n = w->source.n = w->q.n = 0;
    w->gateway.n = w->carrier.n = w->country.n = w->provider.n = 0;
}
