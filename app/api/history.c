#include "api/history.h"

#include "api/cells.h"
#include "api/meta.h"

enum from { FROM_EITHER, FROM_PAGE, FROM_ATTEMPT };
enum shape { SHAPE_TEXT, SHAPE_TIME, SHAPE_NUMBER, SHAPE_DELIVERY, SHAPE_PURPOSE, SHAPE_REPEATED };

/* What a row says of its records, after when, which source and what is unknown. */
/* clang-format off */
static const struct column {
    const char *name;
    enum from from;
    enum shape shape;
    size_t at; /* an enum text or when, or the place of a number in struct record; 0 = none */
} columns[] = {
    { "incident_id",       FROM_EITHER,  SHAPE_TEXT,     TEXT_INCIDENT },
    { "incident_title",    FROM_EITHER,  SHAPE_TEXT,     TEXT_TITLE },
    { "source_system",     FROM_EITHER,  SHAPE_TEXT,     TEXT_SOURCE },
    { "priority",          FROM_EITHER,  SHAPE_TEXT,     TEXT_PRIORITY },
    { "urgency",           FROM_PAGE,    SHAPE_TEXT,     TEXT_URGENCY },
    { "level",             FROM_EITHER,  SHAPE_NUMBER,   offsetof(struct record, level) },
    { "cycle",             FROM_EITHER,  SHAPE_NUMBER,   offsetof(struct record, cycle) },
    { "purpose",           FROM_EITHER,  SHAPE_PURPOSE,  0 },
    { "recipient_id",      FROM_EITHER,  SHAPE_TEXT,     TEXT_RECIPIENT },
    { "recipient_login",   FROM_EITHER,  SHAPE_TEXT,     TEXT_LOGIN },
    { "recipient_name",    FROM_EITHER,  SHAPE_TEXT,     TEXT_NAME },
    { "team_id",           FROM_EITHER,  SHAPE_TEXT,     TEXT_TEAM },
    { "group_name",        FROM_EITHER,  SHAPE_TEXT,     TEXT_GROUP },
    { "policy",            FROM_EITHER,  SHAPE_TEXT,     TEXT_POLICY },
    { "page_id",           FROM_PAGE,    SHAPE_TEXT,     TEXT_ID },
    { "page_created",      FROM_PAGE,    SHAPE_TIME,     WHEN_CREATED },
    { "page_responded",    FROM_PAGE,    SHAPE_TIME,     WHEN_RESPONDED },
    { "page_response",     FROM_PAGE,    SHAPE_TEXT,     TEXT_RESPONSE },
    { "page_via",          FROM_PAGE,    SHAPE_TEXT,     TEXT_VIA },
    { "page_repeated",     FROM_PAGE,    SHAPE_REPEATED, 0 },
    { "notification_id",   FROM_ATTEMPT, SHAPE_TEXT,     TEXT_ID },
    { "attempt",           FROM_ATTEMPT, SHAPE_NUMBER,   offsetof(struct record, attempt) },
    { "channel",           FROM_ATTEMPT, SHAPE_TEXT,     TEXT_CHANNEL },
    { "gateway",           FROM_ATTEMPT, SHAPE_TEXT,     TEXT_GATEWAY },
    { "carrier",           FROM_ATTEMPT, SHAPE_TEXT,     TEXT_CARRIER },
    { "country",           FROM_ATTEMPT, SHAPE_TEXT,     TEXT_COUNTRY },
    { "sent",              FROM_ATTEMPT, SHAPE_TIME,     WHEN_SENT },
    { "delivered",         FROM_ATTEMPT, SHAPE_TIME,     WHEN_DELIVERED },
    { "delivery",          FROM_ATTEMPT, SHAPE_DELIVERY, 0 },
    { "delivery_status",   FROM_ATTEMPT, SHAPE_TEXT,     TEXT_STATUS },
    { "failure_reason",    FROM_ATTEMPT, SHAPE_TEXT,     TEXT_REASON },
    { "attempt_responded", FROM_ATTEMPT, SHAPE_TIME,     WHEN_RESPONDED },
    { "attempt_response",  FROM_ATTEMPT, SHAPE_TEXT,     TEXT_RESPONSE },
};
/* clang-format on */

/* What the page says of itself, where either may say it, is surer than what an attempt does. */
static const struct record *record_of(const struct column *c, const struct event *e)
{
    switch (c->from) {
    case FROM_PAGE:
        return e->page;
    case FROM_ATTEMPT:
        return e->attempt;
    case FROM_EITHER:
        break;
    }
    return e->page ? e->page : e->attempt;
}

static int32_t number_in(const struct column *c, const struct record *r)
{
    return *(const int32_t *)(const void *)((const char *)r + c->at);
}

/* Of the shapes that are words; the others have none. */
static struct str word_in(const struct column *c, const struct record *r)
{
    switch (c->shape) {
    case SHAPE_TEXT:
        return r->text[c->at];
    case SHAPE_DELIVERY:
        return str_of(delivery_words[r->delivery]);
    case SHAPE_PURPOSE:
        return str_of(purpose_words[r->purpose]);
    case SHAPE_REPEATED:
        return r->flags & FLAG_REPEATED ? STR("yes") : STR("");
    case SHAPE_TIME:
    case SHAPE_NUMBER:
        break;
    }
    return STR("");
}

static void put_column(
    struct json_out *j, const struct zone *z, const struct column *c, const struct record *r)
{
    if (c->shape == SHAPE_TIME) {
        put_time(j, c->name, z, r ? r->when[c->at] : TIME_UNKNOWN);
    } else if (c->shape == SHAPE_NUMBER) {
        json_key(j, str_of(c->name));
        if (r && number_in(c, r))
            json_int(j, number_in(c, r));
        else
            json_none(j);
    } else {
        put_text(j, c->name, r ? word_in(c, r) : STR(""));
    }
}

static void put_event(struct json_out *j, const struct history *h, const struct event *e)
{
    json_begin_object(j);
    put_time(j, "at", h->window.zone, e->at);
    json_put_int(j, "at_ms", e->at);
    if (h->began)
        json_put_int(j, "offset_ms", e->at - h->began);
    json_put_text(j, "source", str_of(event_source(e)));
    put_text(j, "unknown", str_of(gap_words[event_gap(h, e)]));
    for (EACH(i, columns))
        put_column(j, h->window.zone, &columns[i], record_of(&columns[i], e));
    json_end_object(j);
}

static void put_history(struct json_out *j, const struct history *h)
{
    json_key(j, STR("history"));
    json_begin_object(j);
    json_put_int(j, "of", (int64_t)h->story.events);
    json_key(j, STR("cut"));
    json_bool(j, h->story.cut);
    put_text(j, "next", h->next);
    json_key(j, STR("rows"));
    json_begin_list(j);
    for (size_t i = 0; i < h->to - h->from; i++)
        put_event(j, h, history_event(h, i));
    json_end_list(j);
    json_end_object(j);
}

static void put_versions(struct json_out *j, const struct history *h)
{
    json_key(j, STR("versions"));
    json_begin_list(j);
    for (size_t i = 0; i < h->life.versions; i++) {
        const struct roster_person *v = &h->life.version[i];
        json_begin_object(j);
        put_time(j, "since", h->window.zone, v->from);
        put_text(j, "login", v->login);
        put_text(j, "name", v->name);
        put_text(j, "title", v->title);
        put_text(j, "time_zone", v->zone);
        put_text(j, "manager_id", v->manager_id);
        json_key(j, STR("active"));
        json_bool(j, v->active);
        json_key(j, STR("deleted"));
        json_bool(j, v->deleted);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_memberships(struct json_out *j, const struct history *h)
{
    json_key(j, STR("teams"));
    json_begin_list(j);
    for (size_t i = 0; i < h->life.members; i++) {
        const struct roster_member *m = &h->life.member[i];
        json_begin_object(j);
        put_text(j, "id", arena_fmt(j->o->a, "t%.*s", STR_ARG(m->team_id)));
        put_text(j, "name", h->team[i].name);
        put_text(j, "role", m->role);
        put_time(j, "since", h->window.zone, m->from);
        put_time(j, "until", h->window.zone, m->to);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_managers(struct json_out *j, const struct history *h)
{
    json_key(j, STR("managers"));
    json_begin_list(j);
    for (size_t i = 0; i < h->trail.n; i++) {
        const struct node *n = &h->trail.node[i];
        json_begin_object(j);
        put_text(j, "org", arena_fmt(j->o->a, "o%d", n->number));
        put_text(j, "label", n->label);
        put_text(j, "id", arena_fmt(j->o->a, "p%.*s", STR_ARG(n->manager_id)));
        put_text(j, "name", n->manager_name);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_person(struct json_out *j, const struct history *h)
{
    const struct person *p = &h->person;
    json_key(j, STR("person"));
    json_begin_object(j);
    put_text(j, "id", arena_fmt(j->o->a, "p%.*s", STR_ARG(h->id)));
    json_key(j, STR("known"));
    json_bool(j, h->known);
    put_text(j, "name", p->name);
    put_text(j, "login", p->login);
    put_text(j, "title", p->title);
    put_text(j, "time_zone", p->zone);
    json_key(j, STR("former"));
    json_bool(j, h->known && (p->deleted || !p->active));
    put_managers(j, h);
    put_memberships(j, h);
    put_versions(j, h);
    json_end_object(j);
}

void history_open(struct json_out *j, const struct history *h, const struct api_meta *m)
{
    json_begin_object(j);
    json_key(j, STR("meta"));
    json_begin_object(j);
    meta_source(j, m);
    if (!h->began) {
        put_time(j, "from", h->window.zone, h->window.from);
        put_time(j, "to", h->window.zone, h->window.to);
    }
    json_end_object(j);
    json_key(j, STR("panels"));
    json_begin_object(j);
}

void history_put(struct json_out *j, const struct history *h)
{
    put_person(j, h);
    put_history(j, h);
}

void history_close(struct json_out *j)
{
    json_end_object(j);
    json_end_object(j);
    out_char(j->o, '\n');
}

void incident_json(struct out *o, const struct history *h, const struct api_meta *m)
{
    const struct record *first = event_main(&h->story.event[0]);
    struct json_out j = json_out_of(o);
    history_open(&j, h, m);
    json_key(&j, STR("incident"));
    json_begin_object(&j);
    put_text(&j, "id", h->id);
    put_text(&j, "title", first->text[TEXT_TITLE]);
    put_text(&j, "source", first->text[TEXT_SOURCE]);
    put_text(&j, "priority", first->text[TEXT_PRIORITY]);
    put_time(&j, "began", h->window.zone, h->began);
    json_end_object(&j);
    put_history(&j, h);
    history_close(&j);
}

static const char *header(struct arena *a)
{
    struct out o = out_of(a);
    out_z(&o, "at,at_epoch_ms,offset_ms,source,unknown");
    for (EACH(i, columns)) {
        out_fmt(&o, ",%s", columns[i].name);
        if (columns[i].shape == SHAPE_TIME)
            out_fmt(&o, ",%s_epoch_ms", columns[i].name);
    }
    return arena_z(a, out_done(&o));
}

static void column_cell(
    struct cells *c, const struct zone *z, const struct column *col, const struct record *r)
{
    if (col->shape == SHAPE_TIME)
        cells_time(c, z, r ? r->when[col->at] : TIME_UNKNOWN);
    else if (col->shape == SHAPE_NUMBER && r && number_in(col, r))
        cells_int(c, number_in(col, r));
    else if (col->shape == SHAPE_NUMBER)
        cells_empty(c);
    else
        cells_text(c, r ? word_in(col, r) : STR(""));
}

void history_csv(struct out *o, const struct history *h, bool bom)
{
    struct cells c = cells_of(o, header(o->a), bom);
    for (size_t i = 0; i < h->to - h->from; i++) {
        const struct event *e = history_event(h, i);
        cells_time(&c, h->window.zone, e->at);
        if (h->began)
            cells_int(&c, e->at - h->began);
        else
            cells_empty(&c);
        cells_text(&c, str_of(event_source(e)));
        cells_text(&c, str_of(gap_words[event_gap(h, e)]));
        for (EACH(k, columns))
            column_cell(&c, h->window.zone, &columns[k], record_of(&columns[k], e));
        cells_end(&c);
    }
}
