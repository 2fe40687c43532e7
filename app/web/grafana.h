/* grafana.h: the JSON data source over HTTP: methods, CORS, errors. What it answers is
 * api/grafana.h. Never 204, never an empty body, never a redirect: the plugin takes each for an
 * error of its own. */
#ifndef WEB_GRAFANA_H
#define WEB_GRAFANA_H

#include "web/ask.h"

/* Everything at and below /grafana, by the normalised path: the plugin pastes "//query". */
void grafana_serve(struct ask *ask, struct res *res);

void grafana_alive(struct ask *ask, struct res *res);
void grafana_metrics_route(struct ask *ask, struct res *res);
void grafana_search_route(struct ask *ask, struct res *res);
void grafana_query_route(struct ask *ask, struct res *res);

#endif
