/* payload.h: what one target of the JSON data source asks for: its payload and the dashboard's ad
 * hoc filters, in all the shapes that variables take on their way. */
#ifndef API_PAYLOAD_H
#define API_PAYLOAD_H

#include "api/grafana.h"
#include "lib/json.h"
#include "query/metric.h"
#include "query/url.h"

struct payload_key {
    const char *name, *label, *hint;
    enum param param;           /* a filter, read as in a URL; P__N: `by` */
    bool wide;                  /* taken by every metric but page_volume */
    const char *const *options; /* NULL: anything of the parameter's form */
    size_t first, options_n;
};
extern const struct payload_key payload_keys[];
extern const size_t payload_keys_n;

struct payload {
    struct filter filter;
    enum metric metric; /* METRIC__N: page_volume, the pages by outcome */
    bool by_outcome;    /* of page_volume */
    enum by by;         /* of the others */
};

/* "page_volume", or the name of a metric; false: neither. */
bool payload_metric(const struct json *target, enum metric *out);

/* Anything that is not understood is a fault that names it: a filter that is dropped would show
 * more. */
struct fault payload_read(struct arena *a, struct zone_set *zones, const struct json *target,
    const struct json *filters, struct payload *out);
/* Status 400. */
struct fault fault_of(struct arena *a, const char *code, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* A text that is quoted back, cut. */
struct str shown(struct str s);

#endif
