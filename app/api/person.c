#include "api/person.h"

#include "api/cells.h"
#include "api/history.h"
#include "api/meta.h"
#include "api/panels.h"
#include "query/person.h"
#include "query/rest.h"

static void put_value(struct json_out *j, enum metric m, struct value v)
{
    json_key(j, str_of(metrics[m].name));
    if (v.known)
        json_f64(j, v.v, metric_digits(m));
    else
        json_none(j);
}

static void put_held(struct json_out *j, const char *key, uint64_t n, bool known)
{
    json_key(j, str_of(key));
    if (known)
        json_int(j, (int64_t)n);
    else
        json_none(j);
}

static void put_load(struct json_out *j, const struct person_told *p)
{
    static const enum metric told[] = {
        METRIC_PAGES, METRIC_ACCEPTANCE, METRIC_ANSWERED_BY_P50, METRIC_ANSWERED_BY_P90};
    const struct zone *z = p->history.window.zone;
    const struct tally *t = p->overview.pages;
    bool held = !is_unheld(&p->overview), heard = !is_unheld_attempts(&p->overview);
    json_begin_object(j);
    for (EACH(i, told)) {
        struct value v = metric_of(t, told[i]);
        bool few = told[i] != METRIC_PAGES && v.n < TOLD_PEOPLE;
        v.known = v.known && held && !few;
        put_value(j, told[i], v);
    }
    put_held(j, "closed", tally_closed(t), held);
    put_held(j, "sleep", p->sleep, held);
    put_held(j, "nights_disturbed", p->nights, held);
    put_held(j, "interruptions", (uint64_t)p->interruptions.v, heard);
    put_held(j, "disrupted_hours", (uint64_t)p->disrupted.v, heard);
    put_time(j, "last", z, p->last);
    put_held(j, "longest_quiet_ms", (uint64_t)(p->quiet.to - p->quiet.from), p->quiet.to > 0);
    put_time(j, "quiet_from", z, p->quiet.from);
    put_time(j, "quiet_to", z, p->quiet.to);
    json_key(j, STR("rules"));
    json_begin_object(j);
    json_put_text(j, "nights_disturbed", str_of(nights_rule));
    json_put_text(j, "longest_quiet_ms", str_of(quiet_rule));
    json_put_text(j, "disrupted_hours", str_of(metrics[METRIC_DISRUPTED_HOURS].rule));
    json_end_object(j);
    json_end_object(j);
}

static void put_quartile(struct json_out *j, const char *key, double v, bool told)
{
    json_key(j, str_of(key));
    if (told)
        json_f64(j, v, 2);
    else
        json_none(j);
}

static void put_weeks(struct json_out *j, const struct person_told *p)
{
    const struct zone *z = p->overview.window.zone;
    json_begin_object(j);
    put_text(j, "team", p->team.id.n ? arena_fmt(j->o->a, "t%.*s", STR_ARG(p->team.id)) : STR(""));
    json_put_int(j, "people", (int64_t)p->peers);
    json_put_text(j, "step", p->days ? STR("day") : STR("week"));
    json_key(j, STR("rows"));
    json_begin_list(j);
    for (size_t i = 0; i < p->strides; i++) {
        const struct stride *s = &p->stride[i];
        bool told = p->peers >= TOLD_PEOPLE && s->held != HELD_NONE;
        json_begin_object(j);
        put_time(j, "from", z, s->from);
        put_time(j, "to", z, s->to);
        json_put_text(j, "held", str_of(held_words[s->held]));
        put_held(j, "pages", s->pages, s->held != HELD_NONE);
        put_quartile(j, "team_low", s->low, told);
        put_quartile(j, "team_median", s->middle, told);
        put_quartile(j, "team_high", s->high, told);
        json_end_object(j);
    }
    json_end_list(j);
    json_end_object(j);
}

static void put_hours(struct json_out *j, const struct person_told *p)
{
    panel_put(j, &p->overview, PANEL_HOURS);
}

static void put_channels(struct json_out *j, const struct person_told *p)
{
    panel_put(j, &p->overview, PANEL_CHANNELS);
}

/* clang-format off */
static const struct {
    const char *name;
    void (*put)(struct json_out *, const struct person_told *);
} panels[] = {
    { "load",     put_load },
    { "weeks",    put_weeks },
    { "hours",    put_hours },
    { "channels", put_channels },
};
/* clang-format on */

bool person_has_panel(struct str panel)
{
    for (size_t i = 1; i < COUNT_OF(panels); i++) /* the first is the tiles, and no figure */
        if (str_eq(panel, str_of(panels[i].name)))
            return true;
    return false;
}

void person_json(
    struct out *o, const struct person_told *p, const struct api_meta *m, struct str panel)
{
    struct json_out j = json_out_of(o);
    history_open(&j, &p->history, m);
    for (EACH(i, panels)) {
        if (panel.n && !str_eq(panel, str_of(panels[i].name)))
            continue;
        json_key(&j, str_of(panels[i].name));
        panels[i].put(&j, p);
    }
    if (panel.n == 0)
        history_put(&j, &p->history);
    history_close(&j);
}

static void weeks_csv(struct out *o, const struct person_told *p, bool bom)
{
    struct cells c = cells_of(o,
        "from,from_epoch_ms,to,to_epoch_ms,held,pages,team_low,team_median,team_high,team_people",
        bom);
    for (size_t i = 0; i < p->strides; i++) {
        const struct stride *s = &p->stride[i];
        const double quartile[] = {s->low, s->middle, s->high};
        cells_time(&c, p->overview.window.zone, s->from);
        cells_time(&c, p->overview.window.zone, s->to);
        cells_text(&c, str_of(held_words[s->held]));
        cells_count(&c, s->pages, s->held != HELD_NONE);
        for (EACH(k, quartile))
            if (p->peers >= TOLD_PEOPLE && s->held != HELD_NONE)
                cells_f64(&c, quartile[k], 2);
            else
                cells_empty(&c);
        cells_int(&c, (int64_t)p->peers);
        cells_end(&c);
    }
}

void person_csv(struct out *o, const struct person_told *p, struct str panel, bool bom)
{
    if (str_eq(panel, STR("weeks")))
        weeks_csv(o, p, bom);
    else if (panel.n)
        (void)overview_csv(o, &p->overview, panel, bom);
    else
        history_csv(o, &p->history, bom);
}
