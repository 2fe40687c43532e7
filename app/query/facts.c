#include "query/facts.h"

static uint64_t sum(const uint64_t *n, size_t of)
{
    uint64_t all = 0;
    for (size_t i = 0; i < of; i++)
        all += n[i];
    return all;
}

uint64_t metric_rank(uint64_t percent, uint64_t n)
{
    return (n * percent + 99) / 100;
}

uint64_t facts_pages(const struct facts *f)
{
    return sum(f->outcome, OUTCOME__N);
}

static uint64_t accepted(const uint64_t outcome[OUTCOME__N])
{
    return outcome[OUTCOME_IN_TARGET] + outcome[OUTCOME_LATE] + outcome[OUTCOME_UNTIMED];
}

static uint64_t unacknowledged(const uint64_t outcome[OUTCOME__N])
{
    return outcome[OUTCOME_DECLINED] + outcome[OUTCOME_NOBODY] + outcome[OUTCOME_UNDELIVERED];
}

static uint64_t closed(const uint64_t outcome[OUTCOME__N])
{
    return accepted(outcome) + unacknowledged(outcome);
}

uint64_t facts_accepted(const struct facts *f)
{
    return accepted(f->outcome);
}

uint64_t facts_closed(const struct facts *f)
{
    return closed(f->outcome);
}

uint64_t tally_accepted(const struct tally *t)
{
    return accepted(t->outcome);
}

uint64_t tally_closed(const struct tally *t)
{
    return closed(t->outcome);
}

uint64_t tally_accepted_by(const struct tally *t, int64_t ms)
{
    if (ms == ANSWER_TARGET_MS)
        return t->outcome[OUTCOME_IN_TARGET];
    return ms == DAY_MS ? t->ack.n - t->ack.over_day : hist_up_to(&t->ack, ms);
}

struct depth depth_of(const uint64_t n[SET_VALUES])
{
    struct depth d = {0};
    for (uint32_t value = 0; value < SET_VALUES; value++) {
        uint32_t level = incident_level(value);
        d.incidents += n[value];
        d.escalated += level >= 2 ? n[value] : 0;
        d.known += level > 0 ? n[value] : 0;
        d.levels += n[value] * level;
    }
    return d;
}

struct depth tally_depth(const struct tally *t)
{
    uint64_t incidents[SET_VALUES];
    tally_incidents(t, incidents);
    return depth_of(incidents);
}

static struct value count_of(uint64_t v, uint64_t excluded)
{
    return (struct value){.known = true, .v = (double)v, .n = v, .excluded = excluded};
}

static struct value ratio_of(uint64_t part, uint64_t whole, uint64_t excluded)
{
    struct value v = {.n = whole, .excluded = excluded};
    if (whole == 0)
        return v;
    v.known = true;
    v.v = (double)part / (double)whole;
    return v;
}

static void swap(int64_t *a, int64_t *b)
{
    int64_t was = *a;
    *a = *b;
    *b = was;
}

/* Hoare's selection: afterwards nothing before place k is greater and nothing behind it less. */
static int64_t select_place(int64_t *ms, size_t n, size_t k)
{
    size_t low = 0, high = n - 1;
    while (low < high) {
        int64_t pivot = ms[low + (high - low) / 2];
        size_t i = low, j = high;
        while (i <= j) {
            while (ms[i] < pivot)
                i++;
            while (ms[j] > pivot)
                j--;
            if (i > j)
                break;
            swap(&ms[i++], &ms[j]);
            if (j == 0)
                break;
            j--;
        }
        if (k <= j && j < high)
            high = j;
        else if (k >= i)
            low = i;
        else
            return ms[k];
    }
    return ms[k];
}

static int64_t at_rank(const struct times *t, uint64_t rank)
{
    return t->hist ? hist_at_rank(t->hist, rank) : select_place(t->ms, t->n, rank - 1);
}

static uint64_t percent_of(enum metric m)
{
    static const uint64_t percent[STAT__N] = {
        [STAT_P50] = 50, [STAT_P90] = 90, [STAT_P95] = 95, [STAT_P99] = 99};
    return percent[metrics[m].stat];
}

static struct value time_value(const struct times *t, enum metric m, uint64_t of)
{
    uint64_t percent = percent_of(m);
    struct value v = ratio_of(t->sum_ms, t->n, of - t->n);
    if (percent && t->n)
        v.v = (double)at_rank(t, metric_rank(percent, t->n));
    return v;
}

static struct value answered_by(const struct facts *f, enum metric m)
{
    uint64_t of = closed(f->outcome), rank = metric_rank(percent_of(m), of);
    struct value v = {.n = of, .excluded = facts_pages(f) - of};
    if (of == 0)
        return v;
    v.not_reached = rank > f->times.n;
    v.known = !v.not_reached;
    if (v.known)
        v.v = (double)at_rank(&f->times, rank);
    return v;
}

static struct value page_value(const struct facts *f, enum metric m)
{
    uint64_t pages = facts_pages(f), answered = closed(f->outcome);
    uint64_t undelivered = f->outcome[OUTCOME_UNDELIVERED], yes = accepted(f->outcome);
    struct value v;
    switch ((int)m) {
    case METRIC_PAGES:
        return count_of(pages, f->not_pages);
    case METRIC_ACCEPTANCE:
        return ratio_of(yes, answered, pages - answered);
    case METRIC_ACCEPTANCE_OF_DELIVERED:
        return ratio_of(yes, answered - undelivered, pages - answered + undelivered);
    case METRIC_UNDELIVERED:
        return ratio_of(undelivered, pages, 0);
    case METRIC_UNACKNOWLEDGED:
        return count_of(answered - yes, pages - answered);
    case METRIC_UNACKNOWLEDGED_SHARE:
        return ratio_of(answered - yes, answered, pages - answered);
    case METRIC_SELF_CLEARED:
        return count_of(f->outcome[OUTCOME_CLEARED], 0);
    case METRIC_SELF_CLEARED_FAST:
        return count_of(f->cleared_fast, f->cleared_untimed);
    case METRIC_OPEN:
        return count_of(f->outcome[OUTCOME_OPEN], 0);
    case METRIC_REASSIGNED:
        return ratio_of(f->reassigned, pages, 0);
    case METRIC_REPAGE:
        return ratio_of(f->placed - f->first, f->placed, pages - f->placed);
    case METRIC_UNCREDITED:
        return count_of(f->uncredited, f->uncertain);
    case METRIC_NOISE:
        v = ratio_of(answered - yes, answered, pages - answered);
        v.v *= (double)pages;
        return v;
    default:
        return (struct value){0};
    }
}

static struct value incident_value(const struct facts *f, enum metric m)
{
    uint64_t all = f->incidents.n, ended = all - f->incidents.open;
    switch ((int)m) {
    case METRIC_ESCALATED:
        return ratio_of(f->incidents.escalated, all, 0);
    case METRIC_ESCALATED_MANUAL:
        return ratio_of(f->incidents.manual, all, 0);
    case METRIC_ESCALATED_TIMEOUT:
        return ratio_of(f->incidents.escalated - f->incidents.manual, all, 0);
    case METRIC_DEPTH:
        return ratio_of(f->incidents.levels, f->incidents.known, all - f->incidents.known);
    case METRIC_PEOPLE_PER_INCIDENT:
        return ratio_of(f->incidents.people, all, 0);
    case METRIC_REPEATS:
        return ratio_of(f->incidents.repeats, all, 0);
    case METRIC_NEVER_ACCEPTED:
        return ratio_of(ended - f->incidents.accepted, ended, f->incidents.open);
    default:
        return (struct value){0};
    }
}

static struct value person_value(const struct facts *f, enum metric m)
{
    uint64_t pages = facts_pages(f), n = f->load.n;
    uint64_t nobodys = pages - f->load.pages;
    struct value v;
    switch ((int)m) {
    case METRIC_PEOPLE:
        return count_of(f->people, 0);
    case METRIC_SLEEP_PER_PERSON:
        return ratio_of(f->sleep, f->people, 0);
    case METRIC_PAGES_PER_PERSON:
        return ratio_of(f->load.pages, n, nobodys);
    case METRIC_PAGES_PER_ONCALL_DAY:
        return ratio_of(pages, f->load.oncall_days, 0);
    case METRIC_GINI:
    case METRIC_TOP10:
        v = ratio_of(f->load.top, f->load.pages, nobodys);
        v.n = n;
        v.known = v.known && n >= 2;
        v.v = m == METRIC_GINI ? f->load.gini : v.v;
        return v;
    case METRIC_DISRUPTED_HOURS:
        return count_of(f->disrupted_hours, f->silent);
    default:
        return (struct value){0};
    }
}

static struct value attempt_value(const struct facts *f, enum metric m)
{
    const uint64_t *d = f->delivery;
    uint64_t all = sum(d, DELIVERY__N), held = d[DELIVERY_PENDING] + d[DELIVERY_SUPPRESSED];
    switch ((int)m) {
    case METRIC_ATTEMPTS:
        return count_of(all, 0);
    case METRIC_DELIVERY:
        return ratio_of(d[DELIVERY_DELIVERED], d[DELIVERY_DELIVERED] + d[DELIVERY_FAILED], held);
    case METRIC_DELIVERY_UNKNOWN:
        return ratio_of(d[DELIVERY_UNKNOWN] + d[DELIVERY_SENT], all - held, held);
    case METRIC_SUPPRESSED:
        return ratio_of(d[DELIVERY_SUPPRESSED], all, 0);
    case METRIC_INTERRUPTIONS:
        return count_of(sum(f->interruptions, HOURS__N), f->silent);
    case METRIC_INTERRUPTIONS_BUSINESS:
        return count_of(f->interruptions[HOURS_BUSINESS], f->silent);
    case METRIC_INTERRUPTIONS_OFF:
        return count_of(f->interruptions[HOURS_OFF], f->silent);
    case METRIC_INTERRUPTIONS_SLEEP:
        return count_of(f->interruptions[HOURS_SLEEP], f->silent);
    default:
        return (struct value){0};
    }
}

struct value facts_value(const struct facts *f, enum metric m)
{
    if (m == METRIC_ANSWERED_BY_P50 || m == METRIC_ANSWERED_BY_P90)
        return answered_by(f, m);
    bool page = metrics[m].grain == GRAIN_PAGE;
    if (metrics[m].unit == UNIT_MS)
        return time_value(&f->times, m, page ? facts_pages(f) : f->incidents.n);
    switch (metrics[m].grain) {
    case GRAIN_PAGE:
        return page_value(f, m);
    case GRAIN_INCIDENT:
        return incident_value(f, m);
    case GRAIN_PERSON:
        return person_value(f, m);
    case GRAIN_ATTEMPT:
        return attempt_value(f, m);
    case GRAIN__N:
        break;
    }
    return (struct value){0};
}
