/* value.h: one value of one parameter: from text into a filter and back. For this room. */
#ifndef QUERY_VALUE_H
#define QUERY_VALUE_H

#include "lib/out.h"
#include "query/url.h"

enum fit {
    FIT_OK,
    FIT_BAD,  /* not one of the values that are allowed */
    FIT_FULL, /* more values than params[p].max */
};

/* Reads one decoded, trimmed, non-empty value; lists are kept sorted and without doubles (columns
 * keep the order given). `words` may be NULL. Only on FIT_OK the filter changes. */
enum fit value_read(struct arena *a, struct zone_set *zones, enum param p,
    const struct vocabulary *words, struct str value, struct filter *f);
bool value_is_default(enum param p, const struct filter *f);
/* The canonical value, percent-encoded. Only for what is not at its default. */
void value_write(struct out *o, enum param p, const struct filter *f);
/* The instant a moment stands for. A date as an end stands for the end of that day. */
int64_t moment_ms(const struct zone *z, struct moment m, bool end);

#endif
