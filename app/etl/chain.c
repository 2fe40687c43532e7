#include "etl/chart.h"
#include "etl/lookup.h"
#include "etl/stage.h"

#include <string.h>

struct chain {
    struct stage base;
    const struct stage_env *env;
    struct chart chart;
    struct place *known; /* of person version i, the last one asked for; to 0 = none yet */
};

/* People are paged again and again: a place is worked out once for as long as it holds. */
static struct place place_of(struct chain *c, struct str id, int64_t at)
{
    size_t version = roster_person_at(c->chart.roster, id, at);
    if (version == LOOKUP_NONE)
        return (struct place){0};
    struct place *known = &c->known[version];
    if (at < known->from || at >= known->to)
        *known = chart_place(&c->chart, id, at);
    return *known;
}

static struct err take(struct stage *self, struct record *r)
{
    struct chain *c = (struct chain *)self;
    struct place place = place_of(c, r->text[TEXT_RECIPIENT], r->when[WHEN_CREATED]);
    memcpy(r->node, place.node, sizeof r->node);
    r->depth = place.depth;
    self->changed += place.depth > 0;
    if (place.cut)
        r->flags |= FLAG_CHAIN_CUT;
    if (place.depth == 0) {
        r->flags |= FLAG_CHAIN_UNKNOWN;
        c->env->report->chain_unknown++;
    }
    return stage_pass(self, r);
}

struct stage *chain_stage(const struct stage_env *env)
{
    struct chain *c = NEW(env->a, struct chain, 1);
    c->base = (struct stage){.name = "chain", .take = take};
    c->env = env;
    c->chart = chart_of(env->a, env->conf->roster);
    c->known = NEW(env->a, struct place, env->conf->roster->people_n + 1);
    return &c->base;
}
