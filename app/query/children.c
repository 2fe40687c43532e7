#include "query/children.h"

#include <math.h>
#include <stdlib.h>

#include "query/cursor.h"
#include "query/rank.h"
#include "query/told.h"
#include "store/today.h"

/* Up to so many nodes are each added up from their own totals. More, or a filter that no totals are
 * kept for, take one pass over the rows, which costs the same for any number. */
#define NODES_BY_TOTALS 48
#define CLOSED_MIN 5 /* below it a percentile would tell about single people */

const char *const child_sort_words[CHILD_BY__N] = {
    [CHILD_BY_PAGES] = "pages",
    [CHILD_BY_NAME] = "name",
    [CHILD_BY_ANSWERED] = "answered",
    [CHILD_BY_HALF] = "half",
    [CHILD_BY_MOST] = "most",
    [CHILD_BY_ESCALATED] = "escalated",
    [CHILD_BY_NIGHT] = "night",
    [CHILD_BY_UNDELIVERED] = "undelivered",
};
static const enum metric metric_by[CHILD_BY__N] = {
    [CHILD_BY_PAGES] = METRIC_PAGES,
    [CHILD_BY_NAME] = METRIC_PAGES,
    [CHILD_BY_ANSWERED] = METRIC_ACCEPTANCE,
    [CHILD_BY_HALF] = METRIC_ANSWERED_BY_P50,
    [CHILD_BY_MOST] = METRIC_ANSWERED_BY_P90,
    [CHILD_BY_ESCALATED] = METRIC_ESCALATED,
    [CHILD_BY_NIGHT] = METRIC_SLEEP_PER_PERSON,
    [CHILD_BY_UNDELIVERED] = METRIC_UNDELIVERED,
};

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
    struct facts f = told_by_pages(t, METRIC_ESCALATED);
    *out = child_of(CHILD_NODE, &f);
    return OK;
}

static void rows_by_groups(const struct below *b, struct rows *out)
{
    for (size_t i = 0; i < b->split.n; i++) {
        uint32_t at = 0;
        if (set_get(&b->numbers, b->split.label[i].key, &at))
            out->row[at] = child_of(CHILD_NODE, &b->gather.facts[AXIS_ROWS][i]);
    }
}

static struct err node_rows(struct snapshot *s, struct arena *a, const struct where *w,
    const struct below *b, struct rows *out)
{
    AUTO(arena_done) struct arena scratch = arena_of(a->cap);
    *out = (struct rows){NEW(a, struct child, b->nodes), b->nodes};
    for (size_t i = 0; i < out->n; i++)
        out->row[i].p50_ms = out->row[i].p90_ms = MS_UNKNOWN;
    if (b->by_rows)
        rows_by_groups(b, out);
    for (size_t i = 0; i < out->n; i++) {
        struct child *row = &out->row[i];
        const struct node *node = &b->node[i];
        if (!b->by_rows)
            TRY(add_up(s, &scratch, w, node->number, row));
        row->kind = CHILD_NODE;
        row->key = row->number = node->number;
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

struct placed {
    double key; /* ascending; of what is not known, behind all others */
    struct child child;
};

static struct placed placed_of(const struct child *c, const struct child_order *order)
{
    const struct {
        bool known;
        double v;
    } of[CHILD_BY__N] = {
        [CHILD_BY_PAGES] = {true, (double)c->pages},
        [CHILD_BY_ANSWERED] = {c->closed > 0, (double)c->accepted / (double)c->closed},
        [CHILD_BY_HALF] = {c->p50_ms != MS_UNKNOWN, (double)c->p50_ms},
        [CHILD_BY_MOST] = {c->p90_ms != MS_UNKNOWN, (double)c->p90_ms},
        [CHILD_BY_ESCALATED] = {c->incidents > 0, (double)c->escalated / (double)c->incidents},
        [CHILD_BY_NIGHT] = {c->people > 0, (double)c->sleep / (double)c->people},
        [CHILD_BY_UNDELIVERED] = {c->pages > 0, (double)c->undelivered / (double)c->pages},
    };
    double sign = order->descending ? -1 : 1;
    bool known = of[order->by].known;
    return (struct placed){known ? sign * of[order->by].v : HUGE_VAL, *c};
}

static int by_key(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    int by_id = str_cmp(x->child.id, y->child.id);
    return by_id ? by_id
                 : (x->child.number > y->child.number) - (x->child.number < y->child.number);
}

static int by_name(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    int first = str_cmp(x->child.name, y->child.name);
    return first ? first : by_key(a, b);
}

static void put_in_order(struct arena *a, struct rows *rows, const struct child_order *order)
{
    struct placed *p = NEW(a, struct placed, rows->n + 1);
    for (size_t i = 0; i < rows->n; i++)
        p[i] = placed_of(&rows->row[i], order);
    qsort(p, rows->n, sizeof *p, order->by == CHILD_BY_NAME ? by_name : by_key);
    bool turned = order->by == CHILD_BY_NAME && order->descending;
    for (size_t i = 0; i < rows->n; i++)
        rows->row[turned ? rows->n - 1 - i : i] = p[i].child;
}

static uint64_t children_list(struct snapshot *s, struct arena *a, const struct filter *f)
{
    return cursor_list(a, STR("overview"), snapshot_id(s), f);
}

struct err child_order_of(
    struct snapshot *s, struct arena *a, const struct filter *f, struct child_order *out)
{
    struct str word = f->sort;
    bool minus = str_starts(word, STR("-"));
    int by = word.n ? word_of(child_sort_words, CHILD_BY__N, minus ? str_from(word, 1) : word) : 0;
    if (by < 0)
        return err_of(ERR_INPUT, "no column of that name");
    *out = (struct child_order){
        .by = (enum child_sort)by, .descending = minus || word.n == 0, .rows = (size_t)f->n};
    if (f->after.n && !cursor_read(f->after, children_list(s, a, f), &out->at))
        return err_of(ERR_INPUT, "a cursor of another list");
    return OK;
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
    out->gather = (struct gather){
        .snapshot = s, .where = w, .a = a, .through = m->family[FAMILY_PAGEOUTS].through};
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
    out->by_rows =
        !told_where(w) || out->kind == CHILD_TEAM || w->now || out->nodes > NODES_BY_TOTALS;
    static const enum by by[] = {
        [CHILD_NODE] = BY_ORG, [CHILD_TEAM] = BY_TEAM, [CHILD_PERSON] = BY_PERSON};
    out->split = split_of(a, by[out->kind], NULL, false);
    out->split.nodes = &out->numbers;
    if (w->now && out->kind == CHILD_NODE)
        TRY(snapshot_today(s, &out->split.today));
    out->gather.matter = MATTER_CHILDREN;
    out->gather.split[AXIS_ROWS] = &out->split;
    return OK;
}

/* People by the totals of their teams. */
static struct err count_people(struct below *b)
{
    struct gather *g = &b->gather;
    struct crew crew = crew_of(g->a);
    TRY(snapshot_crew(g->snapshot, g->where, &crew));
    struct facts *facts = g->facts[AXIS_ROWS] = NEW(g->a, struct facts, crew.n + 1);
    for (size_t i = 0; i < crew.n; i++) {
        const struct member *m = &crew.member[i];
        facts[split_key(&b->split, m->person, m->day)] = told_by_member(m);
    }
    return OK;
}

struct err below_count(struct below *b)
{
    if (b->nothing)
        return OK;
    if (b->by_rows)
        return gather_run(&b->gather);
    return b->kind == CHILD_PERSON ? count_people(b) : OK;
}

static int64_t answered_by(const struct facts *f, enum metric m)
{
    struct value v = facts_value(f, m);
    return v.known && v.n >= CLOSED_MIN ? (int64_t)v.v : MS_UNKNOWN;
}

struct child child_of(enum child_kind kind, const struct facts *f)
{
    return (struct child){
        .kind = kind,
        .pages = facts_pages(f),
        .accepted = facts_accepted(f),
        .closed = facts_closed(f),
        .sleep = f->sleep,
        .undelivered = f->outcome[OUTCOME_UNDELIVERED],
        .people = f->people,
        .incidents = f->incidents.n,
        .escalated = f->incidents.escalated,
        .p50_ms = answered_by(f, METRIC_ANSWERED_BY_P50),
        .p90_ms = answered_by(f, METRIC_ANSWERED_BY_P90),
    };
}

static bool is_row(const struct below *b, size_t group)
{
    return group != b->split.unknown && facts_pages(&b->gather.facts[AXIS_ROWS][group]) > 0;
}

/* Whom nobody knows makes no row, and neither does what is no page. */
static struct err people_rows(
    struct snapshot *s, struct arena *a, struct below *b, struct overview *o)
{
    const struct child_order *order = &o->order;
    struct explore x = {.asking = {.metric = metric_by[order->by],
                            .by = b->split.by,
                            .sort = order->by == CHILD_BY_NAME ? SORT_NAME : SORT_VALUE,
                            .ascending = !order->descending,
                            .at = order->at,
                            .rows = order->rows}};
    TRY(rank_rows(s, a, &b->gather, NULL, &x));
    o->child = NEW(a, struct child, x.rows + 1);
    o->children_hidden = x.hidden;
    for (size_t i = 0; i < b->split.n; i++)
        o->children_of += is_row(b, i);
    for (size_t i = 0; i < x.rows; i++) {
        const struct explore_row *row = &x.row[i];
        if (!is_row(b, row->group))
            continue;
        struct child *child = &o->child[o->children++];
        *child = child_of(b->kind, &b->gather.facts[AXIS_ROWS][row->group]);
        child->key = b->split.label[row->group].key;
        child->id = str_from(row->id, 1); /* without its letter */
        child->name = row->name;
    }
    return OK;
}

static void page_of(struct arena *a, struct rows rows, struct overview *o)
{
    size_t at = o->order.at < rows.n ? o->order.at : rows.n;
    put_in_order(a, &rows, &o->order);
    o->child = rows.row + at;
    o->children_of = rows.n;
    o->children = rows.n - at < o->order.rows ? rows.n - at : o->order.rows;
}

struct err children_of(
    struct snapshot *s, struct arena *a, const struct where *w, struct below *b, struct overview *o)
{
    struct rows rows = {0};
    o->child_kind = b->kind;
    if (b->nothing)
        return OK;
    if (b->kind != CHILD_NODE)
        return people_rows(s, a, b, o);
    TRY(node_rows(s, a, w, b, &rows));
    page_of(a, rows, o);
    return OK;
}

struct str children_after(
    struct snapshot *s, struct arena *a, const struct filter *f, const struct overview *o)
{
    size_t end = o->order.at + o->order.rows;
    if (end >= o->children_of - o->children_hidden)
        return STR("");
    return cursor_write(a, children_list(s, a, f), (uint32_t)end);
}

struct err children_before(struct snapshot *s, struct arena *a, const struct where *w,
    const struct below *b, const struct overview *now, struct overview *before)
{
    static const struct facts none;
    AUTO(arena_done) struct arena scratch = arena_of(a->cap);
    before->child_kind = now->child_kind;
    before->child = NEW(a, struct child, now->children + 1);
    before->children = before->children_of = now->children;
    for (size_t i = 0; i < now->children; i++) {
        const struct child *is = &now->child[i];
        struct child *was = &before->child[i];
        uint32_t group = 0;
        bool added_up = !b->by_rows && b->kind == CHILD_NODE;
        bool met = !added_up && set_get(&b->split.index, is->key, &group);
        *was = child_of(is->kind, met ? &b->gather.facts[AXIS_ROWS][group] : &none);
        if (added_up)
            TRY(add_up(s, &scratch, w, is->number, was));
        was->key = is->key;
        was->number = is->number;
        was->id = is->id;
        was->name = is->name;
    }
    return OK;
}
