#include "query/load.h"

#include "query/split.h"

/* What one group has of the person at hand. */
struct share {
    uint32_t who;
    uint32_t pages;
    int32_t through; /* the last day on call that was counted */
};

struct count {
    struct arena *a;
    enum axis axis;
    struct facts *facts;
    struct share *share; /* by group */
    uint32_t *met;       /* groups that the person at hand is in */
    size_t met_n, met_cap;
    struct ordered *load; /* a person in a group: the group, then the pages */
    size_t n, cap;
};

static struct share *share_of(struct count *x, uint32_t group, uint32_t who)
{
    struct share *s = &x->share[group];
    if (s->who == who)
        return s;
    *s = (struct share){.who = who, .through = INT32_MIN};
    x->met = arena_room(x->a, x->met, sizeof *x->met, x->met_n, &x->met_cap);
    x->met[x->met_n++] = group;
    return s;
}

uint32_t claim_days(const struct claim *c, int32_t *through)
{
    int32_t first = c->first > *through ? c->first : *through + 1;
    if (c->last < first)
        return 0;
    *through = c->last;
    return (uint32_t)(c->last - first + 1);
}

static void add_days(struct count *x, const struct claim *c)
{
    uint32_t group = c->group[x->axis];
    if (group == NO_GROUP)
        return;
    struct share *s = share_of(x, group, c->who);
    x->facts[group].load.oncall_days += claim_days(c, &s->through);
}

#define PAGES_BITS 32

static void next_person(struct count *x)
{
    for (size_t i = 0; i < x->met_n; i++) {
        uint32_t group = x->met[i];
        x->load = arena_room(x->a, x->load, sizeof *x->load, x->n, &x->cap);
        x->load[x->n++] =
            (struct ordered){(uint64_t)group << PAGES_BITS | x->share[group].pages, group};
        x->facts[group].load.n++;
        x->facts[group].load.pages += x->share[group].pages;
    }
    x->met_n = 0;
}

void load_judge(const struct ordered *load, size_t n, struct facts *f)
{
    size_t top = (n + 9) / 10;
    double uneven = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t pages = load[i].key & UINT32_MAX;
        uneven += (2.0 * (double)(i + 1) - (double)n - 1) * (double)pages;
        if (i >= n - top)
            f->load.top += pages;
    }
    if (f->load.pages)
        f->load.gini = uneven / ((double)n * (double)f->load.pages);
}

void load_add(const struct load *in, enum axis axis, struct facts *f, size_t n)
{
    struct arena scratch = arena_of(ARENA_CAP_BATCH);
    struct count x = {.a = &scratch, .axis = axis, .facts = f};
    const uint32_t *order = notes_by_who(in->notes, &scratch, in->people);
    size_t note = 0, claim = 0;
    x.share = NEW(&scratch, struct share, n + 1);
    while (note < in->notes->n && notes_at(in->notes, order[note])->who == 0)
        note++; /* nobody's */
    for (uint32_t who = 1; who <= in->people; who++) {
        for (; claim < in->claims && in->claim[claim].who == who; claim++)
            add_days(&x, &in->claim[claim]);
        for (; note < in->notes->n && notes_at(in->notes, order[note])->who == who; note++) {
            uint32_t group = notes_at(in->notes, order[note])->group[axis];
            if (group != NO_GROUP)
                share_of(&x, group, who)->pages++;
        }
        next_person(&x);
    }
    order_keys(x.load, x.n, NEW(&scratch, struct ordered, x.n + 1));
    for (size_t i = 0, end; i < x.n; i = end) {
        for (end = i; end < x.n && x.load[end].of == x.load[i].of;)
            end++;
        load_judge(&x.load[i], end - i, &f[x.load[i].of]);
    }
    arena_done(&scratch);
}
