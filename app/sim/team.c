#include "sim/team.h"

#include "lib/day.h"
#include "sim/names.h"

#define STREAM_TEAMS 2
#define TEAM_ID_FIRST 1000
#define MEMBERS_MAX 64
#define WEEK_MS (7 * DAY_MS)

static bool has(const uint32_t *all, unsigned n, uint32_t who)
{
    for (unsigned i = 0; i < n; i++)
        if (all[i] == who)
            return true;
    return false;
}

/* The people of one level-7 manager, and more of their neighbours where he has too few. */
static void rota_make(const struct company *c, struct dice *d, struct team *t, size_t nth)
{
    size_t first = c->level_first[7], managers = c->level_first[8] - first;
    size_t workers = c->people_n - c->managers_n, at = nth % managers;
    unsigned want = (unsigned)dice_between(d, params.rota_min, params.rota_max);
    if (t->lanes > 1 || want > COUNT_OF(t->rota))
        want = COUNT_OF(t->rota);
    t->manager = (uint32_t)(first + at);
    at += nth / managers * managers * params.rota_max;
    for (size_t tries = 0; t->rota_n < want && tries < workers; tries++, at += managers) {
        uint32_t who = (uint32_t)(c->managers_n + at % workers);
        if (!has(t->rota, t->rota_n, who))
            t->rota[t->rota_n++] = who;
    }
}

static void join(struct company *c, struct team *t, uint32_t who, const char *role)
{
    struct person *p = &c->people[who];
    if (p->deleted_at || t->members_n == MEMBERS_MAX)
        return;
    for (size_t i = 0; i < t->members_n; i++)
        if (t->members[i].who == who)
            return;
    t->members[t->members_n++] = (struct member){who, role};
    uint32_t team = (uint32_t)(t - c->teams); /* ids rise with the index */
    if (team < p->team)
        p->team = team;
}

/* Those who moved are shown where they are now: in the next team. */
static void members_make(struct company *c)
{
    for (size_t i = 0; i < c->teams_n; i++) {
        struct team *t = &c->teams[i], *next = &c->teams[(i + 1) % c->teams_n];
        for (unsigned k = 0; k < t->rota_n; k++)
            join(c, c->people[t->rota[k]].moved_at ? next : t, t->rota[k], "responder");
        join(c, t, t->manager, "manager");
    }
}

static uint8_t lanes_of(size_t nth)
{
    static const struct {
        size_t first;
        uint8_t lanes;
    } table[] = {{2, 8}, {8, 4}, {30, 2}};
    for (EACH(i, table))
        if (nth < table[i].first)
            return table[i].lanes;
    return 1;
}

void teams_make(struct arena *a, struct company *c)
{
    struct dice d = dice_of(c->plan.seed, STREAM_TEAMS);
    size_t share = (size_t)((double)c->teams_n * params.operational_share + 0.5);
    c->operational_n = share > params.operational_max ? params.operational_max : share;
    c->teams = NEW(a, struct team, c->teams_n);
    for (size_t i = 0; i < c->teams_n; i++) {
        struct team *t = &c->teams[i];
        t->id = arena_fmt(a, "%zu", TEAM_ID_FIRST + i);
        t->name = name_of_team(a, i);
        t->kind = i < c->operational_n ? "operational" : i % 3 ? "squad" : "list";
        t->members = NEW(a, struct member, MEMBERS_MAX);
        t->lanes = lanes_of(i);
        rota_make(c, &d, t, i * 37 % c->teams_n);
        t->zone = c->people[t->manager].zone;
        t->delay_ms = params.delay_minutes[dice_below(&d, 4)] * MINUTE_MS;
        t->levels = (uint8_t)(dice_chance(&d, params.two_levels)     ? 2
                              : dice_chance(&d, params.three_levels) ? 3
                                                                     : 4);
        t->luck = dice_normal(&d) * params.team_spread;
    }
    members_make(c);
}

static bool on_duty(const struct person *p, int64_t at)
{
    return !(p->deleted_at && at >= p->deleted_at) && !(p->moved_at && at >= p->moved_at);
}

uint32_t team_on_call(const struct company *c, const struct team *t, struct duty duty)
{
    if (duty.level == 0 || duty.level > t->levels)
        return NOBODY;
    if (duty.level == 3)
        return t->manager;
    if (duty.level == 4)
        return c->people[t->manager].manager;
    uint64_t turn = (uint64_t)(duty.at / WEEK_MS) + duty.lane % t->lanes * 2 + duty.level - 1;
    for (unsigned i = 0; i < t->rota_n; i++) {
        uint32_t who = t->rota[(turn + i) % t->rota_n];
        if (on_duty(&c->people[who], duty.at))
            return who;
    }
    return t->manager;
}
