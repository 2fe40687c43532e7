#include "sim/truth.h"

#include "lib/day.h"

#include <math.h>
#include <stdlib.h>

const char *const end_words[END__N] = {
    "in_target", "late", "untimed", "declined", "nobody", "undelivered", "cleared", "open"};

static enum end truth_end(const struct page_fact *p, int64_t through)
{
    switch ((enum answer)p->answer) {
    case ANSWER_ACCEPTED:
        if (p->responded == 0 || p->responded < p->created)
            return END_UNTIMED;
        return p->responded - p->created <= TRUTH_TARGET_MS ? END_IN_TARGET : END_LATE;
    case ANSWER_UNDELIVERED:
        return END_UNDELIVERED;
    case ANSWER_CLEARED:
        return END_CLEARED;
    case ANSWER_NONE:
    case ANSWER_NOT_EXPECTED:
        return p->created + TRUTH_WINDOW_MS > through ? END_OPEN : END_NOBODY;
    case ANSWER_DECLINED:
    case ANSWER_FORWARDED:
    case ANSWER_HANDED_UP:
    case ANSWER_COMMENTED:
    case ANSWER_LATE:
    case ANSWER_OTHER:
    case ANSWER__N:
        break;
    }
    return END_DECLINED;
}

size_t truth_accepted(const struct truth *t)
{
    return t->ends[END_IN_TARGET] + t->ends[END_LATE] + t->ends[END_UNTIMED];
}

size_t truth_closed(const struct truth *t)
{
    return truth_accepted(t) + t->ends[END_DECLINED] + t->ends[END_NOBODY] +
           t->ends[END_UNDELIVERED];
}

int64_t times_rank(const struct times *t, double p, size_t of)
{
    size_t rank = (size_t)ceil(p * (double)of - 1e-9); /* 0.9 * 10 is a hair above 9 */
    if (rank == 0 || rank > t->n)
        return -1;
    return t->ms[rank - 1];
}

static bool among(uint32_t x, const uint32_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == x)
            return true;
    return n == 0;
}

static bool in_org(const struct company *c, uint32_t who, const struct filter *q)
{
    for (size_t i = 0; i < q->org_n; i++)
        if (company_under(c, who, q->org[i]))
            return true;
    return q->org_n == 0;
}

static uint16_t media_wanted(const struct filter *q)
{
    unsigned mask = 0;
    for (size_t i = 0; i < q->medium_n; i++)
        mask |= 1u << q->medium[i];
    return (uint16_t)(q->medium_n ? mask : UINT16_MAX);
}

static int64_t range_start(const struct company *c, const struct filter *q)
{
    int64_t start = c->plan.to - q->days * DAY_MS;
    return start > c->plan.from ? start : c->plan.from;
}

static bool page_fits(const struct company *c, const struct page_fact *p, const struct filter *q)
{
    return p->created >= range_start(c, q) &&
           (q->medium_n == 0 || (p->media & media_wanted(q)) != 0) &&
           among(p->team, q->team, q->team_n) && among(p->who, q->person, q->person_n) &&
           in_org(c, p->who, q);
}

static void time_add(struct times *t, int64_t ms)
{
    if (ms < 0) {
        t->negative++;
        return;
    }
    t->over_day += ms > DAY_MS;
    t->ms[t->n++] = ms;
}

/* What is remembered of people and incidents while the pages go by. */
struct seen {
    bool *people;
    uint8_t *level; /* the highest, by incident */
};

static void page_count(
    const struct company *c, const struct page_fact *p, struct seen *seen, struct truth *t)
{
    int64_t took = p->responded - p->created;
    if (!why_is_page((enum why)p->why)) {
        t->not_pages[p->why]++;
        return;
    }
    t->pages++;
    t->ends[truth_end(p, c->plan.to)]++;
    t->people += !seen->people[p->who];
    seen->people[p->who] = true;
    t->sleep += local_is_night(local_hour(&c->local, company_zone(c, p->who), p->created));
    t->daily[(p->created - c->plan.from) / DAY_MS]++;
    t->heat[local_hour(&c->local, ZONE_NONE, p->created)]++;
    if (p->responded && p->answer == ANSWER_ACCEPTED)
        time_add(&t->ack, took);
    if (p->responded && p->answer >= ANSWER_ACCEPTED && !p->by_machine)
        time_add(&t->answer, took);
    uint8_t *highest = &seen->level[p->incident];
    t->incidents += *highest == 0;
    t->escalated += *highest < 2 && p->level >= 2;
    if (p->level > *highest) {
        t->depth_sum += (size_t)(p->level - *highest);
        *highest = p->level;
    }
}

static uint64_t last_incident(const struct facts *f)
{
    uint64_t last = 0;
    for (const struct page_block *b = f->pages; b; b = b->next)
        for (size_t i = 0; i < b->n; i++)
            last = b->rows[i].incident > last ? b->rows[i].incident : last;
    return last;
}

static void attempts_count(const struct facts *f, const struct filter *q, struct truth *t)
{
    const struct company *c = f->company;
    int64_t first = (range_start(c, q) - c->plan.from) / DAY_MS;
    uint16_t wanted = media_wanted(q);
    for (const struct attempt_block *b = f->attempts; b; b = b->next)
        for (size_t i = 0; i < b->n; i++) {
            const struct attempt_fact *at = &b->rows[i];
            uint32_t team = at->team == UINT16_MAX ? NO_TEAM : at->team;
            if (at->day < first || !(wanted & 1u << at->medium) ||
                !among(team, q->team, q->team_n) || !among(at->who, q->person, q->person_n) ||
                !in_org(c, at->who, q))
                continue;
            if (at->page)
                t->attempts[at->medium][at->fate]++;
            else
                t->attempts_not_pages++;
        }
}

static int by_time(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

struct truth truth_of(struct arena *a, const struct facts *f, const struct filter *q)
{
    const struct company *c = f->company;
    struct truth t = {.ack.ms = NEW(a, int64_t, f->pages_n + 1)};
    t.answer.ms = NEW(a, int64_t, f->pages_n + 1);
    t.daily = NEW(a, size_t, (size_t)((c->plan.to - c->plan.from) / DAY_MS));
    struct seen seen = {
        NEW(a, bool, c->people_n + c->outsiders_n), NEW(a, uint8_t, last_incident(f) + 1)};
    for (const struct page_block *b = f->pages; b; b = b->next)
        for (size_t i = 0; i < b->n; i++)
            if (page_fits(c, &b->rows[i], q))
                page_count(c, &b->rows[i], &seen, &t);
    attempts_count(f, q, &t);
    qsort(t.ack.ms, t.ack.n, sizeof *t.ack.ms, by_time);
    qsort(t.answer.ms, t.answer.n, sizeof *t.answer.ms, by_time);
    return t;
}
