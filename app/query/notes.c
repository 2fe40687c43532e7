#include "query/notes.h"

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
static uint32_t *sorted(
    const struct notes *x, struct arena *a, const uint32_t *order, uint32_t last, bool by_incident)
{
    uint32_t *start = NEW(a, uint32_t, (size_t)last + 2), *out = NEW(a, uint32_t, x->n + 1);
    for (size_t i = 0; i < x->n; i++) {
        const struct note *n = notes_at(x, i);
        start[(by_incident ? n->incident : n->who) + 1]++;
    }
    for (size_t k = 1; k <= last; k++)
        start[k] += start[k - 1];
    for (size_t i = 0; i < x->n; i++) {
        uint32_t at = order ? order[i] : (uint32_t)i;
        const struct note *n = notes_at(x, at);
        out[start[by_incident ? n->incident : n->who]++] = at;
    }
    return out;
}

uint32_t *notes_by_who(const struct notes *x, struct arena *a, uint32_t last)
{
    return sorted(x, a, NULL, last, false);
}

uint32_t *notes_by_incident(
    const struct notes *x, struct arena *a, const uint32_t *order, uint32_t last)
{
    return sorted(x, a, order, last, true);
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
