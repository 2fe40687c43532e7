#include "api/grafana.h"

#include "api/measure.h"
#include "api/payload.h"
#include "api/series.h"

#define TARGETS_MAX 32
#define POINTS_MAX 2000 /* wider panels than any screen */
#define POINTS_USUAL 1000

static const struct fault fine;

void fault_write(struct out *o, const struct fault *f)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_put_text(&j, "message", f->message);
    json_key(&j, STR("error"));
    json_begin_object(&j);
    json_put_text(&j, "code", str_of(f->code));
    json_put_text(&j, "message", f->message);
    json_end_object(&j);
    json_end_object(&j);
}

static void write_option(struct json_out *j, const char *word)
{
    json_begin_object(j);
    json_put_text(j, "value", str_of(word));
    json_put_text(j, "label", str_of(word));
    json_end_object(j);
}

static void write_bys(struct json_out *j, uint32_t bys)
{
    write_option(j, "none");
    for (enum by b = BY_NONE + 1; b < BY__N; b++)
        if (bys & BY_BIT(b))
            write_option(j, by_words[b]);
}

/* m: METRIC__N is page_volume. */
static void write_key(struct json_out *j, const struct payload_key *k, enum metric m)
{
    bool many = k->param != P__N;
    json_begin_object(j);
    json_put_text(j, "name", str_of(k->name));
    json_put_text(j, "label", str_of(k->label));
    json_put_text(j, "type",
        !k->options ? STR("input")
        : many      ? STR("multi-select")
                    : STR("select"));
    json_put_text(j, "placeholder", str_of(k->hint));
    if (k->options) {
        json_key(j, STR("options"));
        json_begin_list(j);
        if (many || m == METRIC__N)
            for (size_t i = k->first; i < k->options_n; i++)
                write_option(j, k->options[i]);
        else
            write_bys(j, metrics[m].by);
        json_end_list(j);
    }
    json_end_object(j);
}

static void write_metric(struct json_out *j, const char *name, const char *label, enum metric m)
{
    json_begin_object(j);
    json_put_text(j, "value", str_of(name));
    json_put_text(j, "label", str_of(label));
    json_key(j, STR("payloads"));
    json_begin_list(j);
    for (size_t i = 0; i < payload_keys_n; i++)
        if (!payload_keys[i].wide || m != METRIC__N)
            write_key(j, &payload_keys[i], m);
    json_end_list(j);
    json_end_object(j);
}

void grafana_metrics(struct out *o)
{
    struct json_out j = json_out_of(o);
    json_begin_list(&j);
    write_metric(&j, "page_volume", "Pages over time, by outcome", METRIC__N);
    for (enum metric m = 0; m < METRIC__N; m++)
        write_metric(&j, metrics[m].name, metrics[m].label, m);
    json_end_list(&j);
}

void grafana_names(struct out *o)
{
    struct json_out j = json_out_of(o);
    json_begin_list(&j);
    json_text(&j, STR("page_volume"));
    for (EACH(m, metrics))
        json_text(&j, str_of(metrics[m].name));
    json_end_list(&j);
}

/* What all targets of a request share. */
struct asked {
    struct span range;
    int64_t step;
    const struct json *filters;
};

static struct fault read_time(
    struct grafana *g, const struct json *range, const char *key, int64_t *ms)
{
    const struct json *v = json_get(range, key);
    if (v && v->kind == JSON_IS_TEXT && time_parse_rfc3339(v->text, ms))
        return fine;
    return fault_of(
        g->a, "BAD_RANGE", "range.%s is not a time such as 2026-11-20T06:00:00.000Z.", key);
}

static struct fault read_range(struct grafana *g, const struct json *body, struct span *out)
{
    const struct json *range = json_get(body, "range");
    if (!range || range->kind != JSON_IS_OBJECT)
        return fault_of(g->a, "BAD_RANGE", "range is missing: {\"from\":...,\"to\":...}.");
    struct fault f = read_time(g, range, "from", &out->from);
    if (f.status == 0)
        f = read_time(g, range, "to", &out->to);
    if (f.status)
        return f;
    if (out->from >= out->to)
        return fault_of(g->a, "BAD_RANGE", "range.from must be before range.to.");
    if (out->to - out->from > RANGE_DAYS_MAX * DAY_MS)
        return fault_of(g->a, "BAD_RANGE", "range is longer than %d days.", RANGE_DAYS_MAX);
    return fine;
}

static struct fault read_count(
    struct grafana *g, const struct json *body, const char *key, int64_t *out)
{
    const struct json *v = json_get(body, key);
    if (!v || v->kind == JSON_IS_NULL)
        return fine;
    bool number = v->kind == JSON_IS_INT || v->kind == JSON_IS_REAL;
    if (!number || v->real < 0 || v->real > (double)INT32_MAX * 1000)
        return fault_of(g->a, "BAD_REQUEST", "%s must be a number that is not negative.", key);
    *out = (int64_t)v->real;
    return fine;
}

static struct fault read_asked(struct grafana *g, const struct json *body, struct asked *out)
{
    int64_t wanted = 0, points = POINTS_USUAL;
    struct fault f = read_range(g, body, &out->range);
    if (f.status == 0)
        f = read_count(g, body, "intervalMs", &wanted);
    if (f.status == 0)
        f = read_count(g, body, "maxDataPoints", &points);
    if (f.status)
        return f;
    points = points < 1 ? 1 : points > POINTS_MAX ? POINTS_MAX : points;
    out->step = volume_step(out->range.from, out->range.to, wanted, points);
    out->filters = json_get(body, "filters");
    if (!out->filters) /* its older name */
        out->filters = json_get(body, "adhocFilters");
    return fine;
}

/* What was understood: an author whose JSON was broken on the way sees that nothing was filtered.
 */
static struct str asked_text(struct grafana *g, const struct asked *asked, const struct payload *p)
{
    struct out o = out_of(g->a);
    bool volume = p->metric == METRIC__N;
    out_fmt(&o, "%s [", volume ? "page_volume" : metrics[p->metric].name);
    out_time(&o, asked->range.from);
    out_z(&o, ", ");
    out_time(&o, asked->range.to);
    const char *by = p->by_outcome ? "outcome" : p->by != BY_NONE ? by_words[p->by] : "none";
    out_fmt(&o, ") step=%lldm by=%s", (long long)(asked->step / MINUTE_MS), by);
    struct str query = query_write(g->a, &p->filter);
    out_fmt(&o, " filters: %.*s", STR_ARG(query.n ? query : STR("none")));
    return out_done(&o);
}

static bool is_text(const struct json *v, const char *word)
{
    return v && v->kind == JSON_IS_TEXT && str_eq(v->text, str_of(word));
}

static struct fault fault_of_question(struct grafana *g, struct err e)
{
    struct fault f = {503, "UNAVAILABLE", STR("The data could not be read just now.")};
    if (e.code == ERR_BUSY)
        f = (struct fault){503, "TOO_COSTLY",
            STR("This takes longer than one answer may: choose a shorter range or fewer filters.")};
    err_drop(
        err_at(e, "grafana: query of %zu bytes in the arena", g->a->used), "answered with 503");
    return f;
}

static struct fault answer_target(
    struct grafana *g, const struct asked *asked, const struct json *target, struct json_out *j)
{
    struct payload p;
    struct volume v;
    struct fault f = payload_read(g->a, g->zones, target, asked->filters, &p);
    if (f.status)
        return f;
    const struct json *ref = json_get(target, "refId");
    struct str id = ref && ref->kind == JSON_IS_TEXT ? ref->text : STR("");
    if (p.metric != METRIC__N) {
        const struct measure m = {
            id, asked_text(g, asked, &p), p.metric, p.by, asked->range, asked->step};
        struct err refused = measure_write(g, &m, &p.filter, j);
        return refused.code == ERR_OK ? fine : fault_of_question(g, refused);
    }
    struct err e = volume_of(g->snapshot, g->a, &p.filter, asked->range, asked->step, &v);
    if (e.code != ERR_OK)
        return fault_of_question(g, e);
    struct series s = {.ref = id,
        .asked = asked_text(g, asked, &p),
        .by_outcome = p.by_outcome,
        .table = is_text(json_get(target, "type"), "table")};
    series_write(g->a, j, &s, &v);
    return fine;
}

/* A target that is hidden, or has no metric yet, asks for nothing. */
static struct fault check_target(struct grafana *g, const struct json *target, bool *wanted)
{
    *wanted = false;
    if (target->kind != JSON_IS_OBJECT)
        return fault_of(g->a, "BAD_REQUEST", "targets must be a list of objects.");
    const struct json *hide = json_get(target, "hide"), *metric = json_get(target, "target");
    bool empty = !metric || metric->kind == JSON_IS_NULL || is_text(metric, "");
    if (empty || (hide && hide->kind == JSON_IS_BOOL && hide->i))
        return fine;
    enum metric known;
    *wanted = payload_metric(target, &known);
    if (*wanted)
        return fine;
    struct str said = metric->kind == JSON_IS_TEXT ? metric->text : STR("(not text)");
    return fault_of(g->a, "UNKNOWN_METRIC",
        "Unknown metric \"%.*s\". The list of metrics has them all, page_volume first.",
        STR_ARG(shown(said)));
}

struct fault grafana_query(struct grafana *g, struct str body, struct out *o)
{
    struct json *root;
    struct asked asked = {0};
    struct err e = json_read(g->a, body, &root);
    if (e.code != ERR_OK || root->kind != JSON_IS_OBJECT)
        return fault_of(g->a, "BAD_JSON", "The body is not one JSON object with distinct keys.");
    const struct json *targets = json_get(root, "targets");
    if (!targets || targets->kind != JSON_IS_LIST || targets->n > TARGETS_MAX)
        return fault_of(
            g->a, "BAD_REQUEST", "targets must be a list of at most %d queries.", TARGETS_MAX);
    struct fault f = read_asked(g, root, &asked);
    if (f.status)
        return f;
    struct json_out j = json_out_of(o);
    json_begin_list(&j);
    for (const struct json *t = targets->first; t && f.status == 0; t = t->next) {
        bool wanted;
        f = check_target(g, t, &wanted);
        if (f.status == 0 && wanted)
            f = answer_target(g, &asked, t, &j);
    }
    json_end_list(&j);
    return f;
}
