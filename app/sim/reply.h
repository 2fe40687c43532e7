/* reply.h: a request as the platform sees it and its reply; no HTTP library is seen here. */
#ifndef SIM_REPLY_H
#define SIM_REPLY_H

#include "lib/out.h"
#include "sim/fault.h"
#include "sim/stream.h"

#define PARTS_MAX 6

struct call {
    struct arena *a;
    struct str method, path, query, body; /* the query is as it came, without the '?' */
    struct str authorization, range, if_range;
    bool foreign; /* it came to the other origin, which knows files only and asks for no token */
};

struct reply {
    int status;
    const char *type;
    struct str body;
    struct str etag, location; /* empty = absent */
    struct str content_range;
    int64_t retry_s; /* Retry-After; -1 = absent */
    bool file;       /* the body is a stream of `conf` */
    struct stream_conf conf;
    int64_t length;   /* of the file as announced; -1 = unknown */
    int64_t skip;     /* bytes of the stream that are left out at its start */
    bool ranges;      /* Accept-Ranges: bytes */
    enum fault fault; /* struck; those of the wire are done by the server */
};

/* What the '*'s of a route's path stood for. */
struct parts {
    struct str of[PARTS_MAX];
    size_t n;
};

/* RFC 9457 */
struct reply reply_problem(const struct call *c, int status, const char *detail);
/* The problem that an error stands for. */
struct reply reply_error(const struct call *c, struct err e);
struct reply reply_json(int status, const struct out *o);

#endif
