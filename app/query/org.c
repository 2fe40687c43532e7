#include "query/org.h"

#include "query/cursor.h"
#include "query/paged.h"

#include <stdlib.h>

static int most_pages_first(const void *a, const void *b)
{
    const struct org_row *x = a, *y = b;
    if (x->pages != y->pages)
        return x->pages < y->pages ? 1 : -1;
    int label = str_cmp(x->node.label, y->node.label);
    return label ? label : (x->node.number > y->node.number) - (x->node.number < y->node.number);
}

static struct err read_below(struct snapshot *s, struct arena *a, int32_t number, int32_t but,
    struct org_row **row, size_t *n)
{
    struct node *node = NULL;
    size_t all = 0;
    TRY(snapshot_children(s, a, number, &node, &all));
    *row = NEW(a, struct org_row, all + 1);
    *n = 0;
    for (size_t i = 0; i < all; i++)
        if (node[i].number != but)
            (*row)[(*n)++].node = node[i];
    return OK;
}

static void put_rows(struct paged *p, const struct org_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++)
        paged_put(p, FIND_NODE, row[i].node.number);
}

static void take_rows(const struct paged *p, struct org_row *row, size_t n, size_t *at)
{
    for (size_t i = 0; i < n; i++, ++*at) {
        row[i].pages = p->pages[FIND_NODE][*at];
        row[i].teams = p->teams[*at];
    }
}

static struct err count_pages(struct snapshot *s, struct arena *a, struct org *o)
{
    size_t here = o->here != NULL, at = 0;
    const size_t most[FIND_INCIDENT] = {[FIND_NODE] = here + o->siblings + o->children};
    struct paged p = paged_of(a, most);
    put_rows(&p, o->here, here);
    put_rows(&p, o->sibling, o->siblings);
    put_rows(&p, o->child, o->children);
    TRY(paged_count(s, &p, o->window.from, o->window.to));
    take_rows(&p, o->here, here, &at);
    take_rows(&p, o->sibling, o->siblings, &at);
    take_rows(&p, o->child, o->children, &at);
    return OK;
}

static struct err read_place(struct snapshot *s, struct arena *a, int32_t number, struct org *o)
{
    if (number == 0)
        return OK;
    TRY(trail_of(s, a, number, &o->trail));
    if (o->trail.n == 0)
        return err_of(ERR_MISSING, "no such node");
    o->here = NEW(a, struct org_row, 1);
    o->here->node = o->trail.node[o->trail.n - 1];
    return read_below(s, a, o->here->node.parent, number, &o->sibling, &o->siblings);
}

struct err org_of(struct snapshot *s, struct arena *a, const struct filter *f, int32_t number,
    struct zone_set *zones, struct org *out)
{
    uint32_t at = 0;
    *out = (struct org){0};
    struct str page = arena_fmt(a, "org/%d", number);
    uint64_t list = cursor_list(a, page, snapshot_id(s), f);
    if (f->after.n && !cursor_read(f->after, list, &at))
        return err_of(ERR_INPUT, "a cursor of another list");
    window_of(snapshot_manifest(s), f, zones, &out->window);
    TRY(read_place(s, a, number, out));
    TRY(read_below(s, a, number, 0, &out->child, &out->children));
    TRY(count_pages(s, a, out));
    qsort(out->child, out->children, sizeof *out->child, most_pages_first);
    if (out->siblings)
        qsort(out->sibling, out->siblings, sizeof *out->sibling, most_pages_first);
    out->from = at < out->children ? at : out->children;
    out->to = out->from + (size_t)f->n < out->children ? out->from + (size_t)f->n : out->children;
    if (out->to < out->children)
        out->next = cursor_write(a, list, (uint32_t)out->to);
    return OK;
}
