/* http.h: an HTTP client for one service, by libcurl, seen in http.c alone. The bearer token goes
 * to the configured origin and nowhere else, whatever a redirect or a link in an answer says. No
 * call can hang: connecting, silence and dripping each have their limit. */
#ifndef LIB_HTTP_H
#define LIB_HTTP_H

#include "lib/arena.h"
#include "lib/err.h"

struct http; /* one client, one thread; connections are kept between calls */

struct http_conf {
    struct str base;     /* "https://host:port/prefix", without a slash at the end */
    const char *ca_file; /* certificates to trust instead of the system's; NULL = the system's */
    int64_t connect_ms;  /* to connect, TLS too */
    int64_t stall_ms;    /* slower than HTTP_SPEED_MIN for so long is given up */
};

/* ERR_USAGE when base is not an http or https URL. */
MUST_USE struct err http_open(struct http **out, const struct http_conf *conf);
void http_done(struct http **h);

struct http_req {
    const char *method;    /* "GET", "HEAD", "POST", "DELETE" */
    struct str url;        /* whole, or a path that stands behind base */
    struct str token;      /* sent as bearer to base's origin only; empty = none */
    struct str body, type; /* of a POST */
    int64_t within_ms;     /* the whole call at most; 0 = only the limits of http_conf */
    int64_t max;           /* bytes of body; more is ERR_LIMIT */
    int fd;                /* a file that gets the body of a 2xx; -1 = into the arena */
    /* With fd: goes on at this byte, if the file still bears this ETag; it starts over when the
     * other side sends it whole. */
    int64_t from;
    struct str etag;
};

struct http_res {
    int status;
    struct str body;       /* in the arena; of an error at most HTTP_ERROR_MAX bytes */
    struct str type, etag; /* Content-Type, ETag: empty when absent */
    int64_t length;        /* Content-Length; -1 = absent */
    int64_t retry_ms;      /* Retry-After as a wait from now; -1 = absent */
    int64_t bytes;         /* in fd when it has one (what was there before, too), else of body */
};

/* One call; redirects of GET and HEAD are followed, never from https to http. OK means that an
 * answer came, whatever its status. ERR_BUSY: no connection, silence, or a body that broke off,
 * *res then telling how far it came; ERR_DENIED: the certificate is not trusted; ERR_LIMIT: more
 * than max. */
MUST_USE struct err http_exchange(
    struct http *h, struct arena *a, const struct http_req *req, struct http_res *res);

/* Puts the call in front: "GET https://host/path: text". What stands behind a '?' is left out: in a
 * signed link it is as good as a key, and errors are logged. */
MUST_USE struct err http_at(struct err e, const char *method, struct str url);
/* The error that a status stands for, with what the answer says of it; OK for 2xx. */
MUST_USE struct err http_status_err(const struct http_res *res);
/* Scheme, host and port are the same, however they are written. False for what is no URL. */
bool http_same_origin(struct str a, struct str b);
/* Retry-After, in seconds or as a date, as a wait in ms from now_ms: 0 to one day; -1 for neither.
 */
int64_t http_retry_ms(struct str value, int64_t now_ms);

#endif
