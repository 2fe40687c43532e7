#include "etl/chart.h"

#include "etl/lookup.h"
#include "lib/hash.h"

#include <string.h>

/* A person as a manager, with all above: nodes from the top, his own last. */
struct line {
    int64_t from, to; /* the same in [from, to) */
    int32_t node[NODE_DEPTH_MAX], depth;
    int32_t people; /* in it; more than have nodes when it is deep */
    bool loop;      /* one was cut at its top */
    bool endless;   /* longer than any chain we follow: nobody has a place in it */
};

static const struct line nobody = {.from = INT64_MIN, .to = INT64_MAX};

struct chart chart_of(struct arena *a, const struct roster *r)
{
    struct chart c = {.roster = r, .reports = runs_of(a, 0), .a = a};
    uint32_t *next = NEW(a, uint32_t, r->people_n + 1);
    for (size_t i = 0; i < r->people_n; i++) {
        if (r->people[i].deleted || r->people[i].manager_id.n == 0)
            continue;
        struct run_of_rows *run = runs_take(&c.reports, hash64(r->people[i].manager_id));
        next[i] = run->n ? run->first + 1 : 0;
        *run = (struct run_of_rows){run->key, (uint32_t)i, 1};
    }
    c.next = next;
    c.line_of = NEW(a, uint32_t, r->people_n + 1);
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

static const struct line *line_known(const struct chart *c, size_t i, int64_t at)
{
    const struct line *l = c->line_of[i] ? &c->line[c->line_of[i] - 1] : &nobody;
    return c->line_of[i] && at >= l->from && at < l->to ? l : NULL;
}

static void line_keep(struct chart *c, size_t i, const struct line *l)
{
    if (c->line_of[i] == 0) {
        c->line = arena_room(c->a, c->line, sizeof *l, c->lines, &c->cap);
        c->line_of[i] = (uint32_t)++c->lines;
    }
    c->line[c->line_of[i] - 1] = *l;
}

/* One more below. */
static void line_add(const struct roster *r, size_t i, struct line *l)
{
    size_t node = roster_node_of(r, r->people[i].id);
    narrow_to(r, i, &l->from, &l->to);
    l->people++;
    l->endless |= l->people > CHAIN_WALK_MAX;
    if (l->depth < NODE_DEPTH_MAX && node != LOOKUP_NONE)
        l->node[l->depth++] = r->nodes[node].number;
}

/* The versions of one instant from somebody upwards, nearest first. */
struct walk {
    uint32_t version[CHAIN_WALK_MAX];
    size_t n;
};

/* The walk came back to step `back`: it ends at the smallest id of the loop, and what it says holds
 * as long as the whole loop does. */
static struct line cut_loop(const struct roster *r, struct walk *w, size_t back)
{
    struct line top = nobody;
    size_t smallest = back; /* versions are in the order of their ids */
    for (size_t i = back; i < w->n; i++) {
        narrow_to(r, w->version[i], &top.from, &top.to);
        smallest = w->version[i] < w->version[smallest] ? i : smallest;
    }
    top.loop = true;
    w->n = smallest + 1;
    return top;
}

/* Goes up until a line that is known, the top, or a loop; gives what is above the last step. */
static struct line walk_up(const struct chart *c, size_t i, int64_t at, struct walk *w)
{
    for (w->n = 0; i != LOOKUP_NONE; i = manager_at(c->roster, i, at)) {
        const struct line *known = line_known(c, i, at);
        size_t back = 0;
        if (known)
            return *known;
        while (back < w->n && w->version[back] != i)
            back++;
        if (back < w->n)
            return cut_loop(c->roster, w, back);
        if (w->n == CHAIN_WALK_MAX)
            return (struct line){.from = INT64_MIN, .to = INT64_MAX, .endless = true};
        w->version[w->n++] = (uint32_t)i;
    }
    return nobody;
}

/* The line that ends with version i. */
static struct line line_at(struct chart *c, size_t i, int64_t at)
{
    struct walk w;
    struct line line = i == LOOKUP_NONE ? nobody : walk_up(c, i, at, &w);
    for (size_t k = i == LOOKUP_NONE ? 0 : w.n; k > 0; k--) {
        line_add(c->roster, w.version[k - 1], &line);
        line_keep(c, w.version[k - 1], &line);
    }
    return line;
}

/* Whether anybody's chain goes through this person at that instant. A report whose own link is the
 * one that is cut out of a loop does not count. */
static bool manages(struct chart *c, struct str id, int64_t at, struct place *out)
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
        struct line line = line_at(c, i, at);
        narrow(&out->from, &out->to, line.from, line.to);
        if (line.people > 1)
            return true;
    }
    return false;
}

/* Whom nobody names is in no loop, so that the chain above is his manager's line. */
static struct line line_above(struct chart *c, size_t version, int64_t at, bool *own)
{
    const struct roster *r = c->roster;
    *own = runs_find(&c->reports, hash64(r->people[version].id)).n > 0;
    if (*own)
        return line_at(c, version, at);
    struct line line = line_at(c, manager_at(r, version, at), at);
    narrow_to(r, version, &line.from, &line.to);
    return line;
}

struct place chart_place(struct chart *c, size_t version, int64_t at)
{
    struct place out = {.from = INT64_MIN, .to = INT64_MAX};
    bool own = false;
    struct line line = line_above(c, version, at, &own);
    narrow(&out.from, &out.to, line.from, line.to);
    out.loop = line.loop;
    out.folded = line.endless;
    if (c->roster->people[version].deleted || line.endless)
        return out;
    int32_t people = line.people;
    if (own && !manages(c, c->roster->people[version].id, at, &out))
        people--;
    out.depth = line.depth < people ? line.depth : people;
    out.folded = people > NODE_DEPTH_MAX;
    memcpy(out.node, line.node, (size_t)out.depth * sizeof *out.node);
    return out;
}
