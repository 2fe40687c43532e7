#include "query/children.h"

#include <stdlib.h>

#include "lib/hash.h"
#include "store/reader.h"

/* Up to so many nodes are each added up from their own totals. More, or a filter that no totals are
 * kept for, take one pass over the records, which costs the same for any number. */
#define NODES_BY_TOTALS 48

struct rows {
    struct child *row;
    size_t n;
};

/* A year of incidents is megabytes a node, so each node's totals are gone before the next one's. */
static struct err add_up(struct snapshot *s, struct arena *scratch, const struct where *w,
    int32_t node, struct child *out)
{
    struct where below = *w;
    arena_wipe(scratch);
    struct tally *t = tally_new(scratch);
    below.node[0] = node;
    below.nodes = 1;
    TRY(snapshot_pages(s, &below, NULL, t));
    *out = child_of_tally(CHILD_NODE, t);
    return OK;
}

static void rows_by_records(const struct below *b, struct rows *out)
{
    for (size_t i = 0; i < b->groups.n; i++) {
        uint32_t at = 0;
        if (set_get(&b->numbers, b->groups.group[i].key, &at))
            out->row[at] = b->groups.group[i].row;
    }
}

static struct err node_rows(struct snapshot *s, struct arena *a, const struct where *w,
    const struct below *b, struct rows *out)
{
    AUTO(arena_done) struct arena scratch = arena_of(a->cap);
    *out = (struct rows){NEW(a, struct child, b->nodes), b->nodes};
    for (size_t i = 0; i < out->n; i++)
        out->row[i].p50_ms = out->row[i].p90_ms = MS_UNKNOWN;
    if (b->by_records)
        rows_by_records(b, out);
    for (size_t i = 0; i < out->n; i++) {
        struct child *row = &out->row[i];
        const struct node *node = &b->node[i];
        if (!b->by_records)
            TRY(add_up(s, &scratch, w, node->number, row));
        row->kind = CHILD_NODE;
        row->number = node->number;
        row->id = node->manager_id;
        row->name = node->label.n ? node->label : node->manager_id;
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

static struct rows group_rows(struct arena *a, const struct groups *g)
{
    struct rows out = {NEW(a, struct child, g->n + 1), g->n};
    for (size_t i = 0; i < g->n; i++)
        out.row[i] = g->group[i].row;
    return out;
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

struct err nodes_below(
    struct snapshot *s, struct arena *a, const struct where *w, struct node **out, size_t *n)
{
    if (w->nodes > 1)
        return chosen_nodes(s, a, w, out, n);
    if (w->nodes == 1)
        return snapshot_children(s, a, w->node[0], out, n);
    return top_nodes(s, a, out, n);
}

struct err below_of(struct snapshot *s, struct arena *a, const struct where *w, struct below *out)
{
    const struct manifest *m = snapshot_manifest(s);
    *out = (struct below){.kind = w->teams ? CHILD_PERSON : CHILD_TEAM, .numbers = set_of(a)};
    /* Without a directory no record has a place. */
    out->nothing = w->persons || w->to <= w->from ||
                   (w->teams == 0 && m->family[FAMILY_DIRECTORY].segments == 0);
    if (out->nothing)
        return OK;
    if (w->teams == 0)
        TRY(nodes_below(s, a, w, &out->node, &out->nodes));
    if (out->nodes)
        out->kind = CHILD_NODE;
    for (size_t i = 0; i < out->nodes; i++)
        set_put(&out->numbers, out->node[i].number, (uint32_t)i);
    out->by_records = out->kind != CHILD_NODE || w->channels || out->nodes > NODES_BY_TOTALS;
    out->groups = groups_of(a, out->kind, m->family[FAMILY_PAGEOUTS].through);
    out->groups.nodes = &out->numbers;
    return OK;
}

struct err below_scan(struct snapshot *s, const struct where *w, struct below *b)
{
    return snapshot_scan(s, DATASET_PAGEOUTS, w, GROUP_TEXTS, groups_take, &b->groups);
}

struct err children_of(
    struct snapshot *s, struct arena *a, const struct where *w, struct below *b, struct overview *o)
{
    struct rows rows = {0};
    o->child_kind = b->kind;
    if (b->nothing)
        return OK;
    if (b->by_records)
        groups_finish(&b->groups);
    if (b->kind == CHILD_NODE)
        TRY(node_rows(s, a, w, b, &rows));
    else
        rows = group_rows(a, &b->groups);
    if (rows.n)
        qsort(rows.row, rows.n, sizeof *rows.row, most_pages_first);
    o->child = rows.row;
    o->children_of = rows.n;
    o->children = rows.n < CHILDREN_MAX ? rows.n : CHILDREN_MAX;
    for (size_t i = 0; i < o->children; i++)
        TRY(name_row(s, a, &o->child[i]));
    return OK;
}
