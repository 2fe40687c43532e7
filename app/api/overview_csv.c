#include "api/api.h"

#include "api/cells.h"
#include "api/panels.h"
#include "query/funnel.h"
#include "query/metric.h"

#define SHARE_DIGITS 6

/* A metric's value; empty when it is not known. */
static void tile_value(struct cells *c, const struct overview *ov, size_t m, const struct value *v)
{
    bool whole = metrics[m].unit == UNIT_COUNT || metrics[m].unit == UNIT_MS;
    if (v->known && !(is_unheld(ov) && whole))
        cells_f64(c, v->v, whole ? 0 : SHARE_DIGITS);
    else
        cells_empty(c);
}

static void tiles(struct cells *c, const struct overview *ov)
{
    for (size_t m = 0; m < METRIC_TALLY__N; m++) {
        struct value v = metric_of(ov->pages, (enum metric)m);
        cells_text(c, str_of(metrics[m].name));
        cells_text(c, str_of(metrics[m].label));
        tile_value(c, ov, m, &v);
        cells_text(c, str_of(unit_words[metrics[m].unit]));
        cells_int(c, (int64_t)v.n);
        cells_int(c, (int64_t)v.excluded);
        cells_text(c, v.not_reached ? STR("not reached") : STR(""));
        cells_text(c, str_of(metrics[m].rule));
        if (ov->before) {
            struct value then = metric_of(ov->before->pages, (enum metric)m);
            tile_value(c, ov->before, m, &then);
            cells_int(c, (int64_t)then.n);
        }
        cells_end(c);
    }
}

/* When the same step of the compared period began, and its pages; empty past its end. */
static void bin_before(struct cells *c, const struct overview *then, size_t i)
{
    static const struct bin none = {.from = TIME_UNKNOWN, .held = HELD_NONE};
    const struct bin *b = i < then->bins ? &then->bin[i] : &none;
    cells_time(c, then->window.zone, b->from);
    cells_count(c, bin_pages(b), b->held != HELD_NONE);
}

static void volume(struct cells *c, const struct overview *ov)
{
    for (size_t i = 0; i < ov->bins; i++) {
        const struct bin *b = &ov->bin[i];
        uint64_t pages = bin_pages(b);
        bool known = b->held != HELD_NONE || pages > 0;
        cells_time(c, ov->window.zone, b->from);
        cells_time(c, ov->window.zone, b->to);
        cells_text(c, str_of(held_words[b->held]));
        cells_count(c, pages, known);
        for (EACH(k, b->outcome))
            cells_count(c, b->outcome[k], known);
        if (ov->before)
            bin_before(c, ov->before, i);
        cells_end(c);
    }
}

static void hours(struct cells *c, const struct overview *ov)
{
    struct str zone = ov->window.own ? STR("own") : zone_name(ov->window.zone);
    for (EACH(i, ov->heat)) {
        cells_text(c, str_of(weekday_words[i / 24]));
        cells_int(c, (int64_t)(i % 24));
        cells_text(c, zone);
        cells_count(c, ov->heat[i], !is_unheld(ov));
        if (ov->before)
            cells_count(c, ov->before->heat[i], !is_unheld(ov->before));
        cells_end(c);
    }
}

static void curve_point(struct cells *c, const struct overview *ov, size_t i)
{
    uint64_t closed = tally_closed(ov->pages);
    cells_int(c, (int64_t)curve_at(ov, i));
    cells_int(c, (int64_t)closed);
    if (closed)
        cells_f64(c, (double)curve_at(ov, i) / (double)closed, SHARE_DIGITS);
    else
        cells_empty(c);
}

static void curve(struct cells *c, const struct overview *ov)
{
    for (size_t i = 0; i < EDGES; i++) {
        cells_int(c, edge_ms[i]);
        curve_point(c, ov, i);
        if (ov->before)
            curve_point(c, ov->before, i);
        cells_end(c);
    }
}

static void child_numbers(struct cells *c, const struct child *row, bool known)
{
    const uint64_t counts[] = {row->pages, row->people, row->accepted, row->closed, row->incidents,
        row->escalated, row->sleep, row->undelivered};
    for (EACH(k, counts))
        cells_count(c, counts[k], known);
    cells_ms(c, row->p50_ms);
    cells_ms(c, row->p90_ms);
}

static void below(struct cells *c, const struct overview *ov)
{
    for (size_t i = 0; i < ov->children; i++) {
        const struct child *row = &ov->child[i];
        cells_text(c, str_of(child_words[row->kind]));
        cells_text(c, row->id);
        cells_count(c, (uint64_t)row->number, row->kind == CHILD_NODE);
        cells_text(c, row->name);
        child_numbers(c, row, true);
        if (ov->before)
            child_numbers(c, &ov->before->child[i], ov->before->held != HELD_NONE);
        cells_end(c);
    }
}

static void channels(struct cells *c, const struct overview *ov)
{
    bool known = !is_unheld_attempts(ov);
    for (size_t i = 0; i < CHANNEL__N; i++) {
        cells_text(c, str_of(channel_words[i]));
        for (size_t d = 0; d < DELIVERY__N; d++)
            cells_count(c, ov->attempts.count[i][d], known);
        for (size_t d = 0; ov->before && d < DELIVERY__N; d++)
            cells_count(c, ov->before->attempts.count[i][d], !is_unheld_attempts(ov->before));
        cells_end(c);
    }
}

static void funnel(struct cells *c, const struct overview *ov)
{
    const struct funnel *f = ov->funnel;
    for (size_t i = 0; i < f->rungs; i++) {
        const struct rung *r = &f->rung[i];
        cells_int(c, (int64_t)i + 1);
        cells_int(c, (int64_t)r->reached);
        for (EACH(k, r->fate))
            cells_int(c, (int64_t)r->fate[k]);
        for (EACH(k, r->went_on))
            cells_int(c, (int64_t)r->went_on[k]);
        cells_end(c);
    }
}

static void times(struct cells *c, const struct overview *ov)
{
    for (size_t i = 0; i <= EDGES; i++) {
        cells_int(c, i > 0 ? edge_ms[i - 1] : 0);
        cells_ms(c, i < EDGES ? edge_ms[i] : MS_UNKNOWN);
        cells_count(c, edges_between(ov->pages, i), !is_unheld(ov));
        if (ov->before)
            cells_count(c, edges_between(ov->before->pages, i), !is_unheld(ov->before));
        cells_end(c);
    }
}

/* Columns of outcomes, deliveries and fates stand in the order of their enums; a test holds them to
 * it. `then` are the further ones when a period is compared. */
/* clang-format off */
static const struct {
    const char *header, *then;
    void (*rows)(struct cells *, const struct overview *);
} tables[PANEL__N] = {
    [PANEL_TILES] = {"metric,label,value,unit,n,excluded,note,rule", ",value_before,n_before", tiles},
    [PANEL_VOLUME] = {"from,from_epoch_ms,to,to_epoch_ms,held,pages,in_target,late,untimed,"
        "declined,nobody,undelivered,cleared,open",
        ",from_before,from_before_epoch_ms,pages_before", volume},
    [PANEL_HOURS] = {"weekday,hour,zone,pages", ",pages_before", hours},
    [PANEL_CURVE] = {"within_ms,accepted_pages,closed_pages,share",
        ",accepted_pages_before,closed_pages_before,share_before", curve},
    [PANEL_BELOW] = {"kind,id,org_number,name,pages,people,accepted_pages,closed_pages,incidents,"
        "escalated_incidents,sleep_pages,undelivered_pages,answered_by_p50_ms,"
        "answered_by_p90_ms",
        ",pages_before,people_before,accepted_pages_before,closed_pages_before,incidents_before,"
        "escalated_incidents_before,sleep_pages_before,undelivered_pages_before,"
        "answered_by_p50_ms_before,answered_by_p90_ms_before", below},
    [PANEL_CHANNELS] = {"channel,unknown,suppressed,pending,sent,delivered,failed",
        ",unknown_before,suppressed_before,pending_before,sent_before,delivered_before,"
        "failed_before", channels},
    [PANEL_FUNNEL] = {"level,reached,accepted,open,handed_up,declined,nobody,cleared,undelivered,"
        "not_paged,accepted_went_on,open_went_on,handed_up_went_on,declined_went_on,nobody_went_on,"
        "cleared_went_on,undelivered_went_on,not_paged_went_on", "", funnel},
    [PANEL_TIMES] = {"from_ms,to_ms,accepted_pages", ",accepted_pages_before", times},
};
/* clang-format on */

bool overview_csv(struct out *o, const struct overview *ov, struct str panel, bool bom)
{
    enum panel p = panel.n ? panel_of(panel) : PANEL_VOLUME;
    if (p == PANEL__N)
        return false;
    const char *then = ov->before ? tables[p].then : "";
    struct str header = arena_fmt(o->a, "%s%s", tables[p].header, then);
    struct cells c = cells_of(o, arena_z(o->a, header), bom);
    tables[p].rows(&c, ov);
    return true;
}
