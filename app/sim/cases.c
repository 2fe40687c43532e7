#include "sim/cases.h"

#include "lib/day.h"

static struct filter *add(struct cases *c, const char *name, int days)
{
    struct test_case *to = &c->all[c->n < CASES_MAX ? c->n++ : CASES_MAX - 1];
    *to = (struct test_case){name, {.days = days}};
    return &to->filter;
}

static void add_org(struct cases *c, const char *name, int days, uint32_t manager)
{
    struct filter *q = add(c, name, days);
    q->org[q->org_n++] = manager;
}

static void add_team(struct cases *c, const char *name, int days, uint32_t team)
{
    struct filter *q = add(c, name, days);
    q->team[q->team_n++] = team;
}

static void add_person(struct cases *c, const char *name, int days, uint32_t who)
{
    struct filter *q = add(c, name, days);
    q->person[q->person_n++] = who;
}

static void company_cases(struct cases *c)
{
    add(c, "company 28d", 28);
    add(c, "company 7d", 7);
    add(c, "company 90d", 90);
}

/* All of the second level, then nodes further down, and those whose chain is odd. */
static void org_cases(struct cases *c)
{
    static const int days[] = {28, 7, 90};
    const struct company *co = c->facts->company;
    const size_t *first = co->level_first;
    for (size_t i = first[2]; i < first[3] && i < first[2] + 12; i++)
        add_org(c, "top node", days[i % 3], (uint32_t)i);
    add_org(c, "the whole tree", 28, 0);
    for (int level = 3; level <= 7; level++)
        for (size_t k = 0; k < 2; k++) {
            size_t n = first[level + 1] - first[level];
            add_org(c, "node", days[k], (uint32_t)(first[level] + n * k / 3));
        }
    for (uint32_t i = 0, odd = 0; i < co->managers_n && odd < 4; i++)
        if (co->people[i].odd && co->people[i].manages && ++odd)
            add_org(c, "node with an odd chain", 90, i);
}

static bool is_leaver(const struct company *c, uint32_t who)
{
    return who < c->people_n && c->people[who].deleted_at != 0;
}

static bool is_unknown(const struct company *c, uint32_t who)
{
    return who >= c->people_n;
}

static bool is_manager(const struct company *c, uint32_t who)
{
    return who < c->people_n && c->people[who].manages;
}

static bool is_hostile(const struct company *c, uint32_t who)
{
    if (who >= c->people_n)
        return false;
    struct str name = c->people[who].name;
    return str_find(name, '<') < name.n || str_find(name, '=') < name.n ||
           str_find(name, '"') < name.n;
}

static bool is_renamed(const struct company *c, uint32_t who)
{
    return company_knows(c, who) && c->people[who].renamed_at != 0;
}

static bool is_mover(const struct company *c, uint32_t who)
{
    return company_knows(c, who) && c->people[who].moved_at != 0;
}

static bool is_zoneless(const struct company *c, uint32_t who)
{
    return company_knows(c, who) && c->people[who].zone_unknown;
}

static bool is_anyone(const struct company *c, uint32_t who)
{
    return company_knows(c, who);
}

/* Of each kind the one with the most pages that no other case has taken. */
static void person_cases(struct cases *c)
{
    static const struct {
        const char *name;
        bool (*is)(const struct company *, uint32_t);
    } kinds[] = {{"leaver", is_leaver}, {"unknown person", is_unknown}, {"manager", is_manager},
        {"hostile name", is_hostile}, {"renamed", is_renamed}, {"moved", is_mover},
        {"no zone", is_zoneless}, {"busy", is_anyone}, {"busy", is_anyone}, {"busy", is_anyone},
        {"busy", is_anyone}, {"busy", is_anyone}};
    const struct company *co = c->facts->company;
    for (EACH(k, kinds)) {
        uint32_t best = NOBODY;
        for (uint32_t i = 0; i < co->people_n + co->outsiders_n; i++)
            if (kinds[k].is(co, i) && c->paged[i] &&
                (best == NOBODY || c->paged[i] > c->paged[best]))
                best = i;
        if (best == NOBODY)
            continue;
        add_person(c, kinds[k].name, k < 8 || k % 2 ? 90 : 28, best);
        c->paged[best] = 0;
    }
}

static void mixed_cases(struct cases *c)
{
    static const enum medium media[] = {MEDIUM_SMS, MEDIUM_VOICE, MEDIUM_EMAIL, MEDIUM_PUSH};
    const struct company *co = c->facts->company;
    const struct team *team = &co->teams[0];
    uint32_t inside = co->people[team->manager].manager, top = team->manager;
    while (co->people[top].level > 2)
        top = co->people[top].manager;
    for (EACH(i, media)) {
        struct filter *q = add(c, "channel", i % 2 ? 7 : 28);
        q->medium[q->medium_n++] = media[i];
    }
    struct filter *q = add(c, "org and team", 28);
    q->org[q->org_n++] = inside;
    q->team[q->team_n++] = 0;
    q = add(c, "team and channel", 28);
    q->team[q->team_n++] = 0;
    q->medium[q->medium_n++] = MEDIUM_VOICE;
    q = add(c, "two channels", 28);
    q->medium[q->medium_n++] = MEDIUM_CHAT;
    q->medium[q->medium_n++] = MEDIUM_PAGER;
    q = add(c, "two orgs", 28);
    q->org[q->org_n++] = (uint32_t)co->level_first[3];
    q->org[q->org_n++] = (uint32_t)(co->level_first[4] - 1);
    q = add(c, "two teams", 7);
    q->team[q->team_n++] = 1;
    q->team[q->team_n++] = (uint32_t)(co->operational_n - 1);
    q = add(c, "team outside the org", 28);
    q->org[q->org_n++] =
        (uint32_t)(top == co->level_first[2] ? co->level_first[3] - 1 : co->level_first[2]);
    q->team[q->team_n++] = 0;
    q = add(c, "org and channel", 90);
    q->org[q->org_n++] = top;
    q->medium[q->medium_n++] = MEDIUM_SMS;
}

/* Words that the simulated world has, each alone and some together. */
/* clang-format off */
static const struct test_case narrow[] = {
    { "high urgency",        { .days = 28, .urgencies = URGENCY_HIGH } },
    { "low urgency",         { .days = 90, .urgencies = URGENCY_LOW } },
    { "one source",          { .days = 28, .source = "zabbix" } },
    { "another source",      { .days = 7, .source = "service-desk" } },
    { "first level",         { .days = 28, .levels = 1u << 1 } },
    { "levels above",        { .days = 90, .levels = 1u << 2 | 1u << 3 | 1u << 4 } },
    { "a level nobody has",  { .days = 28, .levels = 1u << 7 } },
    { "in target",           { .days = 28, .ends = 1u << END_IN_TARGET } },
    { "late or untimed",     { .days = 28, .ends = 1u << END_LATE | 1u << END_UNTIMED } },
    { "declined",            { .days = 90, .ends = 1u << END_DECLINED } },
    { "nobody",              { .days = 28, .ends = 1u << END_NOBODY } },
    { "undelivered",         { .days = 28, .ends = 1u << END_UNDELIVERED } },
    { "cleared",             { .days = 28, .ends = 1u << END_CLEARED } },
    { "open",                { .days = 7, .ends = 1u << END_OPEN } },
    { "business hours",      { .days = 28, .classes = 1u << CLASS_BUSINESS } },
    { "off hours",           { .days = 28, .classes = 1u << CLASS_OFF } },
    { "sleep hours",         { .days = 90, .classes = 1u << CLASS_SLEEP } },
    { "escalations",         { .days = 28, .whys = 1u << WHY_ESCALATION } },
    { "initial or repeated", { .days = 28, .whys = 1u << WHY_INITIAL | 1u << WHY_REPEAT } },
    { "reassigned",          { .days = 90, .whys = 1u << WHY_REASSIGN } },
    { "wide",                { .days = 90, .whys = 1u << WHY_BROADCAST | 1u << WHY_CONFERENCE } },
    { "one gateway",         { .days = 28, .gateway = "gateway-north" } },
    { "one carrier",         { .days = 28, .carrier = "CityTel" } },
    { "a carrier of two words", { .days = 7, .carrier = "Alpha Mobile" } },
    { "one country",         { .days = 28, .country = "US" } },
    { "provider, a gateway", { .days = 28, .provider = "relay-2" } },
    { "provider, a carrier", { .days = 28, .provider = "Harbour" } },
    { "text",                { .days = 28, .text = "latency" } },
    { "text in other case",  { .days = 90, .text = "CERTIFICATE" } },
    { "text of a source",    { .days = 7, .text = "ynthet" } },
    { "text of an incident", { .days = 28, .text = "inc000000012" } },
    { "closing counts",      { .days = 28, .ack = ACK_CLOSE } },
    { "any answer counts",   { .days = 28, .ack = ACK_ANY } },
    { "closing counts, in target", { .days = 90, .ack = ACK_CLOSE, .ends = 1u << END_IN_TARGET } },
    { "any answer counts, late", { .days = 28, .ack = ACK_ANY, .ends = 1u << END_LATE } },
    { "urgency and source",  { .days = 28, .urgencies = URGENCY_HIGH, .source = "prometheus" } },
    { "channel and gateway", { .days = 28, .medium = { MEDIUM_SMS }, .medium_n = 1, .gateway = "direct-sip" } },
    { "channel and outcome", { .days = 28, .medium = { MEDIUM_VOICE }, .medium_n = 1, .ends = 1u << END_NOBODY } },
    { "level, hours, urgency", { .days = 90, .levels = 1u << 2, .classes = 1u << CLASS_SLEEP, .urgencies = URGENCY_HIGH } },
    { "country and text",    { .days = 28, .country = "GB", .text = "queue" } },
    { "team, purpose, hours", { .days = 28, .team = { 0 }, .team_n = 1, .whys = 1u << WHY_ESCALATION, .classes = 1u << CLASS_SLEEP } },
    { "team and source",     { .days = 28, .team = { 1, 2 }, .team_n = 2, .source = "cloudwatch" } },
    { "part and urgency",    { .days = 28, .org = { 0 }, .org_n = 1, .urgencies = URGENCY_LOW } },
    { "carrier, any answer", { .days = 28, .carrier = "BlueCell", .ack = ACK_ANY, .urgencies = URGENCY_HIGH } },
    { "nothing at all",      { .days = 7, .source = "mainframe-ops", .medium = { MEDIUM_CHAT }, .medium_n = 1, .ends = 1u << END_UNTIMED } },
};
/* clang-format on */

static void moments_add(struct cases *c, const char *name, int64_t from, int64_t to, uint8_t zone)
{
    struct filter *q = add(c, name, 0);
    q->from = from;
    q->to = to;
    q->zone = zone;
}

/* Less than a day, and over midnight. */
static void short_cases(struct cases *c)
{
    int64_t to = c->facts->company->plan.to;
    moments_add(
        c, "ninety minutes", to - 31 * HOUR_MS, to - 29 * HOUR_MS - 30 * MINUTE_MS, ZONE_NONE);
    moments_add(c, "over midnight", to - 2 * DAY_MS - 3 * HOUR_MS, to - 2 * DAY_MS + 5 * HOUR_MS,
        ZONE_NONE);
    moments_add(c, "a day and a minute", to - 3 * DAY_MS, to - 2 * DAY_MS + MINUTE_MS, ZONE_NONE);
}

/* Days of other zones: of each the last whole one, and those that are shorter or longer. */
static void zone_cases(struct cases *c)
{
    const struct plan *plan = &c->facts->company->plan;
    const struct local *local = &c->facts->company->local;
    for (uint8_t z = 0; z < zone_rows_n; z++) {
        int64_t day = plan->to - 2 * DAY_MS, first = plan->from + 2 * DAY_MS;
        moments_add(c, "a day elsewhere", local_midnight(local, z, day),
            local_midnight(local, z, day + DAY_MS), z);
        for (day = plan->to - 3 * DAY_MS; day > first && day > c->facts->from; day -= DAY_MS) {
            int64_t from = local_midnight(local, z, day);
            int64_t to = local_midnight(local, z, day + DAY_MS);
            if (to - from != DAY_MS)
                moments_add(c, "the day of the change", from, to, z);
        }
    }
}

static void count_paged(struct cases *c)
{
    for (const struct page_block *b = c->facts->pages; b; b = b->next)
        for (size_t i = 0; i < b->n; i++)
            c->paged[b->rows[i].who] += why_is_page((enum why)b->rows[i].why);
}

struct cases *cases_of(struct arena *a, const struct facts *f)
{
    const struct company *co = f->company;
    struct cases *c = NEW(a, struct cases, 1);
    c->facts = f;
    c->paged = NEW(a, size_t, co->people_n + co->outsiders_n);
    count_paged(c);
    company_cases(c);
    org_cases(c);
    for (uint32_t i = 0; i < 12 && i < co->operational_n; i++)
        add_team(c, "team", i % 3 ? 28 : 90, (uint32_t)(i * co->operational_n / 12));
    person_cases(c);
    mixed_cases(c);
    c->overview = c->n;
    for (EACH(i, narrow))
        *add(c, narrow[i].name, 0) = narrow[i].filter;
    short_cases(c);
    zone_cases(c);
    return c;
}
