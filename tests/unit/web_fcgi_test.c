#include "check.h"

#include "fcgi_client.h"
#include "lib/file.h"
#include "lib/limits.h"
#include "web/fcgi.h"
#include "web/listen.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>

static char dir[] = "/tmp/pagetrail-fcgi-XXXXXX";

/* Everything runs in this one process: requests and answers are small enough for a socket's buffer.
 */
struct talk {
    struct arena a;
    const char *address;
    int listening, client;
    struct fcgi *fcgi;
    struct req req;
    bool got;
};

static struct talk talk_of(void)
{
    struct talk t = {.a = arena_of(32 << 20), .listening = -1, .client = -1};
    t.address = arena_fmt(&t.a, "unix:%s/s", dir).p;
    CHECK_OK(listen_open(t.address, &t.listening));
    CHECK_OK(fcgi_open(&t.a, t.listening, &t.fcgi));
    return t;
}

static void talk_done(struct talk *t)
{
    fd_done(&t->client);
    listen_done(t->address, &t->listening);
    arena_done(&t->a);
}

static void ask(struct talk *t, const char *const *params, struct str body)
{
    t->client = fcgi_connect(t->address + 5);
    send_all(t->client, fcgi_request(&t->a, params, body));
    CHECK_INT(shutdown(t->client, SHUT_WR), 0);
    CHECK_OK(fcgi_accept(t->fcgi, &t->a, &t->req, &t->got));
}

static struct str answer(struct talk *t, int status, const char *body, size_t *bytes)
{
    struct res res = {.status = status, .type = "text/html", .body = out_of(&t->a)};
    res.header[res.headers++] = (struct header){"X-Accel-Expires", STR("5")};
    res.header[res.headers++] = (struct header){"Cache-Control", STR("no-cache")};
    out_z(&res.body, body);
    *bytes = fcgi_reply(t->fcgi, &t->req, &res);
    return fcgi_answer(&t->a, t->client);
}

TEST(a_request_arrives_as_nginx_sent_it)
{
    AUTO(talk_done) struct talk t = talk_of();
    const char *const params[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "//over%76iew?ch=a%2Cb&x",
        "DOCUMENT_URI", "/overview", "QUERY_STRING", "ch=a%2Cb&x", "HTTP_IF_NONE_MATCH", "\"e\"",
        "REQUEST_ID", "00ff", "CONTENT_LENGTH", "", NULL};
    ask(&t, params, STR(""));
    CHECK(t.got);
    CHECK_INT(t.req.method, METHOD_GET);
    CHECK_STR(t.req.path, STR("/overview"));
    CHECK_STR(t.req.raw_path, STR("//over%76iew"));
    CHECK_STR(t.req.query, STR("ch=a%2Cb&x"));
    CHECK_STR(t.req.if_none_match, STR("\"e\""));
    CHECK_STR(t.req.id, STR("00ff"));
    CHECK_STR(t.req.body, STR(""));
    CHECK(!t.req.body_too_long);
    size_t bytes;
    answer(&t, 200, "", &bytes);
}

TEST(headers_keep_their_order_and_the_status_its_words)
{
    AUTO(talk_done) struct talk t = talk_of();
    const char *const params[] = {"REQUEST_METHOD", "GET", NULL};
    size_t bytes;
    ask(&t, params, STR(""));
    CHECK_STR(answer(&t, 404, "abc", &bytes),
        STR("Status: 404 Not Found\r\nContent-Type: text/html\r\nX-Accel-Expires: 5\r\n"
            "Cache-Control: no-cache\r\nContent-Length: 3\r\n\r\nabc"));
    CHECK_INT(bytes, 3);
}

TEST(head_and_304_have_no_body)
{
    AUTO(talk_done) struct talk t = talk_of();
    const char *const head[] = {"REQUEST_METHOD", "HEAD", NULL};
    const char *const get[] = {"REQUEST_METHOD", "GET", NULL};
    size_t bytes;
    ask(&t, head, STR(""));
    CHECK(str_ends(answer(&t, 200, "abc", &bytes), STR("Content-Length: 3\r\n\r\n")));
    CHECK_INT(bytes, 0);
    fd_done(&t.client);
    ask(&t, get, STR(""));
    CHECK(str_ends(answer(&t, 304, "abc", &bytes), STR("Cache-Control: no-cache\r\n\r\n")));
    CHECK_INT(bytes, 0);
}

TEST(a_body_is_read_whole_and_one_that_is_too_long_not_at_all)
{
    AUTO(talk_done) struct talk t = talk_of();
    const char *const good[] = {"REQUEST_METHOD", "POST", "CONTENT_LENGTH", "5", NULL};
    const char *const shorter[] = {"REQUEST_METHOD", "POST", "CONTENT_LENGTH", "9", NULL};
    const char *const bad[] = {"REQUEST_METHOD", "POST", "CONTENT_LENGTH", "4194305", NULL};
    const char *const odd[] = {"REQUEST_METHOD", "POST", "CONTENT_LENGTH", "-1", NULL};
    size_t bytes;
    ask(&t, good, STR("{\"a\"}"));
    CHECK_INT(t.req.method, METHOD_POST);
    CHECK_STR(t.req.body, STR("{\"a\"}"));
    answer(&t, 200, "", &bytes);
    fd_done(&t.client);
    ask(&t, shorter, STR("{\"a\"}"));
    CHECK_STR(t.req.body, STR("{\"a\"}"));
    answer(&t, 200, "", &bytes);
    fd_done(&t.client);
    ask(&t, bad, STR("x"));
    CHECK(t.req.body_too_long);
    answer(&t, 413, "", &bytes);
    fd_done(&t.client);
    ask(&t, odd, STR("x"));
    CHECK(t.req.body_too_long);
    answer(&t, 413, "", &bytes);
}

TEST(nobody_there_is_no_error)
{
    AUTO(talk_done) struct talk t = talk_of();
    CHECK_OK(fcgi_accept(t.fcgi, &t.a, &t.req, &t.got));
    CHECK(!t.got);
}

/* A reader may have a thousand segments open; select(2) would write past its set then. */
TEST(descriptors_beyond_1024_are_fine)
{
    struct rlimit files;
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &files), 0);
    if (files.rlim_max < 3000)
        skip();
    files.rlim_cur = 3000;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &files), 0);
    AUTO(talk_done) struct talk t = talk_of();
    const char *const params[] = {"REQUEST_METHOD", "GET", NULL};
    int first = open("/dev/null", O_RDONLY), last = first;
    while (last < 2000)
        CHECK((last = dup(first)) > 0);
    size_t bytes;
    ask(&t, params, STR(""));
    CHECK(t.client > 1024);
    CHECK(str_ends(answer(&t, 200, "abc", &bytes), STR("\r\n\r\nabc")));
    for (int fd = first; fd <= last; fd++)
        close(fd);
    t.client = t.client <= last ? -1 : t.client;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_arrives_as_nginx_sent_it),
        cmocka_unit_test(headers_keep_their_order_and_the_status_its_words),
        cmocka_unit_test(head_and_304_have_no_body),
        cmocka_unit_test(a_body_is_read_whole_and_one_that_is_too_long_not_at_all),
        cmocka_unit_test(nobody_there_is_no_error),
        cmocka_unit_test(descriptors_beyond_1024_are_fine),
    };
    if (!mkdtemp(dir))
        return 1;
    int failed = RUN(tests);
    rmdir(dir);
    return failed;
}
