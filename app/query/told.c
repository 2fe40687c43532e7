#include "query/told.h"

#include "query/matter.h"
#include "store/reader.h"

bool told_where(const struct where *w)
{
    uint32_t masks = w->channels | w->deliveries | w->outcomes | w->levels | w->hours | w->purposes;
    size_t texts = w->urgency.n + w->source.n + w->gateway.n + w->carrier.n + w->country.n +
                   w->provider.n + w->q.n;
    int kinds = (w->nodes > 0) + (w->teams > 0) + (w->persons > 0);
    return masks == 0 && texts == 0 && kinds <= 1 && w->answers == ANSWERS_EXPLICIT &&
           !(w->now && w->nodes);
}

/* Interruptions of several groups are not those of all of them: a person may be in two. */
static bool is_one_scope(const struct where *w)
{
    return w->nodes + w->teams + w->persons <= 1;
}

bool told_metric(const struct where *w, enum metric m)
{
    static const bool told[METRIC__N] = {
        [METRIC_UNACKNOWLEDGED_SHARE] = true,
        [METRIC_SELF_CLEARED] = true,
        [METRIC_SELF_CLEARED_FAST] = true,
        [METRIC_OPEN] = true,
        [METRIC_REASSIGNED] = true,
        [METRIC_NOISE] = true,
        [METRIC_ESCALATED_TIMEOUT] = true,
        [METRIC_ESCALATED_MANUAL] = true,
        [METRIC_NEVER_ACCEPTED] = true,
        [METRIC_ATTEMPTS] = true,
        [METRIC_DELIVERY] = true,
        [METRIC_DELIVERY_UNKNOWN] = true,
        [METRIC_SUPPRESSED] = true,
    };
    /* cppcheck-suppress arrayIndexOutOfBoundsCond ; there is no metric past the table */
    bool is = m < METRIC_TALLY__N || told[m];
    bool of_one = matter_of(m) == MATTER_INTERRUPTIONS && is_one_scope(w);
    return (is || of_one) && told_where(w);
}

static uint64_t sum(const uint64_t *n, size_t of)
{
    uint64_t all = 0;
    for (size_t i = 0; i < of; i++)
        all += n[i];
    return all;
}

/* By their value. */
static void add_incidents(struct facts *f, const uint64_t n[SET_VALUES])
{
    const struct depth depth = depth_of(n);
    f->incidents.n = depth.incidents;
    f->incidents.known = depth.known;
    f->incidents.levels = depth.levels;
    f->incidents.escalated = depth.escalated;
    for (uint32_t value = 0; value < SET_VALUES; value++) {
        bool manual = incident_level(value) >= 2 && (value & INCIDENT_MANUAL);
        bool open = (value & INCIDENT_OPEN) != 0;
        f->incidents.manual += manual ? n[value] : 0;
        f->incidents.open += open ? n[value] : 0;
        f->incidents.accepted += (value & INCIDENT_ACCEPTED) && !open ? n[value] : 0;
    }
}

struct facts told_by_pages(const struct tally *t, enum metric m)
{
    const struct hist *h = matter_of(m) == MATTER_ANSWER ? &t->answer : &t->ack;
    struct facts f = {.sleep = t->hours[HOURS_SLEEP],
        .people = t->people.n,
        .not_pages = sum(t->not_pages, PURPOSE__N),
        .reassigned = t->reassigned,
        .cleared_fast = t->cleared_fast,
        .cleared_untimed = t->cleared_untimed,
        .times = {.n = h->n, .sum_ms = h->sum_ms, .hist = h}};
    for (EACH(i, f.outcome))
        f.outcome[i] = t->outcome[i];
    uint64_t incidents[SET_VALUES];
    tally_incidents(t, incidents);
    if (metrics[m].grain == GRAIN_INCIDENT)
        add_incidents(&f, incidents);
    return f;
}

struct facts told_by_member(const struct member *m)
{
    struct facts f = {.sleep = m->sleep, .people = 1, .times = {.n = m->acks, .ms = m->ack}};
    uint64_t incidents[SET_VALUES] = {0};
    for (EACH(i, f.outcome))
        f.outcome[i] = m->outcome[i];
    for (size_t i = 0; i < m->acks; i++)
        f.times.sum_ms += (uint64_t)m->ack[i];
    set_values(&m->incidents, incidents);
    add_incidents(&f, incidents);
    return f;
}

struct facts told_by_attempts(const struct attempts *t)
{
    struct facts f = {.silent = sum(t->silent, HOURS__N), .disrupted_hours = t->disrupted_hours};
    for (size_t c = 0; c < CHANNEL__N; c++)
        for (size_t d = 0; d < DELIVERY__N; d++)
            f.delivery[d] += t->count[c][d];
    for (EACH(i, f.interruptions))
        f.interruptions[i] = t->interruptions[i];
    return f;
}

struct value metric_of(const struct tally *t, enum metric m)
{
    struct facts f = told_by_pages(t, m);
    return facts_value(&f, m);
}

struct err told_facts(
    struct snapshot *s, struct arena *a, const struct where *w, enum metric m, struct facts *out)
{
    if (metrics[m].dataset == DATASET_NOTIFICATIONS) {
        struct attempts t = {0};
        TRY(snapshot_attempts(s, w, &t));
        *out = told_by_attempts(&t);
        return OK;
    }
    struct tally *t = tally_new(a);
    TRY(snapshot_pages(s, w, NULL, t));
    *out = told_by_pages(t, m);
    return OK;
}

struct err told_channels(struct snapshot *s, struct arena *a, const struct where *w,
    struct split *rows, struct facts **by_group, struct facts *all)
{
    struct attempts t = {0};
    TRY(snapshot_attempts(s, w, &t));
    *all = told_by_attempts(&t);
    *by_group = NEW(a, struct facts, CHANNEL__N);
    for (size_t c = 0; c < CHANNEL__N; c++) {
        if (sum(t.count[c], DELIVERY__N) == 0)
            continue;
        struct facts *f = &(*by_group)[split_put_word(rows, str_of(channel_words[c]))];
        for (size_t d = 0; d < DELIVERY__N; d++)
            f->delivery[d] = t.count[c][d];
    }
    return OK;
}
