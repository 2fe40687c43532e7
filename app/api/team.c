#include "api/team.h"

#include "api/cells.h"
#include "api/meta.h"
#include "api/panels.h"
#include "query/team.h"

#define SHARE_DIGITS 6

static struct str full_id(struct arena *a, char letter, struct str id)
{
    return id.n ? arena_fmt(a, "%c%.*s", letter, STR_ARG(id)) : id;
}

static void put_roster(struct json_out *j, const struct team_told *t)
{
    json_begin_object(j);
    json_put_int(j, "members", (int64_t)t->members);
    json_put_int(j, "of", (int64_t)t->of);
    json_key(j, STR("rows"));
    json_begin_list(j);
    for (size_t i = 0; i < t->rows; i++) {
        const struct roster_row *r = &t->row[i];
        json_begin_object(j);
        put_text(j, "id", full_id(j->o->a, 'p', r->id));
        put_text(j, "name", r->name);
        put_text(j, "role", r->role);
        json_put_text(j, "standing", str_of(standing_words[r->standing]));
        put_time(j, "left", t->overview.window.zone, r->left);
        json_key(j, STR("level"));
        if (r->level)
            json_int(j, r->level);
        else
            json_none(j);
        json_put_int(j, "pages", r->pages);
        json_put_int(j, "sleep", r->sleep);
        json_put_int(j, "nights", r->nights);
        put_time(j, "last", t->overview.window.zone, r->last);
        json_key(j, STR("oncall_days"));
        if (t->fairness.duties_known)
            json_int(j, r->oncall_days);
        else
            json_none(j);
        json_end_object(j);
    }
    json_end_list(j);
    json_end_object(j);
}

static void put_value(struct json_out *j, enum metric m, struct value v)
{
    json_key(j, str_of(metrics[m].name));
    if (v.known)
        json_f64(j, v.v, SHARE_DIGITS);
    else
        json_none(j);
}

/* Of fewer than TOLD_PEOPLE nothing is told but how few they are. */
static void put_load(struct json_out *j, const struct team_told *t)
{
    const struct fairness *f = &t->fairness;
    bool told = f->n >= TOLD_PEOPLE;
    json_begin_object(j);
    json_put_int(j, "people", (int64_t)f->n);
    json_key(j, STR("adjusted"));
    json_bool(j, f->duties_known);
    json_put_int(j, "unknown_person_pages", (int64_t)f->nobodys);
    put_value(j, METRIC_GINI, told ? f->gini : (struct value){0});
    put_value(j, METRIC_TOP10, told ? f->top10 : (struct value){0});
    put_value(j, METRIC_PAGES_PER_ONCALL_DAY, told ? f->per_day : (struct value){0});
    json_key(j, STR("rows"));
    json_begin_list(j);
    for (size_t i = 0; told && i < f->n; i++) {
        json_begin_object(j);
        json_put_int(j, "pages", f->load[i]);
        json_key(j, STR("oncall_days"));
        if (f->duties_known)
            json_int(j, f->days[i]);
        else
            json_none(j);
        json_end_object(j);
    }
    json_end_list(j);
    if (!told)
        json_put_text(j, "note", STR("fewer than 5 people: not compared"));
    json_end_object(j);
}

static void put_fairness(struct json_out *j, const struct team_told *t)
{
    const struct fairness *f = &t->fairness;
    json_begin_list(j);
    for (size_t i = 0; f->n >= TOLD_PEOPLE && i <= f->n; i++) {
        json_begin_object(j);
        json_key(j, STR("people"));
        json_f64(j, f->curve[i].people, SHARE_DIGITS);
        json_key(j, STR("pages"));
        json_f64(j, f->curve[i].pages, SHARE_DIGITS);
        json_key(j, STR("oncall_days"));
        if (f->duties_known)
            json_f64(j, f->curve[i].days, SHARE_DIGITS);
        else
            json_none(j);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_tiles(struct json_out *j, const struct team_told *t)
{
    panel_put(j, &t->overview, PANEL_TILES);
}

static void put_volume(struct json_out *j, const struct team_told *t)
{
    panel_put(j, &t->overview, PANEL_VOLUME);
}

static void put_hours(struct json_out *j, const struct team_told *t)
{
    panel_put(j, &t->overview, PANEL_HOURS);
}

static void roster_rows(struct cells *c, const struct team_told *t)
{
    const struct zone *z = t->overview.window.zone;
    for (size_t i = 0; i < t->rows; i++) {
        const struct roster_row *r = &t->row[i];
        cells_text(c, full_id(c->o->a, 'p', r->id));
        cells_text(c, r->name);
        cells_text(c, r->role);
        cells_text(c, str_of(standing_words[r->standing]));
        cells_time(c, z, r->left);
        cells_count(c, (uint64_t)r->level, r->level > 0);
        cells_int(c, r->pages);
        cells_int(c, r->sleep);
        cells_int(c, r->nights);
        cells_time(c, z, r->last);
        cells_count(c, r->oncall_days, t->fairness.duties_known);
        cells_end(c);
    }
}

static void load_rows(struct cells *c, const struct team_told *t)
{
    const struct fairness *f = &t->fairness;
    for (size_t i = 0; f->n >= TOLD_PEOPLE && i < f->n; i++) {
        cells_int(c, f->load[i]);
        cells_count(c, f->days[i], f->duties_known);
        cells_end(c);
    }
}

static void fairness_rows(struct cells *c, const struct team_told *t)
{
    const struct fairness *f = &t->fairness;
    for (size_t i = 0; f->n >= TOLD_PEOPLE && i <= f->n; i++) {
        cells_f64(c, f->curve[i].people, SHARE_DIGITS);
        cells_f64(c, f->curve[i].pages, SHARE_DIGITS);
        if (f->duties_known)
            cells_f64(c, f->curve[i].days, SHARE_DIGITS);
        else
            cells_empty(c);
        cells_end(c);
    }
}

/* Those without rows of their own are the Overview's. */
/* clang-format off */
static const struct {
    const char *name;
    void (*put)(struct json_out *, const struct team_told *);
    const char *header;
    void (*rows)(struct cells *, const struct team_told *);
} panels[] = {
    { "tiles",    put_tiles,  NULL, NULL },
    { "volume",   put_volume, NULL, NULL },
    { "hours",    put_hours,  NULL, NULL },
    { "roster",   put_roster, "id,name,role,standing,left,left_epoch_ms,level,pages,sleep_pages,"
        "nights_disturbed,last,last_epoch_ms,oncall_days", roster_rows },
    { "load",     put_load,   "pages,oncall_days", load_rows },
    { "fairness", put_fairness, "people_share,pages_share,oncall_days_share", fairness_rows },
};
/* clang-format on */

static size_t panel_at(struct str name)
{
    size_t i = 0;
    while (i < COUNT_OF(panels) && !str_eq(name, str_of(panels[i].name)))
        i++;
    return i;
}

bool team_has_panel(struct str panel)
{
    return panel_at(panel) < COUNT_OF(panels);
}

static void put_team(struct json_out *j, const struct team_told *t)
{
    json_key(j, STR("team"));
    json_begin_object(j);
    put_text(j, "id", full_id(j->o->a, 't', t->team.id));
    put_text(j, "name", t->team.name);
    put_text(j, "kind", t->team.kind);
    json_key(j, STR("known"));
    json_bool(j, t->known);
    json_key(j, STR("former"));
    json_bool(j, t->team.deleted);
    put_path(j, &t->place);
    json_end_object(j);
}

/* What the Overview's panels were in the compared period. */
static void put_compared(struct json_out *j, const struct overview *before, struct str only)
{
    static const enum panel compared[] = {PANEL_TILES, PANEL_VOLUME, PANEL_HOURS};
    json_key(j, STR("compared"));
    if (!before) {
        json_none(j);
        return;
    }
    json_begin_object(j);
    put_time(j, "from", before->window.zone, before->window.from);
    put_time(j, "to", before->window.zone, before->window.to);
    json_put_text(j, "held", str_of(held_words[before->held]));
    json_key(j, STR("panels"));
    json_begin_object(j);
    for (EACH(i, compared)) {
        const char *name = panel_words[compared[i]];
        if (only.n && !str_eq(only, str_of(name)))
            continue;
        json_key(j, str_of(name));
        panel_put(j, before, compared[i]);
    }
    json_end_object(j);
    json_end_object(j);
}

void team_json(struct out *o, const struct team_told *t, const struct api_meta *m, struct str panel)
{
    size_t only = panel_at(panel);
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_key(&j, STR("meta"));
    meta_overview(&j, &t->overview, m);
    json_key(&j, STR("panels"));
    json_begin_object(&j);
    put_team(&j, t);
    for (size_t i = 0; i < COUNT_OF(panels); i++) {
        if (only < COUNT_OF(panels) && only != i)
            continue;
        json_key(&j, str_of(panels[i].name));
        panels[i].put(&j, t);
    }
    json_end_object(&j);
    put_compared(&j, t->overview.before, panel);
    json_end_object(&j);
    out_char(o, '\n');
}

void team_csv(struct out *o, const struct team_told *t, struct str panel, bool bom)
{
    size_t i = panel_at(panel.n ? panel : STR("roster"));
    if (!panels[i].rows) {
        (void)overview_csv(o, &t->overview, panel, bom);
        return;
    }
    struct cells c = cells_of(o, panels[i].header, bom);
    panels[i].rows(&c, t);
}
