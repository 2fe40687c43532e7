#include "api/series.h"

#define ALL OUTCOME__N /* the series of all outcomes together */

static void write_notice(struct arena *a, struct json_out *j, const struct volume *v)
{
    json_key(j, STR("notices"));
    json_begin_list(j);
    if (v->held != HELD_ALL) {
        struct out text = out_of(a);
        out_z(&text,
            "Not all of this range was loaded; what was not is shown as no value, not as 0. ");
        out_z(&text, v->through ? "Pages are known up to " : "No pages were ever loaded.");
        if (v->through) {
            out_time(&text, v->through);
            out_char(&text, '.');
        }
        json_begin_object(j);
        json_put_text(j, "severity", v->to > v->through ? STR("info") : STR("warning"));
        json_put_text(j, "text", out_done(&text));
        json_end_object(j);
    }
    json_end_list(j);
}

static void write_meta(
    struct arena *a, struct json_out *j, const struct series *s, const struct volume *v)
{
    json_put_text(j, "refId", s->ref);
    json_key(j, STR("meta"));
    json_begin_object(j);
    json_put_text(j, "executedQueryString", s->asked);
    write_notice(a, j, v);
    json_end_object(j);
}

static void write_count(struct json_out *j, const struct bin *b, enum outcome which)
{
    uint64_t n = 0;
    for (enum outcome o = 0; o < OUTCOME__N; o++)
        n += which == ALL || which == o ? b->outcome[o] : 0;
    if (b->held == HELD_NONE)
        json_none(j);
    else
        json_int(j, (int64_t)n);
}

static struct str name_of(enum outcome which)
{
    return which == ALL ? STR("pages") : str_of(outcome_words[which]);
}

static int64_t time_of(const struct volume *v, size_t i)
{
    return v->first + (int64_t)i * v->step;
}

static void write_series(struct arena *a, struct json_out *j, const struct series *s,
    const struct volume *v, enum outcome which)
{
    json_begin_object(j);
    json_put_text(j, "target", name_of(which));
    json_put_text(j, "unit", STR("short"));
    json_key(j, STR("tags"));
    json_begin_object(j);
    if (which != ALL)
        json_put_text(j, "outcome", name_of(which));
    json_end_object(j);
    write_meta(a, j, s, v);
    json_key(j, STR("datapoints"));
    json_begin_list(j);
    for (size_t i = 0; i < v->bins; i++) {
        json_begin_list(j);
        write_count(j, &v->bin[i], which);
        json_int(j, time_of(v, i));
        json_end_list(j);
    }
    json_end_list(j);
    json_end_object(j);
}

static void write_column(struct json_out *j, struct str text, struct str type)
{
    json_begin_object(j);
    json_put_text(j, "text", text);
    json_put_text(j, "type", type);
    json_end_object(j);
}

static void write_table(
    struct arena *a, struct json_out *j, const struct series *s, const struct volume *v)
{
    enum outcome first = s->by_outcome ? OUTCOME_IN_TARGET : ALL;
    enum outcome last = s->by_outcome ? OUTCOME__N - 1 : ALL;
    json_begin_object(j);
    json_put_text(j, "type", STR("table"));
    json_put_text(j, "name", STR("page_volume"));
    write_meta(a, j, s, v);
    json_key(j, STR("columns"));
    json_begin_list(j);
    write_column(j, STR("time"), STR("time"));
    for (enum outcome o = first; o <= last; o++)
        write_column(j, name_of(o), STR("number"));
    json_end_list(j);
    json_key(j, STR("rows"));
    json_begin_list(j);
    for (size_t i = 0; i < v->bins; i++) {
        json_begin_list(j);
        json_int(j, time_of(v, i));
        for (enum outcome o = first; o <= last; o++)
            write_count(j, &v->bin[i], o);
        json_end_list(j);
    }
    json_end_list(j);
    json_end_object(j);
}

void series_write(
    struct arena *a, struct json_out *j, const struct series *s, const struct volume *v)
{
    if (s->table)
        write_table(a, j, s, v);
    else if (!s->by_outcome)
        write_series(a, j, s, v, ALL);
    else
        for (enum outcome o = 0; o < OUTCOME__N; o++)
            write_series(a, j, s, v, o);
}
