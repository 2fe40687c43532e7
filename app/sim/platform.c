#include "sim/platform.h"

#include "lib/day.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "sim/people.h"

#include <math.h>

#define WINDOW_MAX_MS (400 * DAY_MS)

static void put_time(struct json_out *j, struct arena *a, const char *key, int64_t ms)
{
    struct out o = out_of(a);
    out_time(&o, ms);
    json_put_text(j, key, out_done(&o));
}

static struct reply token_post(
    struct platform *p, const struct call *c, const struct parts *parts __attribute__((unused)))
{
    struct str token;
    struct err e = grants_exchange(&p->grants, c->a, c->body, &token);
    if (e.code != ERR_OK)
        return reply_error(c, e);
    struct out o = out_of(c->a);
    struct json_out j = json_out_of(&o);
    json_begin_object(&j);
    json_put_text(&j, "access_token", token);
    json_put_text(&j, "token_type", STR("Bearer"));
    json_put_int(&j, "expires_in", p->grants.life_s);
    json_end_object(&j);
    return reply_json(200, &o);
}

static struct reply job_reply(
    struct platform *p, const struct call *c, const struct job *job, int status)
{
    enum job_state state = job_state(&p->jobs, job);
    struct out o = out_of(c->a);
    struct json_out j = json_out_of(&o);
    struct str id = str_of(job->id);
    json_begin_object(&j);
    json_put_text(&j, "id", id);
    json_put_text(&j, "status", str_of(job_words[state]));
    json_put_text(
        &j, "status_url", arena_fmt(c->a, "%.*s/v1/reports/%s", STR_ARG(p->base), job->id));
    if (state == JOB_SUCCESS) {
        json_put_int(&j, "items_count", job->rows);
        if (p->pack == PACK_PLAIN)
            json_put_int(&j, "bytes", job->bytes);
        json_put_text(&j, "download_url",
            arena_fmt(c->a, "%.*s/v1/files/%s%s", STR_ARG(p->base), job->id, pack_ends[p->pack]));
        put_time(&j, c->a, "expires_at", job->asked_ms + p->jobs.work_ms + p->jobs.keep_ms);
    }
    json_end_object(&j);
    return reply_json(status, &o);
}

struct wanted_report {
    const char *type;
    struct range range;
};

static struct err report_read(struct arena *a, struct str body, struct wanted_report *want)
{
    static const char *const types[] = {"pageouts", "notifications"};
    struct json *json;
    struct str type = STR(""), from = STR(""), to = STR(""), format = STR("csv");
    TRY(json_read(a, body, &json));
    TRY(json_get_text(json, "type", &type));
    TRY(json_get_text(json, "from", &from));
    TRY(json_get_text(json, "to", &to));
    TRY(json_get_text(json, "format", &format));
    for (EACH(i, types))
        if (str_eq(type, str_of(types[i])))
            want->type = types[i];
    if (!want->type)
        return err_of(ERR_LIMIT, "type: not pageouts or notifications");
    if (!str_eq(format, STR("csv")))
        return err_of(ERR_LIMIT, "format: not csv");
    if (!time_parse_rfc3339(from, &want->range.from) || !time_parse_rfc3339(to, &want->range.to))
        return err_of(ERR_LIMIT, "from, to: not RFC 3339");
    if (want->range.from >= want->range.to || want->range.to - want->range.from > WINDOW_MAX_MS)
        return err_of(ERR_LIMIT, "from, to: empty, or more than 13 months");
    return OK;
}

static struct reply report_post(
    struct platform *p, const struct call *c, const struct parts *parts __attribute__((unused)))
{
    struct wanted_report want = {.range.as_of = p->as_of};
    struct err e = report_read(c->a, c->body, &want);
    if (e.code != ERR_OK)
        return reply_error(c, e);
    enum fault fault = faults_due(&p->faults, PLACE_REQUEST);
    struct job job = job_begin(&p->jobs, want.type, want.range, fault == FAULT_TRUNCATED_STATE);
    struct reply r = job_reply(p, c, &job, 202);
    r.fault = fault;
    return r;
}

static struct reply report_get(struct platform *p, const struct call *c, const struct parts *parts)
{
    struct job job;
    if (faults_due(&p->faults, PLACE_POLL) == FAULT_401_MID_POLL) {
        struct reply r = reply_problem(c, 401, "the token expired");
        r.fault = FAULT_401_MID_POLL;
        return r;
    }
    if (!job_find(&p->jobs, parts->of[0], &job))
        return reply_problem(c, 404, "no such report");
    return job_reply(p, c, &job, 200);
}

static struct reply report_delete(
    struct platform *p, const struct call *c, const struct parts *parts)
{
    struct job job;
    if (!job_find(&p->jobs, parts->of[0], &job))
        return reply_problem(c, 404, "no such report");
    if (!job_cancel(&p->jobs, parts->of[0]))
        return reply_problem(c, 409, "the report is final");
    return (struct reply){.status = 204, .type = "application/json", .retry_s = -1};
}

/* "bytes=N-" of a file of `length` bytes: true when it names a part that is there. */
static bool range_parse(struct str range, int64_t length, int64_t *from)
{
    struct str unit, first, last;
    return str_cut(range, '=', &unit, &first) && str_eq(unit, STR("bytes")) &&
           str_cut(first, '-', &first, &last) && last.n == 0 && str_i64(first, from) &&
           *from < length;
}

static struct str etag_of(const struct platform *p, struct arena *a, const struct job *job)
{
    const int64_t facts[] = {
        job->range.from, job->range.to, job->range.as_of, job->bytes, job->rows, (int64_t)p->pack};
    const struct str parts[] = {str_of(job->type), {(const char *)facts, sizeof facts}};
    return arena_fmt(a, "\"%016llx\"", (unsigned long long)hash64_of(parts, COUNT_OF(parts)));
}

/* Faults that are an answer of their own, instead of the file. */
static bool file_refused(const struct platform *p, const struct call *c, struct reply *r)
{
    enum fault fault = r->fault;
    if (fault == FAULT_EXPIRED)
        *r = reply_problem(c, 410, "the file has expired");
    else if (fault == FAULT_FOREIGN_REDIRECT && p->foreign.n)
        *r = (struct reply){.status = 302,
            .type = "text/plain",
            .location = arena_fmt(c->a, "%.*s%.*s", STR_ARG(p->foreign), STR_ARG(c->path)),
            .retry_s = -1};
    else if (fault == FAULT_HTML_200)
        *r = (struct reply){.status = 200,
            .type = "text/html; charset=utf-8",
            .body = STR("<!doctype html><title>Sign in</title><h1>Your session has ended</h1>\n"),
            .retry_s = -1};
    else
        return false;
    r->fault = fault;
    return true;
}

static void file_part(const struct call *c, int64_t bytes, struct reply *r)
{
    int64_t from;
    if (c->range.n == 0 || !r->ranges || (c->if_range.n && !str_eq(c->if_range, r->etag)))
        return;
    if (!range_parse(c->range, bytes, &from)) {
        *r = reply_problem(c, 416, "no such part");
        r->content_range = arena_fmt(c->a, "bytes */%lld", (long long)bytes);
        return;
    }
    r->status = 206;
    r->skip = from;
    r->length = bytes - from;
    r->content_range = arena_fmt(
        c->a, "bytes %lld-%lld/%lld", (long long)from, (long long)bytes - 1, (long long)bytes);
}

static struct reply file_get(struct platform *p, const struct call *c, const struct parts *parts)
{
    struct job job;
    struct str id, rest;
    struct reply r = {.retry_s = -1};
    str_cut(parts->of[0], '.', &id, &rest);
    if (!job_find(&p->jobs, id, &job) || job_state(&p->jobs, &job) != JOB_SUCCESS)
        return reply_problem(c, 404, "no such file");
    if (clock_now_ms() > job.asked_ms + p->jobs.work_ms + p->jobs.keep_ms)
        return reply_problem(c, 410, "the file has expired");
    if (!c->foreign && str_eq(c->method, STR("GET")))
        r.fault = faults_due(&p->faults, PLACE_DOWNLOAD);
    if (file_refused(p, c, &r))
        return r;
    bool plain = p->pack == PACK_PLAIN, cut = r.fault == FAULT_TRUNCATED_FILE;
    r.status = 200;
    r.type = pack_types[p->pack];
    r.file = true;
    r.conf = (struct stream_conf){.path = job_path(c->a, &p->jobs, &job),
        .range = job.range,
        .pack = p->pack,
        .name = arena_z(c->a, arena_fmt(c->a, "%s.csv", job.type)),
        .break_after = cut ? (size_t)job.rows / 2 : SIZE_MAX};
    r.length = plain && !cut ? job.bytes : -1;
    r.ranges = r.length >= 0;
    r.etag = etag_of(p, c->a, &job);
    file_part(c, job.bytes, &r);
    if (r.fault == FAULT_WRONG_LENGTH)
        r.length = (r.length >= 0 ? r.length : job.bytes) + 17;
    return r;
}

static const struct {
    const char *method, *path; /* a '*' is one part of any name */
    struct reply (*serve)(struct platform *, const struct call *, const struct parts *);
    bool open, foreign; /* without a token; on the other origin too */
} routes[] = {
    {"POST", "/v1/token", token_post, true, false},
    {"POST", "/v1/reports", report_post, false, false},
    {"GET", "/v1/reports/*", report_get, false, false},
    {"DELETE", "/v1/reports/*", report_delete, false, false},
    {"GET", "/v1/files/*", file_get, false, true},
    {"GET", "/v1/users", people_users, false, false},
    {"POST", "/v1/users/lookup", people_lookup, false, false},
    {"GET", "/v1/users/*/managers", people_managers, false, false},
    {"GET", "/v1/teams", people_teams, false, false},
    {"GET", "/v1/oncalls", people_oncalls, false, false},
};

static bool path_fits(struct str path, const char *pattern, struct parts *parts)
{
    struct str want = str_of(pattern);
    parts->n = 0;
    while (path.n || want.n) {
        struct str have_part, want_part;
        str_cut(path, '/', &have_part, &path);
        str_cut(want, '/', &want_part, &want);
        if (str_eq(want_part, STR("*")) && have_part.n)
            parts->of[parts->n++] = have_part;
        else if (!str_eq(have_part, want_part))
            return false;
    }
    return true;
}

/* A bucket that holds a minute's worth and fills evenly; the seconds until the next one, 0 = now.
 */
static int64_t rate_wait(struct platform *p)
{
    if (p->rate == 0)
        return 0;
    pthread_mutex_lock(&p->rate_lock);
    int64_t now = clock_tick_ns();
    double rate = (double)p->rate;
    double left = p->rate_at ? p->rate_left + (double)(now - p->rate_at) / 60e9 * rate : rate;
    p->rate_left = left > rate ? rate : left;
    p->rate_at = now;
    bool free_one = p->rate_left >= 1;
    p->rate_left -= free_one;
    int64_t wait = (int64_t)ceil((1 - p->rate_left) * 60.0 / rate);
    pthread_mutex_unlock(&p->rate_lock);
    return free_one ? 0 : wait > 0 ? wait : 1;
}

/* What strikes before the request is looked at. */
static bool struck_early(struct platform *p, const struct call *c, struct reply *r)
{
    int64_t wait = rate_wait(p);
    enum fault fault = faults_due(&p->faults, PLACE_ANY);
    if (wait > 0 || fault == FAULT_429)
        *r = reply_problem(c, 429, "too many requests");
    else if (fault == FAULT_503)
        *r = reply_problem(c, 503, "busy, try again");
    else if (fault == FAULT_HANG)
        *r = (struct reply){.status = 503, .type = "text/plain", .retry_s = -1};
    else
        return false;
    if (r->status != 503 || fault == FAULT_503)
        r->retry_s = wait > 0 ? wait : 1;
    r->fault = wait > 0 ? FAULT_NONE : fault;
    return true;
}

struct reply platform_answer(struct platform *p, const struct call *c)
{
    struct reply r;
    struct parts parts;
    bool head = str_eq(c->method, STR("HEAD")), known = false;
    if (!c->foreign && struck_early(p, c, &r))
        return r;
    for (EACH(i, routes)) {
        if ((c->foreign && !routes[i].foreign) || !path_fits(c->path, routes[i].path, &parts))
            continue;
        known = true;
        if (!str_eq(head ? STR("GET") : c->method, str_of(routes[i].method)))
            continue;
        struct err e =
            routes[i].open || c->foreign ? OK : grants_check(&p->grants, c->a, c->authorization);
        return e.code == ERR_OK ? routes[i].serve(p, c, &parts) : reply_error(c, e);
    }
    return known ? reply_problem(c, 405, "not for this path")
                 : reply_problem(c, 404, "no such path");
}
