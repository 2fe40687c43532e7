#include "api/definitions.h"

#include "api/cells.h"
#include "api/meta.h"
#include "query/convention.h"
#include "query/metric.h"

static void put_bys(struct json_out *j, uint32_t bys)
{
    json_key(j, STR("by"));
    json_begin_list(j);
    for (enum by b = BY_NONE + 1; b < BY__N; b++)
        if (bys & BY_BIT(b))
            json_text(j, str_of(by_words[b]));
    json_end_list(j);
}

static void put_metric(struct json_out *j, const struct metric_def *m)
{
    json_begin_object(j);
    json_put_text(j, "metric", str_of(m->name));
    json_put_text(j, "label", str_of(m->label));
    json_put_text(j, "definition", str_of(m->number));
    json_put_text(j, "unit", str_of(unit_words[m->unit]));
    json_put_text(j, "statistic", str_of(stat_words[m->stat]));
    json_put_int(j, "good", m->good);
    json_put_text(j, "of", str_of(grain_words[m->grain]));
    json_put_text(j, "data", str_of(family_words[m->dataset]));
    json_put_text(j, "numerator", str_of(m->part));
    put_text(j, "denominator", str_of(m->whole));
    put_text(j, "excluded", str_of(m->without));
    json_put_text(j, "rule", str_of(m->rule));
    put_bys(j, m->by);
    json_end_object(j);
}

void definitions_json(struct out *o, const struct api_meta *m)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_key(&j, STR("meta"));
    json_begin_object(&j);
    meta_source(&j, m);
    json_end_object(&j);
    json_key(&j, STR("panels"));
    json_begin_object(&j);
    json_key(&j, STR("conventions"));
    json_begin_object(&j);
    for (size_t i = 0; i < conventions_n; i++)
        json_put_text(&j, conventions[i].name, str_of(conventions[i].text));
    json_end_object(&j);
    json_key(&j, STR("metrics"));
    json_begin_list(&j);
    for (EACH(i, metrics))
        put_metric(&j, &metrics[i]);
    json_end_list(&j);
    json_end_object(&j);
    json_end_object(&j);
    out_char(o, '\n');
}

void definitions_csv(struct out *o, bool bom)
{
    struct cells c = cells_of(o,
        "metric,label,definition,unit,statistic,good,of,data,numerator,denominator,excluded,rule,"
        "by",
        bom);
    for (EACH(i, metrics)) {
        const struct metric_def *m = &metrics[i];
        const char *const before[] = {
            m->name, m->label, m->number, unit_words[m->unit], stat_words[m->stat]};
        const char *const after[] = {grain_words[m->grain], family_words[m->dataset], m->part,
            m->whole, m->without, m->rule};
        for (EACH(k, before))
            cells_text(&c, str_of(before[k]));
        cells_int(&c, m->good);
        for (EACH(k, after))
            cells_text(&c, str_of(after[k]));
        cells_text(&c, by_list(o->a, m->by, " "));
        cells_end(&c);
    }
}
