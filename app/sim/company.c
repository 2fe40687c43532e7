#include "sim/company.h"

#include "lib/day.h"
#include "sim/names.h"
#include "sim/org.h"
#include "sim/team.h"

#include <math.h>

#define STREAM_PEOPLE 1
#define ID_FIRST 10000
#define ID_STEP UINT64_C(7919) /* prime, and no divisor of any ID_SPAN */

/* Levels 2 to 7 grow evenly from a handful to `manager_share` of all. */
static void size_levels(struct company *c)
{
    double people = (double)c->people_n;
    double last = fmax(1.0, people * params.manager_share);
    double second = fmin(12.0, fmax(1.0, floor(people / 500.0)));
    double grows = pow(last / second, 1.0 / 5.0);
    size_t at = 0;
    c->level_first[1] = at++;
    for (int level = 2; level <= 7; level++) {
        c->level_first[level] = at;
        at += (size_t)fmax(1.0, floor(second * pow(grows, level - 2) + 0.5));
    }
    c->level_first[8] = at;
    at += people >= 1000 ? params.too_deep : 0;
    c->level_first[9] = at;
    c->managers_n = at;
}

static size_t level_size(const struct company *c, int level)
{
    return c->level_first[level + 1] - c->level_first[level];
}

static uint32_t manager_of_manager(const struct company *c, int level, size_t nth)
{
    if (level == 1)
        return NOBODY;
    size_t above = level_size(c, level - 1);
    size_t at = level == 8 ? nth : nth * above / level_size(c, level);
    return (uint32_t)(c->level_first[level - 1] + at);
}

/* Most report to a level-7 manager, in turn; some higher up; a few below the eighth level. */
static uint32_t manager_of_worker(const struct company *c, struct dice *d, size_t nth)
{
    size_t deep = level_size(c, 8);
    if (nth < deep * 4)
        return (uint32_t)(c->level_first[8] + nth % deep);
    double roll = dice_share(d);
    int level = roll < 0.05 ? 5 : roll < 0.2 ? 6 : 7;
    size_t n = level_size(c, level);
    return (uint32_t)(c->level_first[level] + (level == 7 ? nth % n : dice_below(d, n)));
}

static uint8_t zone_drawn(struct dice *d)
{
    double roll = dice_share(d);
    uint8_t z = 0;
    while ((size_t)z + 1 < zone_rows_n && roll >= zone_rows[z].share)
        roll -= zone_rows[z++].share;
    return z;
}

static struct str id_drawn(struct arena *a, const struct company *c, size_t nth)
{
    size_t span = 90000;
    while (span < c->people_n * 4)
        span *= 10;
    if (nth % 50 == 7)
        return arena_fmt(a, "%05zu", nth / 50 + 1);
    uint64_t number = (nth * ID_STEP + c->plan.seed % 9973) % span;
    return arena_fmt(a, "%llu", (unsigned long long)number + ID_FIRST);
}

static int64_t moment_in(const struct company *c, struct dice *d, int64_t days)
{
    int64_t from = c->plan.to - days * DAY_MS;
    return dice_between(d, from > c->plan.from ? from : c->plan.from, c->plan.to - 1) / 1000 * 1000;
}

static void oddities(struct arena *a, const struct company *c, struct dice *d, struct person *p)
{
    size_t nth = (size_t)(p - c->people);
    p->zone_unknown = dice_chance(d, params.null_zone);
    p->inactive = dice_chance(d, params.inactive);
    p->updated_at = c->plan.from - (int64_t)dice_below(d, 300 * 86400) * SECOND_MS;
    if (dice_chance(d, params.renamed)) {
        p->renamed_at = p->updated_at = moment_in(c, d, 60);
        p->old_login = p->login;
        p->login = arena_fmt(a, "%.*s.new", STR_ARG(p->login));
    }
    if (dice_chance(d, params.hostile_name))
        p->name = name_hostile(nth);
    if (dice_chance(d, params.hostile_name / 2))
        p->login = name_hostile(nth / 7);
    if (p->level == 0 && dice_chance(d, params.leaver))
        p->deleted_at = moment_in(c, d, 60);
    else if (p->level == 0 && dice_chance(d, params.mover))
        p->moved_at = moment_in(c, d, 60);
}

static void people_make(struct arena *a, struct company *c)
{
    struct dice d = dice_of(c->plan.seed, STREAM_PEOPLE);
    int level = 1;
    for (size_t i = 0; i < c->people_n; i++) {
        struct person *p = &c->people[i];
        while (level <= LEVELS && i >= c->level_first[level + 1])
            level++;
        size_t nth = i - (level <= LEVELS ? c->level_first[level] : c->managers_n);
        p->level = (uint8_t)(level <= LEVELS ? level : 0);
        p->manager = p->level ? manager_of_manager(c, level, nth) : manager_of_worker(c, &d, nth);
        p->id = id_drawn(a, c, i);
        p->name = name_of_person(a, &d, i, &p->login);
        p->title = p->level ? name_of_manager(a, level, nth) : name_of_job(&d);
        if (p->level >= 6 && dice_chance(&d, params.hostile_title))
            p->title = name_hostile(nth);
        bool near = p->level != 1 && p->level != 2 && dice_chance(&d, params.near_manager);
        p->zone = near ? c->people[p->manager].zone : zone_drawn(&d);
        p->rules = (uint8_t)dice_below(&d, 100);
        p->team = NO_TEAM;
        p->up = NOBODY;
        oddities(a, c, &d, p);
    }
}

struct company company_of(struct arena *a, const struct plan *plan)
{
    struct company c = {.plan = *plan, .people_n = plan->people, .teams_n = plan->teams};
    c.local = local_of(a, plan->from - 2 * DAY_MS, plan->to + 3 * DAY_MS);
    size_levels(&c);
    c.people = NEW(a, struct person, c.people_n);
    people_make(a, &c);
    c.outsiders_n = c.people_n / 300 + 3;
    c.outsiders = NEW(a, struct str, c.outsiders_n);
    for (size_t i = 0; i < c.outsiders_n; i++)
        c.outsiders[i] = arena_fmt(a, "880%05zu", i);
    org_make(a, &c);
    teams_make(a, &c);
    return c;
}

struct str company_id(const struct company *c, uint32_t who)
{
    return who < c->people_n ? c->people[who].id : c->outsiders[who - c->people_n];
}

struct str company_login(struct arena *a, const struct company *c, uint32_t who, int64_t at)
{
    if (who >= c->people_n)
        return arena_fmt(a, "ext%zu", who - c->people_n);
    const struct person *p = &c->people[who];
    return p->renamed_at && at < p->renamed_at ? p->old_login : p->login;
}

bool company_knows(const struct company *c, uint32_t who)
{
    return who < c->people_n && c->people[who].deleted_at == 0;
}

uint8_t company_zone(const struct company *c, uint32_t who)
{
    bool known = company_knows(c, who) && !c->people[who].zone_unknown;
    return known ? c->people[who].zone : ZONE_NONE;
}

bool company_under(const struct company *c, uint32_t who, uint32_t manager)
{
    if (!company_knows(c, who))
        return false;
    const struct person *people = c->people;
    uint32_t at = people[who].manages ? who : people[who].up;
    while (at != NOBODY && at != manager)
        at = people[at].up;
    if (at == NOBODY)
        return false;
    unsigned depth = 1; /* of the manager's own node */
    while ((at = people[at].up) != NOBODY)
        depth++;
    return depth <= 7;
}
