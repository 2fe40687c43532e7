#include "sim/measure.h"

#include "lib/day.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define APART_MS MINUTE_MS /* attempts that are nearer than that interrupt once */
#define AGAIN_MS HOUR_MS   /* the same title of the same source within it is a repeat */

static struct measure *put(struct measures *m, const char *name)
{
    assert(m->n < MEASURES_MAX);
    struct measure *to = &m->all[m->n++];
    *to = (struct measure){.name = name, .stat = ""};
    return to;
}

static void put_count(struct measures *m, const char *name, size_t n, size_t excluded)
{
    struct measure *to = put(m, name);
    to->known = true;
    to->value = (double)n;
    to->n = n;
    to->excluded = excluded;
}

static void put_ratio(
    struct measures *m, const char *name, double part, size_t whole, size_t excluded)
{
    struct measure *to = put(m, name);
    to->known = whole > 0;
    to->value = whole ? part / (double)whole : 0;
    to->n = whole;
    to->excluded = excluded;
}

static void put_times(struct measures *m, const char *name, struct times *t, size_t of)
{
    static const struct {
        const char *stat;
        double p;
    } ranks[] = {{"p50", 0.50}, {"p90", 0.90}, {"p95", 0.95}, {"p99", 0.99}};
    double sum = 0;
    times_sort(t);
    for (size_t i = 0; i < t->n; i++)
        sum += (double)t->ms[i];
    put_ratio(m, name, sum, t->n, of - t->n);
    m->all[m->n - 1].stat = "mean";
    for (EACH(i, ranks)) {
        int64_t ms = times_rank(t, ranks[i].p, t->n);
        *put(m, name) = (struct measure){name, ranks[i].stat, ms >= 0, (double)ms, t->n, of - t->n};
    }
}

static struct times times_of(struct arena *a, size_t n)
{
    return (struct times){.ms = NEW(a, int64_t, n + 1)};
}

static void put_time(struct times *t, int64_t ms)
{
    if (ms >= 0)
        t->ms[t->n++] = ms;
}

/* What became of pages. */
static void of_pages(const struct picked *in, const struct truth *t, struct measures *m)
{
    size_t accepted = truth_accepted(t), closed = truth_closed(t), rest = t->pages - closed;
    size_t lost = t->ends[END_UNDELIVERED], not_pages = 0, moved = 0, fast = 0, untimed = 0;
    for (size_t i = 0; i < WHY__N; i++)
        not_pages += in->not_pages[i];
    for (size_t i = 0; i < in->pages_n; i++) {
        const struct page_fact *p = in->pages[i];
        moved += p->why == WHY_REASSIGN || p->answer == ANSWER_FORWARDED;
        if (page_end(p, in->filter->ack, in->facts->company->plan.to) != END_CLEARED)
            continue;
        bool timed = p->responded && p->responded >= p->created;
        untimed += !timed;
        fast += timed && p->responded - p->created <= TARGET_MS;
    }
    put_count(m, "pages", t->pages, not_pages);
    put_count(m, "people", t->people, 0);
    put_ratio(m, "acceptance", (double)accepted, closed, rest);
    put_ratio(m, "acceptance_of_delivered", (double)accepted, closed - lost, rest + lost);
    put_ratio(m, "undelivered_share", (double)lost, t->pages, 0);
    put_ratio(m, "reassigned", (double)moved, t->pages, 0);
    put_ratio(m, "sleep_per_person", (double)t->sleep, t->people, 0);
    put_count(m, "unacknowledged", closed - accepted, rest);
    put_ratio(m, "unacknowledged_share", (double)(closed - accepted), closed, rest);
    put_count(m, "self_cleared", t->ends[END_CLEARED], 0);
    put_count(m, "self_cleared_fast", fast, untimed);
    put_count(m, "open", t->ends[END_OPEN], 0);
    put_ratio(m, "noise", (double)t->pages * (double)(closed - accepted), closed, rest);
}

static void answered_by(const struct truth *t, const struct times *ack, struct measures *m)
{
    static const struct {
        const char *stat;
        double p;
    } ranks[] = {{"p50", 0.50}, {"p90", 0.90}};
    size_t closed = truth_closed(t);
    for (EACH(i, ranks)) {
        int64_t ms = times_rank(ack, ranks[i].p, closed);
        *put(m, "answered_by") = (struct measure){
            "answered_by", ranks[i].stat, ms >= 0, (double)ms, closed, t->pages - closed};
    }
}

/* One incident, from its pages inside the filter. */
struct story {
    const struct incident *incident;
    int64_t start, accepted_at; /* -1 = at no known time */
    size_t people;
    uint8_t top;
    bool handed_up, accepted, open;
};

static int by_person(const void *x, const void *y)
{
    const struct page_fact *a = *(const struct page_fact *const *)x;
    const struct page_fact *b = *(const struct page_fact *const *)y;
    if (a->incident->number != b->incident->number)
        return a->incident->number < b->incident->number ? -1 : 1;
    return (a->who > b->who) - (a->who < b->who);
}

static void story_add(struct story *s, const struct page_fact *p, const struct picked *in)
{
    enum ack_rule rule = in->filter->ack;
    int64_t ack_ms = page_ack_ms(p, rule);
    s->start = p->created < s->start ? p->created : s->start;
    if (ack_ms >= 0 && (s->accepted_at < 0 || p->responded < s->accepted_at))
        s->accepted_at = p->responded;
    s->top = p->level > s->top ? p->level : s->top;
    s->handed_up |= p->answer == ANSWER_HANDED_UP;
    s->accepted |= page_accepted(p, rule);
    s->open |= page_end(p, rule, in->facts->company->plan.to) == END_OPEN;
}

/* Of each incident one, in the order of their numbers. */
static struct story *stories_of(struct arena *a, const struct picked *in, size_t *n)
{
    const struct page_fact **p = NEW(a, const struct page_fact *, in->pages_n + 1);
    struct story *all = NEW(a, struct story, in->pages_n + 1);
    if (in->pages_n)
        memcpy(p, in->pages, in->pages_n * sizeof(struct page_fact *));
    qsort(p, in->pages_n, sizeof(struct page_fact *), by_person);
    *n = 0;
    for (size_t i = 0; i < in->pages_n; i++) {
        if (i == 0 || p[i]->incident != p[i - 1]->incident)
            all[(*n)++] = (struct story){p[i]->incident, INT64_MAX, -1, 0, 0, false, false, false};
        struct story *s = &all[*n - 1];
        s->people += s->people == 0 || p[i]->who != p[i - 1]->who;
        story_add(s, p[i], in);
    }
    return all;
}

static int by_title(const void *x, const void *y)
{
    const struct story *a = x, *b = y;
    int order = strcmp(a->incident->source, b->incident->source);
    if (order == 0)
        order = str_cmp(a->incident->title, b->incident->title);
    if (order == 0)
        order = (a->start > b->start) - (a->start < b->start);
    return order;
}

static size_t repeats_among(struct story *s, size_t n)
{
    size_t repeats = 0;
    qsort(s, n, sizeof *s, by_title);
    for (size_t i = 1; i < n; i++)
        repeats += strcmp(s[i].incident->source, s[i - 1].incident->source) == 0 &&
                   str_eq(s[i].incident->title, s[i - 1].incident->title) &&
                   s[i].start - s[i - 1].start <= AGAIN_MS;
    return repeats;
}

static void of_incidents(struct arena *a, const struct picked *in, struct measures *m)
{
    size_t n, people = 0, escalated = 0, manual = 0, closed = 0, never = 0, levels = 0;
    struct story *s = stories_of(a, in, &n);
    struct times mtta = times_of(a, n);
    for (size_t i = 0; i < n; i++) {
        people += s[i].people;
        levels += s[i].top;
        escalated += s[i].top >= 2;
        manual += s[i].top >= 2 && s[i].handed_up;
        closed += !s[i].open;
        never += !s[i].open && !s[i].accepted;
        put_time(&mtta, s[i].accepted_at < 0 ? -1 : s[i].accepted_at - s[i].start);
    }
    put_times(m, "mtta", &mtta, n);
    put_ratio(m, "depth", (double)levels, n, 0);
    put_ratio(m, "people_per_incident", (double)people, n, 0);
    put_ratio(m, "escalated", (double)escalated, n, 0);
    put_ratio(m, "escalated_manual", (double)manual, n, 0);
    put_ratio(m, "escalated_timeout", (double)(escalated - manual), n, 0);
    put_ratio(m, "never_accepted", (double)never, closed, n - closed);
    put_ratio(m, "repage", (double)(in->pages_n - people), in->pages_n, 0);
    put_ratio(m, "repeats", (double)repeats_among(s, n), n, 0);
}

static int by_count(const void *x, const void *y)
{
    size_t a = *(const size_t *)x, b = *(const size_t *)y;
    return (a > b) - (a < b);
}

/* Over those who were paged: what is known of duty reaches only some weeks back from today. */
static void of_load(struct arena *a, const struct picked *in, struct measures *m)
{
    const struct company *c = in->facts->company;
    size_t of = c->people_n + c->outsiders_n, n = 0, top = 0;
    size_t *x = NEW(a, size_t, of);
    double skew = 0;
    for (size_t i = 0; i < in->pages_n; i++)
        x[in->pages[i]->who]++;
    for (size_t i = 0; i < of; i++)
        if (x[i])
            x[n++] = x[i];
    qsort(x, n, sizeof *x, by_count);
    for (size_t i = 0; i < n; i++)
        skew += (2.0 * (double)(i + 1) - (double)n - 1.0) * (double)x[i];
    for (size_t i = 0; i < (n + 9) / 10; i++)
        top += x[n - 1 - i];
    put_ratio(m, "pages_per_person", (double)in->pages_n, n, 0);
    put_ratio(m, "gini", in->pages_n ? skew / (double)in->pages_n : 0, n, 0);
    m->all[m->n - 1].known = n > 1;
    put_ratio(m, "top10", n ? (double)top * (double)n / (double)in->pages_n : 0, n, 0);
    m->all[m->n - 1].known = n > 1;
}

static bool interrupts(const struct attempt_fact *at)
{
    return at->medium == MEDIUM_VOICE || at->medium == MEDIUM_SMS || at->medium == MEDIUM_PUSH ||
           at->medium == MEDIUM_WHATSAPP || at->medium == MEDIUM_PAGER;
}

/* By person, then by time. */
static int by_recipient(const void *x, const void *y)
{
    const struct attempt_fact *a = *(const struct attempt_fact *const *)x;
    const struct attempt_fact *b = *(const struct attempt_fact *const *)y;
    if (a->who != b->who)
        return a->who < b->who ? -1 : 1;
    return (a->created > b->created) - (a->created < b->created);
}

/* An hour of a person's own clock on one UTC day. */
static int by_hour(const void *x, const void *y)
{
    const struct attempt_fact *a = *(const struct attempt_fact *const *)x;
    const struct attempt_fact *b = *(const struct attempt_fact *const *)y;
    if (a->who != b->who)
        return a->who < b->who ? -1 : 1;
    if (a->created / DAY_MS != b->created / DAY_MS)
        return a->created / DAY_MS < b->created / DAY_MS ? -1 : 1;
    return (a->hour > b->hour) - (a->hour < b->hour);
}

static size_t distinct_hours(const struct attempt_fact **at, size_t n)
{
    size_t hours = n > 0;
    qsort(at, n, sizeof(struct attempt_fact *), by_hour);
    for (size_t i = 1; i < n; i++)
        hours += by_hour(&at[i - 1], &at[i]) != 0;
    return hours;
}

/* The first attempt of each interruption; *missed may not have reached anybody. */
static const struct attempt_fact **interruptions_of(
    struct arena *a, const struct picked *in, size_t *n, size_t *missed)
{
    const struct attempt_fact **at = NEW(a, const struct attempt_fact *, in->attempts_n + 1);
    size_t reached = 0;
    *n = *missed = 0;
    for (size_t i = 0; i < in->attempts_n; i++) {
        if (!interrupts(in->attempts[i]))
            continue;
        if (in->attempts[i]->fate == FATE_DELIVERED)
            at[reached++] = in->attempts[i];
        else
            ++*missed;
    }
    qsort(at, reached, sizeof(struct attempt_fact *), by_recipient);
    for (size_t i = 0; i < reached; i++) {
        const struct attempt_fact *last = *n ? at[*n - 1] : NULL;
        if (!last || last->who != at[i]->who || last->created / DAY_MS != at[i]->created / DAY_MS ||
            at[i]->created - last->created >= APART_MS)
            at[(*n)++] = at[i];
    }
    return at;
}

static void of_attempts(struct arena *a, const struct picked *in, struct measures *m)
{
    size_t fates[FATE__N] = {0}, classes[CLASS__N] = {0}, n, missed;
    for (size_t i = 0; i < in->attempts_n; i++)
        fates[in->attempts[i]->fate]++;
    size_t held = fates[FATE_PENDING] + fates[FATE_SUPPRESSED];
    put_count(m, "attempts", in->attempts_n, 0);
    put_ratio(m, "delivery", (double)fates[FATE_DELIVERED],
        fates[FATE_DELIVERED] + fates[FATE_FAILED], held);
    put_ratio(m, "delivery_unknown", (double)(fates[FATE_UNKNOWN] + fates[FATE_SENT]),
        in->attempts_n - held, held);
    put_ratio(m, "suppressed", (double)fates[FATE_SUPPRESSED], in->attempts_n, 0);
    const struct attempt_fact **begun = interruptions_of(a, in, &n, &missed);
    for (size_t i = 0; i < n; i++)
        classes[class_of(begun[i]->hour)]++;
    put_count(m, "interruptions", n, missed);
    put_count(m, "interruptions_business", classes[CLASS_BUSINESS], missed);
    put_count(m, "interruptions_off", classes[CLASS_OFF], missed);
    put_count(m, "interruptions_sleep", classes[CLASS_SLEEP], missed);
    put_count(m, "disrupted_hours", distinct_hours(begun, n), missed);
}

/* By the number of a page: when the last attempt that interrupts was made before its acceptance. */
static int64_t *credited_of(struct arena *a, const struct picked *in)
{
    const struct facts *f = in->facts;
    int64_t *last = NEW(a, int64_t, f->pages_cap + 1);
    for (const struct attempt_block *b = f->attempts; b; b = b->next)
        for (size_t i = 0; i < b->n; i++) {
            const struct attempt_fact *at = &b->rows[i];
            int64_t ack_ms = at->page ? page_ack_ms(at->page, in->filter->ack) : -1;
            if (ack_ms < 0 || !interrupts(at) || at->created >= at->page->responded)
                continue;
            int64_t *to = &last[at->page->number];
            *to = at->created > *to ? at->created : *to;
        }
    return last;
}

static void of_latency(struct arena *a, const struct picked *in, struct measures *m)
{
    const int64_t *last = credited_of(a, in);
    struct times latency = times_of(a, in->pages_n);
    size_t timed = 0, untimed = 0;
    for (size_t i = 0; i < in->pages_n; i++) {
        const struct page_fact *p = in->pages[i];
        bool accepted = page_accepted(p, in->filter->ack);
        bool known = page_ack_ms(p, in->filter->ack) >= 0;
        timed += known;
        untimed += accepted && !known;
        if (known && last[p->number] && !p->by_screen)
            put_time(&latency, p->responded - last[p->number]);
    }
    put_times(m, "latency", &latency, in->pages_n);
    put_count(m, "uncredited", timed - latency.n, untimed);
}

struct measures measures_of(struct arena *a, const struct picked *in)
{
    struct measures m = {.n = 0};
    struct truth t = truth_of(a, in);
    struct times ack = times_of(a, in->pages_n), answer = times_of(a, in->pages_n);
    for (size_t i = 0; i < in->pages_n; i++) {
        put_time(&ack, page_ack_ms(in->pages[i], in->filter->ack));
        put_time(&answer, page_answer_ms(in->pages[i]));
    }
    of_pages(in, &t, &m);
    put_times(&m, "ack", &ack, in->pages_n);
    put_times(&m, "answer", &answer, in->pages_n);
    answered_by(&t, &ack, &m);
    of_incidents(a, in, &m);
    of_load(a, in, &m);
    of_attempts(a, in, &m);
    of_latency(a, in, &m);
    return m;
}
