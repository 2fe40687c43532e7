#include "sim/truth.h"

#include "lib/day.h"

#include <math.h>
#include <stdlib.h>

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

static int by_time(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

void times_sort(struct times *t)
{
    qsort(t->ms, t->n, sizeof *t->ms, by_time);
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
    const struct picked *in, const struct page_fact *p, struct seen *seen, struct truth *t)
{
    const struct company *c = in->facts->company;
    int64_t took = p->responded - p->created;
    t->pages++;
    t->ends[page_end(p, in->filter->ack, c->plan.to)]++;
    t->people += !seen->people[p->who];
    seen->people[p->who] = true;
    t->sleep += class_of(p->hour) == CLASS_SLEEP;
    t->daily[(p->created - c->plan.from) / DAY_MS]++;
    t->heat[local_hour(&c->local, ZONE_NONE, p->created)]++;
    if (p->responded && page_accepted(p, in->filter->ack))
        time_add(&t->ack, took);
    if (p->responded && p->answer >= ANSWER_ACCEPTED && !p->by_machine)
        time_add(&t->answer, took);
    uint8_t *highest = &seen->level[p->incident->number];
    t->incidents += *highest == 0;
    t->escalated += *highest < 2 && p->level >= 2;
    if (p->level > *highest) {
        t->depth_sum += (size_t)(p->level - *highest);
        *highest = p->level;
    }
}

struct truth truth_of(struct arena *a, const struct picked *in)
{
    const struct company *c = in->facts->company;
    struct truth t = {.ack.ms = NEW(a, int64_t, in->pages_n + 1),
        .not_pages = in->not_pages,
        .attempts_not_pages = in->attempts_not_pages};
    t.answer.ms = NEW(a, int64_t, in->pages_n + 1);
    t.daily = NEW(a, size_t, (size_t)((c->plan.to - c->plan.from) / DAY_MS));
    struct seen seen = {
        NEW(a, bool, c->people_n + c->outsiders_n), NEW(a, uint8_t, in->facts->incidents_cap + 1)};
    for (size_t i = 0; i < in->pages_n; i++)
        page_count(in, in->pages[i], &seen, &t);
    for (size_t i = 0; i < in->attempts_n; i++)
        t.attempts[in->attempts[i]->medium][in->attempts[i]->fate]++;
    times_sort(&t.ack);
    times_sort(&t.answer);
    return t;
}
