#include "web/reply.h"

#include "lib/hash.h"
#include "query/percent.h"

#include <assert.h>
#include <string.h>

static const char robots[] = "noindex, nofollow";

struct str reply_reason(int status)
{
    /* clang-format off */
    static const struct { int status; const char *words; } reasons[] = {
        { 200, "OK" },
        { 302, "Found" },
        { 304, "Not Modified" },
        { 400, "Bad Request" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 410, "Gone" },
        { 413, "Content Too Large" },
        { 414, "URI Too Long" },
        { 500, "Internal Server Error" },
        { 503, "Service Unavailable" },
    };
    /* clang-format on */
    for (EACH(i, reasons))
        if (reasons[i].status == status)
            return str_of(reasons[i].words);
    return STR("Error");
}

bool reply_header(struct res *res, const char *name, struct str value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] == '\r' || value.p[i] == '\n' || value.p[i] == '\0')
            return false;
    assert(res->headers < HEADERS_MAX);
    res->header[res->headers++] = (struct header){name, value};
    return true;
}

static void put(struct res *res, const char *name, const char *literal)
{
    reply_header(res, name, str_of(literal));
}

void reply_begin(struct res *res, struct arena *a, int status, const char *type)
{
    *res = (struct res){.status = status,
        .type = type,
        .body = out_of(a),
        .route = res->route,
        .sql_ns = res->sql_ns};
}

void reply_cache(struct res *res, enum cache c)
{
    /* clang-format off */
    static const struct { const char *nginx, *browser; } rules[] = {
        [CACHE_NEVER]  = { "0", "no-store" },
        [CACHE_MOVING] = { "5", "no-cache" },
        [CACHE_PINNED] = { "31536000", "public, max-age=31536000, immutable" },
    };
    /* clang-format on */
    put(res, "X-Accel-Expires", rules[c].nginx);
    put(res, "Cache-Control", rules[c].browser);
}

static void secure(struct res *res, const char *resource_policy)
{
    put(res, "X-Content-Type-Options", "nosniff");
    put(res, "Referrer-Policy", "same-origin");
    put(res, "Cross-Origin-Opener-Policy", "same-origin");
    put(res, "Cross-Origin-Resource-Policy", resource_policy);
    put(res, "Permissions-Policy",
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
        "fullscreen=(), "
        "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), "
        "web-share=(), "
        "xr-spatial-tracking=()");
    put(res, "X-Robots-Tag", robots);
}

void reply_secure_page(struct res *res, struct arena *a, struct str frames)
{
    struct out csp = out_of(a);
    out_z(&csp, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                "connect-src 'self'; "
                "form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; "
                "trusted-types 'none'; frame-ancestors");
    struct str origin;
    for (struct str rest = frames; rest.n;) {
        str_cut(rest, ',', &origin, &rest);
        out_char(&csp, ' ');
        out_str(&csp, str_trim(origin));
    }
    out_z(&csp, frames.n ? "" : " 'none'");
    reply_header(res, "Content-Security-Policy", out_done(&csp));
    if (frames.n == 0)
        put(res, "X-Frame-Options", "DENY");
    secure(res, frames.n ? "cross-origin" : "same-origin");
}

void reply_secure_data(struct res *res)
{
    put(res, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
    put(res, "X-Frame-Options", "DENY");
    secure(res, "same-origin");
}

void reply_attachment(struct res *res, struct arena *a, struct str name)
{
    struct out o = out_of(a);
    out_fmt(&o, "attachment; filename=\"%.*s\"; filename*=UTF-8''", STR_ARG(name));
    percent_encode(&o, name, "");
    reply_header(res, "Content-Disposition", out_done(&o));
}

void reply_redirect(struct res *res, struct arena *a, struct str to)
{
    reply_begin(res, a, 302, NULL);
    reply_cache(res, CACHE_NEVER);
    reply_header(res, "Location", to);
    reply_secure_data(res);
}

struct str etag_of(struct arena *a, struct str gen, struct str build, struct str canonical)
{
    struct out o = out_of(a);
    out_char(&o, '"');
    percent_encode(&o, gen, "");
    out_char(&o, '-');
    percent_encode(&o, build, ""); /* whatever a build is called, the tag stays one */
    out_fmt(&o, "-%016llx\"", (unsigned long long)hash64(canonical));
    return out_done(&o);
}

bool etag_matches(struct str if_none_match, struct str etag)
{
    struct str tag;
    while (if_none_match.n) { /* no tag of ours holds a comma */
        str_cut(if_none_match, ',', &tag, &if_none_match);
        tag = str_trim(tag);
        if (str_starts(tag, STR("W/")))
            tag = str_from(tag, 2);
        if (str_eq(tag, etag) || str_eq(tag, STR("*")))
            return true;
    }
    return false;
}
