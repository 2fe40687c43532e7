#include "api/meta.h"

#include "api/panels.h"
#include "query/metric.h"
#include "query/param.h"

void put_text(struct json_out *j, const char *key, struct str s)
{
    json_key(j, str_of(key));
    if (s.n)
        json_text(j, s);
    else
        json_none(j);
}

void put_time(struct json_out *j, const char *key, const struct zone *z, int64_t ms)
{
    struct out text = out_of(j->o->a);
    if (ms != TIME_UNKNOWN && z)
        out_time_in(&text, z, ms);
    else if (ms != TIME_UNKNOWN)
        out_time(&text, ms);
    put_text(j, key, out_done(&text));
}

void put_path(struct json_out *j, const struct trail *t)
{
    json_key(j, STR("path"));
    json_begin_list(j);
    for (size_t i = 0; i < t->n; i++) {
        json_begin_object(j);
        put_text(j, "id", arena_fmt(j->o->a, "o%d", t->node[i].number));
        put_text(j, "name", t->node[i].label);
        json_end_object(j);
    }
    json_end_list(j);
}

void meta_source(struct json_out *j, const struct api_meta *m)
{
    put_text(j, "snapshot", m->snapshot);
    put_text(j, "build", m->build);
    put_text(j, "canonical", m->canonical);
    put_text(j, "pinned", m->pinned);
}

static void put_range(struct json_out *j, const struct window *w)
{
    json_key(j, STR("range"));
    json_begin_object(j);
    put_time(j, "from", w->zone, w->from);
    put_time(j, "to", w->zone, w->to);
    json_put_int(j, "from_ms", w->from);
    json_put_int(j, "to_ms", w->to);
    json_put_text(j, "tz", w->own ? STR("own") : zone_name(w->zone));
    json_end_object(j);
}

static void put_through(
    struct json_out *j, const struct zone *zone, const int64_t through[DATASET__N])
{
    json_key(j, STR("through"));
    json_begin_object(j);
    for (size_t d = 0; d < DATASET__N; d++)
        put_time(j, family_words[d], zone, through[d]);
    json_end_object(j);
}

static void put_chips(
    struct json_out *j, const char *key, const struct chip *chip, size_t n, enum child_kind kind)
{
    json_key(j, str_of(key));
    json_begin_list(j);
    for (size_t i = 0; i < n; i++) {
        const struct chip *c = &chip[i];
        if (c->kind != kind)
            continue;
        json_begin_object(j);
        json_put_text(j, "id", c->id);
        json_put_text(j, "name", c->name);
        json_key(j, STR("known"));
        json_bool(j, c->known);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_overview_path(struct json_out *j, const struct overview *ov)
{
    json_key(j, STR("path"));
    json_begin_list(j);
    for (size_t i = 0; i < ov->path_n; i++) {
        json_begin_object(j);
        json_put_text(j, "id", ov->path[i].manager_id);
        json_put_int(j, "number", ov->path[i].number);
        json_put_text(j, "name", ov->path[i].label);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_words(struct json_out *j, const struct filter *f, enum param p)
{
    const char *word = NULL;
    json_begin_list(j);
    for (size_t i = 0; (word = param_word(p, NULL, i)) != NULL; i++)
        if (filter_has(f, p, i))
            json_text(j, str_of(word));
    json_end_list(j);
}

static void put_texts(struct json_out *j, const struct filter *f, enum param p)
{
    struct str text;
    json_begin_list(j);
    for (size_t i = 0; filter_text(f, p, i, &text); i++)
        json_text(j, text);
    json_end_list(j);
}

/* Into an object that is open. The channels always, the others where they narrow. */
static void put_filters(
    struct json_out *j, const struct chip *chip, size_t chips, const struct filter *f)
{
    static const enum param words[] = {P_URG, P_WHY, P_OUT, P_LVL, P_HOURS};
    static const enum param texts[] = {P_PROV, P_GW, P_CARRIER, P_CC, P_SRC};
    static const enum param single[] = {P_HIER, P_ACK, P_Q};
    put_chips(j, "org", chip, chips, CHILD_NODE);
    put_chips(j, "team", chip, chips, CHILD_TEAM);
    put_chips(j, "person", chip, chips, CHILD_PERSON);
    json_key(j, STR("ch"));
    put_words(j, f, P_CH);
    for (EACH(i, words))
        if (filter_says(j->o->a, f, words[i]).n) {
            json_key(j, str_of(params[words[i]].name));
            put_words(j, f, words[i]);
        }
    for (EACH(i, texts))
        if (filter_says(j->o->a, f, texts[i]).n) {
            json_key(j, str_of(params[texts[i]].name));
            put_texts(j, f, texts[i]);
        }
    for (EACH(i, single))
        if (filter_says(j->o->a, f, single[i]).n)
            json_put_text(j, params[single[i]].name, filter_says(j->o->a, f, single[i]));
}

static void put_definitions(struct json_out *j, enum metric first, enum metric end)
{
    json_key(j, STR("units"));
    json_begin_object(j);
    for (enum metric m = first; m < end; m++)
        json_put_text(j, metrics[m].name, str_of(unit_words[metrics[m].unit]));
    json_end_object(j);
    json_key(j, STR("rules"));
    json_begin_object(j);
    for (enum metric m = first; m < end; m++)
        json_put_text(j, metrics[m].name, str_of(metrics[m].rule));
    json_end_object(j);
}

void meta_overview(struct json_out *j, const struct overview *ov, const struct api_meta *m)
{
    const struct filter none = filter_default();
    json_begin_object(j);
    meta_source(j, m);
    put_range(j, &ov->window);
    put_through(j, ov->window.zone, ov->through);
    json_put_text(j, "held", str_of(held_words[ov->held]));
    json_key(j, STR("filters"));
    json_begin_object(j);
    put_filters(j, ov->chip, ov->chips, m->filter ? m->filter : &none);
    json_key(j, STR("contradiction"));
    json_bool(j, ov->contradiction);
    json_end_object(j);
    put_overview_path(j, ov);
    json_key(j, STR("truncated"));
    json_bool(j, ov->children < ov->children_of);
    put_definitions(j, 0, METRIC_TALLY__N);
    json_end_object(j);
}

void meta_brief(struct json_out *j, const struct brief *b, const struct api_meta *m)
{
    json_begin_object(j);
    meta_source(j, m);
    put_range(j, &b->window);
    put_through(j, b->window.zone, b->through);
    json_put_text(j, "held", str_of(held_words[b->held]));
    json_key(j, STR("filters"));
    json_begin_object(j);
    put_filters(j, b->chip, b->chips, b->ask.filter);
    json_end_object(j);
    json_key(j, STR("truncated"));
    json_bool(j, b->next.n > 0);
    if (b->refusal.refused) {
        json_put_text(j, "refused", STR("narrower range needed"));
        json_put_int(j, "estimate_ms", b->refusal.estimate_ms);
    }
    json_end_object(j);
}

void meta_explore(struct json_out *j, const struct explored *x, const struct api_meta *m)
{
    const struct explore *e = &x->explore;
    const struct filter none = filter_default();
    bool facets = x->part == PART_FACETS;
    json_begin_object(j);
    meta_source(j, m);
    put_range(j, &e->window);
    put_through(j, e->window.zone, x->through);
    if (!facets)
        json_put_text(j, "held", str_of(held_words[e->held]));
    json_key(j, STR("filters"));
    json_begin_object(j);
    put_filters(j, x->chip, x->chips, m->filter ? m->filter : &none);
    json_end_object(j);
    json_key(j, STR("truncated"));
    json_bool(j, x->next.n > 0);
    if (!facets)
        put_definitions(j, e->asking.metric, e->asking.metric + 1);
    if (!facets && e->no_duties)
        json_put_text(j, "note", STR("nobody's duty is known: only who was paged counts"));
    json_end_object(j);
}

void meta_list(struct json_out *j, const struct meta_scope *s, const struct api_meta *m)
{
    const struct filter none = filter_default();
    json_begin_object(j);
    meta_source(j, m);
    put_range(j, s->window);
    json_put_text(j, "held", str_of(held_words[s->held]));
    json_key(j, STR("filters"));
    json_begin_object(j);
    put_filters(j, s->chip, s->chips, m->filter ? m->filter : &none);
    json_end_object(j);
    json_end_object(j);
}
