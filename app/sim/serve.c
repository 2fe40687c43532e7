#include "sim/serve.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/limits.h"
#include "lib/log.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define REQUEST_ARENA (64u << 20) /* a page of users is 100 kB, a lookup of 500 much the same */
#define IDLE_SECONDS 60
#define HANG_MS (10 * 60 * 1000)
#define DRIP_BYTES 256
#define DRIP_MS 100
#define BLOCK_BYTES (64u << 10)

/* One origin. */
struct origin {
    struct platform *platform;
    struct MHD_Daemon *daemon;
    int stop_fd; /* readable once the program is to end */
    bool foreign;
};

/* One request; its memory is its arena. */
struct conn {
    struct arena arena;
    struct out body;
    bool too_long;
    int64_t begun_ns;
    struct str method, path;
    int status;
    enum fault fault;
};

/* A file on its way. libmicrohttpd may drop it after the request's memory is gone: it has its own.
 */
struct sending {
    struct arena arena;
    struct stream *stream;
    enum fault fault;
    int64_t skip;
    int64_t sent, break_at; /* bytes; where the connection is reset */
    int socket, stop_fd;
};

/* False when the program is to end. */
static bool pause_ms(int stop_fd, int ms)
{
    struct pollfd p = {.fd = stop_fd, .events = POLLIN};
    return poll(&p, 1, ms) == 0;
}

/* Says nothing until the other side goes away. */
static void hang(int stop_fd, int socket)
{
    struct pollfd p[] = {{.fd = stop_fd, .events = POLLIN}, {.fd = socket, .events = POLLRDHUP}};
    (void)poll(p, COUNT_OF(p), HANG_MS);
}

static void sending_done(void *self)
{
    struct sending *s = self;
    struct arena arena = s->arena;
    stream_done(&s->stream);
    arena_done(&arena);
}

static ssize_t next_bytes(struct sending *s, char *to, size_t max)
{
    while (s->skip > 0) {
        size_t want = (uint64_t)s->skip < max ? (size_t)s->skip : max;
        ssize_t n = stream_read(s->stream, to, want);
        if (n <= 0)
            return n;
        s->skip -= n;
    }
    return stream_read(s->stream, to, max);
}

static ssize_t send_more(void *self, uint64_t at __attribute__((unused)), char *to, size_t max)
{
    struct sending *s = self;
    if (s->fault == FAULT_DRIP) {
        max = max < DRIP_BYTES ? max : DRIP_BYTES;
        if (!pause_ms(s->stop_fd, DRIP_MS))
            return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    if (s->fault == FAULT_RESET_MID_STREAM && s->sent >= s->break_at) {
        struct linger now = {.l_onoff = 1, .l_linger = 0};
        (void)setsockopt(s->socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    ssize_t n = next_bytes(s, to, max);
    if (n < 0) {
        err_drop(stream_end(s->stream), "the file breaks off");
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    s->sent += n;
    if (n > 0)
        return n;
    return s->fault == FAULT_WRONG_LENGTH ? MHD_CONTENT_READER_END_WITH_ERROR
                                          : MHD_CONTENT_READER_END_OF_STREAM;
}

static int socket_of(struct MHD_Connection *c)
{
    return MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

static struct MHD_Response *file_response(
    const struct origin *o, struct MHD_Connection *c, const struct reply *r)
{
    struct arena arena = arena_of(sizeof(struct sending) + 64);
    struct sending *s = NEW(&arena, struct sending, 1);
    *s = (struct sending){.arena = arena,
        .fault = r->fault,
        .skip = r->skip,
        .break_at = r->length > 0 ? r->length / 2 : 1,
        .socket = socket_of(c),
        .stop_fd = o->stop_fd};
    struct err e = stream_open(&s->stream, &r->conf);
    if (e.code != ERR_OK) {
        err_drop(e, "the request is answered with 500");
        sending_done(s);
        return NULL;
    }
    uint64_t size = r->length >= 0 ? (uint64_t)r->length : MHD_SIZE_UNKNOWN;
    return MHD_create_response_from_callback(size, BLOCK_BYTES, send_more, s, sending_done);
}

static void header(struct arena *a, struct MHD_Response *m, const char *name, struct str value)
{
    if (value.n)
        MHD_add_response_header(m, name, arena_z(a, value));
}

static enum MHD_Result send_reply(
    const struct origin *o, struct MHD_Connection *c, struct conn *conn, const struct reply *r)
{
    struct arena *a = &conn->arena;
    struct out body = out_of(a); /* libmicrohttpd copies it, but wants it writable */
    out_str(&body, r->body);
    struct MHD_Response *m =
        r->file ? file_response(o, c, r)
                : MHD_create_response_from_buffer(body.n, body.p, MHD_RESPMEM_MUST_COPY);
    conn->status = m ? r->status : 500;
    conn->fault = r->fault;
    if (!m)
        return MHD_NO;
    if (r->status != 204)
        MHD_add_response_header(m, "Content-Type", r->type);
    header(a, m, "ETag", r->etag);
    header(a, m, "Location", r->location);
    header(a, m, "Content-Range", r->content_range);
    header(a, m, "Accept-Ranges", r->ranges ? STR("bytes") : STR(""));
    if (r->retry_s >= 0)
        header(a, m, "Retry-After", arena_fmt(a, "%lld", (long long)r->retry_s));
    if (r->status == 401)
        MHD_add_response_header(m, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
    enum MHD_Result done = MHD_queue_response(c, (unsigned)r->status, m);
    MHD_destroy_response(m);
    return done;
}

static struct str header_of(struct MHD_Connection *c, const char *name)
{
    return str_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, name));
}

/* A token that reaches a foreign origin is what must never happen: it is said aloud. */
static void tell_leak(const struct conn *conn, struct str authorization)
{
    struct log l = log_of(LOG_ERROR, "leaked");
    log_text(&l, "path", conn->path);
    log_text(&l, "header", str_head(authorization, 20));
    log_end(&l);
}

static enum MHD_Result answer(const struct origin *o, struct MHD_Connection *c, struct conn *conn)
{
    struct call call = {.a = &conn->arena,
        .method = conn->method,
        .body = out_done(&conn->body),
        .authorization = header_of(c, "Authorization"),
        .range = header_of(c, "Range"),
        .if_range = header_of(c, "If-Range"),
        .foreign = o->foreign};
    str_cut(conn->path, '?', &call.path, &call.query);
    if (o->foreign && call.authorization.n)
        tell_leak(conn, call.authorization);
    struct reply r = conn->too_long
                         ? (struct reply){.status = 413, .type = "text/plain", .retry_s = -1}
                         : platform_answer(o->platform, &call);
    if (r.fault == FAULT_HANG) {
        conn->fault = r.fault;
        hang(o->stop_fd, socket_of(c));
        return MHD_NO;
    }
    return send_reply(o, c, conn, &r);
}

/* libmicrohttpd comes here for the head, for each piece of the body, and once more at its end. */
/* NOLINTNEXTLINE(readability-function-size): eight parameters are the library's wish */
static enum MHD_Result on_request(void *self, struct MHD_Connection *c,
    const char *url __attribute__((unused)), const char *method,
    const char *version __attribute__((unused)), const char *piece, size_t *piece_n, void **memory)
{
    struct conn *conn = *memory;
    if (conn->method.n == 0) {
        conn->method = arena_copy(&conn->arena, str_of(method));
        return MHD_YES;
    }
    if (*piece_n == 0)
        return answer(self, c, conn);
    conn->too_long |= conn->body.n + *piece_n > BODY_MAX;
    if (!conn->too_long)
        out_str(&conn->body, (struct str){piece, *piece_n});
    *piece_n = 0;
    return MHD_YES;
}

/* The request line has come: here the request's memory begins. */
static void *on_begin(void *self __attribute__((unused)), const char *uri,
    struct MHD_Connection *c __attribute__((unused)))
{
    struct arena arena = arena_of(REQUEST_ARENA);
    struct conn *conn = NEW(&arena, struct conn, 1);
    conn->arena = arena;
    conn->body = out_of(&conn->arena);
    conn->begun_ns = clock_tick_ns();
    conn->path = arena_copy(&conn->arena, str_of(uri));
    return conn;
}

static void on_end(void *self, struct MHD_Connection *c __attribute__((unused)), void **memory,
    enum MHD_RequestTerminationCode how)
{
    const struct origin *o = self;
    struct conn *conn = *memory;
    if (!conn)
        return;
    *memory = NULL;
    struct log l = log_of(LOG_INFO, o->foreign ? "foreign_request" : "request");
    log_text(&l, "method", conn->method);
    log_text(&l, "path", conn->path);
    log_i64(&l, "status", conn->status);
    log_text(&l, "fault", str_of(fault_words[conn->fault]));
    log_i64(&l, "whole", how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    log_ms(&l, "ms", clock_tick_ns() - conn->begun_ns);
    log_end(&l);
    struct arena arena = conn->arena;
    arena_done(&arena);
}

static struct err address_parse(const char *listen, struct sockaddr_in *address)
{
    struct str host, port;
    int64_t number;
    char text[64];
    *address = (struct sockaddr_in){.sin_family = AF_INET};
    bool cut = str_cut(str_of(listen), ':', &host, &port);
    snprintf(text, sizeof text, "%.*s", STR_ARG(host));
    if (!cut || !str_i64(port, &number) || number < 0 || number > 65535 ||
        inet_pton(AF_INET, text, &address->sin_addr) != 1)
        return err_of(ERR_USAGE, "--listen %.60s: not like 127.0.0.1:8081", listen);
    address->sin_port = htons((uint16_t)number);
    return OK;
}

static struct err origin_open(
    struct origin *o, const char *listen, struct arena *a, struct str *base)
{
    struct sockaddr_in address;
    char host[INET_ADDRSTRLEN];
    TRY(address_parse(listen, &address));
    o->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0,
        NULL, NULL, on_request, o, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_URI_LOG_CALLBACK, on_begin, o, MHD_OPTION_NOTIFY_COMPLETED, on_end, o,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_END);
    if (!o->daemon)
        return err_errno("%s: cannot listen", listen);
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(o->daemon, MHD_DAEMON_INFO_BIND_PORT);
    inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
    *base = arena_fmt(a, "http://%s:%u", host, (unsigned)info->port);
    return OK;
}

static void origin_done(struct origin *o)
{
    if (o->daemon)
        MHD_stop_daemon(o->daemon);
    o->daemon = NULL;
}

static struct err wait_for_end(struct arena *a, const struct platform *p, struct str foreign)
{
    sigset_t ends;
    int got;
    printf("listening %s\n", arena_z(a, p->base));
    if (foreign.n)
        printf("foreign %s\n", arena_z(a, foreign));
    fflush(stdout);
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    while (sigwait(&ends, &got) != 0)
        ;
    return OK;
}

static void signals_block(void)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
}

struct err serve_upstream(struct platform *p, const struct serve_conf *conf)
{
    AUTO(arena_done) struct arena a = arena_of(4096);
    AUTO(fd_done) int stop = eventfd(0, EFD_CLOEXEC);
    struct str other = STR("");
    if (stop < 0)
        return err_errno("eventfd");
    signals_block();
    AUTO(origin_done) struct origin own = {.platform = p, .stop_fd = stop};
    AUTO(origin_done) struct origin foreign = {.platform = p, .stop_fd = stop, .foreign = true};
    if (conf->foreign_listen)
        TRY(origin_open(&foreign, conf->foreign_listen, &a, &other));
    if (p->foreign.n == 0)
        p->foreign = other;
    TRY(origin_open(&own, conf->listen, &a, &p->base));
    struct err e = wait_for_end(&a, p, other);
    (void)eventfd_write(stop, 1);
    origin_done(&own);
    origin_done(&foreign);
    jobs_done(&p->jobs);
    return e;
}
