#include "query/reckon.h"

#include "query/interrupt.h"

static void reckon_page(const struct items *it, size_t i, enum answers answers, struct tally *into,
    uint32_t (*slots)[OUTCOME__N])
{
    const struct sheet *s = it->sheet;
    uint32_t row = it->row[i];
    const struct sheet_said *said = &s->saids[s->said[row]];
    if (it->outcome[i] == NOT_A_PAGE) {
        into->not_pages[said->purpose]++;
        return;
    }
    const struct page_seen p = sheet_page_seen(s, row, answers, (enum outcome)it->outcome[i]);
    tally_add_seen(into, slots, &p);
}

void reckon_pages(const struct items *it, size_t picked, enum answers answers, struct tally *into,
    const struct day_taker *days)
{
    tally_slots slots = {{0}};
    size_t pages = 0;
    for (size_t i = 0; i < it->n; i++) {
        if (it->group[AXIS_TOTAL][i] == NO_GROUP)
            continue;
        reckon_page(it, i, answers, into, slots);
        pages++;
    }
    into->repeated_rows += picked - pages;
    if (days)
        days->take(days->self, it->sheet->day, slots);
}

struct reckoning {
    struct attempts *into;
    struct arena scratch;
    uint32_t run;
    struct interruption last;
    struct facts facts;
};

static struct err take_attempts(void *self, const struct picked *p)
{
    struct reckoning *x = self;
    const struct sheet *s = p->sheet;
    arena_wipe(&x->scratch);
    for (size_t i = 0; i < p->n; i++) {
        uint32_t row = p->row[i];
        enum channel c = s->gates[s->gate[row]].channel;
        enum delivery d = s->saids[s->said[row]].delivery;
        x->into->count[c][d]++;
        x->into->silent[s->hours[row]] += channel_is_loud(c) && d != DELIVERY_DELIVERED;
    }
    const struct heard heard = heard_of(&x->scratch, s, p->row, p->n, &x->run);
    interrupt_add(&heard, NULL, &x->last, &x->facts);
    return OK;
}

struct err reckon_attempts(
    struct snapshot *s, struct arena *a, const struct where *w, struct attempts *into)
{
    struct reckoning x = {.into = into, .scratch = arena_of(a->cap)};
    const struct sheet_taker taker = {take_attempts, &x};
    uint32_t columns = matter_columns(MATTER_INTERRUPTIONS);
    struct err e = snapshot_sheets(s, DATASET_NOTIFICATIONS, w, columns, &taker);
    arena_done(&x.scratch);
    for (EACH(i, x.facts.interruptions))
        into->interruptions[i] += x.facts.interruptions[i];
    into->disrupted_hours += x.facts.disrupted_hours;
    return e;
}
