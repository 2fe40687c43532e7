#include "query/group.h"

#include <stdlib.h>

#include "lib/hash.h"
#include "query/metric.h"

#define CLOSED_MIN 5 /* below it a percentile would tell about single people */
#define GROUPS_START 64

struct groups groups_of(struct arena *a, enum child_kind kind, int64_t through)
{
    return (struct groups){.a = a, .kind = kind, .through = through, .index = set_of(a)};
}

static struct group *group_for(struct groups *g, int64_t key)
{
    uint32_t at = 0;
    if (set_get(&g->index, key, &at))
        return &g->group[at];
    if (g->n == g->cap) {
        size_t cap = g->cap ? 2 * g->cap : GROUPS_START;
        struct group *more = NEW(g->a, struct group, cap);
        for (size_t i = 0; i < g->n; i++)
            more[i] = g->group[i];
        g->group = more;
        g->cap = cap;
    }
    set_put(&g->index, key, (uint32_t)g->n);
    struct group *new = &g->group[g->n++];
    *new = (struct group){
        .key = key, .row = {.kind = g->kind}, .people = set_of(g->a), .incidents = set_of(g->a)};
    return new;
}

static void add_ack(struct arena *a, struct group *g, int64_t ms)
{
    if (g->acks == g->acks_cap) {
        size_t cap = g->acks_cap ? 2 * g->acks_cap : 16;
        int64_t *more = NEW(a, int64_t, cap);
        for (size_t i = 0; i < g->acks; i++)
            more[i] = g->ack_ms[i];
        g->ack_ms = more;
        g->acks_cap = cap;
    }
    g->ack_ms[g->acks++] = ms;
}

static void add_page(struct groups *all, struct group *g, const struct record *r)
{
    static const struct {
        bool accepted, closed;
    } counts[OUTCOME__N] = {
        [OUTCOME_IN_TARGET] = {true, true},
        [OUTCOME_LATE] = {true, true},
        [OUTCOME_UNTIMED] = {true, true},
        [OUTCOME_DECLINED] = {false, true},
        [OUTCOME_NOBODY] = {false, true},
        [OUTCOME_UNDELIVERED] = {false, true},
    };
    enum outcome outcome = record_outcome(r, all->through);
    int64_t ack = record_ack_ms(r);
    g->row.pages++;
    g->row.accepted += counts[outcome].accepted;
    g->row.closed += counts[outcome].closed;
    g->row.undelivered += outcome == OUTCOME_UNDELIVERED;
    g->row.sleep += r->hours == HOURS_SLEEP;
    if (ack >= 0) /* MS_UNKNOWN is negative too */
        add_ack(all->a, g, ack);
    if (r->person)
        set_put(&g->people, r->person, 0);
    if (r->text[TEXT_INCIDENT].n)
        set_put(
            &g->incidents, hash64(r->text[TEXT_INCIDENT]), r->level > 0 ? (uint32_t)r->level : 0);
}

static int64_t wanted_node(const struct groups *g, const struct record *r)
{
    uint32_t unused;
    for (int32_t i = 0; i < r->depth; i++)
        if (set_get(g->nodes, r->node[i], &unused))
            return r->node[i];
    return 0;
}

static int64_t key_of(const struct groups *g, const struct record *r)
{
    switch (g->kind) {
    case CHILD_NODE:
        return wanted_node(g, r);
    case CHILD_TEAM:
        return r->team;
    case CHILD_PERSON:
        return r->person;
    }
    return 0;
}

void groups_take(void *self, const struct record *r)
{
    struct groups *g = self;
    int64_t key = key_of(g, r);
    if (key == 0 || (r->flags & FLAG_REPEATED) || !record_is_page(r))
        return;
    struct group *to = group_for(g, key);
    if (to->row.pages == 0 && g->kind != CHILD_NODE) {
        bool team = g->kind == CHILD_TEAM;
        to->row.id = arena_copy(g->a, r->text[team ? TEXT_TEAM : TEXT_RECIPIENT]);
        to->row.name = arena_copy(g->a, r->text[team ? TEXT_TEAM : TEXT_NAME]);
    }
    add_page(g, to, r);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The acceptance of that share of all closed pages, the unanswered ones among them. */
static int64_t answered_by(const struct group *g, uint64_t percent)
{
    uint64_t rank = metric_rank(percent, g->row.closed);
    return g->row.closed < CLOSED_MIN || rank > g->acks ? MS_UNKNOWN : g->ack_ms[rank - 1];
}

static uint64_t escalated(const struct set *incidents)
{
    uint64_t n = 0;
    for (size_t i = 0; i < incidents->n; i++)
        n += incidents->value[i] >= 2;
    return n;
}

void groups_finish(struct groups *g)
{
    for (size_t i = 0; i < g->n; i++) {
        struct group *one = &g->group[i];
        if (one->acks)
            qsort(one->ack_ms, one->acks, sizeof *one->ack_ms, by_value);
        one->row.people = one->people.n;
        one->row.incidents = one->incidents.n;
        one->row.escalated = escalated(&one->incidents);
        one->row.p50_ms = answered_by(one, 50);
        one->row.p90_ms = answered_by(one, 90);
    }
}

static int64_t ms_of(struct value v, uint64_t closed)
{
    return v.known && closed >= CLOSED_MIN ? (int64_t)v.v : MS_UNKNOWN;
}

struct child child_of_tally(enum child_kind kind, const struct tally *t)
{
    struct depth depth = tally_depth(t);
    uint64_t closed = tally_closed(t);
    return (struct child){
        .kind = kind,
        .pages = tally_pages(t),
        .accepted = tally_accepted(t),
        .closed = closed,
        .sleep = t->hours[HOURS_SLEEP],
        .undelivered = t->outcome[OUTCOME_UNDELIVERED],
        .people = t->people.n,
        .incidents = depth.incidents,
        .escalated = depth.escalated,
        .p50_ms = ms_of(metric_of(t, METRIC_ANSWERED_BY_P50), closed),
        .p90_ms = ms_of(metric_of(t, METRIC_ANSWERED_BY_P90), closed),
    };
}
