#include "source/api.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/limits.h"

#include <errno.h>
#include <time.h>

#define TOKEN_ARENA (8u << 20) /* an answer of HTTP_TOKEN_MAX, parsed, at its worst */
#define PAUSE_FIRST_MS 250
#define PAUSE_MAX_MS (15 * SECOND_MS)

/* A token is renewed before its end: the clocks may differ. */
static int64_t life_used(int64_t ms)
{
    return ms / 5 * 4;
}

static struct err real_exchange(
    void *self, struct arena *a, const struct http_req *req, struct http_res *res)
{
    return http_exchange(self, a, req, res);
}

static void real_pause(void *self __attribute__((unused)), int64_t ms)
{
    struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

static int64_t real_now(void *self __attribute__((unused)))
{
    return clock_now_ms();
}

static int64_t real_tick(void *self __attribute__((unused)))
{
    return clock_tick_ns() / 1000000;
}

struct world world_of(struct http *h)
{
    return (struct world){h, real_exchange, real_pause, real_now, real_tick};
}

struct api api_of(const struct api_conf *conf, struct world world)
{
    return (struct api){.conf = *conf, .world = world, .token_arena = arena_of(TOKEN_ARENA)};
}

void api_done(struct api *api)
{
    arena_done(&api->token_arena);
}

int64_t api_pause_ms(int n)
{
    int64_t ms = PAUSE_FIRST_MS;
    while (--n > 0 && ms < PAUSE_MAX_MS)
        ms *= 2;
    return ms < PAUSE_MAX_MS ? ms : PAUSE_MAX_MS;
}

struct str api_escape(struct arena *a, struct str s)
{
    static const char unreserved[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    struct out o = out_of(a);
    for (size_t i = 0; i < s.n; i++) {
        if (str_find((struct str){unreserved, sizeof unreserved - 1}, s.p[i]) <
            sizeof unreserved - 1)
            out_char(&o, s.p[i]);
        else
            out_fmt(&o, "%%%02X", (unsigned)(unsigned char)s.p[i]);
    }
    return out_done(&o);
}

/* Waits before try n + 1, or says that patience has ended. */
static struct err wait_more(
    const struct api *api, int64_t until, int n, int64_t retry_ms, struct err why)
{
    const struct world *w = &api->world;
    int64_t ms = retry_ms > PAUSE_FIRST_MS ? retry_ms : api_pause_ms(n);
    if (retry_ms >= 0 && retry_ms <= PAUSE_FIRST_MS)
        ms = PAUSE_FIRST_MS;
    if (w->tick_ms(w->self) + ms > until)
        return why;
    w->pause(w->self, ms);
    return OK;
}

/* Tries until there is an answer that is not "later". A body that goes to a file is tried once a
 * call: only the caller knows where to go on. */
static struct err exchange_patiently(
    struct api *api, struct arena *a, const struct http_req *req, struct http_res *res)
{
    const struct world *w = &api->world;
    int64_t until = w->tick_ms(w->self) + api->conf.patience_ms;
    const struct arena_mark before = arena_mark_of(a);
    for (int n = 1;; n++) {
        struct err e = w->exchange(w->self, a, req, res);
        int64_t retry_ms = -1;
        if (e.code == ERR_OK) {
            e = http_at(http_status_err(res), req->method, req->url);
            if (e.code != ERR_BUSY)
                return OK;
            retry_ms = res->retry_ms;
        } else if (e.code != ERR_BUSY || req->fd >= 0) {
            return e;
        }
        TRY(wait_more(api, until, n, retry_ms, e));
        arena_rewind(a, before);
    }
}

static struct err token_sign(struct api *api, struct arena *a, struct str *token)
{
    int64_t now = api->world.now_ms(api->world.self) / SECOND_MS;
    struct str first = file_nonce(a), second = file_nonce(a);
    struct jwt_claims claims = {
        .issuer = api->conf.issuer,
        .subject = api->conf.subject,
        .audience = api->conf.audience,
        .id = arena_fmt(a, "%.*s%.*s", STR_ARG(first), STR_ARG(second)),
        .issued = now,
        .expires = now + JWT_LIFE_S,
    };
    return jwt_sign(a, api->conf.alg, api->conf.key, &claims, token);
}

/* RFC 7523: our token is the grant, what comes back is the bearer. */
static struct err token_exchange(
    struct api *api, struct arena *a, struct str assertion, struct str *token, int64_t *life_s)
{
    struct http_res res;
    struct json *answer = NULL;
    const struct http_req req = {
        .method = "POST",
        .url = api->conf.token_path,
        .body = arena_fmt(a,
            "grant_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Agrant-type%%3Ajwt-bearer&assertion=%.*s",
            STR_ARG(assertion)),
        .type = STR("application/x-www-form-urlencoded"),
        .within_ms = api->conf.call_ms,
        .max = HTTP_TOKEN_MAX,
        .fd = -1,
    };
    TRY(exchange_patiently(api, a, &req, &res));
    TRY(err_at(http_status_err(&res), "access token"));
    TRY(err_at(json_read(a, res.body, &answer), "access token"));
    *token = STR("");
    TRY(err_at(json_get_text(answer, "access_token", token), "access token"));
    TRY(err_at(json_get_i64(answer, "expires_in", life_s), "access token"));
    return token->n ? OK : err_of(ERR_INPUT, "access token: the answer holds none");
}

static struct err token_ready(struct api *api)
{
    const struct world *w = &api->world;
    int64_t life_s = JWT_LIFE_S;
    if (api->token.n && w->now_ms(w->self) < api->token_until)
        return OK;
    arena_wipe(&api->token_arena);
    api->token = STR("");
    struct str signed_token, token;
    TRY(token_sign(api, &api->token_arena, &signed_token));
    token = signed_token;
    if (api->conf.token_path.n)
        TRY(token_exchange(api, &api->token_arena, signed_token, &token, &life_s));
    if (life_s < 1 || life_s > DAY_MS / SECOND_MS)
        life_s = JWT_LIFE_S;
    api->token = token;
    api->token_until = w->now_ms(w->self) + life_used(life_s * SECOND_MS);
    return OK;
}

struct err api_call(
    struct api *api, struct arena *a, const struct http_req *req, struct http_res *res)
{
    for (int again = 0;; again++) {
        TRY(token_ready(api));
        struct http_req with = *req;
        with.token = api->token;
        TRY(exchange_patiently(api, a, &with, res));
        if (res->status != 401)
            return OK;
        api->token = STR("");
        if (again)
            return http_at(http_status_err(res), req->method, req->url);
    }
}

struct err api_once(
    struct api *api, struct arena *a, const struct http_req *req, struct http_res *res)
{
    TRY(token_ready(api));
    struct http_req with = *req;
    with.token = api->token;
    return api->world.exchange(api->world.self, a, &with, res);
}

struct err api_json(
    struct api *api, struct arena *a, struct str url, struct str body, const struct json **out)
{
    struct http_res res;
    struct json *answer = NULL;
    const struct http_req req = {
        .method = body.n ? "POST" : "GET",
        .url = url,
        .body = body,
        .type = STR("application/json"),
        .within_ms = api->conf.call_ms,
        .max = HTTP_JSON_MAX,
        .fd = -1,
    };
    TRY(api_call(api, a, &req, &res));
    TRY(http_at(http_status_err(&res), req.method, url));
    TRY(http_at(json_read(a, res.body, &answer), req.method, url));
    if (answer->kind != JSON_IS_OBJECT)
        return http_at(err_of(ERR_INPUT, "not a JSON object"), req.method, url);
    *out = answer;
    return OK;
}
