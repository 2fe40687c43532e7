#include "web/find.h"

#include "api/find.h"
#include "api/history.h"
#include "api/org.h"
#include "views/find.h"
#include "views/history.h"
#include "views/link.h"
#include "views/org.h"
#include "web/face.h"
#include "web/fail.h"

#define PANELS 4 /* whose budgets an answer may take: a worker's first one opens every segment */

void page_find(struct ask *ask, struct res *res)
{
    struct find found;
    int64_t began = face_asking(ask, PANELS);
    struct err e = find_of(ask->snapshot, ask->a, &ask->query.filter, ask->site->zones, &found);
    if (!face_asked(ask, began, e, res))
        return;
    face_begin(ask, &found.window, res);
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, &found.window);
    switch (ask->place.format) {
    case FORMAT_CSV:
        find_csv(&res->body, &found, ask->query.filter.bom);
        break;
    case FORMAT_JSON:
        find_json(&res->body, &found, &meta);
        break;
    case FORMAT_HTML:
    case FORMAT_SVG:
    case FORMAT__N:
        find_html(&h, &frame, &found);
        res->body = h.o;
        break;
    }
}

void page_suggest(struct ask *ask, struct res *res)
{
    struct find found;
    int64_t began = face_asking(ask, PANELS);
    struct err e = suggest_of(ask->snapshot, ask->a, ask->query.filter.q, &found);
    if (!face_asked(ask, began, e, res))
        return;
    face_begin(ask, NULL, res);
    suggest_json(&res->body, &found, ask->place.gen);
}

/* "o" and the digits of a number, as links write it; 0 for the company, -1 for what is neither. */
static int32_t node_of(struct str id)
{
    int64_t number = 0;
    if (id.n == 0)
        return 0;
    if (id.p[0] != 'o' || id.n < 2 || id.p[1] < '1' || id.p[1] > '9' ||
        !str_i64(str_from(id, 1), &number) || number > INT32_MAX)
        return -1;
    return (int32_t)number;
}

void page_org(struct ask *ask, struct res *res)
{
    struct org org = {0};
    int32_t number = node_of(ask->place.id);
    int64_t began = face_asking(ask, PANELS);
    struct err e = err_of(ERR_MISSING, "not the id of a node");
    if (number >= 0)
        e = org_of(ask->snapshot, ask->a, &ask->query.filter, number, ask->site->zones, &org);
    if (face_refused(ask, e, res) || !face_asked(ask, began, e, res))
        return;
    face_begin(ask, &org.window, res);
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, &org.window);
    switch (ask->place.format) {
    case FORMAT_CSV:
        org_csv(&res->body, &org, ask->query.filter.bom);
        break;
    case FORMAT_JSON:
        org_json(&res->body, &org, &meta);
        break;
    case FORMAT_HTML:
    case FORMAT_SVG:
    case FORMAT__N:
        face_beside(ask, org.trail.node, org.trail.n, &frame);
        org_html(&h, &frame, &org);
        res->body = h.o;
        break;
    }
}

/* False: no such drawing. */
static bool incident_face(struct ask *ask, struct history *story, struct res *res)
{
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, NULL);
    switch (ask->place.format) {
    case FORMAT_CSV:
        history_whole(story);
        history_csv(&res->body, story, ask->query.filter.bom);
        return true;
    case FORMAT_JSON:
        incident_json(&res->body, story, &meta);
        return true;
    case FORMAT_SVG:
        return incident_svg(&res->body, story, ask->place.panel);
    case FORMAT_HTML:
    case FORMAT__N:
        break;
    }
    incident_html(&h, &frame, story);
    res->body = h.o;
    return true;
}

void page_incident(struct ask *ask, struct res *res)
{
    struct history story;
    int64_t began = face_asking(ask, PANELS);
    struct err e = history_of_incident(
        ask->snapshot, ask->a, &ask->query.filter, ask->place.id, ask->site->zones, &story);
    if (face_refused(ask, e, res) || !face_asked(ask, began, e, res))
        return;
    face_begin(ask, NULL, res);
    if (!incident_face(ask, &story, res))
        face_no_panel(ask, res);
}
