#include "query/children.h"

#include <stdlib.h>

#include "lib/hash.h"
#include "query/group.h"

/* Up to so many nodes are each added up from their own totals. More, or a filter that no totals are
 * kept for, take one pass over the records, which costs the same for any number. */
#define NODES_BY_TOTALS 48

struct rows {
    struct child *row;
    size_t n;
};

static int64_t pages_through(const struct snapshot *s)
{
    return snapshot_manifest(s)->family[FAMILY_PAGEOUTS].through;
}

static struct err add_up(
    struct snapshot *s, struct arena *a, const struct where *w, int32_t node, struct child *out)
{
    struct where below = *w;
    struct tally *t = tally_new(a);
    below.node[0] = node;
    below.nodes = 1;
    for (int32_t day = day_of(w->from); day <= day_of(w->to - 1); day++)
        TRY(snapshot_pages_day(s, a, &below, day, NULL, t));
    *out = child_of_tally(CHILD_NODE, t);
    return OK;
}

static struct err add_up_by_records(struct snapshot *s, struct arena *a, const struct where *w,
    const struct node *nodes, struct rows *out)
{
    struct set wanted = set_of(a);
    struct groups g = groups_of(a, CHILD_NODE, pages_through(s));
    struct where below = *w;
    below.nodes = 0;
    for (size_t i = 0; i < out->n; i++)
        set_put(&wanted, nodes[i].number, (uint32_t)i);
    g.nodes = &wanted;
    TRY(snapshot_scan(s, DATASET_PAGEOUTS, &below, groups_take, &g));
    groups_finish(&g);
    for (size_t i = 0; i < g.n; i++) {
        uint32_t at = 0;
        if (set_get(&wanted, g.group[i].key, &at))
            out->row[at] = g.group[i].row;
    }
    return OK;
}

static struct err node_rows(struct snapshot *s, struct arena *a, const struct where *w,
    const struct node *nodes, size_t n, struct rows *out)
{
    *out = (struct rows){NEW(a, struct child, n), n};
    for (size_t i = 0; i < n; i++)
        out->row[i].p50_ms = out->row[i].p90_ms = MS_UNKNOWN;
    bool by_totals = n <= NODES_BY_TOTALS && w->channels == 0;
    if (!by_totals)
        TRY(add_up_by_records(s, a, w, nodes, out));
    for (size_t i = 0; i < n; i++) {
        struct child *row = &out->row[i];
        if (by_totals)
            TRY(add_up(s, a, w, nodes[i].number, row));
        row->kind = CHILD_NODE;
        row->number = nodes[i].number;
        row->id = nodes[i].manager_id;
        row->name = nodes[i].label.n ? nodes[i].label : nodes[i].manager_id;
    }
    return OK;
}

/* The company's first rows: its roots, and in place of one that holds more than half of the people,
 * as the head of the company does, the nodes below it. */
static struct err top_nodes(struct snapshot *s, struct arena *a, struct node **out, size_t *out_n)
{
    struct node *root, *below;
    size_t roots, below_n, head = 0;
    int64_t people = 0;
    TRY(snapshot_children(s, a, 0, &root, &roots));
    for (size_t i = 0; i < roots; i++) {
        people += root[i].people;
        head = root[i].people > root[head].people ? i : head;
    }
    *out = root;
    *out_n = roots;
    if (roots == 0 || 2 * (int64_t)root[head].people <= people)
        return OK;
    TRY(snapshot_children(s, a, root[head].number, &below, &below_n));
    if (below_n == 0)
        return OK;
    struct node *all = NEW(a, struct node, roots - 1 + below_n);
    size_t n = 0;
    for (size_t i = 0; i < below_n; i++)
        all[n++] = below[i];
    for (size_t i = 0; i < roots; i++)
        if (i != head)
            all[n++] = root[i];
    *out = all;
    *out_n = n;
    return OK;
}

static struct err chosen_nodes(
    struct snapshot *s, struct arena *a, const struct where *w, struct node **out, size_t *out_n)
{
    *out = NEW(a, struct node, ORG_MAX);
    *out_n = 0;
    for (size_t i = 0; i < w->nodes; i++) {
        struct err e = snapshot_node(s, a, w->node[i], &(*out)[*out_n]);
        if (e.code == ERR_MISSING)
            continue;
        TRY(e);
        ++*out_n;
    }
    return OK;
}

static struct err group_rows(struct snapshot *s, struct arena *a, const struct where *w,
    enum child_kind kind, struct rows *out)
{
    struct groups g = groups_of(a, kind, pages_through(s));
    TRY(snapshot_scan(s, DATASET_PAGEOUTS, w, groups_take, &g));
    groups_finish(&g);
    *out = (struct rows){NEW(a, struct child, g.n), g.n};
    for (size_t i = 0; i < g.n; i++)
        out->row[i] = g.group[i].row;
    return OK;
}

/* Names as of now; who is not in the directory keeps the name of then, else the id. */
static struct err name_row(struct snapshot *s, struct arena *a, struct child *row)
{
    struct err e = OK;
    struct str now = {0};
    if (row->kind == CHILD_TEAM) {
        struct team team = {0};
        e = snapshot_team(s, a, hash64(row->id), &team);
        now = team.name;
    } else if (row->kind == CHILD_PERSON) {
        struct person person = {0};
        e = snapshot_person(s, a, hash64(row->id), &person);
        now = person.name;
    }
    if (e.code != ERR_MISSING)
        TRY(e);
    if (now.n)
        row->name = now;
    if (row->name.n == 0)
        row->name = row->id;
    return OK;
}

static int most_pages_first(const void *a, const void *b)
{
    const struct child *x = a, *y = b;
    if (x->pages != y->pages)
        return x->pages < y->pages ? 1 : -1;
    int by_id = str_cmp(x->id, y->id);
    return by_id ? by_id : (x->number > y->number) - (x->number < y->number);
}

static struct err nodes_below(
    struct snapshot *s, struct arena *a, const struct where *w, struct node **out, size_t *n)
{
    if (w->nodes > 1)
        return chosen_nodes(s, a, w, out, n);
    if (w->nodes == 1)
        return snapshot_children(s, a, w->node[0], out, n);
    return top_nodes(s, a, out, n);
}

struct err children_of(
    struct snapshot *s, struct arena *a, const struct where *w, struct overview *o)
{
    struct rows rows = {0};
    struct node *nodes = NULL;
    size_t n = 0;
    o->child_kind = w->teams ? CHILD_PERSON : CHILD_TEAM;
    if (w->persons || w->to <= w->from)
        return OK;
    if (w->teams == 0 && snapshot_manifest(s)->family[FAMILY_DIRECTORY].segments == 0)
        return OK; /* without a directory no record has a place */
    if (w->teams == 0)
        TRY(nodes_below(s, a, w, &nodes, &n));
    if (n)
        o->child_kind = CHILD_NODE;
    TRY(n ? node_rows(s, a, w, nodes, n, &rows) : group_rows(s, a, w, o->child_kind, &rows));
    if (rows.n)
        qsort(rows.row, rows.n, sizeof *rows.row, most_pages_first);
    o->child = rows.row;
    o->children_of = rows.n;
    o->children = rows.n < CHILDREN_MAX ? rows.n : CHILDREN_MAX;
    for (size_t i = 0; i < o->children; i++)
        TRY(name_row(s, a, &o->child[i]));
    return OK;
}
