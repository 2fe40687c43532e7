#include "query/metric.h"

const char *const unit_words[UNIT__N] = {
    [UNIT_COUNT] = "count", [UNIT_SHARE] = "share", [UNIT_MS] = "ms", [UNIT_RATIO] = "ratio"};

/* clang-format off */
const struct metric_def metrics[METRIC__N] = {
    [METRIC_PAGES] = {"pages", "Pages", UNIT_COUNT, 0,
        "Distinct pages by incident, recipient, escalation level and cycle; tests, verification, "
        "hand-off, reminders, status updates, resolve and cancel messages are not pages."},
    [METRIC_PEOPLE] = {"people", "People paged", UNIT_COUNT, 0,
        "Distinct recipients with at least one page."},
    [METRIC_ACCEPTANCE] = {"acceptance", "Answered", UNIT_SHARE, 1,
        "Accepted pages out of all closed for answer: accepted, declined, nobody answered within "
        "30 minutes, undelivered; pages still open and those that cleared by themselves are "
        "left out."},
    [METRIC_ACCEPTANCE_OF_DELIVERED] = {"acceptance_of_delivered", "Answered of delivered",
        UNIT_SHARE, 1,
        "Accepted pages out of all closed for answer, without the undelivered."},
    [METRIC_ACK_MEAN] = {"ack_mean", "Acknowledged, mean", UNIT_MS, -1,
        "Mean time from page to acceptance, accepted pages only; negative times are left out, "
        "times over 24 hours are kept."},
    [METRIC_ACK_P50] = {"ack_p50", "Acknowledged, half", UNIT_MS, -1,
        "Time from page to acceptance, accepted pages only, nearest rank: half were as fast."},
    [METRIC_ACK_P90] = {"ack_p90", "Acknowledged, 90 %", UNIT_MS, -1,
        "Time from page to acceptance, accepted pages only, nearest rank: 90 % were as fast."},
    [METRIC_ACK_P95] = {"ack_p95", "Acknowledged, 95 %", UNIT_MS, -1,
        "Time from page to acceptance, accepted pages only, nearest rank: 95 % were as fast."},
    [METRIC_ACK_P99] = {"ack_p99", "Acknowledged, 99 %", UNIT_MS, -1,
        "Time from page to acceptance, accepted pages only, nearest rank: 99 % were as fast."},
    [METRIC_ANSWER_MEAN] = {"answer_mean", "Any answer, mean", UNIT_MS, -1,
        "Mean time from page to a human answer of any kind; machine answers and negative times "
        "are left out."},
    [METRIC_ANSWER_P50] = {"answer_p50", "Any answer, half", UNIT_MS, -1,
        "Time from page to a human answer of any kind, nearest rank: half were as fast."},
    [METRIC_ANSWER_P90] = {"answer_p90", "Any answer, 90 %", UNIT_MS, -1,
        "Time from page to a human answer of any kind, nearest rank: 90 % were as fast."},
    [METRIC_ANSWER_P95] = {"answer_p95", "Any answer, 95 %", UNIT_MS, -1,
        "Time from page to a human answer of any kind, nearest rank: 95 % were as fast."},
    [METRIC_ANSWER_P99] = {"answer_p99", "Any answer, 99 %", UNIT_MS, -1,
        "Time from page to a human answer of any kind, nearest rank: 99 % were as fast."},
    [METRIC_ANSWERED_BY_P50] = {"answered_by_p50", "Half answered by", UNIT_MS, -1,
        "The time by which half of all closed pages were accepted; unanswered ones count, "
        "so it may never be reached."},
    [METRIC_ANSWERED_BY_P90] = {"answered_by_p90", "90 % answered by", UNIT_MS, -1,
        "The time by which 90 % of all closed pages were accepted; unanswered ones count, "
        "so it may never be reached."},
    [METRIC_ESCALATED] = {"escalated", "Escalated", UNIT_SHARE, -1,
        "Incidents that reached escalation level 2 or higher out of all incidents with a page."},
    [METRIC_DEPTH] = {"depth", "Escalation depth", UNIT_RATIO, -1,
        "Mean of the highest escalation level that an incident reached; incidents without a "
        "known level are left out."},
    [METRIC_SLEEP_PER_PERSON] = {"sleep_per_person", "Sleep-hour pages per person", UNIT_RATIO, -1,
        "Pages between 22:00 and 08:00 in the recipient's own zone, per person paged."},
    [METRIC_UNDELIVERED] = {"undelivered_share", "Undelivered", UNIT_SHARE, -1,
        "Pages that reached no device of the recipient, out of all pages."},
    [METRIC_UNACKNOWLEDGED] = {"unacknowledged", "Not acknowledged", UNIT_COUNT, -1,
        "Pages closed without acceptance: declined, nobody answered, undelivered."},
};
/* clang-format on */

uint64_t metric_rank(uint64_t percent, uint64_t n)
{
    return (n * percent + 99) / 100;
}

uint64_t tally_accepted(const struct tally *t)
{
    return t->outcome[OUTCOME_IN_TARGET] + t->outcome[OUTCOME_LATE] + t->outcome[OUTCOME_UNTIMED];
}

static uint64_t unacknowledged(const struct tally *t)
{
    return t->outcome[OUTCOME_DECLINED] + t->outcome[OUTCOME_NOBODY] +
           t->outcome[OUTCOME_UNDELIVERED];
}

uint64_t tally_closed(const struct tally *t)
{
    return tally_accepted(t) + unacknowledged(t);
}

uint64_t tally_accepted_by(const struct tally *t, int64_t ms)
{
    if (ms == ANSWER_TARGET_MS)
        return t->outcome[OUTCOME_IN_TARGET];
    return ms == DAY_MS ? t->ack.n - t->ack.over_day : hist_up_to(&t->ack, ms);
}

static uint64_t not_pages(const struct tally *t)
{
    uint64_t n = 0;
    for (EACH(i, t->not_pages))
        n += t->not_pages[i];
    return n;
}

struct depth tally_depth(const struct tally *t)
{
    struct depth d = {0};
    for (size_t i = 0; i < t->incidents.n; i++) {
        uint32_t level = t->incidents.value[i];
        d.incidents++;
        d.escalated += level >= 2;
        d.known += level > 0;
        d.levels += level;
    }
    return d;
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

static struct value at_percent(const struct tally *t, const struct hist *h, uint64_t percent)
{
    struct value v = {.n = h->n, .excluded = tally_pages(t) - h->n};
    if (h->n == 0)
        return v;
    v.known = true;
    v.v = (double)hist_at_rank(h, metric_rank(percent, h->n));
    return v;
}

static struct value answered_by(const struct tally *t, uint64_t percent)
{
    uint64_t closed = tally_closed(t), rank = metric_rank(percent, closed);
    struct value v = {.n = closed, .excluded = tally_pages(t) - closed};
    if (closed == 0)
        return v;
    v.not_reached = rank > t->ack.n;
    v.known = !v.not_reached;
    if (v.known)
        v.v = (double)hist_at_rank(&t->ack, rank);
    return v;
}

static struct value depth_value(const struct tally *t, enum metric m)
{
    struct depth d = tally_depth(t);
    return m == METRIC_DEPTH ? ratio_of(d.levels, d.known, d.incidents - d.known)
                             : ratio_of(d.escalated, d.incidents, 0);
}

static struct value time_value(const struct tally *t, enum metric m)
{
    /* clang-format off */
    static const struct {
        bool ack;
        uint64_t percent; /* 0 = the mean */
    } of[METRIC__N] = {
        [METRIC_ACK_MEAN]    = {true, 0},
        [METRIC_ACK_P50]     = {true, 50},
        [METRIC_ACK_P90]     = {true, 90},
        [METRIC_ACK_P95]     = {true, 95},
        [METRIC_ACK_P99]     = {true, 99},
        [METRIC_ANSWER_MEAN] = {false, 0},
        [METRIC_ANSWER_P50]  = {false, 50},
        [METRIC_ANSWER_P90]  = {false, 90},
        [METRIC_ANSWER_P95]  = {false, 95},
        [METRIC_ANSWER_P99]  = {false, 99},
    };
    /* clang-format on */
    const struct hist *h = of[m].ack ? &t->ack : &t->answer;
    if (of[m].percent)
        return at_percent(t, h, of[m].percent);
    return ratio_of(h->sum_ms, h->n, tally_pages(t) - h->n);
}

struct value metric_of(const struct tally *t, enum metric m)
{
    uint64_t pages = tally_pages(t), accepted = tally_accepted(t), closed = tally_closed(t);
    uint64_t undelivered = t->outcome[OUTCOME_UNDELIVERED];
    switch (m) {
    case METRIC_PAGES:
        return count_of(pages, not_pages(t));
    case METRIC_PEOPLE:
        return count_of(t->people.n, 0);
    case METRIC_ACCEPTANCE:
        return ratio_of(accepted, closed, pages - closed);
    case METRIC_ACCEPTANCE_OF_DELIVERED:
        return ratio_of(accepted, closed - undelivered, pages - closed + undelivered);
    case METRIC_ACK_MEAN:
    case METRIC_ACK_P50:
    case METRIC_ACK_P90:
    case METRIC_ACK_P95:
    case METRIC_ACK_P99:
    case METRIC_ANSWER_MEAN:
    case METRIC_ANSWER_P50:
    case METRIC_ANSWER_P90:
    case METRIC_ANSWER_P95:
    case METRIC_ANSWER_P99:
        return time_value(t, m);
    case METRIC_ANSWERED_BY_P50:
        return answered_by(t, 50);
    case METRIC_ANSWERED_BY_P90:
        return answered_by(t, 90);
    case METRIC_ESCALATED:
    case METRIC_DEPTH:
        return depth_value(t, m);
    case METRIC_SLEEP_PER_PERSON:
        return ratio_of(t->hours[HOURS_SLEEP], t->people.n, 0);
    case METRIC_UNDELIVERED:
        return ratio_of(undelivered, pages, 0);
    case METRIC_UNACKNOWLEDGED:
        return count_of(unacknowledged(t), pages - closed);
    case METRIC__N:
        break;
    }
    return (struct value){0};
}
