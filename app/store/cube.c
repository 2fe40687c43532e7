#include "store/cube.h"

#include "lib/hash.h"

#include <string.h>

#define TALLY_VERSION 2u
#define ATTEMPTS_VERSION 2u

/* The plain counters of a tally, in the order they are written: append only, with a new version. */
/* clang-format off */
static const struct { size_t at, n; } counters[] = {
    { offsetof(struct tally, outcome),        OUTCOME__N },
    { offsetof(struct tally, hours),          HOURS__N },
    { offsetof(struct tally, own_hour),       7 * 24 },
    { offsetof(struct tally, level),          LEVELS_MAX + 1 },
    { offsetof(struct tally, not_pages),      PURPOSE__N },
    { offsetof(struct tally, repeated_rows),  1 },
    { offsetof(struct tally, person_unknown), 1 },
    { offsetof(struct tally, team_unknown),   1 },
    { offsetof(struct tally, chain_unknown),  1 },
    { offsetof(struct tally, zone_fallback),  1 },
    { offsetof(struct tally, cleared_fast),   1 },
    { offsetof(struct tally, cleared_untimed), 1 },
    { offsetof(struct tally, reassigned),     1 },
};

/* And those of attempts: as one array, since most of it is 0. */
#define ATTEMPTS_COUNTERS (offsetof(struct attempts, not_pages) / sizeof(uint64_t))
/* clang-format on */

static uint64_t *counter(struct tally *t, size_t i)
{
    return (uint64_t *)(void *)((char *)t + counters[i].at);
}

static const uint64_t *counter_of(const struct tally *t, size_t i)
{
    return (const uint64_t *)(const void *)((const char *)t + counters[i].at);
}

struct set incidents_of(struct arena *a)
{
    return set_of_flags(a, INCIDENT_FLAGS);
}

struct tally *tally_new(struct arena *a)
{
    struct tally *t = NEW(a, struct tally, 1);
    t->people = set_of(a);
    t->incidents = incidents_of(a);
    return t;
}

static size_t level_of(int32_t level)
{
    if (level < 0)
        return 0;
    return level < LEVELS_MAX ? (size_t)level : LEVELS_MAX;
}

uint32_t page_incident_value(const struct page_seen *p)
{
    static const uint32_t of_outcome[OUTCOME__N] = {
        [OUTCOME_IN_TARGET] = INCIDENT_ACCEPTED,
        [OUTCOME_LATE] = INCIDENT_ACCEPTED,
        [OUTCOME_UNTIMED] = INCIDENT_ACCEPTED,
        [OUTCOME_OPEN] = INCIDENT_OPEN,
    };
    uint32_t manual = p->response == RESPONSE_ESCALATED ? INCIDENT_MANUAL : 0;
    return (uint32_t)level_of(p->level) | of_outcome[p->outcome] | manual;
}

void tally_add_seen(struct tally *t, tally_slots slots, const struct page_seen *p)
{
    t->outcome[p->outcome]++;
    t->hours[p->hours]++;
    if (p->local_hour >= 0 && p->local_hour < 7 * 24)
        t->own_hour[p->local_hour]++;
    t->level[level_of(p->level)]++;
    hist_add(&t->ack, p->ack);
    hist_add(&t->answer, p->answer);
    if (p->outcome == OUTCOME_CLEARED) { /* before its page or at no known time: how fast? */
        t->cleared_untimed += p->after < 0;
        t->cleared_fast += p->after >= 0 && p->after <= CLEARED_FAST_MS;
    }
    t->reassigned += p->purpose == PURPOSE_REASSIGN || p->response == RESPONSE_FORWARDED;
    t->person_unknown += (p->flags & FLAG_PERSON_UNKNOWN) != 0;
    t->team_unknown += (p->flags & FLAG_TEAM_UNKNOWN) != 0;
    t->chain_unknown += (p->flags & FLAG_CHAIN_UNKNOWN) != 0;
    t->zone_fallback += (p->flags & FLAG_ZONE_FALLBACK) != 0;
    set_put(&t->people, p->person, 1);
    set_put(&t->incidents, p->incident, page_incident_value(p));
    if (slots)
        slots[p->in_day / (DAY_MS / SLOTS_PER_DAY)][p->outcome]++;
}

struct page_seen page_seen_of(const struct record *r, int64_t through)
{
    int64_t created = r->when[WHEN_CREATED], responded = r->when[WHEN_RESPONDED];
    return (struct page_seen){.purpose = r->purpose,
        .response = r->response,
        .outcome = record_outcome(r, through),
        .hours = r->hours,
        .local_hour = r->local_hour,
        .level = r->level,
        .flags = r->flags,
        .person = r->person,
        .incident = r->text[TEXT_INCIDENT].n ? hash64(r->text[TEXT_INCIDENT]) : 0,
        .ack = record_ack_ms(r),
        .answer = record_answer_ms(r),
        .after = responded == TIME_UNKNOWN ? MS_UNKNOWN : responded - created,
        .in_day = created - day_of(created) * DAY_MS};
}

void tally_add(struct tally *t, tally_slots slots, const struct record *r, int64_t through)
{
    if (!record_is_page(r)) {
        t->not_pages[r->purpose]++;
        return;
    }
    const struct page_seen p = page_seen_of(r, through);
    tally_add_seen(t, slots, &p);
}

void tally_merge(struct tally *into, const struct tally *from)
{
    for (EACH(i, counters))
        for (size_t k = 0; k < counters[i].n; k++)
            counter(into, i)[k] += counter_of(from, i)[k];
    hist_merge(&into->ack, &from->ack);
    hist_merge(&into->answer, &from->answer);
    set_merge(&into->people, &from->people);
    set_merge(&into->incidents, &from->incidents);
}

uint64_t tally_pages(const struct tally *t)
{
    uint64_t n = 0;
    for (size_t i = 0; i < OUTCOME__N; i++)
        n += t->outcome[i];
    return n;
}

static void slots_encode(tally_slots slots, struct out *blob)
{
    uint64_t flat[SLOTS_PER_DAY * OUTCOME__N] = {0};
    for (size_t i = 0; slots && i < COUNT_OF(flat); i++)
        flat[i] = slots[i / OUTCOME__N][i % OUTCOME__N];
    sparse_put(blob, flat, COUNT_OF(flat));
}

static void slots_decode_add(struct cursor *c, tally_slots slots)
{
    struct sparse s = sparse_of(c, (size_t)SLOTS_PER_DAY * OUTCOME__N);
    while (sparse_next(&s))
        if (slots)
            slots[s.at / OUTCOME__N][s.at % OUTCOME__N] += (uint32_t)s.v;
}

void tally_encode(const struct tally *t, tally_slots slots, struct out *blob)
{
    varint_put(blob, TALLY_VERSION);
    for (EACH(i, counters))
        sparse_put(blob, counter_of(t, i), counters[i].n);
    hist_encode(&t->ack, blob);
    hist_encode(&t->answer, blob);
    set_encode(&t->people, blob);
    set_encode(&t->incidents, blob);
    slots_encode(slots, blob);
}

static struct err ended(const struct cursor *c, const char *what)
{
    if (c->bad || cursor_left(c))
        return err_of(ERR_INPUT, "%s: cut, or bytes too many", what);
    return OK;
}

/* All but the sets, which are left where they are in the blob. */
static struct err decode(struct str blob, tally_slots slots, struct tally *into,
    struct set_run *people, struct set_run *incidents)
{
    struct cursor c = cursor_of(blob);
    if (varint_get(&c) != TALLY_VERSION)
        return err_of(ERR_INPUT, "totals: not of version %u", TALLY_VERSION);
    for (EACH(i, counters))
        sparse_add(&c, counter(into, i), counters[i].n);
    hist_decode_add(&c, &into->ack);
    hist_decode_add(&c, &into->answer);
    *people = set_run_get(&c);
    *incidents = set_run_get(&c);
    slots_decode_add(&c, slots);
    return ended(&c, "totals");
}

struct err tally_decode_add(struct str blob, tally_slots slots, struct tally *into)
{
    struct set_run people, incidents;
    TRY(decode(blob, slots, into, &people, &incidents));
    set_unite(&into->people, &people, 1);
    set_unite(&into->incidents, &incidents, 1);
    return OK;
}

/* Nearly all have the same value: one counter would be waited for each time. */
#define COUNTERS 4

/* What is counted is not united in the end. */
static void count_incidents(const struct tally_sum *s, struct set_run *run)
{
    uint32_t n[COUNTERS][SET_VALUES] = {{0}};
    for (size_t i = 0; i < run->n; i++) {
        int64_t key = set_run_key(run, i);
        if (often_has(s->often, key))
            set_put(&s->into->incidents, key, run->value[i]);
        else
            n[i % COUNTERS][run->value[i]]++;
    }
    for (size_t i = 0; i < COUNTERS; i++)
        for (size_t value = 0; value < SET_VALUES; value++)
            s->into->alone[value] += n[i][value];
    *run = (struct set_run){0};
}

struct err tally_sum_add(struct tally_sum *s, struct str blob, tally_slots slots)
{
    struct arena *a = s->into->people.a;
    s->people = arena_room(a, s->people, sizeof *s->people, s->n, &s->people_cap);
    s->incidents = arena_room(a, s->incidents, sizeof *s->incidents, s->n, &s->incidents_cap);
    TRY(decode(blob, slots, s->into, &s->people[s->n], &s->incidents[s->n]));
    set_run_keep(&s->people[s->n], a);
    if (s->often)
        count_incidents(s, &s->incidents[s->n]);
    else
        set_run_keep(&s->incidents[s->n], a);
    s->n++;
    return OK;
}

struct err tally_meet(struct str blob, struct arena *scratch, struct often *into)
{
    struct set_run people, incidents;
    TRY(decode(blob, NULL, tally_new(scratch), &people, &incidents));
    often_meet(into, &incidents);
    return OK;
}

void tally_sum_end(struct tally_sum *s)
{
    set_unite(&s->into->people, s->people, s->n);
    set_unite(&s->into->incidents, s->incidents, s->n);
    s->n = 0;
}

void tally_incidents(const struct tally *t, uint64_t by_value[SET_VALUES])
{
    memcpy(by_value, t->alone, sizeof t->alone);
    set_values(&t->incidents, by_value);
}

bool channel_is_loud(enum channel c)
{
    const uint32_t loud = 1u << CHANNEL_VOICE | 1u << CHANNEL_SMS | 1u << CHANNEL_PUSH |
                          1u << CHANNEL_WHATSAPP | 1u << CHANNEL_PAGER;
    return (loud & 1u << c) != 0;
}

void attempts_add(struct attempts *t, const struct record *r)
{
    if (record_is_page(r)) {
        t->count[r->channel][r->delivery]++;
        t->silent[r->hours] += channel_is_loud(r->channel) && r->delivery != DELIVERY_DELIVERED;
        return;
    }
    t->not_pages++;
    t->other[r->channel]++;
}

static void attempts_merge(struct attempts *into, const struct attempts *from)
{
    for (size_t i = 0; i < CHANNEL__N; i++) {
        for (size_t k = 0; k < DELIVERY__N; k++)
            into->count[i][k] += from->count[i][k];
        into->other[i] += from->other[i];
    }
    for (size_t i = 0; i < HOURS__N; i++) {
        into->silent[i] += from->silent[i];
        into->interruptions[i] += from->interruptions[i];
    }
    into->disrupted_hours += from->disrupted_hours;
    into->not_pages += from->not_pages;
    into->some_channels |= from->some_channels;
}

void attempts_encode(const struct attempts *t, struct out *blob)
{
    uint64_t flat[ATTEMPTS_COUNTERS];
    memcpy(flat, t, sizeof flat);
    varint_put(blob, ATTEMPTS_VERSION);
    sparse_put(blob, flat, COUNT_OF(flat));
}

static struct attempts of_channels(const struct attempts *t, uint32_t channels)
{
    struct attempts some = {.some_channels = true};
    for (size_t i = 0; i < CHANNEL__N; i++) {
        if (!(channels & 1u << i))
            continue;
        memcpy(some.count[i], t->count[i], sizeof some.count[i]);
        some.other[i] = t->other[i];
    }
    return some;
}

struct err attempts_decode_add(struct str blob, uint32_t channels, struct attempts *into)
{
    struct attempts t = {0};
    uint64_t flat[ATTEMPTS_COUNTERS] = {0};
    struct cursor c = cursor_of(blob);
    if (varint_get(&c) != ATTEMPTS_VERSION)
        return err_of(ERR_INPUT, "attempts: not of version %u", ATTEMPTS_VERSION);
    sparse_add(&c, flat, COUNT_OF(flat));
    TRY(ended(&c, "attempts"));
    memcpy(&t, flat, sizeof flat);
    if (channels)
        t = of_channels(&t, channels);
    for (size_t i = 0; i < CHANNEL__N; i++)
        t.not_pages += t.other[i];
    attempts_merge(into, &t);
    return OK;
}
