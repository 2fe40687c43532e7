#include "api/explore.h"

#include "api/meta.h"
#include "api/panels.h"

static void put_count(struct json_out *j, const char *key, uint64_t n, bool known)
{
    json_key(j, str_of(key));
    if (known)
        json_int(j, (int64_t)n);
    else
        json_none(j);
}

/* `held`: whether the store has anything of the time it is about. */
static void put_value(struct json_out *j, struct value v, enum metric m, bool held)
{
    json_key(j, STR("value"));
    if (held && v.known)
        json_f64(j, v.v, metric_digits(m));
    else
        json_none(j);
    put_count(j, "n", v.n, held);
    put_count(j, "excluded", v.excluded, held);
    if (v.not_reached)
        json_put_text(j, "note", STR("not reached"));
}

static void put_total(struct json_out *j, const struct explored *x)
{
    const struct explore *e = &x->explore;
    const struct metric_def *m = &metrics[e->asking.metric];
    json_begin_object(j);
    json_put_text(j, "metric", str_of(m->name));
    json_put_text(j, "unit", str_of(unit_words[m->unit]));
    put_value(j, e->total, e->asking.metric, e->held != HELD_NONE);
    if (e->compared) {
        json_key(j, STR("compared"));
        json_begin_object(j);
        put_time(j, "from", e->against.zone, e->against.from);
        put_time(j, "to", e->against.zone, e->against.to);
        json_put_text(j, "held", str_of(held_words[e->against_held]));
        put_value(j, e->then, e->asking.metric, e->against_held != HELD_NONE);
        json_end_object(j);
    }
    json_end_object(j);
}

static void put_rows(struct json_out *j, const struct explored *x)
{
    const struct explore *e = &x->explore;
    json_begin_object(j);
    json_put_text(j, "by", str_of(by_words[e->asking.by]));
    json_put_int(j, "of", (int64_t)e->of);
    json_put_int(j, "hidden", (int64_t)e->hidden);
    json_key(j, STR("rows"));
    json_begin_list(j);
    for (size_t i = 0; i < e->rows; i++) {
        const struct explore_row *r = &e->row[i];
        json_begin_object(j);
        json_put_text(j, "id", r->id);
        json_put_text(j, "name", r->name);
        put_value(j, r->value, e->asking.metric, e->held != HELD_NONE);
        if (e->compared) {
            json_key(j, STR("compared"));
            if (r->then.known && e->against_held != HELD_NONE)
                json_f64(j, r->then.v, metric_digits(e->asking.metric));
            else
                json_none(j);
        }
        json_end_object(j);
    }
    json_end_list(j);
    put_text(j, "next", x->next);
    json_end_object(j);
}

static void put_series(struct json_out *j, const struct explored *x)
{
    const struct explore *e = &x->explore;
    json_begin_list(j);
    for (size_t i = 0; i < e->bins; i++) {
        const struct explore_bin *b = &e->bin[i];
        json_begin_object(j);
        put_time(j, "from", e->window.zone, b->from);
        json_put_int(j, "from_ms", b->from);
        put_time(j, "to", e->window.zone, b->to);
        json_put_int(j, "to_ms", b->to);
        json_put_text(j, "held", str_of(held_words[b->held]));
        put_value(j, b->value, e->asking.metric, b->held != HELD_NONE);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_facets(struct json_out *j, const struct explored *x)
{
    const struct facets *f = &x->facets;
    json_begin_object(j);
    for (size_t k = 0; k < FACET__N; k++) {
        json_key(j, str_of(facet_words[k]));
        json_begin_list(j);
        for (size_t i = 0; i < f->facet[k].values; i++) {
            json_begin_object(j);
            json_put_text(j, "id", f->facet[k].value[i].id);
            json_put_int(j, "n", (int64_t)f->facet[k].value[i].n);
            json_end_object(j);
        }
        json_end_list(j);
    }
    json_key(j, STR("of"));
    json_begin_object(j);
    for (size_t k = 0; k < FACET__N; k++)
        json_put_int(j, facet_words[k], (int64_t)f->facet[k].of);
    json_end_object(j);
    json_end_object(j);
}

static void put_refused(struct json_out *j, struct refusal r)
{
    json_begin_object(j);
    json_put_text(j, "refused", STR("narrower range needed"));
    json_put_int(j, "estimate_ms", r.estimate_ms);
    json_end_object(j);
}

void explore_json(struct out *o, const struct explored *x, const struct api_meta *m)
{
    static void (*const put[PART__N])(struct json_out *, const struct explored *) = {
        [PART_TOTAL] = put_total,
        [PART_ROWS] = put_rows,
        [PART_SERIES] = put_series,
        [PART_FACETS] = put_facets,
    };
    struct refusal refusal = explored_refusal(x);
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_key(&j, STR("meta"));
    meta_explore(&j, x, m);
    json_key(&j, STR("panels"));
    json_begin_object(&j);
    for (enum part p = PART_ALL + 1; p < PART__N; p++) {
        if (!explored_has(x, p))
            continue;
        json_key(&j, str_of(part_words[p]));
        if (refusal.refused)
            put_refused(&j, refusal);
        else
            put[p](&j, x);
    }
    json_end_object(&j);
    json_end_object(&j);
    out_char(o, '\n');
}
