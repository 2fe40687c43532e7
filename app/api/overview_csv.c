#include "api/api.h"

#include "api/cells.h"
#include "api/panels.h"
#include "query/metric.h"

#define SHARE_DIGITS 6

static void tiles(struct cells *c, const struct overview *ov)
{
    for (size_t m = 0; m < METRIC_TALLY__N; m++) {
        struct value v = metric_of(ov->pages, (enum metric)m);
        bool whole = metrics[m].unit == UNIT_COUNT || metrics[m].unit == UNIT_MS;
        cells_text(c, str_of(metrics[m].name));
        cells_text(c, str_of(metrics[m].label));
        if (v.known && !(is_unheld(ov) && whole))
            cells_f64(c, v.v, whole ? 0 : SHARE_DIGITS);
        else
            cells_empty(c);
        cells_text(c, str_of(unit_words[metrics[m].unit]));
        cells_int(c, (int64_t)v.n);
        cells_int(c, (int64_t)v.excluded);
        cells_text(c, v.not_reached ? STR("not reached") : STR(""));
        cells_text(c, str_of(metrics[m].rule));
        cells_end(c);
    }
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
        cells_end(c);
    }
}

static void curve(struct cells *c, const struct overview *ov)
{
    uint64_t closed = tally_closed(ov->pages);
    for (size_t i = 0; i < CURVE_EDGES; i++) {
        cells_int(c, curve_edge_ms[i]);
        cells_int(c, (int64_t)curve_at(ov, i));
        cells_int(c, (int64_t)closed);
        if (closed)
            cells_f64(c, (double)curve_at(ov, i) / (double)closed, SHARE_DIGITS);
        else
            cells_empty(c);
        cells_end(c);
    }
}

static void below(struct cells *c, const struct overview *ov)
{
    for (size_t i = 0; i < ov->children; i++) {
        const struct child *row = &ov->child[i];
        cells_text(c, str_of(child_words[row->kind]));
        cells_text(c, row->id);
        cells_count(c, (uint64_t)row->number, row->kind == CHILD_NODE);
        cells_text(c, row->name);
        const uint64_t counts[] = {row->pages, row->people, row->accepted, row->closed,
            row->incidents, row->escalated, row->sleep, row->undelivered};
        for (EACH(k, counts))
            cells_count(c, counts[k], true);
        cells_ms(c, row->p50_ms);
        cells_ms(c, row->p90_ms);
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
        cells_end(c);
    }
}

/* Columns of outcomes and of deliveries stand in the order of their enums; a test holds them to it.
 */
/* clang-format off */
static const struct {
    const char *header;
    void (*rows)(struct cells *, const struct overview *);
} tables[PANEL__N] = {
    [PANEL_TILES] = {"metric,label,value,unit,n,excluded,note,rule", tiles},
    [PANEL_VOLUME] = {"from,from_epoch_ms,to,to_epoch_ms,held,pages,in_target,late,untimed,"
        "declined,nobody,undelivered,cleared,open", volume},
    [PANEL_HOURS] = {"weekday,hour,zone,pages", hours},
    [PANEL_CURVE] = {"within_ms,accepted_pages,closed_pages,share", curve},
    [PANEL_BELOW] = {"kind,id,org_number,name,pages,people,accepted_pages,closed_pages,incidents,"
        "escalated_incidents,sleep_pages,undelivered_pages,answered_by_p50_ms,"
        "answered_by_p90_ms", below},
    [PANEL_CHANNELS] = {"channel,unknown,suppressed,pending,sent,delivered,failed", channels},
};
/* clang-format on */

bool overview_csv(struct out *o, const struct overview *ov, struct str panel, bool bom)
{
    enum panel p = panel.n ? panel_of(panel) : PANEL_VOLUME;
    if (p == PANEL__N)
        return false;
    struct cells c = cells_of(o, tables[p].header, bom);
    tables[p].rows(&c, ov);
    return true;
}
