#include "sim/traffic.h"

#include "lib/day.h"
#include "sim/chain.h"
#include "sim/names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STREAM_TRAFFIC 3
#define DAYS_A_MONTH 30.0
#define CHILDREN_DEPTH_MAX 50 /* with branching below 1 no line of descent gets so long */

struct traffic traffic_of(struct arena *a, const struct company *c)
{
    struct traffic t = {.company = c, .dice = dice_of(c->plan.seed, STREAM_TRAFFIC)};
    double sum = 0;
    for (EACH(i, t.arena))
        t.arena[i] = arena_of(TRAFFIC_BYTES);
    t.load = NEW(a, double, c->operational_n);
    for (size_t i = 0; i < c->operational_n; i++)
        t.load[i] = sum += pow((double)(i + 1), -params.zipf);
    for (size_t i = 0; i < c->operational_n; i++)
        t.load[i] /= sum;
    t.calls = arena_take(a, sizeof *t.calls, c->people_n);
    return t;
}

void traffic_done(struct traffic *t)
{
    for (EACH(i, t->arena))
        arena_done(&t->arena[i]);
}

static size_t slot_of(int64_t created)
{
    return (size_t)(created / DAY_MS % 3);
}

struct arena *traffic_arena(struct traffic *t)
{
    return &t->arena[slot_of(t->day)];
}

bool traffic_holds(const struct traffic *t, int64_t created)
{
    return created < t->company->plan.to && created < t->day + 2 * DAY_MS;
}

static void **room_for_one(struct arena *a, void **list, size_t n, size_t *cap)
{
    if (n < *cap)
        return list;
    size_t grown = *cap ? *cap * 2 : 256;
    void **bigger = NEW(a, void *, grown);
    if (n)
        memcpy(bigger, list, n * sizeof *list);
    *cap = grown;
    return bigger;
}

void traffic_add_page(struct traffic *t, struct page *p)
{
    size_t slot = slot_of(p->created);
    struct batch *b = &t->batch[slot];
    b->pages =
        (struct page **)room_for_one(&t->arena[slot], (void **)b->pages, b->pages_n, &b->pages_cap);
    b->pages[b->pages_n++] = p;
}

void traffic_add_attempt(struct traffic *t, struct attempt *at)
{
    size_t slot = slot_of(at->created);
    struct batch *b = &t->batch[slot];
    b->attempts = (struct attempt **)room_for_one(
        &t->arena[slot], (void **)b->attempts, b->attempts_n, &b->attempts_cap);
    b->attempts[b->attempts_n++] = at;
}

static uint32_t team_drawn(struct traffic *t)
{
    double roll = dice_share(&t->dice);
    size_t low = 0, high = t->company->operational_n - 1;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (t->load[mid] > roll)
            high = mid;
        else
            low = mid + 1;
    }
    return (uint32_t)low;
}

/* How likely something breaks at that hour of the team's week, 1 at the worst. */
static double weight_at(const struct company *c, uint32_t team, int64_t at)
{
    int hour = local_hour(&c->local, c->teams[team].zone, at);
    return params.hour[hour % 24] * (hour >= 5 * 24 ? params.weekend : 1.0);
}

static double weight_mean(void)
{
    double sum = 0;
    for (EACH(i, params.hour))
        sum += params.hour[i];
    return sum / 24.0 * (5.0 + 2.0 * params.weekend) / 7.0;
}

static struct incident *incident_new(struct traffic *t, uint32_t team, int64_t start)
{
    static const uint8_t priorities[] = {1, 2, 2, 3, 3, 3, 3, 4, 4, 5};
    struct arena *a = traffic_arena(t);
    struct incident *i = NEW(a, struct incident, 1);
    *i = (struct incident){.number = ++t->incidents, .team = team, .start = start};
    i->title = name_of_incident(a, &t->dice, t->company->teams[team].name);
    i->source = name_of_source(&t->dice);
    i->priority = priorities[dice_below(&t->dice, COUNT_OF(priorities))];
    return i;
}

/* An incident and those it sets off: self-exciting, with `branching` children on average. */
static void incident_with_children(struct traffic *t, uint32_t team, int64_t start, int depth)
{
    if (!traffic_holds(t, start) || depth > CHILDREN_DEPTH_MAX)
        return;
    chain_play(t, incident_new(t, team, start));
    for (unsigned n = dice_poisson(&t->dice, params.branching); n > 0; n--) {
        double later = dice_exponential(&t->dice, params.decay) * 1000.0;
        incident_with_children(t, team, start + (int64_t)later, depth + 1);
    }
}

static void arrivals(struct traffic *t)
{
    const struct company *c = t->company;
    double rate = c->plan.preset->incidents * (double)c->operational_n * (1.0 - params.branching);
    for (unsigned n = dice_poisson(&t->dice, rate / weight_mean()); n > 0; n--) {
        uint32_t team = team_drawn(t);
        int64_t start = t->day + (int64_t)dice_below(&t->dice, (uint64_t)DAY_MS);
        if (dice_chance(&t->dice, weight_at(c, team, start)))
            incident_with_children(t, team, start, 0);
    }
}

/* One root cause pages many teams at once. A small company has small storms. */
static void storm(struct traffic *t)
{
    size_t teams_max = t->company->operational_n;
    int64_t teams = dice_between(&t->dice, params.storm_teams_min, params.storm_teams_max);
    int64_t pages = dice_between(&t->dice, params.storm_pages_min, params.storm_pages_max);
    int64_t minutes = dice_between(&t->dice, params.storm_minutes_min, params.storm_minutes_max);
    int64_t start = t->day + (int64_t)dice_below(&t->dice, (uint64_t)DAY_MS);
    uint32_t first = (uint32_t)dice_below(&t->dice, teams_max);
    struct incident *root = incident_new(t, first, start);
    if (teams_max < params.storm_teams_max)
        pages = pages * (int64_t)teams_max / params.storm_teams_max;
    for (int64_t i = 0; i < pages; i++) {
        uint64_t near = dice_below(&t->dice, (uint64_t)teams);
        uint32_t team = (uint32_t)((first + near) % teams_max);
        int64_t at = start + (int64_t)dice_below(&t->dice, (uint64_t)(minutes * MINUTE_MS));
        if (!traffic_holds(t, at))
            continue;
        struct incident *part = incident_new(t, team, at);
        part->title = root->title;
        part->storm = true;
        chain_play(t, part);
    }
}

static void outage_maybe(struct traffic *t)
{
    struct dice *d = &t->dice;
    if (!dice_chance(d, params.outages_a_month / DAYS_A_MONTH))
        return;
    int64_t from = t->day + (int64_t)dice_below(d, (uint64_t)DAY_MS);
    int64_t minutes = dice_between(d, params.outage_minutes_min, params.outage_minutes_max);
    t->outage = (struct outage){from, from + minutes * MINUTE_MS,
        params.outage_loss_min + (1 - params.outage_loss_min) * dice_share(d)};
}

/* Hand-offs when the week turns, and a few reminders, tests and verifications. */
static void team_messages(struct traffic *t)
{
    static const struct {
        enum why why;
        const double *share;
    } kinds[] = {{WHY_REMINDER, &params.reminder}, {WHY_TEST, &params.test},
        {WHY_VERIFICATION, &params.verification}};
    bool week_turns = t->day / DAY_MS % 7 == 0;
    for (uint32_t team = 0; team < t->company->operational_n; team++) {
        int64_t at = t->day + dice_between(&t->dice, 0, DAY_MS - 1);
        if (week_turns)
            chain_message(t, incident_new(t, team, t->day), WHY_HANDOFF, t->day + 1000 + team);
        for (EACH(k, kinds))
            if (dice_chance(&t->dice, *kinds[k].share))
                chain_message(t, incident_new(t, team, at), kinds[k].why, at);
    }
}

/* The rest of the company: notifications that no page-out knows. */
static void announcements(struct traffic *t)
{
    const struct company *c = t->company;
    double mean = (double)c->people_n * c->plan.preset->announcements / CHAIN_ATTEMPTS_EACH;
    unsigned left = dice_poisson(&t->dice, mean);
    while (left > 0) {
        uint64_t of = dice_chance(&t->dice, 0.05) ? c->operational_n : c->teams_n;
        uint32_t team = (uint32_t)dice_below(&t->dice, of);
        int64_t at = t->day + (int64_t)dice_below(&t->dice, (uint64_t)DAY_MS);
        unsigned people = (unsigned)dice_between(&t->dice, 1, 20);
        people = people > left ? left : people;
        left -= people;
        chain_announce(t, incident_new(t, team, at), people);
    }
}

static int page_order(const void *x, const void *y)
{
    const struct page *a = *(struct page *const *)x, *b = *(struct page *const *)y;
    if (a->created != b->created)
        return a->created < b->created ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int attempt_order(const void *x, const void *y)
{
    const struct attempt *a = *(struct attempt *const *)x, *b = *(struct attempt *const *)y;
    if (a->created != b->created)
        return a->created < b->created ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

const struct batch *traffic_day(struct traffic *t, int64_t day)
{
    size_t stale = slot_of(day + DAY_MS); /* of two days ago: nothing points there any more */
    t->day = day;
    arena_wipe(&t->arena[stale]);
    t->batch[stale] = (struct batch){0};
    outage_maybe(t);
    arrivals(t);
    if (dice_chance(&t->dice, params.storms_a_month / DAYS_A_MONTH))
        storm(t);
    team_messages(t);
    announcements(t);
    struct batch *b = &t->batch[slot_of(day)];
    if (b->pages_n)
        qsort(b->pages, b->pages_n, sizeof(struct page *), page_order);
    if (b->attempts_n)
        qsort(b->attempts, b->attempts_n, sizeof(struct attempt *), attempt_order);
    return b;
}
