#include "etl/chart.h"

#include "etl/lookup.h"

#include <stdlib.h>
#include <string.h>

/* A person and those above, nearest first, and how long that holds. */
struct walk {
    struct str id[CHAIN_WALK_MAX];
    size_t n;
    int64_t from, to;
    bool cut;     /* a loop was cut at the last one */
    bool endless; /* longer than any chain we follow */
};

static int by_manager(const void *a, const void *b, void *people)
{
    uint32_t i, j;
    memcpy(&i, a, sizeof i);
    memcpy(&j, b, sizeof j);
    const struct roster_person *p = people;
    int order = str_cmp(p[i].manager_id, p[j].manager_id);
    return order ? order : (i > j) - (i < j);
}

struct chart chart_of(struct arena *a, const struct roster *r)
{
    uint32_t *report = NEW(a, uint32_t, r->people_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->people_n; i++)
        if (!r->people[i].deleted && r->people[i].manager_id.n)
            report[n++] = (uint32_t)i;
    qsort_r(report, n, sizeof *report, by_manager, r->people);
    return (struct chart){.roster = r, .report = report, .reports = n};
}

static void narrow(int64_t *from, int64_t *to, int64_t low, int64_t high)
{
    *from = low > *from ? low : *from;
    *to = high < *to ? high : *to;
}

/* The instants at which version i is the answer: the first one also answers for the time before it.
 */
static void narrow_to(const struct roster *r, size_t i, int64_t *from, int64_t *to)
{
    bool first = i == 0 || !str_eq(r->people[i - 1].id, r->people[i].id);
    narrow(from, to, first ? INT64_MIN : r->people[i].from, roster_person_until(r, i));
}

/* The version of the manager above version i, who must be one whom the directory knows. */
static size_t manager_at(const struct roster *r, size_t i, int64_t at)
{
    const struct roster_person *p = &r->people[i];
    bool has = !p->deleted && p->manager_id.n;
    return has ? roster_person_at(r, p->manager_id, at) : LOOKUP_NONE;
}

/* The walk came back to step `back`: it ends at the smallest id of the loop. */
static void cut_loop(struct walk *w, size_t back)
{
    size_t smallest = back;
    for (size_t i = back + 1; i < w->n; i++)
        if (str_cmp(w->id[i], w->id[smallest]) < 0)
            smallest = i;
    w->n = smallest + 1;
    w->cut = true;
}

/* From version `i` of somebody upwards. */
static void walk_up(const struct roster *r, size_t i, int64_t at, struct walk *w)
{
    w->n = 0;
    w->from = INT64_MIN;
    w->to = INT64_MAX;
    w->cut = w->endless = false;
    for (; i != LOOKUP_NONE; i = manager_at(r, i, at)) {
        size_t back = 0;
        while (back < w->n && !str_eq(w->id[back], r->people[i].id))
            back++;
        if (back < w->n) {
            cut_loop(w, back);
            return;
        }
        if (w->n == CHAIN_WALK_MAX) {
            w->endless = true;
            return;
        }
        w->id[w->n++] = r->people[i].id;
        narrow_to(r, i, &w->from, &w->to);
    }
}

static size_t first_report(const struct chart *c, struct str manager_id)
{
    size_t low = 0, high = c->reports;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(c->roster->people[c->report[middle]].manager_id, manager_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether anybody's chain goes through this person at that instant. A report whose own link is the
 * one that is cut out of a loop does not count. */
static bool manages(const struct chart *c, struct str id, int64_t at, struct place *out)
{
    const struct roster *r = c->roster;
    for (size_t k = first_report(c, id); k < c->reports; k++) {
        size_t i = c->report[k];
        int64_t from = INT64_MIN, to = INT64_MAX;
        if (!str_eq(r->people[i].manager_id, id))
            break;
        narrow_to(r, i, &from, &to);
        if (at < from || at >= to) {
            narrow(&out->from, &out->to, at < from ? INT64_MIN : to, at < from ? from : INT64_MAX);
            continue;
        }
        struct walk w;
        walk_up(r, i, at, &w);
        narrow(&out->from, &out->to, w.from, w.to);
        if (w.n > 1)
            return true;
    }
    return false;
}

struct place chart_place(const struct chart *c, struct str person_id, int64_t at)
{
    struct place out = {.from = INT64_MIN, .to = INT64_MAX};
    size_t person = roster_person_at(c->roster, person_id, at);
    if (person == LOOKUP_NONE)
        return out;
    struct walk w;
    walk_up(c->roster, person, at, &w);
    narrow(&out.from, &out.to, w.from, w.to);
    out.cut = w.cut || w.endless;
    if (c->roster->people[person].deleted || w.endless)
        return out;
    size_t lowest = manages(c, person_id, at, &out) ? 0 : 1;
    for (size_t i = w.n; i > lowest; i--) {
        size_t node = roster_node_of(c->roster, w.id[i - 1]);
        if (out.depth == NODE_DEPTH_MAX)
            out.cut = true;
        else if (node != LOOKUP_NONE)
            out.node[out.depth++] = c->roster->nodes[node].number;
    }
    return out;
}
