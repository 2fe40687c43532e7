#include "api/report.h"

#include "api/cells.h"
#include "api/meta.h"
#include "api/panels.h"

/* The numbers of a report: those of the Overview's tiles. */
static const enum metric told[] = {METRIC_PAGES, METRIC_PEOPLE, METRIC_ACCEPTANCE,
    METRIC_ANSWERED_BY_P50, METRIC_ANSWERED_BY_P90, METRIC_ESCALATED, METRIC_SLEEP_PER_PERSON,
    METRIC_UNDELIVERED};

static bool has_before(const struct report *r)
{
    return r->now.before && r->now.before->held != HELD_NONE;
}

static void put_value(struct json_out *j, const char *key, const struct tally *t, enum metric m)
{
    struct value v = t ? metric_of(t, m) : (struct value){0};
    json_key(j, str_of(key));
    if (v.known)
        json_f64(j, v.v, metric_digits(m));
    else
        json_none(j);
}

static void put_tiles(struct json_out *j, const struct report *r)
{
    bool held = r->now.held != HELD_NONE;
    json_key(j, STR("tiles"));
    json_begin_list(j);
    for (EACH(i, told)) {
        json_begin_object(j);
        json_put_text(j, "metric", str_of(metrics[told[i]].name));
        json_put_text(j, "label", str_of(metrics[told[i]].label));
        json_put_text(j, "unit", str_of(unit_words[metrics[told[i]].unit]));
        put_value(j, "value", held ? r->now.pages : NULL, told[i]);
        put_value(j, "before", has_before(r) ? r->now.before->pages : NULL, told[i]);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_slots(struct json_out *j, const struct finding *f)
{
    json_key(j, STR("numbers"));
    json_begin_list(j);
    for (size_t i = 0; i < f->slots; i++) {
        if (f->slot[i].text.n)
            continue;
        json_begin_object(j);
        json_put_text(j, "unit", str_of(unit_words[f->slot[i].unit]));
        json_key(j, STR("value"));
        json_f64(j, f->slot[i].value.v, f->slot[i].unit == UNIT_COUNT ? 0 : 6);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_findings(struct json_out *j, const struct report *r, const struct str *said)
{
    json_key(j, STR("findings"));
    json_begin_list(j);
    for (size_t i = 0; i < r->findings; i++) {
        json_begin_object(j);
        json_put_text(j, "rule", str_of(r->finding[i].rule));
        json_put_text(j, "text", said[i]);
        put_slots(j, &r->finding[i]);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_noise(struct json_out *j, const struct report *r)
{
    json_key(j, STR("noise"));
    json_begin_list(j);
    for (size_t i = 0; i < r->noisies; i++) {
        const struct noisy *n = &r->noisy[i];
        json_begin_object(j);
        json_put_text(j, "source", n->source);
        json_put_int(j, "pages", (int64_t)n->pages);
        json_put_int(j, "closed", (int64_t)n->closed);
        json_put_int(j, "not_accepted", (int64_t)(n->closed - n->accepted));
        json_put_int(j, "cleared", (int64_t)n->cleared);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_changes(struct json_out *j, const struct report *r)
{
    json_key(j, STR("changed"));
    json_begin_list(j);
    for (size_t i = 0; i < r->changes; i++) {
        const struct child *now = r->changed[i].now, *then = r->changed[i].then;
        json_begin_object(j);
        json_put_text(j, "id", now->id);
        json_put_text(j, "name", now->name);
        json_put_int(j, "pages", (int64_t)now->pages);
        json_put_int(j, "before", (int64_t)then->pages);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_paging(struct json_out *j, const struct zone *z, const struct paging *p)
{
    int64_t after = episode_answer_ms(&p->e);
    json_begin_object(j);
    json_put_text(j, "id", p->id);
    put_text(j, "title", p->title);
    put_text(j, "source", p->source);
    put_time(j, "first", z, p->e.first);
    json_put_int(j, "pages", p->e.pages);
    json_put_int(j, "people", p->e.people);
    json_put_int(j, "level", p->e.level);
    json_put_text(j, "end", str_of(fate_words[p->e.end]));
    put_text(j, "to", p->first);
    put_text(j, "accepted_by", p->accepter);
    json_key(j, STR("accepted_after_ms"));
    if (after == MS_UNKNOWN)
        json_none(j);
    else
        json_int(j, after);
    json_end_object(j);
}

static void put_incidents(struct json_out *j, const struct report *r)
{
    json_key(j, STR("incidents"));
    json_begin_object(j);
    json_put_int(j, "ended", (int64_t)r->ended);
    json_put_int(j, "not_accepted", (int64_t)r->unaccepted);
    json_put_int(j, "cleared", (int64_t)r->pagings.cleared);
    json_put_int(j, "of", (int64_t)r->pagings.of);
    json_key(j, STR("rows"));
    json_begin_list(j);
    for (size_t i = 0; i < r->pagings.n; i++)
        put_paging(j, r->now.window.zone, &r->pagings.row[i]);
    json_end_list(j);
    json_end_object(j);
}

static void put_shift(struct json_out *j, const struct report *r)
{
    const struct handoff *s = &r->shift;
    json_key(j, STR("on_call"));
    json_begin_list(j);
    for (size_t i = 0; i < s->on_calls; i++) {
        json_begin_object(j);
        json_put_text(j, "id", s->on_call[i].id);
        json_put_text(j, "name", s->on_call[i].name);
        json_put_int(j, "level", s->on_call[i].level);
        put_time(j, "from", r->now.window.zone, s->on_call[i].from);
        put_time(j, "to", r->now.window.zone, s->on_call[i].to);
        json_end_object(j);
    }
    json_end_list(j);
    json_key(j, STR("people"));
    json_begin_list(j);
    for (size_t i = 0; i < s->wokens; i++) {
        json_begin_object(j);
        json_put_text(j, "id", s->woken[i].id);
        json_put_text(j, "name", s->woken[i].name);
        json_put_int(j, "pages", (int64_t)s->woken[i].pages);
        json_put_int(j, "sleep_pages", (int64_t)s->woken[i].sleep);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_teams(struct json_out *j, const struct report *r)
{
    json_key(j, STR("teams"));
    json_begin_list(j);
    for (size_t i = 0; i < r->teams; i++) {
        json_begin_object(j);
        json_put_text(j, "id", r->team[i].id);
        json_put_text(j, "name", r->team[i].name);
        json_put_int(j, "pages", (int64_t)r->team[i].value.v);
        json_end_object(j);
    }
    json_end_list(j);
}

/* The report's own numbers of a month, null where they are not told. */
static void put_month(struct json_out *j, const struct report *r)
{
    json_key(j, STR("top10"));
    if (r->top10.known)
        json_f64(j, r->top10.v, 6);
    else
        json_none(j);
    json_key(j, STR("year_back_pages"));
    if (r->year_held == HELD_ALL)
        json_int(j, (int64_t)r->year_pages);
    else
        json_none(j);
}

static void put_panels(struct json_out *j, const struct report *r, const struct str *said)
{
    if (r->team) {
        put_teams(j, r);
        return;
    }
    put_findings(j, r, said);
    put_tiles(j, r);
    if (r->kind == REPORT_LEADERSHIP)
        put_month(j, r);
    else
        put_incidents(j, r);
    if (r->kind == REPORT_HANDOFF) {
        put_shift(j, r);
        return;
    }
    put_noise(j, r);
    put_changes(j, r);
}

void report_json(
    struct out *o, const struct report *r, const struct str *said, const struct api_meta *m)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_key(&j, STR("meta"));
    meta_overview(&j, &r->now, m);
    json_key(&j, STR("panels"));
    json_begin_object(&j);
    put_panels(&j, r, said);
    json_end_object(&j);
    json_end_object(&j);
    out_char(o, '\n');
}

static void cell(struct cells *c, const struct tally *t, enum metric m)
{
    struct value v = t ? metric_of(t, m) : (struct value){0};
    if (v.known)
        cells_f64(c, v.v, metric_digits(m));
    else
        cells_empty(c);
}

void report_csv(struct out *o, const struct report *r, bool bom)
{
    struct cells c = cells_of(o, "metric,label,unit,value,before", bom);
    for (size_t i = 0; i < COUNT_OF(told) && r->now.pages; i++) {
        cells_text(&c, str_of(metrics[told[i]].name));
        cells_text(&c, str_of(metrics[told[i]].label));
        cells_text(&c, str_of(unit_words[metrics[told[i]].unit]));
        cell(&c, r->now.held == HELD_NONE ? NULL : r->now.pages, told[i]);
        cell(&c, has_before(r) ? r->now.before->pages : NULL, told[i]);
        cells_end(&c);
    }
}
