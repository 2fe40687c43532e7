/* cells.h: one CSV table as RFC 4180 wants it, CRLF at the end of a row. Texts are always quoted,
 * and one that a spreadsheet would take for a formula (= + - @ TAB CR in front) gets an apostrophe
 * before it; numbers are left as they are. */
#ifndef API_CELLS_H
#define API_CELLS_H

#include "lib/zone.h"
#include "query/metric.h"

struct cells {
    struct out *o;
    bool begun; /* the row has a cell already */
};

/* `header` is a whole row of ours, without line end. bom: a byte order mark in front. */
struct cells cells_of(struct out *o, const char *header, bool bom);
void cells_text(struct cells *c, struct str s);
void cells_int(struct cells *c, int64_t v);
void cells_count(struct cells *c, uint64_t v, bool known);
void cells_f64(struct cells *c, double v, int digits);
/* Two cells: RFC 3339 with the zone's offset, and milliseconds since 1970; both empty for
 * TIME_UNKNOWN. */
void cells_time(struct cells *c, const struct zone *z, int64_t ms);
void cells_ms(struct cells *c, int64_t ms); /* empty for MS_UNKNOWN */
void cells_empty(struct cells *c);
void cells_end(struct cells *c);

#endif
