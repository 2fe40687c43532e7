#include "web/report.h"

#include "api/report.h"
#include "views/report.h"
#include "web/face.h"
#include "web/fail.h"

#define PANELS 8 /* budgets of panels: two periods of an Overview, and the lists */

static void refuse_name(struct ask *ask, struct res *res)
{
    struct fail fail = {.status = 404,
        .text = STR("There is no such report: it is weekly, handoff or leadership."),
        .links = REPORT__N};
    for (EACH(i, report_words)) {
        const struct place to = {
            .gen = ask->place.gen, .page = STR("report"), .id = str_of(report_words[i])};
        fail.link[i] =
            (struct link){str_of(report_words[i]), url_write(ask->a, &to, &ask->query.filter)};
    }
    fail_reply(ask, &fail, res);
}

static void face(struct ask *ask, const struct report *r, struct res *res)
{
    struct frame frame = frame_of(ask);
    frame.own_period = !ask->query.filter.from.given;
    struct html h = html_of(ask->a);
    struct api_meta meta = face_meta(ask, &r->now.window);
    struct str said[FINDINGS_MAX];
    for (size_t i = 0; i < r->findings; i++)
        said[i] = report_sentence(ask->a, &r->finding[i]);
    switch (ask->place.format) {
    case FORMAT_CSV:
        report_csv(&res->body, r, ask->query.filter.bom);
        return;
    case FORMAT_JSON:
        report_json(&res->body, r, said, &meta);
        return;
    case FORMAT_HTML:
    case FORMAT_SVG:
    case FORMAT__N:
        break;
    }
    report_html(&h, &frame, r);
    res->body = h.o;
}

void page_report(struct ask *ask, struct res *res)
{
    enum report_kind kind = report_find(ask->place.id);
    struct report *r = NEW(ask->a, struct report, 1);
    if (kind == REPORT__N) {
        refuse_name(ask, res);
        return;
    }
    int64_t began = face_asking(ask, PANELS);
    struct err e = report_of(ask->snapshot, ask->a, kind, &ask->query.filter, ask->site->zones, r);
    if (!face_asked(ask, began, e, res))
        return;
    face_begin(ask, &r->now.window, res);
    face(ask, r, res);
}
