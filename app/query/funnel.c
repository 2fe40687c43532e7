#include "query/funnel.h"

void funnel_add(const struct episodes *x, struct funnel *out)
{
    out->alone += x->alone;
    for (size_t i = 0; i < x->n; i++) {
        const struct episode *e = &x->row[i];
        out->incidents++;
        out->end[e->end]++;
        out->levelless += e->level == 0;
        if (e->level > out->rungs)
            out->rungs = e->level;
        for (size_t k = 0; k < e->level; k++) {
            struct rung *r = &out->rung[k];
            r->reached++;
            r->fate[e->fate[k]]++;
            r->went_on[e->fate[k]] += k + 1u < e->level;
        }
    }
}

struct err funnel_of(
    struct snapshot *s, const struct where *w, int64_t budget_ms, struct funnel *out)
{
    AUTO(episodes_done) struct episodes x = {0};
    *out = (struct funnel){0};
    if (budget_ms) {
        TRY(episodes_cost(s, w, &out->refusal.estimate_ms));
        out->refusal.refused = out->refusal.estimate_ms > budget_ms;
    }
    if (out->refusal.refused)
        return OK;
    TRY(episodes_open(s, w, false, &x));
    funnel_add(&x, out);
    return OK;
}

uint64_t rung_lost(const struct rung *r)
{
    return r->fate[FATE_HANDED_UP] + r->fate[FATE_DECLINED] + r->fate[FATE_NOBODY] +
           r->fate[FATE_UNDELIVERED];
}
