#include "query/notes.h"

#include "lib/order.h"
#include "query/split.h"

struct note *notes_add(struct notes *x)
{
    size_t block = x->n / NOTES_A_BLOCK;
    if (x->n % NOTES_A_BLOCK == 0) {
        x->block = arena_room(x->a, x->block, sizeof(struct note *), block, &x->blocks_cap);
        x->block[block] = NEW(x->a, struct note, NOTES_A_BLOCK);
    }
    return notes_at(x, x->n++);
}

/* Counting sort: equal keys stay in the order they came in. */
static uint32_t *sorted(const struct notes *x, struct arena *a, uint32_t last, bool by_incident)
{
    uint32_t *start = NEW(a, uint32_t, (size_t)last + 2), *out = NEW(a, uint32_t, x->n + 1);
    for (size_t i = 0; i < x->n; i++) {
        const struct note *n = notes_at(x, i);
        start[(by_incident ? n->incident : n->who) + 1]++;
    }
    for (size_t k = 1; k <= last; k++)
        start[k] += start[k - 1];
    for (size_t i = 0; i < x->n; i++) {
        const struct note *n = notes_at(x, i);
        out[start[by_incident ? n->incident : n->who]++] = (uint32_t)i;
    }
    return out;
}

uint32_t *notes_by_who(const struct notes *x, struct arena *a, uint32_t last)
{
    return sorted(x, a, last, false);
}

#define FEW 16 /* what is put in order one by one */

/* One incident's notes by who. */
static void order_run(const struct notes *x, struct arena *a, uint32_t *of, size_t n)
{
    if (n <= FEW) {
        for (size_t i = 1; i < n; i++) {
            uint32_t at = of[i], who = notes_at(x, at)->who;
            size_t k = i;
            for (; k > 0 && notes_at(x, of[k - 1])->who > who; k--)
                of[k] = of[k - 1];
            of[k] = at;
        }
        return;
    }
    struct ordered *o = NEW(a, struct ordered, 2 * n);
    for (size_t i = 0; i < n; i++)
        o[i] = (struct ordered){notes_at(x, of[i])->who, of[i]};
    order_keys(o, n, o + n);
    for (size_t i = 0; i < n; i++)
        of[i] = o[i].of;
}

/* Incidents are numbered as they are met, so this reads the notes almost as they lie. */
uint32_t *notes_by_incident(const struct notes *x, struct arena *a, uint32_t last)
{
    uint32_t *out = sorted(x, a, last, true);
    for (size_t i = 0, end; i < x->n; i = end) {
        uint32_t incident = notes_at(x, out[i])->incident;
        for (end = i + 1; end < x->n && notes_at(x, out[end])->incident == incident;)
            end++;
        order_run(x, a, out + i, end - i);
    }
    return out;
}

void notes_times(const struct notes *x, struct arena *a, enum axis axis, struct facts *f, size_t n)
{
    size_t all = 0;
    for (size_t i = 0; i < x->n; i++) {
        const struct note *note = notes_at(x, i);
        uint32_t g = note->group[axis];
        if (g == NO_GROUP || note->ms < 0)
            continue;
        f[g].times.n++;
        f[g].times.sum_ms += (uint64_t)note->ms;
        all++;
    }
    int64_t *ms = NEW(a, int64_t, all + 1), *next = ms;
    for (size_t g = 0; g < n; g++) {
        f[g].times.ms = next;
        next += f[g].times.n;
        f[g].times.n = 0;
    }
    for (size_t i = 0; i < x->n; i++) {
        const struct note *note = notes_at(x, i);
        uint32_t g = note->group[axis];
        if (g != NO_GROUP && note->ms >= 0)
            f[g].times.ms[f[g].times.n++] = note->ms;
    }
}

void notes_people(const struct notes *x, struct arena *a, const uint32_t *order, enum axis axis,
    struct facts *f, size_t n)
{
    uint32_t *seen = NEW(a, uint32_t, n + 1); /* by group: whom it counted last */
    for (size_t i = 0; i < x->n; i++) {
        const struct note *note = notes_at(x, order[i]);
        uint32_t g = note->group[axis];
        if (g == NO_GROUP || note->who == 0 || seen[g] == note->who)
            continue;
        seen[g] = note->who;
        f[g].people++;
    }
}

void notes_pairs(const struct notes *x, struct arena *a, const uint32_t *order, enum axis axis,
    struct facts *f, size_t n)
{
    uint32_t *seen = NEW(a, uint32_t, n + 1); /* by group: the number of the pair counted last */
    uint32_t pair = 0, who = 0, incident = 0;
    for (size_t i = 0; i < x->n; i++) {
        const struct note *note = notes_at(x, order[i]);
        uint32_t g = note->group[axis];
        if (note->who == 0 || note->incident == 0)
            continue;
        pair += note->who != who || note->incident != incident;
        who = note->who;
        incident = note->incident;
        if (g == NO_GROUP)
            continue;
        f[g].placed++;
        f[g].first += seen[g] != pair;
        seen[g] = pair;
    }
}
