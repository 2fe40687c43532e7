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

/* Nothing is known by that id, or the place in the list is of another one. True: answered so. */
static bool is_refused(struct ask *ask, struct err e, struct res *res)
{
    struct fail fail = {.status = 404,
        .text = STR("Nothing is held under this id. It may be outside of what is kept; search "
                    "finds what is."),
        .links = 1};
    struct frame frame = frame_of(ask);
    struct filter first = ask->query.filter;
    first.after = STR("");
    if (e.code == ERR_INPUT) {
        fail.status = 400;
        fail.text = STR("This place in the list (after) is of another list.");
        fail.link[0] = (struct link){STR("The first rows"), link_filter(ask->a, &frame, &first)};
    } else if (e.code == ERR_MISSING) {
        fail.link[0] = (struct link){STR("Search"), link_page(ask->a, &frame, STR("find"))};
    } else {
        return false;
    }
    snapshot_deadline(ask->snapshot, 0);
    fail_reply(ask, &fail, res);
    return true;
}

/* What makes the faces of a story. */
struct teller {
    void (*json)(struct out *o, const struct history *h, const struct api_meta *m);
    void (*page)(struct html *h, const struct frame *f, const struct history *story);
};

static void tell(struct ask *ask, struct history *story, const struct window *w,
    const struct teller *by, struct res *res)
{
    face_begin(ask, w, res);
    struct frame frame = frame_of(ask);
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, w);
    switch (ask->place.format) {
    case FORMAT_CSV:
        history_whole(story);
        history_csv(&res->body, story, ask->query.filter.bom);
        break;
    case FORMAT_JSON:
        by->json(&res->body, story, &meta);
        break;
    case FORMAT_HTML:
    case FORMAT_SVG:
    case FORMAT__N:
        by->page(&h, &frame, story);
        res->body = h.o;
        break;
    }
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
    struct org org;
    int32_t number = node_of(ask->place.id);
    int64_t began = face_asking(ask, PANELS);
    struct err e = err_of(ERR_MISSING, "not the id of a node");
    if (number >= 0)
        e = org_of(ask->snapshot, ask->a, &ask->query.filter, number, ask->site->zones, &org);
    if (is_refused(ask, e, res) || !face_asked(ask, began, e, res))
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
        org_html(&h, &frame, &org);
        res->body = h.o;
        break;
    }
}

void page_person(struct ask *ask, struct res *res)
{
    static const struct teller by = {person_json, person_html};
    struct history story;
    struct str id = ask->place.id;
    int64_t began = face_asking(ask, PANELS);
    struct err e = err_of(ERR_MISSING, "not the id of a person");
    if (str_starts(id, STR("p")))
        e = history_of_person(
            ask->snapshot, ask->a, &ask->query.filter, str_from(id, 1), ask->site->zones, &story);
    if (!is_refused(ask, e, res) && face_asked(ask, began, e, res))
        tell(ask, &story, &story.window, &by, res);
}

void page_incident(struct ask *ask, struct res *res)
{
    static const struct teller by = {incident_json, incident_html};
    struct history story;
    int64_t began = face_asking(ask, PANELS);
    struct err e = history_of_incident(
        ask->snapshot, ask->a, &ask->query.filter, ask->place.id, ask->site->zones, &story);
    if (!is_refused(ask, e, res) && face_asked(ask, began, e, res))
        tell(ask, &story, NULL, &by, res);
}
