#include "query/incident.h"

#include "lib/limits.h"
#include "lib/order.h"
#include "query/split.h"

/* One incident as one group sees it. */
struct sight {
    uint32_t incident; /* which; 0 = none */
    uint32_t who;      /* whom it counted last */
    uint32_t people;
    uint8_t level;
    bool handed_up, open, accepted;
    int64_t first, ack; /* UTC ms; ack: of the first acceptance, INT64_MAX = none with a time */
};

/* When an incident began, for finding the ones that repeat another. */
struct begun {
    uint32_t source, group;
    int64_t at;
};

struct fold {
    const struct incidents *of;
    enum axis axis;
    struct facts *facts;
    struct sight *sight; /* by group */
    struct notes acked;  /* one an incident, with its time */
    struct begun *begun;
    size_t n, cap;
    struct arena scratch;
};

static bool is_accepted(uint8_t outcome)
{
    return outcome == OUTCOME_IN_TARGET || outcome == OUTCOME_LATE || outcome == OUTCOME_UNTIMED;
}

static void see(struct sight *s, const struct note *note)
{
    if (s->incident != note->incident)
        *s = (struct sight){.incident = note->incident, .first = note->created, .ack = INT64_MAX};
    if (note->created < s->first)
        s->first = note->created;
    if (note->level > s->level)
        s->level = note->level;
    s->handed_up |= note->handed_up;
    s->open |= note->outcome == OUTCOME_OPEN;
    s->accepted |= is_accepted(note->outcome);
    if (note->ms >= 0 && note->created + note->ms < s->ack)
        s->ack = note->created + note->ms;
    if (note->who && note->who != s->who) {
        s->who = note->who;
        s->people++;
    }
}

static void settle(struct fold *x, uint32_t group, struct sight *s)
{
    struct facts *f = &x->facts[group];
    bool escalated = s->level >= 2;
    f->incidents.n++;
    f->incidents.known += s->level > 0;
    f->incidents.levels += s->level;
    f->incidents.escalated += escalated;
    f->incidents.manual += escalated && s->handed_up;
    f->incidents.people += s->people;
    f->incidents.open += s->open;
    f->incidents.accepted += s->accepted && !s->open;
    if (s->ack != INT64_MAX) {
        struct note *note = notes_add(&x->acked);
        note->group[x->axis] = group;
        note->ms = s->ack - s->first;
    }
    if (x->of->source && x->of->source[s->incident]) {
        x->begun = arena_room(&x->scratch, x->begun, sizeof *x->begun, x->n, &x->cap);
        x->begun[x->n++] = (struct begun){x->of->source[s->incident], group, s->first};
    }
    s->incident = 0;
}

/* One incident's notes: order[i..end). */
static void fold_one(struct fold *x, size_t i, size_t end)
{
    for (size_t k = i; k < end; k++) {
        const struct note *note = notes_at(x->of->notes, x->of->order[k]);
        if (note->group[x->axis] != NO_GROUP)
            see(&x->sight[note->group[x->axis]], note);
    }
    for (size_t k = i; k < end; k++) {
        uint32_t g = notes_at(x->of->notes, x->of->order[k])->group[x->axis];
        if (g != NO_GROUP && x->sight[g].incident)
            settle(x, g, &x->sight[g]);
    }
}

_Static_assert(RANGE_DAYS_MAX *DAY_MS < INT64_C(1) << 36, "an instant of a range fits beside");
#define AT_BITS 36

/* A group's incidents of one source and title in the order in which they began. */
static void count_repeats(struct fold *x, size_t n)
{
    struct ordered *o = NEW(&x->scratch, struct ordered, 2 * x->n + 1);
    struct begun *last = NEW(&x->scratch, struct begun, n + 1);
    for (size_t i = 0; i < x->n; i++)
        o[i] = (struct ordered){
            (uint64_t)x->begun[i].source << AT_BITS | (uint64_t)(x->begun[i].at - x->of->from),
            (uint32_t)i};
    order_keys(o, x->n, o + x->n);
    for (size_t i = 0; i < x->n; i++) {
        const struct begun *b = &x->begun[o[i].of];
        struct begun *before = &last[b->group];
        x->facts[b->group].incidents.repeats +=
            before->source == b->source && b->at - before->at <= REPEAT_MS;
        *before = *b;
    }
}

void incidents_add(
    const struct incidents *in, struct arena *a, enum axis axis, struct facts *f, size_t n)
{
    struct fold x = {.of = in, .axis = axis, .facts = f, .scratch = arena_of(ARENA_CAP_BATCH)};
    x.acked.a = &x.scratch;
    x.sight = NEW(&x.scratch, struct sight, n + 1);
    for (size_t i = 0, end; i < in->notes->n; i = end) {
        uint32_t incident = notes_at(in->notes, in->order[i])->incident;
        for (end = i; end < in->notes->n; end++)
            if (notes_at(in->notes, in->order[end])->incident != incident)
                break;
        if (incident)
            fold_one(&x, i, end);
    }
    if (!in->untimed)
        notes_times(&x.acked, a, axis, f, n);
    if (in->source)
        count_repeats(&x, n);
    arena_done(&x.scratch);
}
