#include "etl/chart.h"

#include "etl/lookup.h"
#include "lib/hash.h"

/* A person and those above, nearest first, as their versions of one instant, and how long that
 * holds. */
struct walk {
    uint32_t version[CHAIN_WALK_MAX];
    size_t n;
    int64_t from, to;
    bool loop;    /* one was cut at the last one */
    bool endless; /* longer than any chain we follow */
};

struct chart chart_of(struct arena *a, const struct roster *r)
{
    struct chart c = {.roster = r, .reports = runs_of(a, r->people_n)};
    uint32_t *next = NEW(a, uint32_t, r->people_n + 1);
    for (size_t i = 0; i < r->people_n; i++) {
        if (r->people[i].deleted || r->people[i].manager_id.n == 0)
            continue;
        struct run_of_rows *run = runs_take(&c.reports, hash64(r->people[i].manager_id));
        next[i] = run->n ? run->first + 1 : 0;
        *run = (struct run_of_rows){run->key, (uint32_t)i, 1};
    }
    c.next = next;
    return c;
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
    size_t smallest = back; /* versions are in the order of their ids */
    for (size_t i = back + 1; i < w->n; i++)
        if (w->version[i] < w->version[smallest])
            smallest = i;
    w->n = smallest + 1;
    w->loop = true;
}

/* From version `i` of somebody upwards. */
static void walk_up(const struct roster *r, size_t i, int64_t at, struct walk *w)
{
    w->n = 0;
    w->from = INT64_MIN;
    w->to = INT64_MAX;
    w->loop = w->endless = false;
    for (; i != LOOKUP_NONE; i = manager_at(r, i, at)) {
        size_t back = 0;
        while (back < w->n && w->version[back] != i)
            back++;
        if (back < w->n) {
            cut_loop(w, back);
            return;
        }
        if (w->n == CHAIN_WALK_MAX) {
            w->endless = true;
            return;
        }
        w->version[w->n++] = (uint32_t)i;
        narrow_to(r, i, &w->from, &w->to);
    }
}

/* Whether anybody's chain goes through this person at that instant. A report whose own link is the
 * one that is cut out of a loop does not count. */
static bool manages(const struct chart *c, struct str id, int64_t at, struct place *out)
{
    const struct roster *r = c->roster;
    struct run_of_rows run = runs_find(&c->reports, hash64(id));
    for (size_t k = run.n ? run.first + 1 : 0; k; k = c->next[k - 1]) {
        size_t i = k - 1;
        int64_t from = INT64_MIN, to = INT64_MAX;
        if (!str_eq(r->people[i].manager_id, id))
            continue;
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
    out.loop = w.loop;
    out.folded = w.endless;
    if (c->roster->people[person].deleted || w.endless)
        return out;
    size_t lowest = manages(c, person_id, at, &out) ? 0 : 1;
    for (size_t i = w.n; i > lowest; i--) {
        size_t node = roster_node_of(c->roster, c->roster->people[w.version[i - 1]].id);
        if (out.depth == NODE_DEPTH_MAX)
            out.folded = true;
        else if (node != LOOKUP_NONE)
            out.node[out.depth++] = c->roster->nodes[node].number;
    }
    return out;
}
