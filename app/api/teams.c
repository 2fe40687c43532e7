#include "api/teams.h"

#include "api/cells.h"
#include "api/meta.h"
#include "query/people.h"
#include "query/teams.h"

static void put_known(struct json_out *j, const char *key, uint64_t n, bool known)
{
    json_key(j, str_of(key));
    if (known)
        json_int(j, (int64_t)n);
    else
        json_none(j);
}

/* An id as filters and addresses have it. */
static struct str full_id(struct arena *a, char letter, struct str id)
{
    return id.n ? arena_fmt(a, "%c%.*s", letter, STR_ARG(id)) : id;
}

static void put_team(struct json_out *j, const struct teams *t, const struct team_row *r)
{
    const struct child *c = &r->child;
    json_begin_object(j);
    put_text(j, "id", full_id(j->o->a, 't', c->id));
    put_text(j, "name", c->name);
    json_key(j, STR("former"));
    json_bool(j, r->former);
    json_put_int(j, "pages", (int64_t)c->pages);
    json_put_int(j, "people", (int64_t)c->people);
    json_put_int(j, "accepted", (int64_t)c->accepted);
    json_put_int(j, "closed", (int64_t)c->closed);
    put_known(j, "answered_by_p50_ms", (uint64_t)c->p50_ms, c->p50_ms != MS_UNKNOWN);
    json_put_int(j, "escalated", (int64_t)c->escalated);
    json_put_int(j, "incidents", (int64_t)c->incidents);
    json_put_int(j, "sleep", (int64_t)c->sleep);
    put_known(j, "oncall_people", r->oncall, t->oncall_known);
    json_end_object(j);
}

/* "meta", and "panels" with the list's own object open in it. */
static void list_open(
    struct json_out *j, const struct meta_scope *s, const struct api_meta *m, const char *name)
{
    json_begin_object(j);
    json_key(j, STR("meta"));
    meta_list(j, s, m);
    json_key(j, STR("panels"));
    json_begin_object(j);
    json_key(j, str_of(name));
    json_begin_object(j);
}

static void list_close(struct json_out *j)
{
    json_end_list(j);
    json_end_object(j);
    json_end_object(j);
    json_end_object(j);
    out_char(j->o, '\n');
}

void teams_json(struct out *o, const struct teams *t, const struct api_meta *m)
{
    struct json_out j = json_out_of(o);
    const struct meta_scope scope = {&t->window, t->held, t->chip, t->chips};
    list_open(&j, &scope, m, "teams");
    json_put_int(&j, "of", (int64_t)t->of);
    json_put_int(&j, "paged", (int64_t)t->paged);
    json_put_int(&j, "pages", (int64_t)t->pages);
    json_put_int(&j, "unknown_team_pages", (int64_t)t->unknown);
    put_text(&j, "next", t->next);
    json_key(&j, STR("rows"));
    json_begin_list(&j);
    for (size_t i = t->from; i < t->to; i++)
        put_team(&j, t, &t->row[i]);
    list_close(&j);
}

void teams_csv(struct out *o, const struct teams *t, bool bom)
{
    struct cells c = cells_of(o,
        "id,name,former,pages,people,accepted_pages,closed_pages,answered_by_p50_ms,"
        "escalated_incidents,incidents,sleep_pages,oncall_people",
        bom);
    for (size_t i = 0; i < t->of; i++) {
        const struct team_row *r = &t->row[i];
        cells_text(&c, full_id(o->a, 't', r->child.id));
        cells_text(&c, r->child.name);
        cells_int(&c, r->former);
        cells_count(&c, r->child.pages, true);
        cells_count(&c, r->child.people, true);
        cells_count(&c, r->child.accepted, true);
        cells_count(&c, r->child.closed, true);
        cells_ms(&c, r->child.p50_ms);
        cells_count(&c, r->child.escalated, true);
        cells_count(&c, r->child.incidents, true);
        cells_count(&c, r->child.sleep, true);
        cells_count(&c, r->oncall, t->oncall_known);
        cells_end(&c);
    }
}

void people_json(struct out *o, const struct people *p, const struct api_meta *m)
{
    struct json_out j = json_out_of(o);
    const struct meta_scope scope = {&p->window, p->held, p->chip, p->chips};
    list_open(&j, &scope, m, "people");
    json_put_int(&j, "of", (int64_t)p->of);
    json_put_int(&j, "pages", (int64_t)p->pages);
    json_put_int(&j, "unknown_person_pages", (int64_t)p->nobodys);
    put_text(&j, "next", p->next);
    json_key(&j, STR("rows"));
    json_begin_list(&j);
    for (size_t i = 0; i < p->rows; i++) {
        const struct person_row *r = &p->row[i];
        json_begin_object(&j);
        put_text(&j, "id", full_id(o->a, 'p', r->id));
        put_text(&j, "name", r->name);
        put_text(&j, "team", full_id(o->a, 't', r->team_id));
        put_text(&j, "team_name", r->team);
        json_put_int(&j, "pages", r->pages);
        json_put_int(&j, "sleep", r->sleep);
        json_put_int(&j, "nights", r->nights);
        put_time(&j, "last", p->window.zone, r->last);
        json_end_object(&j);
    }
    list_close(&j);
}

void people_csv(struct out *o, const struct people *p, bool bom)
{
    struct cells c = cells_of(
        o, "id,name,team_id,team,pages,sleep_pages,nights_disturbed,last,last_epoch_ms", bom);
    for (size_t i = 0; i < p->rows; i++) {
        const struct person_row *r = &p->row[i];
        cells_text(&c, full_id(o->a, 'p', r->id));
        cells_text(&c, r->name);
        cells_text(&c, full_id(o->a, 't', r->team_id));
        cells_text(&c, r->team);
        cells_int(&c, r->pages);
        cells_int(&c, r->sleep);
        cells_int(&c, r->nights);
        cells_time(&c, p->window.zone, r->last);
        cells_end(&c);
    }
}
