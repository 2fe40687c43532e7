#include "source/download.h"

#include "lib/day.h"
#include "lib/limits.h"

#include <sys/statvfs.h>

#define TRIES_MAX 5 /* transfers that broke off */
#define WRONG_MAX 2 /* transfers that ended well with the wrong number of bytes */
#define SCRATCH_MAX (64u << 20)

struct err download_fits(const struct download *d, int64_t bytes)
{
    struct statvfs v;
    if (bytes > d->bytes_max)
        return err_of(ERR_LIMIT, "an export of %lld bytes; the limit is %lld", (long long)bytes,
            (long long)d->bytes_max);
    if (fstatvfs(d->fd, &v) != 0)
        return err_errno("staging");
    int64_t room = (int64_t)(v.f_bavail * v.f_frsize) / (d->sharers ? d->sharers : 1);
    if (bytes > room)
        return err_of(ERR_LIMIT, "an export of %lld bytes; staging has %lld free for it",
            (long long)bytes, (long long)room);
    return OK;
}

/* It may be refused: no answer is no harm. */
int64_t download_size(struct api *api, const struct download *d)
{
    AUTO(arena_done) struct arena a = arena_of(SCRATCH_MAX);
    struct http_res res;
    const struct http_req req = {.method = "HEAD",
        .url = d->url,
        .within_ms = api->conf.call_ms,
        .max = HTTP_ERROR_MAX,
        .fd = -1};
    struct err e = api_once(api, &a, &req, &res);
    return e.code == ERR_OK && res.status == 200 ? res.length : -1;
}

/* How far a download has come. */
struct progress {
    int64_t bytes;   /* that are there and hold: where to go on */
    struct str etag; /* of the file they are from; empty when bytes is 0 */
    int tries, wrong;
    int64_t until; /* monotonic ms */
    bool done;
};

/* A weak ETag ("W/...") does not promise the same bytes: RFC 9110 13.1.5 refuses it here. A part
 * (206) that does not bear the ETag we named may be of another file. */
static bool may_resume(const struct progress *p, const struct http_res *res)
{
    if (res->status == 206 && !str_eq(res->etag, p->etag))
        return false;
    return res->bytes > 0 && res->etag.n && !str_starts(res->etag, STR("W/"));
}

static struct err broke_off(
    const struct api *api, const struct http_res *res, struct err why, struct progress *p)
{
    if (why.code != ERR_BUSY || res->status >= 400 || ++p->tries >= TRIES_MAX)
        return why;
    if (res->status) { /* without an answer what was there before still holds */
        bool resume = may_resume(p, res);
        p->bytes = resume ? res->bytes : 0;
        p->etag = resume ? res->etag : STR("");
    }
    api->world.pause(api->world.self, api_pause_ms(p->tries));
    return OK;
}

static struct err start_over(struct progress *p, struct err why)
{
    p->bytes = 0;
    p->etag = STR("");
    return ++p->wrong <= WRONG_MAX ? OK : why;
}

static struct err arrived(const struct download *d, const struct http_res *res, struct progress *p)
{
    if (str_starts(res->type, STR("text/html")))
        return err_of(ERR_INPUT, "a page of HTML, not an export");
    if (res->status == 206 && !str_eq(res->etag, p->etag))
        return start_over(p, err_of(ERR_INPUT, "the export changes while it is fetched"));
    if (d->bytes >= 0 && res->bytes != d->bytes)
        return start_over(p, err_of(ERR_INPUT, "%lld bytes came, the report says %lld",
                                 (long long)res->bytes, (long long)d->bytes));
    p->bytes = res->bytes;
    p->done = true;
    return OK;
}

/* One transfer into the file, from p->bytes on. */
static struct err transfer(
    struct api *api, struct arena *a, const struct download *d, struct progress *p)
{
    struct http_res res = {.length = -1};
    int64_t now = api->world.tick_ms(api->world.self);
    if (now >= p->until)
        return err_of(ERR_BUSY, "not here within %lld s", (long long)(d->deadline_ms / SECOND_MS));
    const struct http_req req = {.method = "GET",
        .url = d->url,
        .within_ms = p->until - now,
        .max = d->bytes_max,
        .fd = d->fd,
        .from = p->bytes,
        .etag = p->etag};
    struct err e = api_call(api, a, &req, &res);
    if (e.code != ERR_OK)
        return broke_off(api, &res, e, p);
    if (res.status == 416 && p->bytes > 0)
        return start_over(
            p, err_of(ERR_INPUT, "it ends at %lld bytes, before its Content-Length says",
                   (long long)p->bytes));
    TRY(http_status_err(&res));
    return arrived(d, &res, p);
}

struct err download_run(struct api *api, const struct download *d, int64_t *bytes)
{
    AUTO(arena_done) struct arena a = arena_of(SCRATCH_MAX);
    struct progress p = {.until = api->world.tick_ms(api->world.self) + d->deadline_ms};
    while (!p.done)
        TRY(transfer(api, &a, d, &p));
    *bytes = p.bytes;
    return OK;
}
