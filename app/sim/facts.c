#include "sim/facts.h"

#include "lib/day.h"
#include "sim/words.h"

#include <assert.h>
#include <string.h>

struct facts facts_of(struct arena *a, const struct company *c)
{
    struct facts f = {
        .company = c, .a = a, .from = c->plan.to - TRUTH_DAYS * DAY_MS, .words = {""}};
    f.pages = f.pages_last = NEW(a, struct page_block, 1);
    f.attempts = f.attempts_last = NEW(a, struct attempt_block, 1);
    return f;
}

/* A table of pointers by number, wide enough for this one. */
static const void **wide_enough(struct arena *a, const void **table, size_t *cap, uint64_t number)
{
    if (number < *cap)
        return table;
    size_t cap_new = (size_t)number * 2 + 1024;
    const void **wider = NEW(a, const void *, cap_new);
    if (*cap)
        memcpy(wider, table, *cap * sizeof *table);
    *cap = cap_new;
    return wider;
}

/* The incident as a copy that outlives its day. */
static const struct incident *kept(struct facts *f, const struct incident *i)
{
    f->incident = (const struct incident **)wide_enough(
        f->a, (const void **)f->incident, &f->incidents_cap, i->number);
    if (!f->incident[i->number]) {
        struct incident *copy = NEW(f->a, struct incident, 1);
        *copy = *i;
        copy->title = arena_copy(f->a, i->title);
        f->incident[i->number] = copy;
    }
    return f->incident[i->number];
}

static uint8_t word_of(struct facts *f, const char *word)
{
    size_t i = 0;
    while (f->words[i] && strcmp(f->words[i], word) != 0)
        i++;
    assert(i + 1 < FACTS_WORDS);
    f->words[i] = word;
    return (uint8_t)i;
}

/* The group's name tells the team where it is one; else the recipient's membership does. */
static uint32_t team_of(const struct company *c, const struct page *p)
{
    if (p->group == GROUP_PLAIN || p->group == GROUP_ODD)
        return p->incident->team;
    return company_knows(c, p->who) ? c->people[p->who].team : NO_TEAM;
}

static uint8_t hour_of(const struct company *c, uint32_t who, int64_t at)
{
    return (uint8_t)local_hour(&c->local, company_zone(c, who), at);
}

void facts_page(struct facts *f, const struct page *p)
{
    const char *via = words_of_via(p);
    if (p->created < f->from)
        return;
    if (f->pages_last->n == FACTS_BLOCK)
        f->pages_last = f->pages_last->next = NEW(f->a, struct page_block, 1);
    struct page_fact *fact = &f->pages_last->rows[f->pages_last->n++];
    *fact = (struct page_fact){
        .created = p->created,
        .responded = p->responded,
        .incident = kept(f, p->incident),
        .number = p->number,
        .who = p->who,
        .team = team_of(f->company, p),
        .level = p->level,
        .cycle = p->cycle,
        .why = (uint8_t)p->why,
        .answer = (uint8_t)p->answer,
        .hour = hour_of(f->company, p->who, p->created),
        .by_machine = p->by_machine,
        .by_screen = strcmp(via, "web") == 0 || strcmp(via, "chat") == 0,
    };
    f->page = (const struct page_fact **)wide_enough(
        f->a, (const void **)f->page, &f->pages_cap, p->number);
    f->page[p->number] = fact;
    f->pages_n++;
}

void facts_attempt(struct facts *f, const struct attempt *at)
{
    const struct page *p = at->page;
    bool known = p->who < f->company->people_n;
    if (at->created < f->from)
        return;
    if (f->attempts_last->n == FACTS_BLOCK)
        f->attempts_last = f->attempts_last->next = NEW(f->a, struct attempt_block, 1);
    f->attempts_last->rows[f->attempts_last->n++] = (struct attempt_fact){
        .created = at->created,
        .incident = kept(f, p->incident),
        .page = p->number < f->pages_cap ? f->page[p->number] : NULL,
        .who = p->who,
        .team = team_of(f->company, p),
        .level = p->level,
        .why = (uint8_t)p->why,
        .medium = (uint8_t)at->medium,
        .fate = (uint8_t)fate_of(at->states[at->states_n - 1]),
        .hour = hour_of(f->company, p->who, at->created),
        .gateway = word_of(f, at->gateway),
        .carrier = word_of(f, at->carrier),
        .country = word_of(f, known ? zone_rows[f->company->people[p->who].zone].country : ""),
    };
    f->attempts_n++;
}
