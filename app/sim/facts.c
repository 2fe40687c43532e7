#include "sim/facts.h"

#include "lib/day.h"

struct facts facts_of(struct arena *a, const struct company *c)
{
    struct facts f = {.company = c, .a = a, .from = c->plan.to - TRUTH_DAYS * DAY_MS};
    f.pages = f.pages_last = NEW(a, struct page_block, 1);
    f.attempts = f.attempts_last = NEW(a, struct attempt_block, 1);
    return f;
}

/* The group's name tells the team where it is one; else the recipient's membership does. */
static uint32_t team_of(const struct company *c, const struct page *p)
{
    if (p->group == GROUP_PLAIN || p->group == GROUP_ODD)
        return p->incident->team;
    return company_knows(c, p->who) ? c->people[p->who].team : NO_TEAM;
}

void facts_page(struct facts *f, const struct page *p)
{
    if (p->created < f->from)
        return;
    if (f->pages_last->n == FACTS_BLOCK)
        f->pages_last = f->pages_last->next = NEW(f->a, struct page_block, 1);
    f->pages_last->rows[f->pages_last->n++] = (struct page_fact){
        .created = p->created,
        .responded = p->responded,
        .incident = p->incident->number,
        .who = p->who,
        .team = team_of(f->company, p),
        .media = why_is_page(p->why) ? p->media : 0,
        .level = p->level,
        .why = (uint8_t)p->why,
        .answer = (uint8_t)p->answer,
        .by_machine = p->by_machine,
    };
    f->pages_n++;
}

void facts_attempt(struct facts *f, const struct attempt *at)
{
    if (at->created < f->from)
        return;
    if (f->attempts_last->n == FACTS_BLOCK)
        f->attempts_last = f->attempts_last->next = NEW(f->a, struct attempt_block, 1);
    f->attempts_last->rows[f->attempts_last->n++] = (struct attempt_fact){
        .who = at->page->who,
        .team = (uint16_t)team_of(f->company, at->page),
        .day = (uint16_t)((at->created - f->company->plan.from) / DAY_MS),
        .medium = (uint8_t)at->medium,
        .fate = (uint8_t)fate_of(at->states[at->states_n - 1]),
        .page = why_is_page(at->page->why),
    };
    f->attempts_n++;
}
