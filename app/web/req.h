/* req.h: a request and its answer, without FastCGI: what serve() takes and gives, so that tests
 * call it as the worker does. */
#ifndef WEB_REQ_H
#define WEB_REQ_H

#include "lib/out.h"
#include "lib/zone.h"
#include "store/reader.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OPTIONS, METHOD_OTHER };

struct presets;

struct req {
    enum method method;
    struct str path;     /* DOCUMENT_URI: normalised and percent-decoded by nginx */
    struct str raw_path; /* REQUEST_URI up to "?", still encoded */
    struct str query;    /* raw, without "?" */
    struct str if_none_match, origin, accept;
    struct str id; /* nginx's $request_id; the same in both logs */
    struct str body;
    bool body_too_long;
};

#define HEADERS_MAX 24
struct header {
    const char *name;
    struct str value; /* no CR or LF: reply.c refuses them */
};

struct res {
    int status;
    struct str reason;                 /* the HTTP reason phrase; empty = the standard one */
    struct str why;                    /* of what failed: one sentence, for a terminal */
    const char *type;                  /* Content-Type */
    struct header header[HEADERS_MAX]; /* written in this order: nginx 1.22 needs X-Accel-Expires
                                          before Cache-Control */
    size_t headers;
    struct out body;
    const char *route; /* of the route table, for log and metrics: "/overview" */
    int64_t sql_ns;    /* time in questions, for the log */
};

/* Everything a worker has, made once, handed down. */
struct site {
    struct reader *reader;
    int64_t store_lost_ms; /* since when the store has not been read; 0: it is */
    int64_t unread;        /* a newer generation that cannot be read; 0: none */
    struct zone_set *zones;
    struct str build;              /* the program's build id, part of every ETag */
    struct str statics;            /* "/s/<hash>": where nginx serves static files */
    const struct presets *presets; /* never NULL */
    int64_t panel_budget_ms;
    struct str allow_origin; /* Grafana's origins for CORS, comma list; empty = none */
    bool alone;              /* pages are files of their own, as in views/frame.h */
    struct str style, base;
};

/* Answers one request. Memory from `a`, wiped by the caller after the reply. Never fails: what goes
 * wrong is an answer too. */
void serve(struct site *site, struct arena *a, const struct req *req, struct res *res);

#endif
