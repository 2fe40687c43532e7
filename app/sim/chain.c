#include "sim/chain.h"

#include "lib/day.h"
#include "sim/attempt.h"
#include "sim/team.h"

#include <math.h>

#define EXPORT_LAG_MS 1000 /* between a page or an answer and the row's updated_at */

/* A state of mind by the recipient's own clock. */
static double answer_seconds(struct traffic *t, uint32_t who, int64_t at)
{
    const struct company *c = t->company;
    struct dice *d = &t->dice;
    uint8_t zone = who < c->people_n ? c->people[who].zone : ZONE_NONE;
    int hour = local_hour(&c->local, zone, at);
    if (local_is_night(hour)) {
        if (dice_chance(d, params.asleep_over_hour))
            return 3600.0 * (1.0 + dice_exponential(d, 3.0));
        return dice_lognormal(d, params.asleep_median, params.asleep_sigma);
    }
    bool away =
        dice_chance(d, local_is_business(hour) ? params.away_by_day : params.away_by_evening);
    return away ? dice_lognormal(d, params.away_median, params.away_sigma)
                : dice_lognormal(d, params.awake_median, params.awake_sigma);
}

static enum answer answer_drawn(struct traffic *t, const struct page *p)
{
    const struct company *c = t->company;
    uint8_t zone = p->who < c->people_n ? c->people[p->who].zone : ZONE_NONE;
    bool night = local_is_night(local_hour(&c->local, zone, p->created));
    double accepted = params.accepted + c->teams[p->incident->team].luck;
    const struct {
        enum answer answer;
        double share;
    } table[] = {
        {ANSWER_ACCEPTED, accepted - (night ? params.night_loss : 0.0)},
        {ANSWER_DECLINED, params.declined},
        {ANSWER_FORWARDED, params.forwarded},
        {ANSWER_HANDED_UP, params.handed_up},
        {ANSWER_COMMENTED, params.commented},
        {ANSWER_LATE, params.late},
        {ANSWER_CLEARED, params.cleared},
        {ANSWER_UNDELIVERED, params.undelivered},
        {ANSWER_OTHER, params.other},
        {ANSWER_NOT_EXPECTED, params.none_expected},
    };
    double roll = dice_share(&t->dice);
    for (EACH(i, table)) {
        if (roll < table[i].share)
            return table[i].answer;
        roll -= table[i].share;
    }
    return ANSWER_NONE;
}

/* Sets answer, times and dirt of a page that asks for an answer. */
static void answer_page(struct traffic *t, struct page *p)
{
    struct dice *d = &t->dice;
    p->answer = answer_drawn(t, p);
    double s = answer_seconds(t, p->who, p->created);
    if (p->incident->storm)
        s *= params.storm_slowdown;
    if (dice_chance(d, params.over_day))
        s = (24.0 + 12.0 * dice_share(d)) * 3600.0;
    if (p->answer == ANSWER_LATE)
        s += 1800.0;
    if (p->answer == ANSWER_CLEARED)
        s = fmin(s, 1500.0);
    int64_t took = (int64_t)(fmin(s, 40.0 * 3600.0) * 1000.0) + 1;
    bool timed = p->answer >= ANSWER_ACCEPTED || p->answer == ANSWER_CLEARED;
    p->responded = timed ? p->created + took : 0;
    p->by_machine = p->answer == ANSWER_CLEARED ||
                    (p->answer == ANSWER_ACCEPTED && dice_chance(d, params.auto_accept));
    p->updated = (timed ? p->responded : p->created + 30 * MINUTE_MS) + EXPORT_LAG_MS;
    if (p->answer != ANSWER_ACCEPTED)
        return;
    if (dice_chance(d, params.negative))
        p->responded = p->created - dice_between(d, 1, 90 * SECOND_MS);
    else if (dice_chance(d, params.untimed))
        p->responded = 0;
}

/* What the export cannot know yet at its end is not in it. */
static void forget_future(const struct traffic *t, struct page *p)
{
    if (p->updated < t->company->plan.to)
        return;
    p->answer = ANSWER_NONE;
    p->responded = 0;
    p->by_machine = false;
    p->updated = p->created + EXPORT_LAG_MS / 2;
}

static enum group_form group_drawn(struct dice *d)
{
    double roll = dice_share(d);
    if (roll < params.no_group)
        return roll < params.no_group / 2 ? GROUP_EMPTY : GROUP_FOREIGN;
    return roll < params.no_group + params.odd_group ? GROUP_ODD : GROUP_PLAIN;
}

static struct page *page_new(struct traffic *t, const struct incident *i, uint32_t who, int64_t at)
{
    struct page *p = NEW(traffic_arena(t), struct page, 1);
    *p = (struct page){.incident = i,
        .number = ++t->pages,
        .created = at,
        .updated = at + EXPORT_LAG_MS,
        .who = who,
        .level = 1,
        .cycle = 1,
        .group = group_drawn(&t->dice),
        .exported = true,
        .wording = (uint32_t)dice_u64(&t->dice)};
    return p;
}

/* Answers it, sends it, hands it to its day. The answer as it really was is what the chain goes on
 * from. */
static struct page page_send(struct traffic *t, struct page *p)
{
    if (why_is_page(p->why))
        answer_page(t, p);
    struct page really = *p;
    forget_future(t, p);
    if (!p->exported || !dice_chance(&t->dice, params.no_notification))
        attempts_make(t, p, really.answer >= ANSWER_ACCEPTED ? really.updated : INT64_MAX);
    if (p->exported)
        traffic_add_page(t, p);
    return really;
}

static uint32_t perhaps_outsider(struct traffic *t, uint32_t who)
{
    const struct company *c = t->company;
    if (!dice_chance(&t->dice, params.outsider))
        return who;
    return (uint32_t)(c->people_n + dice_below(&t->dice, c->outsiders_n));
}

static bool over(enum answer a)
{
    return a == ANSWER_ACCEPTED || a == ANSWER_CLEARED;
}

/* Somebody else of the rota gets a forwarded page at the same level. */
static enum answer reassign(struct traffic *t, const struct page *from, int64_t at)
{
    const struct team *team = &t->company->teams[from->incident->team];
    uint32_t who = team->rota[dice_below(&t->dice, team->rota_n)];
    if (who == from->who || !traffic_holds(t, at))
        return ANSWER_NONE;
    struct page *p = page_new(t, from->incident, who, at);
    p->level = from->level;
    p->cycle = from->cycle;
    p->why = WHY_REASSIGN;
    return page_send(t, p).answer;
}

/* The rest of the rota at once. No chain follows, so nobody is paged twice at a level. */
static void wide(struct traffic *t, const struct incident *i, enum why why)
{
    const struct team *team = &t->company->teams[i->team];
    unsigned n = why == WHY_CONFERENCE && team->rota_n > 3 ? 3 : team->rota_n;
    for (unsigned k = 0; k < n; k++) {
        struct page *p = page_new(t, i, team->rota[k], i->start);
        p->why = why;
        page_send(t, p);
    }
}

static enum why why_of_step(struct traffic *t, unsigned cycle, unsigned level)
{
    if (level > 1)
        return WHY_ESCALATION;
    if (cycle > 1)
        return WHY_REPEAT;
    double roll = dice_share(&t->dice);
    if (roll < params.signal)
        return WHY_SIGNAL;
    return roll < params.signal + params.odd_purpose ? WHY_OTHER : WHY_INITIAL;
}

/* Pages one step; *at becomes the time of the next one. True when the chain ends here. */
static bool step(
    struct traffic *t, const struct incident *i, unsigned cycle, unsigned level, int64_t *at)
{
    const struct team *team = &t->company->teams[i->team];
    struct page *p = page_new(t, i,
        perhaps_outsider(t, team_on_call(t->company, team, (struct duty){i->number, level, *at})),
        *at);
    p->level = (uint8_t)level;
    p->cycle = (uint8_t)cycle;
    p->why = why_of_step(t, cycle, level);
    struct page really = page_send(t, p);
    enum answer answer = really.answer;
    int64_t next = *at + team->delay_ms;
    if (answer == ANSWER_FORWARDED)
        answer = reassign(t, &really, really.responded + SECOND_MS);
    else if (answer == ANSWER_DECLINED || answer == ANSWER_HANDED_UP)
        next = really.responded + dice_between(&t->dice, 20, 60) * SECOND_MS;
    *at = next;
    return over(answer);
}

static void afterwards(struct traffic *t, const struct incident *i, int64_t at)
{
    static const struct {
        enum why why;
        const double *share;
    } kinds[] = {{WHY_STATUS_UPDATE, &params.status_update}, {WHY_RESOLVE, &params.resolve},
        {WHY_CANCEL, &params.cancel}};
    for (EACH(k, kinds))
        if (dice_chance(&t->dice, *kinds[k].share))
            chain_message(t, i, kinds[k].why, at + dice_between(&t->dice, 1, 3600) * SECOND_MS);
}

void chain_play(struct traffic *t, const struct incident *i)
{
    const struct team *team = &t->company->teams[i->team];
    int64_t at = i->start;
    double roll = dice_share(&t->dice);
    if (roll < params.broadcast + params.conference) {
        wide(t, i, roll < params.broadcast ? WHY_BROADCAST : WHY_CONFERENCE);
        return;
    }
    bool ended = false;
    for (unsigned cycle = 1; cycle <= params.cycles_max && !ended; cycle++)
        for (unsigned level = 1; level <= team->levels && !ended; level++)
            ended = !traffic_holds(t, at) || step(t, i, cycle, level, &at);
    afterwards(t, i, at);
}

void chain_message(struct traffic *t, const struct incident *i, enum why why, int64_t at)
{
    const struct team *team = &t->company->teams[i->team];
    if (!traffic_holds(t, at))
        return;
    struct page *p =
        page_new(t, i, team_on_call(t->company, team, (struct duty){i->number, 1, at}), at);
    p->why = why;
    page_send(t, p);
}

void chain_announce(struct traffic *t, const struct incident *i, unsigned people)
{
    static const enum why kinds[] = {WHY_INITIAL, WHY_INITIAL, WHY_BROADCAST, WHY_STATUS_UPDATE,
        WHY_STATUS_UPDATE, WHY_REPEAT, WHY_HANDOFF, WHY_TEST, WHY_SIGNAL, WHY_REMINDER};
    enum why why = kinds[dice_below(&t->dice, COUNT_OF(kinds))];
    uint32_t first = (uint32_t)dice_below(&t->dice, t->company->people_n);
    for (unsigned k = 0; k < people; k++) {
        uint32_t who = (uint32_t)((first + (uint64_t)k * 11) % t->company->people_n);
        const struct person *p = &t->company->people[who];
        if (p->deleted_at && i->start >= p->deleted_at)
            continue;
        struct page *page = page_new(t, i, who, i->start);
        page->why = why;
        page->exported = false;
        page_send(t, page);
    }
}
