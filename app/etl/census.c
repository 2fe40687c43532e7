#include "etl/census.h"

#include "etl/chart.h"
#include "etl/lookup.h"
#include "lib/hash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A team version's name; sorted by key, then as the teams are: by id, then by time. */
struct called {
    int64_t key;
    int64_t from, to;
    uint32_t team;
};

/* The making of one. What is only needed for that is in `scratch`. */
struct making {
    struct arena *a, scratch;
    const struct census_conf *conf;
    struct chart chart;
    uint32_t *team_number; /* of team version i; 0 = it does not count */
    struct runs zones;     /* into zone[], by the hash64 of a name */
    const struct zone **zone;
    uint32_t zones_n;
    struct stay *stay;
    size_t stays, cap, name_bytes;
};

/* Numbers the teams that count in any of their versions. */
static const struct census_team *teams_make(struct making *m)
{
    const struct roster *r = m->conf->roster;
    struct census_team *team = NEW(m->a, struct census_team, r->teams_n + 1);
    uint32_t n = 0;
    m->team_number = NEW(&m->scratch, uint32_t, r->teams_n + 1);
    for (size_t i = 0; i < r->teams_n; i++) {
        const struct roster_team *t = &r->teams[i];
        if (t->deleted || !team_counts(m->conf->filter, t))
            continue;
        int64_t key = hash64(t->id);
        if (n == 0 || team[n].key != key)
            team[++n] = (struct census_team){arena_copy(m->a, t->id), key};
        m->team_number[i] = n;
    }
    return team;
}

static int64_t name_key(struct str name)
{
    char lower[TEXT_MAX];
    name = str_head(str_trim(name), sizeof lower);
    for (size_t i = 0; i < name.n; i++)
        lower[i] = str_lower(name.p[i]);
    return name.n ? hash64((struct str){lower, name.n}) : 0;
}

static int by_key(const void *a, const void *b)
{
    const struct called *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->team != y->team)
        return x->team < y->team ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static void names_make(const struct making *m, struct census *c)
{
    const struct roster *r = m->conf->roster;
    struct called *called = NEW(m->a, struct called, r->teams_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->teams_n; i++) {
        bool first = i == 0 || !str_eq(r->teams[i - 1].id, r->teams[i].id);
        int64_t key = m->team_number[i] ? name_key(r->teams[i].name) : 0;
        if (key)
            called[n++] = (struct called){key, first ? INT64_MIN : r->teams[i].from,
                roster_team_until(r, i), m->team_number[i]};
    }
    qsort(called, n, sizeof *called, by_key);
    c->called = called;
    c->names = runs_of(m->a, n);
    for (size_t i = 0; i < n; i++) {
        struct run_of_rows *run = runs_take(&c->names, called[i].key);
        run->first = run->n ? run->first : (uint32_t)i;
        run->n++;
    }
}

static const struct zone *zone_of(struct making *m, struct str name)
{
    struct run_of_rows *run = runs_take(&m->zones, hash64(name));
    if (run->n == 0) {
        run->first = m->zones_n++;
        run->n = 1;
        m->zone[run->first] = zone_find(m->conf->zones, name);
    }
    return m->zone[run->first];
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The first of the person's teams by id, as of then, that counts; memberships are in that order.
 * It holds until *to at least. */
static uint32_t team_at(const struct making *m, struct str person_id, int64_t at, int64_t *to)
{
    const struct roster *r = m->conf->roster;
    size_t n = 0;
    uint32_t found = 0;
    const struct roster_member *member = roster_members_of(r, person_id, &n);
    for (size_t i = 0; i < n; i++) {
        bool begun = member[i].from <= at || member[i].from == 0;
        bool ended = member[i].to != TIME_UNKNOWN && at >= member[i].to;
        size_t team = roster_team_at(r, member[i].team_id, at);
        if (ended || team == LOOKUP_NONE)
            continue;
        *to = sooner(*to, begun ? roster_team_until(r, team) : member[i].from);
        if (!begun)
            continue;
        if (member[i].to != TIME_UNKNOWN)
            *to = sooner(*to, member[i].to);
        if (!found)
            found = m->team_number[team];
    }
    return found;
}

static bool same_stay(const struct stay *x, const struct stay *y)
{
    return x->zone == y->zone && x->team == y->team && x->depth == y->depth && x->cut == y->cut &&
           memcmp(x->node, y->node, sizeof x->node) == 0 && str_eq(x->name, y->name);
}

/* What holds of the person at that instant, until *to. */
static struct stay stay_at(struct making *m, struct str id, int64_t at, int64_t *to)
{
    const struct roster *r = m->conf->roster;
    size_t version = roster_person_at(r, id, at);
    struct place place = chart_place(&m->chart, version, at);
    struct stay stay = {
        .from = at,
        .name = r->people[version].name,
        .zone = zone_of(m, r->people[version].zone),
        .depth = place.depth,
        .cut = place.loop || place.folded,
    };
    memcpy(stay.node, place.node, sizeof stay.node);
    *to = place.to;
    stay.team = team_at(m, id, at, to);
    return stay;
}

static void stay_put(struct making *m, const struct stay *stay)
{
    if (m->stays == m->cap) {
        struct stay *wider = NEW(&m->scratch, struct stay, 2 * m->cap);
        memcpy(wider, m->stay, m->stays * sizeof *wider);
        m->stay = wider;
        m->cap *= 2;
    }
    m->stay[m->stays++] = *stay;
    m->name_bytes += stay->name.n;
}

static void person_make(struct making *m, struct str id, struct census *c)
{
    struct run_of_rows *run = runs_take(&c->people, hash64(id));
    int64_t to = INT64_MIN;
    if (run->n)
        return; /* two ids with one hash: the first one is meant, as for the store */
    run->first = (uint32_t)m->stays;
    while (to < INT64_MAX) {
        int64_t at = to;
        struct stay stay = stay_at(m, id, at, &to);
        assert(to > at);
        if (run->n && same_stay(&m->stay[m->stays - 1], &stay))
            continue;
        stay_put(m, &stay);
        run->n++;
    }
}

/* The stays and their names, side by side. */
static const struct stay *stays_settle(const struct making *m)
{
    struct stay *out = NEW(m->a, struct stay, m->stays + 1);
    char *text = arena_take(m->a, 1, m->name_bytes + 1);
    for (size_t i = 0; i < m->stays; i++) {
        out[i] = m->stay[i];
        if (out[i].name.n)
            memcpy(text, out[i].name.p, out[i].name.n);
        out[i].name.p = text;
        text += out[i].name.n;
    }
    return out;
}

static size_t people_in(const struct roster *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->people_n; i++)
        n += i == 0 || !str_eq(r->people[i - 1].id, r->people[i].id);
    return n;
}

struct census *census_make(struct arena *a, const struct census_conf *conf)
{
    const struct roster *r = conf->roster;
    struct making m = {.a = a, .scratch = arena_of(ARENA_CAP_DIRECTORY), .conf = conf};
    struct census *c = NEW(a, struct census, 1);
    m.cap = r->people_n + r->people_n / 8 + 16;
    m.stay = NEW(&m.scratch, struct stay, m.cap);
    m.zones = runs_of(&m.scratch, 64);
    m.zone = NEW(&m.scratch, const struct zone *, r->people_n + 1);
    m.chart = chart_of(&m.scratch, r);
    c->team = teams_make(&m);
    names_make(&m, c);
    c->people = runs_of(a, people_in(r));
    for (size_t i = 0; i < r->people_n; i++)
        if (i == 0 || !str_eq(r->people[i - 1].id, r->people[i].id))
            person_make(&m, r->people[i].id, c);
    c->stay = stays_settle(&m);
    c->stays = m.stays;
    arena_done(&m.scratch);
    return c;
}

const struct stay *census_stay(const struct census *c, int64_t person, int64_t at)
{
    struct run_of_rows run = runs_find(&c->people, person);
    const struct stay *first = c->stay + run.first, *stay = first + run.n - 1;
    if (run.n == 0)
        return NULL;
    while (stay > first && stay->from > at)
        stay--;
    return stay;
}

const struct census_team *census_named(const struct census *c, struct str name, int64_t at)
{
    int64_t key = name_key(name);
    struct run_of_rows run = key ? runs_find(&c->names, key) : (struct run_of_rows){0};
    for (size_t i = run.first; i < (size_t)run.first + run.n; i++)
        if (c->called[i].from <= at && at < c->called[i].to)
            return &c->team[c->called[i].team];
    return run.n ? &c->team[c->called[run.first].team] : NULL;
}
