#include "lib/http.h"

#include "lib/day.h"
#include "lib/json.h"
#include "lib/limits.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

struct http {
    struct arena arena; /* holds the configuration; the struct itself lies in it too */
    struct http_conf conf;
    CURL *curl;
};

/* One hop of a call, as curl's callbacks see it. */
struct hop {
    CURL *curl;
    struct arena *a;
    const struct http_req *req;
    struct http_res *res;
    struct out body;
    int64_t range_from; /* of Content-Range; -1 = absent */
    bool started;       /* a first byte of body came */
    struct err e;       /* what went wrong in a callback */
};

static void url_done(CURLU **u)
{
    curl_url_cleanup(*u);
    *u = NULL;
}

static void list_done(struct curl_slist **l)
{
    curl_slist_free_all(*l);
    *l = NULL;
}

static void part_done(char **part)
{
    curl_free(*part);
    *part = NULL;
}

/* Room for a URL as a C string; the grammar of ours never needs more. */
struct url_z {
    char z[HTTP_URL_MAX + 1];
};

static bool url_parse(struct str url, CURLU *u)
{
    struct url_z copy;
    if (!u || url.n == 0 || url.n > HTTP_URL_MAX || memchr(url.p, 0, url.n))
        return false;
    memcpy(copy.z, url.p, url.n);
    copy.z[url.n] = 0;
    return curl_url_set(u, CURLUPART_URL, copy.z, CURLU_DISALLOW_USER) == CURLUE_OK;
}

static bool part_same(CURLU *a, CURLU *b, CURLUPart part)
{
    AUTO(part_done) char *x = NULL;
    AUTO(part_done) char *y = NULL;
    if (curl_url_get(a, part, &x, CURLU_DEFAULT_PORT) != CURLUE_OK ||
        curl_url_get(b, part, &y, CURLU_DEFAULT_PORT) != CURLUE_OK)
        return false;
    return str_eq_nocase(str_of(x), str_of(y));
}

bool http_same_origin(struct str a, struct str b)
{
    AUTO(url_done) CURLU *x = curl_url();
    AUTO(url_done) CURLU *y = curl_url();
    return url_parse(a, x) && url_parse(b, y) && part_same(x, y, CURLUPART_SCHEME) &&
           part_same(x, y, CURLUPART_HOST) && part_same(x, y, CURLUPART_PORT);
}

int64_t http_retry_ms(struct str value, int64_t now_ms)
{
    int64_t wait_s = 0;
    value = str_trim(value);
    if (!str_i64(value, &wait_s)) {
        char z[64];
        if (value.n == 0 || value.n >= sizeof z)
            return -1;
        memcpy(z, value.p, value.n);
        z[value.n] = 0;
        time_t at = curl_getdate(z, NULL);
        if (at < 0)
            return -1;
        wait_s = (int64_t)at - now_ms / SECOND_MS;
        wait_s = wait_s < 0 ? 0 : wait_s;
    }
    if (wait_s < 0)
        return -1;
    return wait_s > DAY_MS / SECOND_MS ? DAY_MS : wait_s * SECOND_MS;
}

static bool has_scheme(struct str url, struct str want)
{
    struct str scheme, rest;
    return str_cut(url, ':', &scheme, &rest) && str_starts(rest, STR("//")) &&
           str_eq_nocase(scheme, want);
}

static bool is_http(struct str url)
{
    return has_scheme(url, STR("http")) || has_scheme(url, STR("https"));
}

struct err http_open(struct http **out, const struct http_conf *conf)
{
    AUTO(url_done) CURLU *u = curl_url();
    if (!is_http(conf->base) || !url_parse(conf->base, u))
        return err_of(
            ERR_USAGE, "\"%.*s\": not an http or https URL", STR_ARG(str_head(conf->base, 80)));
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return err_of(ERR_IO, "libcurl cannot start");
    struct arena a = arena_of(HTTP_CONF_MAX);
    struct http *h = NEW(&a, struct http, 1);
    h->conf = *conf;
    h->conf.base = arena_copy(&a, conf->base);
    h->conf.ca_file = conf->ca_file ? arena_z(&a, str_of(conf->ca_file)) : NULL;
    h->curl = curl_easy_init();
    h->arena = a;
    *out = h;
    return h->curl ? OK : err_of(ERR_IO, "libcurl cannot start");
}

void http_done(struct http **h)
{
    if (!*h)
        return;
    curl_easy_cleanup((*h)->curl);
    struct arena a = (*h)->arena; /* it holds *h */
    arena_done(&a);
    *h = NULL;
}

/* "bytes 100-199/200" */
static int64_t range_start(struct str value)
{
    int64_t from = -1;
    struct str unit, rest, first;
    if (!str_cut(value, ' ', &unit, &rest) || !str_eq_nocase(unit, STR("bytes")))
        return -1;
    str_cut(rest, '-', &first, &rest);
    return str_i64(first, &from) ? from : -1;
}

static size_t on_header(char *p, size_t size, size_t n, void *self)
{
    struct hop *hop = self;
    struct http_res *res = hop->res;
    struct str line = {p, size * n}, name, value;
    if (str_starts(line, STR("HTTP/"))) { /* of an interim answer, too: what it said is forgotten */
        res->type = res->etag = STR("");
        res->length = res->retry_ms = hop->range_from = -1;
        return line.n;
    }
    if (!str_cut(line, ':', &name, &value))
        return line.n;
    value = str_trim(value);
    if (str_eq_nocase(name, STR("content-type")))
        res->type = arena_copy(hop->a, str_head(value, TEXT_MAX));
    else if (str_eq_nocase(name, STR("etag")) && value.n <= TEXT_MAX)
        res->etag = arena_copy(hop->a, value);
    else if (str_eq_nocase(name, STR("content-length")) && !str_i64(value, &res->length))
        res->length = -1;
    else if (str_eq_nocase(name, STR("retry-after")))
        res->retry_ms = http_retry_ms(value, clock_now_ms());
    else if (str_eq_nocase(name, STR("content-range")))
        hop->range_from = range_start(value);
    return line.n;
}

/* Where the body goes is known once its first byte is there: a part is put behind what was fetched
 * before, a whole file in its place. */
static struct err body_start(struct hop *hop)
{
    const struct http_req *req = hop->req;
    long status = 0;
    hop->started = true;
    curl_easy_getinfo(hop->curl, CURLINFO_RESPONSE_CODE, &status);
    hop->res->status = (int)status;
    if (req->fd < 0 || status / 100 != 2)
        return OK;
    if (status == 206 && hop->range_from != req->from)
        return err_of(ERR_INPUT, "another part of the file than the one asked for");
    hop->res->bytes = status == 206 ? req->from : 0;
    if (ftruncate(req->fd, hop->res->bytes) != 0 || lseek(req->fd, hop->res->bytes, SEEK_SET) < 0)
        return err_errno("staging file");
    return OK;
}

static struct err body_write(struct hop *hop, struct str s)
{
    const struct http_req *req = hop->req;
    if (!hop->started)
        TRY(body_start(hop));
    bool failed = hop->res->status / 100 != 2;
    if (failed)
        s = str_head(
            s, HTTP_ERROR_MAX - (hop->body.n < HTTP_ERROR_MAX ? hop->body.n : HTTP_ERROR_MAX));
    else if (hop->res->bytes + (int64_t)s.n > req->max)
        return err_of(ERR_LIMIT, "an answer of more than %lld bytes", (long long)req->max);
    if (failed || req->fd < 0)
        out_str(&hop->body, s);
    if (!failed)
        hop->res->bytes += (int64_t)s.n;
    if (failed || req->fd < 0)
        return OK;
    while (s.n) {
        ssize_t n = write(req->fd, s.p, s.n);
        if (n < 0 && errno != EINTR)
            return err_errno("staging file: write");
        s = str_from(s, n > 0 ? (size_t)n : 0);
    }
    return OK;
}

static size_t on_body(char *p, size_t size, size_t n, void *self)
{
    struct hop *hop = self;
    hop->e = body_write(hop, (struct str){p, size * n});
    return hop->e.code == ERR_OK ? size * n : 0;
}

/* A header is a line: what came from outside must not hold another one. */
static bool is_one_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] == 0x7f)
            return false;
    return true;
}

static struct err headers_of(
    struct arena *a, const struct http_req *req, bool ours, struct curl_slist **list)
{
    struct str lines[8];
    size_t n = 0;
    if (!is_one_word(req->token))
        return err_of(ERR_INPUT, "a token that holds blanks or controls");
    lines[n++] = STR("Expect:");
    lines[n++] = STR("User-Agent: pagetrail");
    if (req->token.n && ours)
        lines[n++] = arena_fmt(a, "Authorization: Bearer %.*s", STR_ARG(req->token));
    if (req->body.n)
        lines[n++] = arena_fmt(a, "Content-Type: %.*s", STR_ARG(req->type));
    if (req->from > 0) {
        lines[n++] = arena_fmt(a, "Range: bytes=%lld-", (long long)req->from);
        if (req->etag.n)
            lines[n++] = arena_fmt(a, "If-Range: %.*s", STR_ARG(req->etag));
    }
    for (size_t i = 0; i < n; i++) {
        struct curl_slist *longer = curl_slist_append(*list, arena_z(a, lines[i]));
        if (!longer)
            return err_of(ERR_IO, "out of memory");
        *list = longer;
    }
    return OK;
}

static void options_set(const struct http *h, struct hop *hop, struct curl_slist *headers)
{
    CURL *c = h->curl;
    const struct http_req *req = hop->req;
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    if (h->conf.ca_file)
        curl_easy_setopt(c, CURLOPT_CAINFO, h->conf.ca_file);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)h->conf.connect_ms);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)HTTP_SPEED_MIN);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)((h->conf.stall_ms + 999) / 1000));
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)req->within_ms);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, hop);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, hop);
    if (strcmp(req->method, "HEAD") == 0) {
        curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
        curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L); /* some send a body all the same */
        return;
    }
    if (strcmp(req->method, "POST") == 0) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)req->body.n);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, req->body.n ? req->body.p : "");
    }
    curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, req->method);
}

static enum err_code code_of(CURLcode code)
{
    static const struct {
        CURLcode curl;
        enum err_code code;
    } codes[] = {
        {CURLE_PEER_FAILED_VERIFICATION, ERR_DENIED},
        {CURLE_SSL_CACERT_BADFILE, ERR_USAGE},
        {CURLE_URL_MALFORMAT, ERR_INPUT},
        {CURLE_UNSUPPORTED_PROTOCOL, ERR_INPUT},
        {CURLE_WEIRD_SERVER_REPLY, ERR_INPUT},
        {CURLE_OUT_OF_MEMORY, ERR_IO},
        {CURLE_FAILED_INIT, ERR_IO},
    };
    for (EACH(i, codes))
        if (codes[i].curl == code)
            return codes[i].code;
    return ERR_BUSY; /* everything else is the network's */
}

/* One request, one answer. *next is where a redirect leads, else empty. */
static struct err hop_run(struct http *h, struct hop *hop, struct str url, struct str *next)
{
    AUTO(list_done) struct curl_slist *headers = NULL;
    const char *location = NULL;
    long status = 0;
    curl_easy_reset(h->curl);
    TRY(headers_of(hop->a, hop->req, http_same_origin(url, h->conf.base), &headers));
    options_set(h, hop, headers);
    curl_easy_setopt(h->curl, CURLOPT_URL, arena_z(hop->a, url));
    CURLcode code = curl_easy_perform(h->curl);
    curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
    hop->res->status = (int)status;
    if (hop->e.code != ERR_OK)
        return hop->e;
    if (code != CURLE_OK)
        return err_of(code_of(code), "%s", curl_easy_strerror(code));
    if (!hop->started && status / 100 == 2 && hop->req->fd >= 0)
        TRY(body_start(hop)); /* an empty file is one, too */
    hop->res->body = out_done(&hop->body);
    curl_easy_getinfo(h->curl, CURLINFO_REDIRECT_URL, &location);
    *next = arena_copy(hop->a, str_of(location));
    return OK;
}

static struct err may_follow(const struct http_req *req, struct str from, struct str to)
{
    if (strcmp(req->method, "GET") != 0 && strcmp(req->method, "HEAD") != 0)
        return err_of(ERR_INPUT, "a %s was redirected", req->method);
    if (!is_http(to) || (has_scheme(from, STR("https")) && !has_scheme(to, STR("https"))))
        return err_of(ERR_DENIED, "redirected from https to something else");
    return OK;
}

struct err http_at(struct err e, const char *method, struct str url)
{
    struct str place, secret;
    str_cut(url, '?', &place, &secret);
    return err_at(e, "%s %.*s", method, STR_ARG(str_head(place, 100)));
}

struct err http_exchange(
    struct http *h, struct arena *a, const struct http_req *req, struct http_res *res)
{
    struct str url = req->url, next = STR("");
    if (str_starts(url, STR("/")))
        url = arena_fmt(a, "%.*s%.*s", STR_ARG(h->conf.base), STR_ARG(req->url));
    for (int hops = 0; hops <= HTTP_HOPS_MAX; hops++) {
        *res = (struct http_res){.length = -1, .retry_ms = -1, .bytes = req->from};
        struct hop hop = {
            .curl = h->curl, .a = a, .req = req, .res = res, .body = out_of(a), .range_from = -1};
        TRY(http_at(hop_run(h, &hop, url, &next), req->method, url));
        if (next.n == 0)
            return OK;
        TRY(http_at(may_follow(req, url, next), req->method, url));
        url = next;
    }
    return http_at(
        err_of(ERR_INPUT, "more than %d redirects", HTTP_HOPS_MAX), req->method, req->url);
}

static enum err_code status_code(int status)
{
    if (status == 401 || status == 403)
        return ERR_DENIED;
    if (status == 404 || status == 410)
        return ERR_MISSING;
    if (status == 408 || status == 425 || status == 429 || status >= 500)
        return ERR_BUSY;
    return ERR_INPUT;
}

/* What problem+json (RFC 9457) says, else nothing: an error page in HTML tells a log little. */
struct err http_status_err(const struct http_res *res)
{
    if (res->status / 100 == 2)
        return OK;
    AUTO(arena_done) struct arena a = arena_of(HTTP_PROBLEM_MAX);
    struct json *problem = NULL;
    struct str detail = STR("");
    if (json_read(&a, res->body, &problem).code == ERR_OK) {
        bool told = json_get_text(problem, "detail", &detail).code == ERR_OK && detail.n;
        if (!told && json_get_text(problem, "title", &detail).code != ERR_OK)
            detail = STR("");
    }
    return err_of(status_code(res->status), "status %d%s%.*s", res->status, detail.n ? ": " : "",
        STR_ARG(str_head(detail, 120)));
}
