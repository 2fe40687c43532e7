#include "source/reports.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/limits.h"
#include "source/download.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#define REQUESTS_MAX 3 /* for one window: its file, or the report itself, expired */
#define POLL_FIRST_MS 200
#define POLL_MAX_MS (10 * SECOND_MS)
#define PARTS_MAX 64 /* halves that wait; 400 days are 2^19 minutes and need 20 */
/* Of one report; platforms take a year, and take long for it. */
#define WINDOW_MAX_MS (100 * DAY_MS)
#define REPORT_ARENA (1u << 20)
#define POLL_ARENA (128u << 20)

enum state { MADE, TRUNCATED, FAILED, WAITING, STATE__N };

static const struct {
    const char *word;
    enum state state;
} states[] = {
    {"PENDING", WAITING},
    {"PROCESSING", WAITING},
    {"SUCCESS", MADE},
    {"TRUNCATED", TRUNCATED},
    {"ABORTED", FAILED},
    {"FAILED", FAILED},
};

/* A window to ask for. */
struct part {
    struct report_window w;
    int64_t halved; /* bytes of the file it is a half of: who says as much of the half lies; 0 = it
                       is none */
};

struct fetch {
    struct api *api;
    const struct report_conf *conf;
    struct report_taker taker;
    struct str resume; /* empty once it was tried */
    struct err large;  /* why the part was not taken: it is to be halved */
    int64_t bytes;     /* that it would have; 0 = not known */
};

struct report {
    struct arena *a;
    struct str id;
    enum state state;
    struct str word;      /* the state as the platform names it */
    struct str url;       /* of the file, once it is made */
    int64_t bytes, items; /* -1 = not said */
    int64_t expires;      /* UTC ms; 0 = not said */
    bool resumed;         /* a run before asked for it */
};

int64_t report_poll_ms(int n)
{
    int64_t ms = POLL_FIRST_MS;
    while (--n > 0 && ms < POLL_MAX_MS)
        ms += ms / 2;
    return ms < POLL_MAX_MS ? ms : POLL_MAX_MS;
}

static struct err report_read(struct report *r, const struct json *answer)
{
    struct str expires = STR("");
    r->word = r->url = STR("");
    r->bytes = r->items = -1;
    r->expires = 0;
    TRY(json_get_text(answer, "status", &r->word));
    TRY(json_get_text(answer, "download_url", &r->url));
    TRY(json_get_i64(answer, "bytes", &r->bytes));
    TRY(json_get_i64(answer, "items_count", &r->items));
    r->bytes = r->bytes < 0 ? -1 : r->bytes;
    r->items = r->items < 0 ? -1 : r->items;
    TRY(json_get_text(answer, "expires_at", &expires));
    if (expires.n && !time_parse_rfc3339(expires, &r->expires))
        return err_of(
            ERR_INPUT, "expires_at: \"%.*s\" is not a time", STR_ARG(str_head(expires, 40)));
    if (r->url.n > HTTP_URL_MAX)
        return err_of(ERR_INPUT, "download_url: %zu bytes, more than %d", r->url.n, HTTP_URL_MAX);
    for (EACH(i, states)) {
        if (!str_eq(r->word, str_of(states[i].word)))
            continue;
        r->state = states[i].state;
        if (r->state == MADE)
            r->url = arena_copy(r->a, r->url);
        r->word = str_of(states[i].word);
        return OK;
    }
    return err_of(ERR_INPUT, "status: \"%.*s\" is none we know", STR_ARG(str_head(r->word, 40)));
}

static struct err report_request(
    struct api *api, const struct report_conf *conf, struct report_window w, struct report *r)
{
    AUTO(arena_done) struct arena a = arena_of(POLL_ARENA);
    struct out body = out_of(&a), from = out_of(&a), to = out_of(&a);
    struct json_out j = json_out_of(&body);
    const struct json *answer = NULL;
    struct str id = STR("");
    out_time(&from, w.from);
    out_time(&to, w.to);
    json_begin_object(&j);
    json_put_text(&j, "type", str_of(conf->type));
    json_put_text(&j, "from", out_done(&from));
    json_put_text(&j, "to", out_done(&to));
    json_put_text(&j, "format", STR("csv"));
    json_end_object(&j);
    struct err e = api_json(api, &a, STR("/v1/reports"), out_done(&body), &answer);
    if (e.code == ERR_MISSING)
        e.code = ERR_USAGE; /* there are no reports at this address at all */
    TRY(e);
    TRY(err_at(json_get_text(answer, "id", &id), "new report"));
    if (id.n == 0 || id.n > ID_MAX)
        return err_of(ERR_INPUT, "new report: id: missing, or over %d bytes", ID_MAX);
    r->id = api_escape(r->a, id);
    return OK;
}

/* Asks until the report is no longer being made. What goes wrong on the way is waited out by
 * api_call; the report is the same all the time. */
static struct err report_poll(struct api *api, int64_t deadline_ms, struct report *r)
{
    AUTO(arena_done) struct arena scratch = arena_of(POLL_ARENA);
    const struct world *w = &api->world;
    int64_t until = w->tick_ms(w->self) + deadline_ms;
    struct str url = arena_fmt(r->a, "/v1/reports/%.*s", STR_ARG(r->id));
    r->state = WAITING;
    for (int n = 1; r->state == WAITING; n++) {
        const struct json *answer = NULL;
        if (w->tick_ms(w->self) >= until)
            return err_of(ERR_BUSY, "not made within %lld s; last it was %.*s",
                (long long)(deadline_ms / SECOND_MS), STR_ARG(r->word));
        w->pause(w->self, report_poll_ms(n));
        arena_wipe(&scratch);
        TRY(api_json(api, &scratch, url, STR(""), &answer));
        TRY(report_read(r, answer));
    }
    return OK;
}

static void report_cancel(struct api *api, const struct report *r)
{
    AUTO(arena_done) struct arena a = arena_of(REPORT_ARENA);
    struct http_res res;
    const struct http_req req = {.method = "DELETE",
        .url = arena_fmt(&a, "/v1/reports/%.*s", STR_ARG(r->id)),
        .within_ms = api->conf.call_ms,
        .max = HTTP_ERROR_MAX,
        .fd = -1};
    err_drop(api_once(api, &a, &req, &res), "the report is given up, cancelled or not");
}

/* A file that has a name no more: nothing is left behind, however this program ends. */
static struct err nameless_open(const char *staging, int *fd)
{
    char path[PATH_MAX];
    AUTO(arena_done) struct arena a = arena_of(REPORT_ARENA);
    struct str nonce = file_nonce(&a);
    int n = snprintf(path, sizeof path, "%s/%.*s.export", staging, STR_ARG(nonce));
    if (n < 0 || (size_t)n >= sizeof path)
        return err_of(ERR_USAGE, "%.80s...: path too long", staging);
    *fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (*fd < 0 || unlink(path) != 0)
        return err_errno("%s", path);
    return OK;
}

/* What the taker misses is not the platform's file: that would be a reason to ask anew. */
static struct err own_fault(struct err e)
{
    if (e.code == ERR_MISSING)
        e.code = ERR_IO;
    return e;
}

/* The file into d->fd, unless it is known to be too large: ERR_LIMIT, and nothing was fetched. */
static struct err file_get(
    struct fetch *f, const struct part *p, const struct download *d, int64_t *bytes)
{
    int64_t head = download_size(f->api, d), said = head > d->bytes ? head : d->bytes;
    if (p->halved && said >= p->halved)
        said = -1;
    f->bytes = said < 0 ? 0 : said;
    TRY(download_fits(d, said));
    TRY(download_run(f->api, d, bytes));
    return lseek(d->fd, 0, SEEK_SET) == 0 ? OK : err_errno("%s", f->conf->staging);
}

static struct err file_take(struct fetch *f, const struct part *p, const struct report *r)
{
    AUTO(fd_done) int fd = -1;
    const struct report_conf *conf = f->conf;
    if (r->url.n == 0)
        return err_of(ERR_INPUT, "made, but without a download_url");
    if (r->expires && r->expires <= f->api->world.now_ms(f->api->world.self))
        return err_of(ERR_MISSING, "its file has expired");
    if (conf->items_max && r->items > conf->items_max) {
        f->large = err_of(ERR_LIMIT, "%lld rows; the limit is %lld", (long long)r->items,
            (long long)conf->items_max);
        return OK;
    }
    TRY(nameless_open(conf->staging, &fd));
    struct report_file file = {fd, p->w, 0, r->items};
    const struct download d = {
        r->url, fd, r->bytes, conf->download_ms, conf->bytes_max, conf->sharers};
    struct err e = file_get(f, p, &d, &file.bytes);
    if (e.code == ERR_LIMIT) {
        f->large = e;
        return OK;
    }
    TRY(e);
    return own_fault(f->taker.take(f->taker.self, &file));
}

/* Asks for the part's report, or goes on with the one that a run before asked for. */
static struct err report_begin(struct fetch *f, const struct part *p, struct report *r)
{
    const struct report_conf *conf = f->conf;
    if (f->resume.n) {
        r->id = f->resume;
        r->resumed = true;
        f->resume = STR("");
        return OK;
    }
    TRY(report_request(f->api, conf, p->w, r));
    if (conf->asked && !p->halved)
        conf->asked(conf->asked_self, r->id);
    return OK;
}

/* One report for one part, to its end, unless f->large says why it was not taken. */
static struct err report_run(struct fetch *f, const struct part *p)
{
    AUTO(arena_done) struct arena a = arena_of(REPORT_ARENA);
    struct report r = {.a = &a};
    TRY(report_begin(f, p, &r));
    struct err e = report_poll(f->api, f->conf->deadline_ms, &r);
    if (e.code == ERR_BUSY || e.code == ERR_INPUT)
        report_cancel(f->api, &r);
    if (e.code == ERR_OK && r.state == FAILED)
        e = err_of(r.resumed ? ERR_MISSING : ERR_INPUT, "%.*s", STR_ARG(r.word));
    if (e.code == ERR_OK && r.state == TRUNCATED)
        f->large = err_of(ERR_LIMIT, "the platform truncates it");
    else if (e.code == ERR_OK)
        e = file_take(f, p, &r);
    return err_at(e, "report %.*s", STR_ARG(r.id));
}

/* A report or a file that is gone is asked for anew, a few times. */
static struct err part_run(struct fetch *f, const struct part *p)
{
    struct err e = OK;
    f->large = OK;
    f->bytes = 0;
    if (p->w.to - p->w.from > WINDOW_MAX_MS) {
        f->large = err_of(ERR_LIMIT, "a window longer than %lld days is not asked for",
            (long long)(WINDOW_MAX_MS / DAY_MS));
        return OK;
    }
    for (int n = 0; n < REQUESTS_MAX; n++) {
        e = report_run(f, p);
        if (e.code != ERR_MISSING)
            return e;
    }
    e.code = ERR_BUSY; /* it may hold longer next time */
    return err_at(e, "%d reports in a row expired", REQUESTS_MAX);
}

struct err reports_fetch(struct api *api, const struct report_conf *conf,
    struct report_window window, struct report_taker taker)
{
    struct fetch f = {.api = api, .conf = conf, .taker = taker, .resume = conf->resume};
    struct part open[PARTS_MAX] = {{.w = window}}; /* the next one last */
    size_t n = 1;
    while (n) {
        const struct part p = open[--n];
        struct report_window first, second;
        TRY(err_at(part_run(&f, &p), "%s", conf->type));
        if (f.large.code == ERR_OK)
            continue;
        if (conf->whole || n + 2 > PARTS_MAX || !window_split(p.w, &first, &second))
            return err_at(f.large, "%s: a report of %lld s", conf->type,
                (long long)((p.w.to - p.w.from) / SECOND_MS));
        int64_t halved = f.bytes ? f.bytes : INT64_MAX;
        open[n++] = (struct part){second, halved};
        open[n++] = (struct part){first, halved};
    }
    return OK;
}
