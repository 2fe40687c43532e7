#include "web/people.h"

#include "api/person.h"
#include "api/team.h"
#include "api/teams.h"
#include "views/person.h"
#include "views/team.h"
#include "views/teams.h"
#include "web/face.h"

#define PANELS 4 /* whose budgets an answer may take */

static const char *teams_word(size_t i)
{
    return i < TEAMS_BY__N ? teams_sort_words[i] : NULL;
}

static const char *people_word(size_t i)
{
    return i < PEOPLE_BY__N ? people_sort_words[i] : NULL;
}

const struct vocabulary teams_words = {{[P_SORT] = teams_word}};
const struct vocabulary people_words = {{[P_SORT] = people_word}};

void page_teams(struct ask *ask, struct res *res)
{
    struct teams *t = NEW(ask->a, struct teams, 1);
    int64_t began = face_asking(ask, PANELS);
    struct err e = teams_of(ask->snapshot, ask->a, &ask->query.filter, ask->site->zones, t);
    if (face_refused(ask, e, res) || !face_asked(ask, began, e, res))
        return;
    face_begin(ask, &t->window, res);
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, &t->window);
    switch (ask->place.format) {
    case FORMAT_CSV:
        teams_csv(&res->body, t, ask->query.filter.bom);
        break;
    case FORMAT_JSON:
        teams_json(&res->body, t, &meta);
        break;
    case FORMAT_HTML:
    case FORMAT_SVG:
    case FORMAT__N:
        teams_html(&h, &frame, t);
        res->body = h.o;
        break;
    }
}

void page_people(struct ask *ask, struct res *res)
{
    struct people *p = NEW(ask->a, struct people, 1);
    int64_t began = face_asking(ask, PANELS);
    struct err e = people_of(ask->snapshot, ask->a, &ask->query.filter, ask->site->zones, p);
    if (face_refused(ask, e, res) || !face_asked(ask, began, e, res))
        return;
    face_begin(ask, &p->window, res);
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, &p->window);
    switch (ask->place.format) {
    case FORMAT_CSV:
        people_csv(&res->body, p, ask->query.filter.bom);
        break;
    case FORMAT_JSON:
        people_json(&res->body, p, &meta);
        break;
    case FORMAT_HTML:
    case FORMAT_SVG:
    case FORMAT__N:
        people_html(&h, &frame, p);
        res->body = h.o;
        break;
    }
}

/* The id without its letter; without that it is none of ours. */
static struct err id_of(const struct ask *ask, const char *letter, struct str *id)
{
    if (!str_starts(ask->place.id, str_of(letter)))
        return err_of(ERR_MISSING, "an id begins with %s", letter);
    *id = str_from(ask->place.id, 1);
    return OK;
}

/* False: no drawing of that name. */
static bool team_face(struct ask *ask, const struct team_told *t, struct res *res)
{
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, &t->overview.window);
    switch (ask->place.format) {
    case FORMAT_CSV:
        team_csv(&res->body, t, ask->place.panel, ask->query.filter.bom);
        return true;
    case FORMAT_JSON:
        team_json(&res->body, t, &meta, ask->place.panel);
        return true;
    case FORMAT_SVG:
        return team_svg(&res->body, t, ask->place.panel);
    case FORMAT_HTML:
    case FORMAT__N:
        break;
    }
    face_beside(ask, t->place.node, t->place.n, &frame);
    team_html(&h, &frame, t, ask->place.panel);
    res->body = h.o;
    return true;
}

void page_team(struct ask *ask, struct res *res)
{
    struct team_told *t = NEW(ask->a, struct team_told, 1);
    struct str id = {0};
    if (ask->place.panel.n && !team_has_panel(ask->place.panel)) {
        face_no_panel(ask, res);
        return;
    }
    int64_t began = face_asking(ask, PANELS);
    struct err e = id_of(ask, "t", &id);
    if (e.code == ERR_OK)
        e = team_of(ask->snapshot, ask->a, &ask->query.filter, id, ask->site->zones, t);
    if (face_refused(ask, e, res) || !face_asked(ask, began, e, res))
        return;
    face_begin(ask, &t->overview.window, res);
    if (!team_face(ask, t, res))
        face_no_panel(ask, res);
}

/* False: no drawing of that name. */
static bool person_face(struct ask *ask, struct person_told *p, struct res *res)
{
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, &p->history.window);
    switch (ask->place.format) {
    case FORMAT_CSV:
        history_whole(&p->history);
        person_csv(&res->body, p, ask->place.panel, ask->query.filter.bom);
        return true;
    case FORMAT_JSON:
        person_json(&res->body, p, &meta, ask->place.panel);
        return true;
    case FORMAT_SVG:
        return person_svg(&res->body, p, ask->place.panel);
    case FORMAT_HTML:
    case FORMAT__N:
        break;
    }
    face_beside(ask, p->history.trail.node, p->history.trail.n, &frame);
    person_html(&h, &frame, p, ask->place.panel);
    res->body = h.o;
    return true;
}

void page_person(struct ask *ask, struct res *res)
{
    struct person_told *p = NEW(ask->a, struct person_told, 1);
    struct str id = {0};
    if (ask->place.panel.n && !person_has_panel(ask->place.panel)) {
        face_no_panel(ask, res);
        return;
    }
    int64_t began = face_asking(ask, PANELS);
    struct err e = id_of(ask, "p", &id);
    if (e.code == ERR_OK)
        e = person_of(ask->snapshot, ask->a, &ask->query.filter, id, ask->site->zones, p);
    if (face_refused(ask, e, res) || !face_asked(ask, began, e, res))
        return;
    face_begin(ask, &p->history.window, res);
    if (!person_face(ask, p, res))
        face_no_panel(ask, res);
}
