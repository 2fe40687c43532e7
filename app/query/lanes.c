#include "query/lanes.h"

#include <stdlib.h>

#include "store/set.h"

#define AT_END INT64_MAX /* where the last mark of all will be */

/* A lane while rows are looked at. */
struct draft {
    struct lane lane;
    const struct record *page; /* whose answer was marked last */
    uint32_t number;           /* of the draft, as its marks know it */
};

struct drafting {
    struct arena *a;
    const struct history *of;
    struct lanes *out;
    struct draft *draft;
    size_t drafts, cap, events_cap;
    struct set index, people;
};

static void mark(struct drafting *x, size_t draft, enum lane_mark m, int64_t at)
{
    struct lanes *out = x->out;
    if (at == TIME_UNKNOWN)
        return;
    out->event = arena_room(x->a, out->event, sizeof *out->event, out->events_of, &x->events_cap);
    out->event[out->events_of++] = (struct lane_event){(uint32_t)draft, m, at};
    if (at != AT_END && at > out->ended)
        out->ended = at;
}

static size_t draft_of(struct drafting *x, const struct record *r, int64_t at)
{
    uint32_t place = 0;
    int64_t key = page_key_of(r->person, 1, r->level, 0);
    if (set_get(&x->index, key, &place))
        return place;
    x->draft = arena_room(x->a, x->draft, sizeof *x->draft, x->drafts, &x->cap);
    x->draft[x->drafts] =
        (struct draft){.lane = {r->text[TEXT_RECIPIENT], r->text[TEXT_NAME], r->level, at},
            .number = (uint32_t)x->drafts};
    set_put(&x->index, key, (uint32_t)x->drafts);
    return x->drafts++;
}

/* When a higher level was paged for the first time after that. */
static int64_t handed_on(const struct history *h, const struct record *page)
{
    int64_t at = TIME_UNKNOWN;
    for (size_t i = 0; i < h->story.events; i++) {
        const struct record *r = h->story.event[i].page;
        int64_t created = r ? r->when[WHEN_CREATED] : TIME_UNKNOWN;
        if (r && r->level > page->level && created >= page->when[WHEN_CREATED] &&
            (at == TIME_UNKNOWN || created < at))
            at = created;
    }
    return at;
}

static void mark_answer(struct drafting *x, size_t draft, const struct record *page)
{
    int64_t at = page->when[WHEN_RESPONDED], created = page->when[WHEN_CREATED];
    enum outcome outcome = record_outcome(page, x->of->manifest->family[FAMILY_PAGEOUTS].through);
    at = at == TIME_UNKNOWN || at < created ? created : at;
    switch (outcome) {
    case OUTCOME_IN_TARGET:
    case OUTCOME_LATE:
        if (x->out->accepted == TIME_UNKNOWN || at < x->out->accepted)
            x->out->accepted = at;
        x->out->is_accepted = true;
        mark(x, draft, LANE_ANSWERED, at);
        break;
    case OUTCOME_UNTIMED:
        x->out->is_accepted = true;
        mark(x, draft, LANE_ANSWERED, at);
        break;
    case OUTCOME_DECLINED:
        mark(x, draft, LANE_DECLINED, at);
        break;
    case OUTCOME_CLEARED:
        mark(x, draft, LANE_CLOSED, at);
        break;
    case OUTCOME_NOBODY:
    case OUTCOME_UNDELIVERED:
        at = handed_on(x->of, page);
        mark(x, draft, LANE_SILENT, at == TIME_UNKNOWN ? AT_END : at);
        break;
    case OUTCOME_OPEN:
    case OUTCOME__N:
        break;
    }
}

static void mark_attempt(struct drafting *x, size_t draft, const struct record *attempt)
{
    int64_t sent = attempt->when[WHEN_SENT];
    if (sent == TIME_UNKNOWN)
        sent = attempt->when[WHEN_CREATED];
    x->out->attempts++;
    if (attempt->delivery == DELIVERY_FAILED)
        mark(x, draft, LANE_FAILED, sent);
    else if (attempt->delivery != DELIVERY_SUPPRESSED)
        mark(x, draft, LANE_SENT, sent);
    if (attempt->delivery == DELIVERY_DELIVERED)
        mark(x, draft, LANE_DELIVERED, attempt->when[WHEN_DELIVERED]);
}

static void take(struct drafting *x, const struct event *e)
{
    const struct record *r = e->page ? e->page : e->attempt;
    size_t at = draft_of(x, r, e->at);
    set_put(&x->people, r->person, 0);
    if (r->level > x->out->level)
        x->out->level = r->level;
    if (e->attempt)
        mark_attempt(x, at, e->attempt);
    if (!e->page && record_is_page(r) && r->response == RESPONSE_ACCEPTED) {
        x->out->is_accepted = true;
        mark(x, at, LANE_ANSWERED, r->when[WHEN_RESPONDED]);
    }
    if (!e->page || e->page == x->draft[at].page || e->page->flags & FLAG_REPEATED)
        return;
    x->draft[at].page = e->page;
    if (e->page->level > 1)
        mark(x, at, LANE_ESCALATED, e->page->when[WHEN_CREATED]);
    if (record_is_page(e->page))
        mark_answer(x, at, e->page);
}

static int by_level(const void *x, const void *y)
{
    const struct lane *a = &((const struct draft *)x)->lane, *b = &((const struct draft *)y)->lane;
    if (a->level != b->level)
        return a->level < b->level ? -1 : 1;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return str_cmp(a->id, b->id);
}

/* Marks go from drafts to the lanes that are drawn. */
static void place_lanes(struct drafting *x)
{
    struct lanes *out = x->out;
    uint32_t *place = NEW(x->a, uint32_t, x->drafts + 1);
    if (x->drafts)
        qsort(x->draft, x->drafts, sizeof *x->draft, by_level);
    out->of = x->drafts;
    out->n = x->drafts < LANES_MAX ? x->drafts : LANES_MAX;
    for (size_t i = 0; i < x->drafts; i++) {
        place[x->draft[i].number] = (uint32_t)(i < LANES_MAX ? i : LANES_MAX - 1);
        if (i < LANES_MAX)
            out->lane[i] = x->draft[i].lane;
    }
    for (size_t i = 0; i < out->events_of; i++)
        out->event[i].lane = place[out->event[i].lane];
}

/* By time; where it is equal as enum lane_mark has them, so that what matters is drawn on top. */
static int by_time(const void *x, const void *y)
{
    const struct lane_event *a = x, *b = y;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->mark != b->mark ? (a->mark < b->mark ? -1 : 1)
                              : (a->lane > b->lane) - (a->lane < b->lane);
}

void lanes_of(struct arena *a, const struct history *h, struct lanes *out)
{
    struct drafting x = {.a = a, .of = h, .out = out, .index = set_of(a), .people = set_of(a)};
    *out = (struct lanes){.began = h->began, .ended = h->began, .accepted = TIME_UNKNOWN};
    for (size_t i = 0; i < h->story.events; i++)
        take(&x, &h->story.event[i]);
    place_lanes(&x);
    for (size_t i = 0; i < out->events_of; i++)
        if (out->event[i].at == AT_END)
            out->event[i].at = out->ended;
    if (out->events_of)
        qsort(out->event, out->events_of, sizeof *out->event, by_time);
    out->events = out->events_of < LANE_MARKS_MAX ? out->events_of : LANE_MARKS_MAX;
    out->people = x.people.n;
}
