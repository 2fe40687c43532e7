#include "sim/attempt.h"

#include "lib/day.h"

#include <assert.h>

#define MESSAGE_ATTEMPTS 2 /* what is no urgent page is sent this often at most */
#define QUARTER_MS (15 * MINUTE_MS)

struct rule {
    enum medium medium;
    int after_s;
};

/* clang-format off */
static const struct {
    unsigned share; /* per cent of the people */
    unsigned n;
    struct rule rules[5];
} profiles[] = {
    { 40, 3, { { MEDIUM_PUSH, 0 }, { MEDIUM_SMS, 60 }, { MEDIUM_VOICE, 180 } } },
    { 24, 2, { { MEDIUM_SMS, 0 }, { MEDIUM_VOICE, 180 } } },
    { 20, 5, { { MEDIUM_PUSH, 0 }, { MEDIUM_EMAIL, 0 }, { MEDIUM_SMS, 60 }, { MEDIUM_VOICE, 180 },
               { MEDIUM_VOICE, 360 } } },
    { 10, 2, { { MEDIUM_EMAIL, 0 }, { MEDIUM_SMS, 0 } } },
    {  3, 2, { { MEDIUM_VOICE, 0 }, { MEDIUM_VOICE, 180 } } },
    {  1, 2, { { MEDIUM_CHAT, 0 }, { MEDIUM_PUSH, 60 } } },
    {  1, 2, { { MEDIUM_WHATSAPP, 0 }, { MEDIUM_SMS, 120 } } },
    {  1, 3, { { MEDIUM_PAGER, 0 }, { MEDIUM_WEBHOOK, 0 }, { MEDIUM_OTHER, 60 } } },
};

/* The states a good attempt goes through; `lost` is where a bad one stops and then fails. */
static const struct {
    unsigned n, lost;
    enum state states[PATH_MAX_STATES - 1];
} paths[MEDIUM__N] = {
    [MEDIUM_OTHER]    = { 3, 2, { STATE_QUEUED, STATE_SENT, STATE_DELIVERED } },
    [MEDIUM_VOICE]    = { 3, 2, { STATE_QUEUED, STATE_RINGING, STATE_HUMAN } },
    [MEDIUM_SMS]      = { 5, 3, { STATE_QUEUED, STATE_SENDING, STATE_SENT, STATE_DELIVERED_CARRIER,
                                  STATE_DELIVERED } },
    [MEDIUM_EMAIL]    = { 3, 2, { STATE_QUEUED, STATE_SENT, STATE_DELIVERED } },
    [MEDIUM_PUSH]     = { 4, 2, { STATE_QUEUED, STATE_SENT, STATE_DELIVERED_DEVICE, STATE_READ } },
    [MEDIUM_CHAT]     = { 3, 2, { STATE_QUEUED, STATE_SENT, STATE_READ } },
    [MEDIUM_WEBHOOK]  = { 2, 1, { STATE_QUEUED, STATE_DELIVERED } },
    [MEDIUM_WHATSAPP] = { 4, 2, { STATE_QUEUED, STATE_SENT, STATE_DELIVERED, STATE_READ } },
    [MEDIUM_PAGER]    = { 2, 1, { STATE_QUEUED, STATE_SENT } },
};

static const char *const phone_gateways[] = { "gateway-north", "gateway-south", "direct-sip" };
static const char *const data_gateways[] = { "relay-1", "relay-2" };
static const char *const carriers[] = {
    "Alpha Mobile", "BlueCell", "CityTel", "Delta Wireless", "EuroFone", "Fenix", "GreenLine",
    "Harbour",
};
/* clang-format on */

static bool by_phone(enum medium m)
{
    return m == MEDIUM_VOICE || m == MEDIUM_SMS || m == MEDIUM_WHATSAPP || m == MEDIUM_PAGER;
}

static const struct rule *rules_of(const struct traffic *t, uint32_t who, unsigned *n)
{
    unsigned roll = who < t->company->people_n ? t->company->people[who].rules : who % 100;
    size_t i = 0;
    while (i + 1 < COUNT_OF(profiles) && roll >= profiles[i].share)
        roll -= profiles[i++].share;
    *n = profiles[i].n;
    return profiles[i].rules;
}

/* Whether this person had so many calls or messages in the last quarter of an hour; notes this one.
 */
static bool throttled(struct traffic *t, uint32_t who, const struct attempt *at)
{
    bool voice = at->medium == MEDIUM_VOICE;
    if (who >= t->company->people_n || (!voice && at->medium != MEDIUM_SMS))
        return false;
    int64_t *last = t->calls[who][voice ? 0 : 1];
    unsigned max = voice ? params.voice_per_15min : params.sms_per_15min, oldest = 0;
    assert(max <= COUNT_OF(t->calls[who][0]));
    for (unsigned i = 1; i < max; i++)
        if (last[i] < last[oldest])
            oldest = i;
    if (last[oldest] > at->created - QUARTER_MS && last[oldest] != 0)
        return true;
    last[oldest] = at->created;
    return false;
}

static double good_share(enum medium m)
{
    switch (m) {
    case MEDIUM_SMS:
    case MEDIUM_WHATSAPP:
        return params.sms_ok;
    case MEDIUM_PUSH:
    case MEDIUM_CHAT:
        return params.push_ok;
    case MEDIUM_VOICE:
    case MEDIUM_EMAIL:
    case MEDIUM_WEBHOOK:
    case MEDIUM_PAGER:
    case MEDIUM_OTHER:
    case MEDIUM__N:
        break;
    }
    return params.email_ok;
}

static enum state voice_end(struct dice *d)
{
    const struct {
        double share;
        enum state state;
    } ends[] = {{params.voice_human, STATE_HUMAN}, {params.voice_machine, STATE_MACHINE},
        {params.voice_no_answer, STATE_NO_ANSWER}, {params.voice_busy, STATE_BUSY}};
    double roll = dice_share(d);
    for (EACH(i, ends)) {
        if (roll < ends[i].share)
            return ends[i].state;
        roll -= ends[i].share;
    }
    return STATE_FAILED_PERM;
}

static void fail(struct attempt *at, unsigned after, enum state how, const char *reason)
{
    at->states_n = after + 1;
    at->states[after] = how;
    at->reason = reason;
}

/* Which states it goes through, by what happened to it. */
static void fate_draw(struct traffic *t, const struct page *p, struct attempt *at, bool outage)
{
    struct dice *d = &t->dice;
    unsigned lost = paths[at->medium].lost;
    at->states_n = paths[at->medium].n;
    for (unsigned i = 0; i < at->states_n; i++)
        at->states[i] = paths[at->medium].states[i];
    if (p->answer == ANSWER_UNDELIVERED)
        fail(at, lost, dice_chance(d, 0.5) ? STATE_FAILED_PERM : STATE_EXPIRED, "unreachable");
    else if (throttled(t, p->who, at))
        fail(at, 1, dice_chance(d, 0.8) ? STATE_THROTTLED : STATE_BUNDLED, "limit exceeded");
    else if (outage)
        fail(at, lost, STATE_FAILED_TEMP, "carrier unavailable, retry later");
    else if (dice_chance(d, params.pending_forever))
        at->states_n = 1;
    else if (dice_chance(d, params.only_sent) && at->medium != MEDIUM_VOICE)
        at->states_n = lost;
    else if (dice_chance(d, params.unknown_state))
        fail(at, lost, STATE_UNKNOWN, "");
    else if (at->medium == MEDIUM_VOICE)
        fail(at, lost, voice_end(d), "");
    else if (!dice_chance(d, good_share(at->medium)))
        fail(at, lost, dice_chance(d, 0.3) ? STATE_REJECTED : STATE_FAILED_PERM,
            "blocked, \"spam\"");
}

/* When each state was reached. The first is reached at once; the receipt may come hours late. */
static void times_draw(struct dice *d, struct attempt *at)
{
    int64_t when = at->created;
    for (unsigned i = 0; i < at->states_n; i++) {
        at->at[i] = when;
        if (fate_of(at->states[i]) == FATE_SENT && at->sent == 0)
            at->sent = when;
        if (fate_of(at->states[i]) == FATE_DELIVERED && at->delivered == 0)
            at->delivered = when;
        double s = params.receipt_min / 4.0 + dice_share(d) * params.receipt_max / 4.0;
        if (i + 2 == at->states_n && dice_chance(d, params.receipt_late))
            s += dice_share(d) * 6.0 * 3600.0;
        when += (int64_t)(s * 1000.0) + 100;
    }
}

/* States that would be reached after the end of the data are not known yet. */
static void forget_future(struct attempt *at, int64_t end)
{
    while (at->states_n > 1 && at->at[at->states_n - 1] >= end)
        at->states_n--;
    if (at->sent >= end)
        at->sent = 0;
    if (at->delivered >= end)
        at->delivered = 0;
}

static struct attempt *attempt_new(struct traffic *t, struct page *p, const struct rule *rule)
{
    struct dice *d = &t->dice;
    struct attempt *at = NEW(traffic_arena(t), struct attempt, 1);
    size_t carrier = p->who % COUNT_OF(carriers);
    at->page = p;
    at->number = ++t->attempts;
    at->created = p->created + rule->after_s * SECOND_MS + dice_between(d, 0, 1500);
    at->medium = rule->medium;
    at->reason = "";
    at->wording = (uint32_t)dice_u64(d);
    at->names_page = p->exported && !dice_chance(d, params.no_page_id);
    at->gateway = data_gateways[dice_below(d, COUNT_OF(data_gateways))];
    at->carrier = "";
    if (by_phone(at->medium)) {
        at->gateway = phone_gateways[dice_below(d, COUNT_OF(phone_gateways))];
        at->carrier = carriers[carrier];
    }
    bool outage = by_phone(at->medium) && carrier == 0 && at->created >= t->outage.from &&
                  at->created < t->outage.to && dice_chance(d, t->outage.loss);
    fate_draw(t, p, at, outage);
    times_draw(d, at);
    forget_future(at, t->company->plan.to);
    return at;
}

void attempts_make(struct traffic *t, struct page *p, int64_t stop)
{
    unsigned n;
    const struct rule *rules = rules_of(t, p->who, &n);
    struct attempt *last = NULL;
    if ((!p->exported || !why_is_page(p->why)) && n > MESSAGE_ATTEMPTS)
        n = MESSAGE_ATTEMPTS;
    for (unsigned i = 0; i < n; i++) {
        int64_t planned = p->created + rules[i].after_s * SECOND_MS;
        int64_t in_flight = dice_between(&t->dice, 1, 5) * SECOND_MS;
        if (stop != INT64_MAX && planned >= stop + in_flight)
            break;
        struct attempt *at = attempt_new(t, p, &rules[i]);
        at->nth = (uint8_t)(i + 1);
        if (!traffic_holds(t, at->created))
            continue;
        traffic_add_attempt(t, at);
        p->media |= (uint16_t)(1u << at->medium);
        last = at;
    }
    if (last && p->answer >= ANSWER_ACCEPTED)
        last->brought_answer = true;
}
