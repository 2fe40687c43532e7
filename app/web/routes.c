#include "web/routes.h"

#include "web/cards.h"
#include "web/explore.h"
#include "web/find.h"
#include "web/grafana.h"
#include "web/pages.h"
#include "web/paths.h"
#include "web/people.h"
#include "web/report.h"

#define READ (METHOD_BIT(METHOD_GET) | METHOD_BIT(METHOD_HEAD))
#define ASK (METHOD_BIT(METHOD_POST) | METHOD_BIT(METHOD_OPTIONS))
#define OVERVIEW                                                                                   \
    (P_PAGES | P_BIT(P_CMP) | P_BIT(P_SORT) | P_BIT(P_N) | P_BIT(P_AFTER) | P_BIT(P_BOM))
#define EXPLORE                                                                                    \
    (P_FILTERS | P_BIT(P_CMP) | P_BIT(P_M) | P_BIT(P_BY) | P_BIT(P_BIN) | P_BIT(P_SORT) |          \
        P_BIT(P_N) | P_BIT(P_AFTER) | P_BIT(P_UI) | P_BIT(P_BOM))
#define FIND                                                                                       \
    (P_BIT(P_ORG) | P_BIT(P_TEAM) | P_BIT(P_PERSON) | P_BIT(P_RANGE) | P_BIT(P_FROM) |             \
        P_BIT(P_TO) | P_BIT(P_TZ) | P_BIT(P_CH) | P_BIT(P_Q) | P_BIT(P_N) | P_BIT(P_UI) |          \
        P_BIT(P_BOM))
#define INCIDENT (P_BIT(P_TZ) | P_BIT(P_N) | P_BIT(P_AFTER) | P_BIT(P_UI) | P_BIT(P_BOM))
/* Also of a part of the organisation. */
#define PERSON (INCIDENT | P_BIT(P_RANGE) | P_BIT(P_FROM) | P_BIT(P_TO))
#define PAGES (P_PAGES | P_BIT(P_BOM))
#define LIST (PAGES | P_BIT(P_SORT) | P_BIT(P_N) | P_BIT(P_AFTER))
#define TEAM ((PAGES & ~(P_BIT(P_TEAM) | P_BIT(P_PERSON))) | P_BIT(P_CMP))
/* Without P_RANGE: each has a period of its own, and 28d as the default would be another. */
#define REPORT                                                                                     \
    (P_BIT(P_ORG) | P_BIT(P_TEAM) | P_BIT(P_PERSON) | P_BIT(P_FROM) | P_BIT(P_TO) | P_BIT(P_TZ) |  \
        P_BIT(P_HIER) | P_BIT(P_UI) | P_BIT(P_BOM))
#define HTML FORMAT_BIT(FORMAT_HTML)
#define DATA (FORMAT_BIT(FORMAT_CSV) | FORMAT_BIT(FORMAT_JSON))
#define SVG FORMAT_BIT(FORMAT_SVG)

/* clang-format off */
static const struct route routes[] = {
    { READ, P_BIT(P_BOM), "/",         HTML | DATA, 0,                 page_home, NULL, IDS_NONE },
    { READ, OVERVIEW,     "/overview", HTML | DATA, HTML | DATA | SVG, page_overview, &overview_words, IDS_NONE },
    { READ, EXPLORE,      "/explore",  HTML | DATA, HTML | DATA | SVG, page_explore, &explore_words, IDS_NONE },
    { READ, P_PAGES | P_BIT(P_SORT) | P_BIT(P_N) | P_BIT(P_AFTER) | P_BIT(P_BOM), "/incidents", HTML | DATA, HTML | DATA | SVG, page_incidents, &incidents_words, IDS_NONE },
    { READ, P_PAGES | P_BIT(P_BOM), "/channels", HTML | DATA, HTML | DATA | SVG, page_channels, NULL, IDS_NONE },
    { READ, P_PAGES | P_BIT(P_BOM), "/escalations", HTML | DATA, HTML | DATA | SVG, page_escalations, NULL, IDS_NONE },
    { READ, P_BIT(P_ORG), "/v", HTML, 0, page_view, NULL, IDS_ALWAYS },
    { READ, P_BIT(P_BOM), "/definitions", HTML | DATA, 0, page_definitions, NULL, IDS_NONE },
    { READ, P_BIT(P_BOM), "/health",   HTML | DATA, 0,                 page_health, NULL, IDS_NONE },
    { READ, FIND, "/find", HTML | DATA, 0, page_find, NULL, IDS_NONE },
    { READ, P_BIT(P_Q), "/suggest", FORMAT_BIT(FORMAT_JSON), 0, page_suggest, NULL, IDS_NONE },
    { READ, PERSON, "/org", HTML | DATA, 0, page_org, NULL, IDS_SOME },
    { READ, LIST, "/teams", HTML | DATA, 0, page_teams, &teams_words, IDS_NONE },
    { READ, TEAM, "/team", HTML | DATA, HTML | DATA | SVG, page_team, NULL, IDS_ALWAYS },
    { READ, LIST, "/people", HTML | DATA, 0, page_people, &people_words, IDS_NONE },
    { READ, PERSON, "/person", HTML | DATA, HTML | DATA | SVG, page_person, NULL, IDS_ALWAYS },
    { READ, INCIDENT, "/incident", HTML | DATA, SVG, page_incident, NULL, IDS_ALWAYS },
    { READ, REPORT, "/report", HTML | DATA, 0, page_report, NULL, IDS_ALWAYS },
    { READ | METHOD_BIT(METHOD_OPTIONS), 0, "/grafana", 0, 0, grafana_alive, NULL, IDS_NONE },
    { ASK,  0, "/grafana/metrics", 0, 0, grafana_metrics_route, NULL, IDS_NONE },
    { ASK,  0, "/grafana/search",  0, 0, grafana_search_route, NULL, IDS_NONE },
    { ASK,  0, "/grafana/query",   0, 0, grafana_query_route, NULL, IDS_NONE },
};
/* clang-format on */

const struct route *route_of_page(struct str page)
{
    for (EACH(i, routes))
        if (routes[i].formats && str_eq(str_of(routes[i].path + 1), page))
            return &routes[i];
    return NULL;
}

bool route_offers(const struct route *r, const struct place *p)
{
    unsigned formats = p->panel.n ? r->panels : r->formats;
    if (p->id.n ? r->ids == IDS_NONE : r->ids == IDS_ALWAYS)
        return false;
    return formats & FORMAT_BIT(p->format);
}

const struct route *route_of_path(struct str path)
{
    for (EACH(i, routes))
        if (!routes[i].formats && str_eq(str_of(routes[i].path), path))
            return &routes[i];
    return NULL;
}

unsigned route_params(const struct route *r, enum format format)
{
    return format == FORMAT_CSV ? r->params : r->params & ~P_BIT(P_BOM);
}

size_t route_names(const char **out, size_t max)
{
    size_t n = 0;
    for (; n < COUNT_OF(routes) && n < max; n++)
        out[n] = routes[n].path;
    return n;
}
