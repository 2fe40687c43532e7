#include "api/explore.h"

#include "api/cells.h"
#include "api/panels.h"

/* Value, unit, n, excluded and note. */
static void value(struct cells *c, struct value v, enum metric m, bool held)
{
    if (held && v.known)
        cells_f64(c, v.v, metric_digits(m));
    else
        cells_empty(c);
    cells_text(c, str_of(unit_words[metrics[m].unit]));
    cells_count(c, v.n, held);
    cells_count(c, v.excluded, held);
    cells_text(c, v.not_reached ? STR("not reached") : STR(""));
}

static void total_row(
    struct cells *c, const struct window *w, enum metric m, struct value v, bool held)
{
    cells_text(c, str_of(metrics[m].name));
    cells_text(c, str_of(metrics[m].label));
    value(c, v, m, held);
    cells_time(c, w->zone, w->from);
    cells_time(c, w->zone, w->to);
    cells_text(c, str_of(metrics[m].rule));
    cells_end(c);
}

static void total(struct cells *c, const struct explored *x)
{
    const struct explore *e = &x->explore;
    total_row(c, &e->window, e->asking.metric, e->total, e->held != HELD_NONE);
    if (e->compared)
        total_row(c, &e->against, e->asking.metric, e->then, e->against_held != HELD_NONE);
}

static void rows(struct cells *c, const struct explored *x)
{
    const struct explore *e = &x->explore;
    for (size_t i = 0; i < e->rows; i++) {
        const struct explore_row *r = &e->row[i];
        cells_text(c, str_of(by_words[e->asking.by]));
        cells_text(c, r->id);
        cells_text(c, r->name);
        cells_text(c, str_of(metrics[e->asking.metric].name));
        value(c, r->value, e->asking.metric, e->held != HELD_NONE);
        if (e->compared && r->then.known && e->against_held != HELD_NONE)
            cells_f64(c, r->then.v, metric_digits(e->asking.metric));
        else
            cells_empty(c);
        cells_end(c);
    }
}

static void series(struct cells *c, const struct explored *x)
{
    const struct explore *e = &x->explore;
    for (size_t i = 0; i < e->bins; i++) {
        const struct explore_bin *b = &e->bin[i];
        cells_time(c, e->window.zone, b->from);
        cells_time(c, e->window.zone, b->to);
        cells_text(c, str_of(held_words[b->held]));
        cells_text(c, str_of(metrics[e->asking.metric].name));
        value(c, b->value, e->asking.metric, b->held != HELD_NONE);
        cells_end(c);
    }
}

static void facets(struct cells *c, const struct explored *x)
{
    for (EACH(k, x->facets.facet))
        for (size_t i = 0; i < x->facets.facet[k].values; i++) {
            cells_text(c, str_of(facet_words[k]));
            cells_text(c, x->facets.facet[k].value[i].id);
            cells_count(c, x->facets.facet[k].value[i].n, true);
            cells_count(c, x->facets.facet[k].of, true);
            cells_end(c);
        }
}

/* clang-format off */
static const struct {
    const char *header;
    void (*rows)(struct cells *, const struct explored *);
} tables[PART__N] = {
    [PART_TOTAL] = {"metric,label,value,unit,n,excluded,note,from,from_epoch_ms,to,to_epoch_ms,rule",
        total},
    [PART_ROWS] = {"by,id,name,metric,value,unit,n,excluded,note,compared_value", rows},
    [PART_SERIES] = {"from,from_epoch_ms,to,to_epoch_ms,held,metric,value,unit,n,excluded,note",
        series},
    [PART_FACETS] = {"parameter,value,n,of_values", facets},
};
/* clang-format on */

void explore_csv(struct out *o, const struct explored *x, bool bom)
{
    static const enum part order[] = {PART_FACETS, PART_ROWS, PART_SERIES};
    enum part part = PART_TOTAL;
    for (size_t i = COUNT_OF(order); i-- > 0;)
        if (explored_has(x, order[i]))
            part = order[i];
    struct cells c = cells_of(o, tables[part].header, bom);
    tables[part].rows(&c, x);
}
