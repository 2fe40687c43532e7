/* ask.h: a request that was understood: what a handler gets. */
#ifndef WEB_ASK_H
#define WEB_ASK_H

#include "views/frame.h"
#include "web/req.h"

struct ask {
    struct site *site;
    struct arena *a;
    const struct req *req;
    const struct route *route; /* NULL: no such page */
    struct place place;
    struct query query;
    struct snapshot *snapshot; /* asked for; NULL before it is known, or when there is none */
    struct str canonical;      /* path and query of this answer */
    int64_t unread;            /* a newer generation that cannot be read; 0: none */
    int64_t store_lost_ms;     /* since when the store cannot be read, on /health; 0: it can */
};

/* What is around the page, from the snapshot asked for or, on error pages, the current one. */
struct frame frame_of(const struct ask *ask);

#endif
