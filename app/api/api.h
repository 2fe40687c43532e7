/* api.h: answers as JSON and CSV. The same struct that the page is drawn from, so the numbers are
 * equal. Sees no SQL, no request and no clock: the same answer gives the same bytes. */
#ifndef API_API_H
#define API_API_H

#include "query/overview.h"

/* What an answer says about itself. Texts may be empty, then they are written as null. */
struct api_meta {
    struct str snapshot; /* the first hex digits of the generation */
    struct str build;
    struct str canonical; /* the moving link: path and query */
    struct str pinned;    /* the frozen link */
    const struct filter *filter;
    int64_t unread;        /* a newer generation that cannot be read; 0: none */
    int64_t store_lost_ms; /* since when the store cannot be read, for health; 0: it can */
};

/* Panels: "tiles", "volume", "hours", "curve", "below", "channels", "funnel", "times"; empty = the
 * whole page. */
bool overview_has_panel(struct str panel);
/* One JSON object {"meta":...,"panels":...}. The panel must be empty or one of these. A
 * compared period stands beside them as "compared", in the same shape. Shares are
 * 0 to 1, durations milliseconds; null = unknown, never 0. */
void overview_json(
    struct out *o, const struct overview *ov, const struct api_meta *m, struct str panel);
/* RFC 4180 with CRLF. The whole page's table is the volume by outcome. False: no such panel,
 * nothing written. */
bool overview_csv(struct out *o, const struct overview *ov, struct str panel, bool bom);

/* What the store holds and how it came there. `m` may be NULL: nothing was published yet. */
void health_json(struct out *o, const struct manifest *m, const struct api_meta *meta);
/* A row a data set; times in UTC. */
void health_csv(struct out *o, const struct manifest *m, bool bom);

#endif
