#include "query/rank.h"

#include <stdlib.h>

#include "store/label.h"

#define TOLD_FROM 5 /* fewer would tell about single pages */

struct ranked {
    uint32_t group;
    double key; /* sorted ascending; unknown values are behind */
    bool known;
    struct str name; /* of SORT_NAME */
    struct str id;
    struct value value;
};

struct ranking {
    struct snapshot *snapshot;
    struct arena *a;
    const struct gather *g;
    const struct split *split;
    const struct asking *asking;
    struct ranked *row;
    size_t n;
};

/* Shares and times of few pages would tell about single ones, where the group is people. */
static bool is_hidden(const struct asking *q, const struct facts *f, const struct value *v)
{
    if (q->metric == METRIC_NOISE)
        return facts_pages(f) < TOLD_FROM;
    bool people = q->by == BY_PERSON || q->by == BY_TEAM;
    enum unit unit = metrics[q->metric].unit;
    return people && (unit == UNIT_MS || unit == UNIT_SHARE) && v->n < TOLD_FROM;
}

/* Met by nothing but what is no page, which pages alone tell of. */
static bool is_empty(const struct asking *q, const struct facts *f)
{
    if (metrics[q->metric].dataset != DATASET_PAGEOUTS)
        return false;
    return facts_pages(f) + f->load.n + (q->metric == METRIC_PAGES ? f->not_pages : 0) == 0;
}

static void collect(struct ranking *r, struct explore *out)
{
    const struct facts *facts = r->g->facts[AXIS_ROWS];
    double sign = r->asking->ascending ? 1 : -1;
    r->row = NEW(r->a, struct ranked, r->split->n + 1);
    for (size_t i = 0; i < r->split->n; i++) {
        struct value v = facts_value(&facts[i], r->asking->metric);
        if (is_empty(r->asking, &facts[i]))
            continue;
        if (is_hidden(r->asking, &facts[i], &v)) {
            out->hidden++;
            continue;
        }
        bool by_n = r->asking->sort == SORT_N;
        r->row[r->n++] = (struct ranked){.group = (uint32_t)i,
            .value = v,
            .known = v.known || by_n,
            .key = sign * (by_n ? (double)v.n : v.v)};
    }
    out->of = r->n;
}

static int by_key(const struct ranked *x, const struct ranked *y)
{
    if (x->known != y->known)
        return x->known ? -1 : 1;
    return x->known ? (x->key > y->key) - (x->key < y->key) : 0;
}

static int by_value(const void *x, const void *y)
{
    return by_key(x, y);
}

static int by_value_then_id(const void *x, const void *y)
{
    int first = by_key(x, y);
    return first ? first : str_cmp(((const struct ranked *)x)->id, ((const struct ranked *)y)->id);
}

static int by_name(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    int first = str_cmp(a->name, b->name);
    return first ? first : str_cmp(a->id, b->id);
}

static int by_name_down(const void *x, const void *y)
{
    return by_name(y, x);
}

static struct str prefixed(struct arena *a, char prefix, struct str id)
{
    return id.n ? arena_fmt(a, "%c%.*s", prefix, STR_ARG(id)) : id;
}

static struct err name_then(struct ranking *r, const struct label *l, struct labelled *x)
{
    const struct then then = {metrics[r->asking->metric].dataset, l->day, l->key};
    if (r->asking->by == BY_PERSON)
        return snapshot_person_then(r->snapshot, r->a, &then, &x->id, &x->name);
    return snapshot_team_then(r->snapshot, r->a, &then, &x->id);
}

static struct err name_people(struct ranking *r, struct ranked *row, size_t n)
{
    bool person = r->asking->by == BY_PERSON;
    struct labelled *x = NEW(r->a, struct labelled, n + 1);
    for (size_t i = 0; i < n; i++)
        x[i].key = r->split->label[row[i].group].key;
    TRY(snapshot_labels(r->snapshot, r->a, person ? LABEL_PERSON : LABEL_TEAM, x, n));
    for (size_t i = 0; i < n; i++) {
        if (x[i].key && x[i].id.n == 0)
            TRY(name_then(r, &r->split->label[row[i].group], &x[i]));
        row[i].id = prefixed(r->a, person ? 'p' : 't', x[i].id);
        row[i].name = x[i].name.n ? x[i].name : x[i].id;
    }
    return OK;
}

static struct err name_node(struct ranking *r, int32_t number, struct ranked *row)
{
    struct node node = {0};
    if (number == 0)
        return OK;
    struct err e = snapshot_node(r->snapshot, r->a, number, &node);
    if (e.code != ERR_MISSING)
        TRY(e);
    row->id = arena_fmt(r->a, "o%d", number);
    row->name = node.label.n ? node.label : row->id;
    return OK;
}

static struct err name_rows(struct ranking *r, struct ranked *row, size_t n)
{
    enum by by = r->asking->by;
    if (by == BY_PERSON || by == BY_TEAM)
        return name_people(r, row, n);
    for (size_t i = 0; i < n; i++) {
        const struct label *l = &r->split->label[row[i].group];
        if (by == BY_ORG)
            TRY(name_node(r, (int32_t)l->key, &row[i]));
        else
            row[i].id = row[i].name = split_word(r->split, r->a, row[i].group);
    }
    return OK;
}

/* The rows of the page, and those that are as great as its first or last one: these alone are
 * named, and then in the order of their ids. */
static struct err sort_page(struct ranking *r, size_t first, size_t end)
{
    size_t low = first, high = end;
    qsort(r->row, r->n, sizeof *r->row, by_value);
    while (low > 0 && by_value(&r->row[low - 1], &r->row[low]) == 0)
        low--;
    while (high < r->n && by_value(&r->row[high - 1], &r->row[high]) == 0)
        high++;
    TRY(name_rows(r, &r->row[low], high - low));
    qsort(&r->row[low], high - low, sizeof *r->row, by_value_then_id);
    return OK;
}

static struct err sort_names(struct ranking *r)
{
    TRY(name_rows(r, r->row, r->n));
    qsort(r->row, r->n, sizeof *r->row, r->asking->ascending ? by_name : by_name_down);
    return OK;
}

static struct value value_before(const struct gather *before, const struct label *l, enum metric m)
{
    static const struct facts none;
    const struct split *split = before->split[AXIS_ROWS];
    uint32_t at = split->unknown;
    bool met = l->key ? set_get(&split->index, l->key, &at) : at != NO_GROUP;
    return facts_value(met ? &before->facts[AXIS_ROWS][at] : &none, m);
}

struct err rank_rows(struct snapshot *s, struct arena *a, const struct gather *g,
    const struct gather *before, struct explore *out)
{
    const struct asking *q = &out->asking;
    struct ranking r = {.snapshot = s, .a = a, .g = g, .split = g->split[AXIS_ROWS], .asking = q};
    collect(&r, out);
    size_t first = q->at < r.n ? q->at : r.n;
    size_t end = r.n - first < q->rows ? r.n : first + q->rows;
    if (first == end)
        return OK;
    if (q->sort == SORT_NAME)
        TRY(sort_names(&r));
    else
        TRY(sort_page(&r, first, end));
    out->row = NEW(a, struct explore_row, end - first);
    for (size_t i = first; i < end; i++) {
        struct explore_row *row = &out->row[out->rows++];
        *row = (struct explore_row){.id = r.row[i].id,
            .name = r.row[i].name,
            .value = r.row[i].value,
            .group = r.row[i].group};
        if (before)
            row->then = value_before(before, &r.split->label[r.row[i].group], q->metric);
    }
    out->next = end < r.n ? (uint32_t)end : 0;
    return OK;
}
