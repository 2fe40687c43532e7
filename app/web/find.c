#include "web/find.h"

#include "api/find.h"
#include "views/find.h"
#include "web/face.h"

void page_find(struct ask *ask, struct res *res)
{
    struct find found;
    int64_t began = face_asking(ask, 1);
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
    int64_t began = face_asking(ask, 1);
    struct err e = suggest_of(ask->snapshot, ask->a, ask->query.filter.q, &found);
    if (!face_asked(ask, began, e, res))
        return;
    face_begin(ask, NULL, res);
    suggest_json(&res->body, &found, ask->place.gen);
}
