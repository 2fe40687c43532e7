#include "etl/lookup.h"

#include "lib/hash.h"

#include <assert.h>
#include <string.h>

/* What the versions of people and of teams begin with. */
struct version {
    struct str id;
    int64_t from;
};

_Static_assert(offsetof(struct roster_person, from) == offsetof(struct version, from), "same head");
_Static_assert(offsetof(struct roster_team, from) == offsetof(struct version, from), "same head");
_Static_assert(offsetof(struct roster_member, person_id) == 0, "an id comes first");

/* Rows that begin with an id, sorted by it. */
struct sorted {
    const void *rows;
    size_t size, n;
};

static struct version version_of(const struct sorted *s, size_t i)
{
    struct version v;
    memcpy(&v, (const char *)s->rows + i * s->size, sizeof v);
    return v;
}

static struct str id_of(const struct sorted *s, size_t i)
{
    struct str id;
    memcpy(&id, (const char *)s->rows + i * s->size, sizeof id);
    return id;
}

static struct runs runs_by_id(struct arena *a, struct sorted s)
{
    struct runs runs = runs_of(a, s.n);
    for (size_t i = 0, end; i < s.n; i = end) {
        struct str id = id_of(&s, i);
        for (end = i + 1; end < s.n && str_eq(id_of(&s, end), id);)
            end++;
        struct run_of_rows *run = runs_take(&runs, hash64(id));
        if (run->n == 0) {
            run->first = (uint32_t)i;
            run->n = (uint32_t)(end - i);
        }
    }
    return runs;
}

static struct sorted people_of(const struct roster *r)
{
    return (struct sorted){r->people, sizeof *r->people, r->people_n};
}

static struct sorted teams_of(const struct roster *r)
{
    return (struct sorted){r->teams, sizeof *r->teams, r->teams_n};
}

void roster_index_make(struct arena *a, struct roster *r)
{
    struct roster_index *index = NEW(a, struct roster_index, 1);
    index->people = runs_by_id(a, people_of(r));
    index->teams = runs_by_id(a, teams_of(r));
    index->members = runs_by_id(a, (struct sorted){r->members, sizeof *r->members, r->members_n});
    index->nodes = runs_of(a, r->nodes_n);
    for (size_t i = 0; i < r->nodes_n; i++) {
        struct run_of_rows *run = runs_take(&index->nodes, r->nodes[i].number);
        run->first = (uint32_t)i;
        run->n = 1;
    }
    r->index = index;
}

static size_t version_at(const struct sorted *s, const struct runs *runs, struct version want)
{
    struct run_of_rows run = runs_find(runs, hash64(want.id));
    if (run.n == 0 || !str_eq(id_of(s, run.first), want.id))
        return LOOKUP_NONE;
    size_t i = run.first + run.n - 1;
    while (i > run.first && version_of(s, i).from > want.from)
        i--;
    return i;
}

size_t roster_person_at(const struct roster *r, struct str id, int64_t at)
{
    struct sorted people = people_of(r);
    assert(r->index || r->people_n == 0);
    return r->index ? version_at(&people, &r->index->people, (struct version){id, at})
                    : LOOKUP_NONE;
}

size_t roster_team_at(const struct roster *r, struct str id, int64_t at)
{
    struct sorted teams = teams_of(r);
    assert(r->index || r->teams_n == 0);
    return r->index ? version_at(&teams, &r->index->teams, (struct version){id, at}) : LOOKUP_NONE;
}

static int64_t until(const struct sorted *s, size_t i)
{
    bool newest = i + 1 == s->n || !str_eq(id_of(s, i), id_of(s, i + 1));
    return newest ? INT64_MAX : version_of(s, i + 1).from;
}

int64_t roster_person_until(const struct roster *r, size_t i)
{
    struct sorted people = people_of(r);
    return until(&people, i);
}

int64_t roster_team_until(const struct roster *r, size_t i)
{
    struct sorted teams = teams_of(r);
    return until(&teams, i);
}

size_t roster_node_numbered(const struct roster *r, int32_t number)
{
    assert(r->index || r->nodes_n == 0);
    struct run_of_rows run =
        r->index ? runs_find(&r->index->nodes, number) : (struct run_of_rows){0};
    return run.n ? run.first : LOOKUP_NONE;
}

int32_t node_number_first(struct str manager_id)
{
    return (int32_t)((uint64_t)hash64(manager_id) % NODE_NUMBERS) + 1;
}

int32_t node_number_next(int32_t number)
{
    return number % NODE_NUMBERS + 1;
}

/* Nodes never go away, so no free number stands between a node and its first choice. */
size_t roster_node_of(const struct roster *r, struct str manager_id)
{
    for (int32_t number = node_number_first(manager_id);; number = node_number_next(number)) {
        size_t i = roster_node_numbered(r, number);
        if (i == LOOKUP_NONE || str_eq(r->nodes[i].manager_id, manager_id))
            return i;
    }
}

const struct roster_member *roster_members_of(
    const struct roster *r, struct str person_id, size_t *n)
{
    assert(r->index || r->members_n == 0);
    struct run_of_rows run =
        r->index ? runs_find(&r->index->members, hash64(person_id)) : (struct run_of_rows){0};
    bool is_there = run.n && str_eq(r->members[run.first].person_id, person_id);
    *n = is_there ? run.n : 0;
    return is_there ? r->members + run.first : NULL;
}

static bool same_people(const struct roster *x, const struct roster *y)
{
    bool same = x->people_n == y->people_n;
    for (size_t i = 0; same && i < x->people_n; i++) {
        const struct roster_person *p = &x->people[i], *q = &y->people[i];
        same = p->from == q->from && p->active == q->active && p->deleted == q->deleted &&
               str_eq(p->id, q->id) && str_eq(p->login, q->login) && str_eq(p->name, q->name) &&
               str_eq(p->zone, q->zone) && str_eq(p->manager_id, q->manager_id) &&
               str_eq(p->title, q->title);
    }
    return same;
}

static bool same_teams(const struct roster *x, const struct roster *y)
{
    bool same = x->teams_n == y->teams_n;
    for (size_t i = 0; same && i < x->teams_n; i++) {
        const struct roster_team *t = &x->teams[i], *u = &y->teams[i];
        same = t->from == u->from && t->deleted == u->deleted && str_eq(t->id, u->id) &&
               str_eq(t->name, u->name) && str_eq(t->kind, u->kind) &&
               str_eq(t->parent_id, u->parent_id);
    }
    return same;
}

static bool same_members(const struct roster *x, const struct roster *y)
{
    bool same = x->members_n == y->members_n;
    for (size_t i = 0; same && i < x->members_n; i++) {
        const struct roster_member *m = &x->members[i], *n = &y->members[i];
        same = m->from == n->from && m->to == n->to && str_eq(m->person_id, n->person_id) &&
               str_eq(m->team_id, n->team_id) && str_eq(m->role, n->role);
    }
    return same;
}

static bool same_nodes(const struct roster *x, const struct roster *y)
{
    bool same = x->nodes_n == y->nodes_n;
    for (size_t i = 0; same && i < x->nodes_n; i++) {
        const struct roster_node *n = &x->nodes[i], *m = &y->nodes[i];
        same = n->number == m->number && n->parent == m->parent && n->depth == m->depth &&
               n->people == m->people && n->current == m->current &&
               str_eq(n->manager_id, m->manager_id) && str_eq(n->label, m->label);
    }
    return same;
}

static bool same_oncalls(const struct roster *x, const struct roster *y)
{
    bool same = x->oncalls_n == y->oncalls_n;
    for (size_t i = 0; same && i < x->oncalls_n; i++) {
        const struct roster_oncall *d = &x->oncalls[i], *e = &y->oncalls[i];
        same = d->level == e->level && d->start == e->start && d->end == e->end &&
               str_eq(d->user_id, e->user_id) && str_eq(d->team_id, e->team_id);
    }
    return same;
}

bool roster_same(const struct roster *x, const struct roster *y)
{
    return same_people(x, y) && same_teams(x, y) && same_members(x, y) && same_nodes(x, y) &&
           same_oncalls(x, y);
}
