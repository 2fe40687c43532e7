/* api.h: calls to the platform: signed, patient and bounded. Every call bears a token for the
 * service account, waits out what passes (429, 503, a lost connection) and gives up after a stated
 * time. */
#ifndef SOURCE_API_H
#define SOURCE_API_H

#include "lib/http.h"
#include "lib/jwt.h"

struct json;

/* The way to the outside: a connection, a pause and two clocks. Tests put their own in its place.
 */
struct world {
    void *self;
    struct err (*exchange)(
        void *self, struct arena *a, const struct http_req *req, struct http_res *res);
    void (*pause)(void *self, int64_t ms);
    int64_t (*now_ms)(void *self);  /* the wall clock, for tokens and their ends */
    int64_t (*tick_ms)(void *self); /* a monotonic one, for deadlines */
};

struct api_conf {
    struct str issuer, subject, audience, key;
    enum jwt_alg alg;
    /* "/v1/token": gives an access token for ours (RFC 7523); empty: ours is the one. */
    struct str token_path;
    int64_t call_ms;     /* one call at most, downloads apart */
    int64_t patience_ms; /* how long one call is tried again at most */
};

struct api {
    struct api_conf conf;
    struct world world;
    struct arena token_arena; /* holds token alone */
    struct str token;         /* empty = to be made */
    int64_t token_until;      /* UTC ms; a new one is made before it ends */
};

/* The real world: libcurl, the system's sleep and clocks. */
struct world world_of(struct http *h);
struct api api_of(const struct api_conf *conf, struct world world);
void api_done(struct api *api);

/* A whole exchange. The token is put in; a 401 makes a new one, once. 429, 5xx and, without
 * req->fd, a lost connection are tried again, with Retry-After or growing pauses, until patience
 * ends: ERR_BUSY. A call refused for its token is ERR_DENIED. Any other status is the caller's: OK
 * and *res. With req->fd a body that broke off is the caller's too: ERR_BUSY, and *res tells how
 * far it came. */
MUST_USE struct err api_call(
    struct api *api, struct arena *a, const struct http_req *req, struct http_res *res);
/* One try, whatever the answer: for what may fail unheard. */
MUST_USE struct err api_once(
    struct api *api, struct arena *a, const struct http_req *req, struct http_res *res);
/* A call whose 2xx answer is a JSON object; any other status is its error. `body` empty: a GET. */
MUST_USE struct err api_json(
    struct api *api, struct arena *a, struct str url, struct str body, const struct json **out);

/* The pause before try n (from 1): 250 ms, doubled up to 15 s. */
int64_t api_pause_ms(int n);
/* s with everything but RFC 3986's unreserved characters as %XX, for a value in a query. */
struct str api_escape(struct arena *a, struct str s);

#endif
