#include "sim/org.h"

static size_t reports_of(const struct company *c, uint32_t manager)
{
    size_t n = 0;
    for (size_t i = 0; i < c->people_n; i++)
        n += c->people[i].up == manager && c->people[i].deleted_at == 0;
    return n;
}

static uint32_t first_report(const struct company *c, uint32_t manager)
{
    for (uint32_t i = 0; i < c->managers_n; i++)
        if (c->people[i].up == manager)
            return i;
    return NOBODY;
}

/* Makes `top` report to someone `length - 1` steps below. Everybody in the circle has another
 * report, so that each manages somebody wherever it is cut. */
static bool loop_make(struct company *c, uint32_t top, unsigned length)
{
    uint32_t at = top, circle[3] = {0};
    for (unsigned i = 0; i < length; i++) {
        if (at == NOBODY || c->people[at].odd || reports_of(c, at) < 2)
            return false;
        circle[i] = at;
        at = first_report(c, at);
    }
    for (unsigned i = 0; i < length; i++)
        c->people[circle[i]].odd = true;
    c->people[top].up = circle[length - 1];
    c->people[top].manager_id = c->people[circle[length - 1]].id;
    return true;
}

static void loops_make(struct company *c)
{
    size_t first = c->level_first[5], n = c->level_first[6] - first;
    unsigned made = 0;
    if (n < 2 * (params.loops + 1))
        return;
    for (size_t i = 1; i < n && made < params.loops; i += n / (2 * (params.loops + 1)))
        made += loop_make(c, (uint32_t)(first + i), made + 1);
}

static void orphans_make(struct company *c)
{
    size_t first = c->level_first[6], n = c->level_first[7] - first;
    if (n < 2 * params.orphans)
        return;
    for (size_t i = 0; i < params.orphans; i++) {
        struct person *p = &c->people[first + n * (2 * i + 1) / (2 * params.orphans)];
        if (p->odd)
            continue;
        p->odd = true;
        p->up = NOBODY;
        p->manager_id = i % 2 ? STR("99999999") : STR("");
    }
}

static void cut_at_smallest(struct person *people, uint32_t member)
{
    uint32_t least = member;
    for (uint32_t at = people[member].up; at != member; at = people[at].up)
        if (str_cmp(people[at].id, people[least].id) < 0)
            least = at;
    people[least].up = NOBODY;
}

void org_cut_loops(struct arena *a, struct person *people, size_t n)
{
    uint32_t *seen_from = NEW(a, uint32_t, n); /* the walk that came by, from 1 */
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = i;
        while (at != NOBODY && seen_from[at] == 0) {
            seen_from[at] = i + 1;
            at = people[at].up;
        }
        if (at != NOBODY && seen_from[at] == i + 1)
            cut_at_smallest(people, at);
    }
}

void org_make(struct arena *a, struct company *c)
{
    for (size_t i = 0; i < c->people_n; i++) {
        struct person *p = &c->people[i];
        p->up = p->manager;
        p->manager_id = p->manager == NOBODY ? STR("") : c->people[p->manager].id;
    }
    loops_make(c);
    orphans_make(c);
    for (size_t i = 0; i < c->people_n; i++)
        if (c->people[i].deleted_at)
            c->people[i].up = NOBODY;
    org_cut_loops(a, c->people, c->people_n);
    for (size_t i = 0; i < c->people_n; i++)
        if (c->people[i].up != NOBODY)
            c->people[c->people[i].up].manages = true;
}
