#include "api/meta.h"

#include "api/panels.h"
#include "query/metric.h"

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

void meta_source(struct json_out *j, const struct api_meta *m)
{
    put_text(j, "snapshot", m->snapshot);
    put_text(j, "build", m->build);
    put_text(j, "canonical", m->canonical);
    put_text(j, "pinned", m->pinned);
}

static void put_range(struct json_out *j, const struct overview *ov)
{
    const struct window *w = &ov->window;
    json_key(j, STR("range"));
    json_begin_object(j);
    put_time(j, "from", w->zone, w->from);
    put_time(j, "to", w->zone, w->to);
    json_put_int(j, "from_ms", w->from);
    json_put_int(j, "to_ms", w->to);
    json_put_text(j, "tz", w->own ? STR("own") : zone_name(w->zone));
    json_end_object(j);
}

static void put_through(struct json_out *j, const struct overview *ov)
{
    json_key(j, STR("through"));
    json_begin_object(j);
    for (EACH(d, ov->through))
        put_time(j, family_words[d], ov->window.zone, ov->through[d]);
    json_end_object(j);
}

static void put_chips(
    struct json_out *j, const char *key, const struct overview *ov, enum child_kind kind)
{
    json_key(j, str_of(key));
    json_begin_list(j);
    for (size_t i = 0; i < ov->chips; i++) {
        const struct chip *c = &ov->chip[i];
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

static void put_path(struct json_out *j, const struct overview *ov)
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

static void put_filters(struct json_out *j, const struct overview *ov, const struct filter *f)
{
    json_key(j, STR("filters"));
    json_begin_object(j);
    put_chips(j, "org", ov, CHILD_NODE);
    put_chips(j, "team", ov, CHILD_TEAM);
    put_chips(j, "person", ov, CHILD_PERSON);
    json_key(j, STR("ch"));
    json_begin_list(j);
    for (size_t c = 0; f && c < CHANNEL__N; c++)
        if (f->channels & 1u << c)
            json_text(j, str_of(channel_words[c]));
    json_end_list(j);
    json_key(j, STR("contradiction"));
    json_bool(j, ov->contradiction);
    json_end_object(j);
}

static void put_definitions(struct json_out *j)
{
    json_key(j, STR("units"));
    json_begin_object(j);
    for (size_t m = 0; m < METRIC_TALLY__N; m++)
        json_put_text(j, metrics[m].name, str_of(unit_words[metrics[m].unit]));
    json_end_object(j);
    json_key(j, STR("rules"));
    json_begin_object(j);
    for (size_t m = 0; m < METRIC_TALLY__N; m++)
        json_put_text(j, metrics[m].name, str_of(metrics[m].rule));
    json_end_object(j);
}

void meta_overview(struct json_out *j, const struct overview *ov, const struct api_meta *m)
{
    json_begin_object(j);
    meta_source(j, m);
    put_range(j, ov);
    put_through(j, ov);
    json_put_text(j, "held", str_of(held_words[ov->held]));
    put_filters(j, ov, m->filter);
    put_path(j, ov);
    json_key(j, STR("truncated"));
    json_bool(j, ov->children < ov->children_of);
    put_definitions(j);
    json_end_object(j);
}
