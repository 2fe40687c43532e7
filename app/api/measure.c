#include "api/measure.h"

#include "api/panels.h"
#include "query/explore.h"

#define ROWS_MAX 1000

/* Grafana's words. */
static const char *const units[UNIT__N] = {
    [UNIT_COUNT] = "short", [UNIT_SHARE] = "percentunit", [UNIT_MS] = "ms", [UNIT_RATIO] = "none"};

/* The finest step that is no finer than what was asked for. */
static enum bin_size bin_of(int64_t step)
{
    if (step <= HOUR_MS)
        return BIN_HOUR;
    if (step <= DAY_MS)
        return BIN_DAY;
    return step <= 7 * DAY_MS ? BIN_WEEK : BIN_MONTH;
}

static struct moment moment_of(int64_t ms)
{
    return (struct moment){.given = true, .has_time = true, .at = civil_of(ms)};
}

/* To whole minutes, as addresses have them: never narrower than asked. */
static struct filter spanned(const struct filter *f, struct span range)
{
    struct filter to = *f;
    to.range = RANGE_NONE;
    to.from = moment_of(range.from - range.from % MINUTE_MS);
    to.to = moment_of(range.to + (MINUTE_MS - range.to % MINUTE_MS) % MINUTE_MS);
    return to;
}

static void write_value(struct json_out *j, const struct value *v, enum metric m, bool held)
{
    if (held && v->known)
        json_f64(j, v->v, metric_digits(m));
    else
        json_none(j);
}

static void write_meta(struct json_out *j, const struct measure *m, const struct explore *x)
{
    json_put_text(j, "refId", m->ref);
    json_key(j, STR("meta"));
    json_begin_object(j);
    json_put_text(j, "executedQueryString", m->asked);
    json_key(j, STR("notices"));
    json_begin_list(j);
    if (x->held != HELD_ALL) {
        json_begin_object(j);
        json_put_text(j, "severity", STR("info"));
        json_put_text(j, "text",
            STR("Not all of this range was loaded; what was not is shown as no value, not as 0."));
        json_end_object(j);
    }
    json_end_list(j);
    json_end_object(j);
}

static void write_series(struct json_out *j, const struct measure *m, const struct explore *x)
{
    json_begin_object(j);
    json_put_text(j, "target", str_of(metrics[m->metric].name));
    json_put_text(j, "unit", str_of(units[metrics[m->metric].unit]));
    write_meta(j, m, x);
    json_key(j, STR("datapoints"));
    json_begin_list(j);
    for (size_t i = 0; i < x->bins; i++) {
        json_begin_list(j);
        write_value(j, &x->bin[i].value, m->metric, x->bin[i].held != HELD_NONE);
        json_int(j, x->bin[i].from);
        json_end_list(j);
    }
    json_end_list(j);
    json_end_object(j);
}

static void write_columns(struct json_out *j, const struct measure *m)
{
    const struct {
        const char *text, *type;
    } columns[] = {{"id", "string"}, {"name", "string"}, {metrics[m->metric].name, "number"},
        {"n", "number"}, {"excluded", "number"}};
    json_key(j, STR("columns"));
    json_begin_list(j);
    for (EACH(i, columns)) {
        json_begin_object(j);
        json_put_text(j, "text", str_of(columns[i].text));
        json_put_text(j, "type", str_of(columns[i].type));
        json_end_object(j);
    }
    json_end_list(j);
}

static void write_table(struct json_out *j, const struct measure *m, const struct explore *x)
{
    json_begin_object(j);
    json_put_text(j, "type", STR("table"));
    json_put_text(j, "name", str_of(metrics[m->metric].name));
    write_meta(j, m, x);
    write_columns(j, m);
    json_key(j, STR("rows"));
    json_begin_list(j);
    for (size_t i = 0; i < x->rows; i++) {
        const struct explore_row *r = &x->row[i];
        json_begin_list(j);
        json_text(j, r->id);
        json_text(j, r->name);
        write_value(j, &r->value, m->metric, x->held != HELD_NONE);
        json_int(j, (int64_t)r->value.n);
        json_int(j, (int64_t)r->value.excluded);
        json_end_list(j);
    }
    json_end_list(j);
    json_end_object(j);
}

struct err measure_write(
    struct grafana *g, const struct measure *m, const struct filter *f, struct json_out *j)
{
    struct filter to = spanned(f, m->range);
    struct explore x;
    const struct asking asking = {.metric = m->metric,
        .by = m->by,
        .bin = m->by == BY_NONE ? bin_of(m->step) : BIN_NONE,
        .rows = ROWS_MAX};
    TRY(explore_of(g->snapshot, g->a, &to, &asking, g->zones, &x));
    if (m->by == BY_NONE)
        write_series(j, m, &x);
    else
        write_table(j, m, &x);
    return OK;
}
