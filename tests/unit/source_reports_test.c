/* A platform that follows a script: every call must be the next line of it. */
#include "check.h"

#include "lib/day.h"
#include "source/reports.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SECRET "0123456789abcdef0123456789abcdef"
#define NOON INT64_C(1794744000000) /* 2026-11-15T12:00:00Z */

struct line {
    const char *call; /* "POST /v1/reports" */
    int status;       /* 0 = the connection is lost */
    const char *body; /* of a file that breaks off: what came before */
    const char *etag;
    int64_t retry_ms; /* 0 = absent */
    bool breaks;
    int64_t from;   /* where the transfer must go on */
    int64_t length; /* Content-Length; 0 = absent */
};

struct stage {
    const struct line *line;
    size_t n, next;
    int64_t clock, waited;
    struct str tokens[32]; /* of every call */
    struct arena *a;
};

static struct err play_file(const struct line *l, const struct http_req *req, struct http_res *res)
{
    size_t n = strlen(l->body);
    int64_t at = l->status == 206 ? req->from : 0;
    CHECK_INT(ftruncate(req->fd, at), 0);
    CHECK_INT(pwrite(req->fd, l->body, n, at), n);
    res->bytes = at + (int64_t)n;
    return l->breaks ? err_of(ERR_BUSY, "connection reset") : OK;
}

static struct err play(
    void *self, struct arena *a, const struct http_req *req, struct http_res *res)
{
    struct stage *s = self;
    struct str call = arena_fmt(a, "%s %.*s", req->method, STR_ARG(req->url));
    if (s->next == s->n)
        fail_msg("a call too many: %.*s", STR_ARG(call));
    const struct line *l = &s->line[s->next];
    CHECK_STR(call, str_of(l->call));
    s->tokens[s->next++ % 32] = arena_copy(s->a, req->token);
    CHECK_INT(req->from, l->from);
    *res = (struct http_res){.status = l->status,
        .length = l->length ? l->length : -1,
        .bytes = req->from,
        .type = STR("")};
    res->retry_ms = l->retry_ms ? l->retry_ms : -1;
    res->etag = str_of(l->etag);
    if (l->status == 0)
        return err_of(ERR_BUSY, "no connection");
    if (req->fd >= 0 && l->status / 100 == 2)
        return play_file(l, req, res);
    res->body = str_of(l->body);
    return OK;
}

static void waits(void *self, int64_t ms)
{
    struct stage *s = self;
    s->clock += ms;
    s->waited += ms;
}

static int64_t clock_of(void *self)
{
    return ((struct stage *)self)->clock;
}

struct taken {
    char text[256];
    size_t files;
    int64_t items;
};

static struct err take(void *self, const struct report_file *file)
{
    struct taken *t = self;
    size_t n = strlen(t->text);
    ssize_t got = read(file->fd, t->text + n, sizeof t->text - 1 - n);
    CHECK(got >= 0);
    CHECK_INT(got, file->bytes);
    t->text[n + (size_t)got] = 0;
    t->items = file->items;
    t->files++;
    return OK;
}

static const struct report_conf usual = {.type = "pageouts",
    .staging = "/tmp",
    .deadline_ms = 60000,
    .download_ms = 60000,
    .bytes_max = 1 << 20};

static struct err run_with(const struct report_conf *rc, const struct line *lines, size_t n,
    int64_t minutes, struct stage *s, struct taken *t)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    *s = (struct stage){.line = lines, .n = n, .clock = NOON, .a = &a};
    *t = (struct taken){.text = ""};
    const struct api_conf conf = {
        STR("us"), STR("reader"), STR("reports"), STR(SECRET), JWT_HS256, STR(""), 10000, 60000};
    AUTO(api_done)
    struct api api = api_of(&conf, (struct world){s, play, waits, clock_of, clock_of});
    struct err e = reports_fetch(&api, rc, (struct report_window){NOON - minutes * MINUTE_MS, NOON},
        (struct report_taker){take, t});
    bool over = s->next == s->n;
    for (size_t i = s->next < 32 ? s->next - 1 : 31; i > 0; i--)
        s->tokens[i].n = str_eq(s->tokens[i], s->tokens[i - 1]); /* 1: the same as before */
    if (!over)
        fail_msg("the next call was to be %s; instead: %s", lines[s->next].call, e.text);
    return e;
}
#define PLAY(lines, hours) run_with(&usual, (lines), COUNT_OF(lines), (hours)*60, &s, &t)
#define PLAY_WITH(conf, lines, minutes)                                                            \
    run_with((conf), (lines), COUNT_OF(lines), (minutes), &s, &t)

#define ASKED                                                                                      \
    {                                                                                              \
        "POST /v1/reports", 202, "{\"id\":\"r1\",\"status\":\"PENDING\"}", 0, 0, 0, 0, 0           \
    }
#define POLL(json)                                                                                 \
    {                                                                                              \
        "GET /v1/reports/r1", 200, json, 0, 0, 0, 0, 0                                             \
    }
#define MADE POLL("{\"status\":\"SUCCESS\",\"items_count\":2,\"bytes\":8,\"download_url\":\"/f\"}")
#define HEAD                                                                                       \
    {                                                                                              \
        "HEAD /f", 405, "", 0, 0, 0, 0, 0                                                          \
    }
#define FILE_OK                                                                                    \
    {                                                                                              \
        "GET /f", 200, "a,b\n1,2\n", 0, 0, 0, 0, 0                                                 \
    }

TEST(a_report_is_asked_for_polled_and_fetched)
{
    struct stage s;
    struct taken t;
    const struct line lines[] = {ASKED, POLL("{\"status\":\"PENDING\"}"),
        POLL("{\"status\":\"PROCESSING\"}"), MADE, HEAD, FILE_OK};
    CHECK_OK(PLAY(lines, 1));
    CHECK_STR(str_of(t.text), STR("a,b\n1,2\n"));
    CHECK_INT(t.items, 2);
    CHECK(s.waited > 0);
}

TEST(a_token_that_is_refused_is_made_anew_and_polling_goes_on)
{
    struct stage s;
    struct taken t;
    const struct line lines[] = {
        ASKED, {"GET /v1/reports/r1", 401, "{}", 0, 0, 0, 0, 0}, MADE, HEAD, FILE_OK};
    CHECK_OK(PLAY(lines, 1));
    CHECK_INT(s.tokens[1].n, 1);
    CHECK_INT(s.tokens[2].n, 0); /* another one after the refusal */
    CHECK_INT(s.tokens[3].n, 1);
}

TEST(a_token_that_is_refused_twice_is_denied)
{
    struct stage s;
    struct taken t;
    const struct line lines[] = {{"POST /v1/reports", 401, "{}", 0, 0, 0, 0, 0},
        {"POST /v1/reports", 401, "{}", 0, 0, 0, 0, 0}};
    CHECK_ERR(PLAY(lines, 1), ERR_DENIED);
}

TEST(later_is_waited_for_as_long_as_the_platform_says)
{
    struct stage s;
    struct taken t;
    const struct line lines[] = {{"POST /v1/reports", 429, "{}", 0, 7000, 0, 0, 0}, ASKED,
        {"GET /v1/reports/r1", 503, "", 0, 9000, 0, 0, 0},
        {"GET /v1/reports/r1", 0, "", 0, 0, 0, 0, 0}, MADE, HEAD, FILE_OK};
    CHECK_OK(PLAY(lines, 1));
    CHECK(s.waited >= 16000);
}

TEST(later_than_our_patience_is_busy)
{
    struct stage s;
    struct taken t;
    const struct line lines[] = {{"POST /v1/reports", 429, "{}", 0, 61000, 0, 0, 0}};
    CHECK_ERR(PLAY(lines, 1), ERR_BUSY);
    CHECK_INT(s.waited, 0);
}

TEST(a_truncated_window_is_split_and_both_halves_come_in_order)
{
    struct stage s;
    struct taken t;
    const struct line lines[] = {ASKED, POLL("{\"status\":\"TRUNCATED\",\"download_url\":\"/f\"}"),
        ASKED, POLL("{\"status\":\"SUCCESS\",\"download_url\":\"/f\"}"), HEAD,
        {"GET /f", 200, "first ", 0, 0, 0, 0, 0}, ASKED,
        POLL("{\"status\":\"SUCCESS\",\"download_url\":\"/f\"}"), HEAD,
        {"GET /f", 200, "second", 0, 0, 0, 0, 0}};
    CHECK_OK(PLAY(lines, 2));
    CHECK_STR(str_of(t.text), STR("first second"));
    CHECK_INT(t.files, 2);
    CHECK_INT(t.items, -1);
}

TEST(a_failed_report_is_an_error_and_nothing_is_fetched)
{
    struct stage s;
    struct taken t;
    const struct line failed[] = {ASKED, POLL("{\"status\":\"FAILED\"}")};
    const struct line aborted[] = {ASKED, POLL("{\"status\":\"ABORTED\"}")};
    CHECK_ERR(PLAY(failed, 1), ERR_INPUT);
    CHECK_ERR(PLAY(aborted, 1), ERR_INPUT);
    CHECK_INT(t.files, 0);
}

TEST(a_count_below_zero_is_none)
{
    struct stage s;
    struct taken t;
    const struct line lines[] = {ASKED,
        POLL("{\"status\":\"SUCCESS\",\"items_count\":-9223372036854775808,\"bytes\":-2,"
             "\"download_url\":\"/f\"}"),
        HEAD, FILE_OK};
    CHECK_OK(PLAY(lines, 1));
    CHECK_INT(t.items, -1);
}

TEST(an_expired_file_is_asked_for_anew_and_not_for_ever)
{
    struct stage s;
    struct taken t;
    const struct line gone = {"GET /f", 410, "{}", 0, 0, 0, 0, 0};
    const struct line once[] = {ASKED, MADE, HEAD, gone, ASKED, MADE, HEAD, FILE_OK};
    const struct line always[] = {
        ASKED, MADE, HEAD, gone, ASKED, MADE, HEAD, gone, ASKED, MADE, HEAD, gone};
    const struct line past[] = {ASKED,
        POLL("{\"status\":\"SUCCESS\",\"download_url\":\"/"
             "f\",\"expires_at\":\"2026-11-15T11:00:00Z\"}"),
        ASKED, MADE, HEAD, FILE_OK};
    CHECK_OK(PLAY(once, 1));
    CHECK_INT(t.files, 1);
    CHECK_ERR(PLAY(always, 1), ERR_BUSY);
    CHECK_INT(t.files, 0);
    CHECK_OK(PLAY(past, 1));
}

TEST(a_report_that_is_never_made_is_cancelled)
{
    struct stage s;
    struct taken t;
    struct line lines[64] = {ASKED};
    const struct line pending = POLL("{\"status\":\"PROCESSING\"}");
    const struct line cancel = {"DELETE /v1/reports/r1", 204, "", 0, 0, 0, 0, 0};
    size_t n = 1;
    for (int64_t waited = 0; waited < 60000; n++) { /* the deadline */
        lines[n] = pending;
        waited += report_poll_ms((int)n);
    }
    lines[n++] = cancel;
    CHECK_ERR(run_with(&usual, lines, n, 60, &s, &t), ERR_BUSY);
}

TEST(a_transfer_that_broke_goes_on_only_in_the_same_file)
{
    struct stage s;
    struct taken t;
    const struct line same[] = {ASKED, MADE, HEAD,
        {"GET /f", 200, "a,b\n", "\"v1\"", 0, true, 0, 0},
        {"GET /f", 206, "1,2\n", "\"v1\"", 0, false, 4, 0}};
    const struct line other[] = {ASKED, MADE, HEAD,
        {"GET /f", 200, "x,y\n", "\"v1\"", 0, true, 0, 0},
        {"GET /f", 206, "1,2\n", "\"v2\"", 0, false, 4, 0},
        {"GET /f", 200, "a,b\n1,2\n", "\"v2\"", 0, false, 0, 0}};
    const struct line weak[] = {
        ASKED, MADE, HEAD, {"GET /f", 200, "a,b\n", "W/\"v1\"", 0, true, 0, 0}, FILE_OK};
    const struct line whole[] = {ASKED, MADE, HEAD,
        {"GET /f", 200, "x,y\n", "\"v1\"", 0, true, 0, 0},
        {"GET /f", 200, "a,b\n1,2\n", "\"v2\"", 0, false, 4, 0}};
    CHECK_OK(PLAY(same, 1));
    CHECK_STR(str_of(t.text), STR("a,b\n1,2\n"));
    CHECK_OK(PLAY(other, 1));
    CHECK_STR(str_of(t.text), STR("a,b\n1,2\n"));
    CHECK_OK(PLAY(weak, 1));
    CHECK_OK(PLAY(whole, 1));
    CHECK_STR(str_of(t.text), STR("a,b\n1,2\n"));
}

TEST(a_transfer_that_always_breaks_is_busy)
{
    struct stage s;
    struct taken t;
    const struct line breaks = {"GET /f", 200, "a", 0, 0, true, 0, 0};
    const struct line lines[] = {ASKED, MADE, HEAD, breaks, breaks, breaks, breaks, breaks};
    CHECK_ERR(PLAY(lines, 1), ERR_BUSY);
    CHECK_INT(t.files, 0);
}

TEST(a_file_of_the_wrong_size_is_never_taken)
{
    struct stage s;
    struct taken t;
    const struct line cut = {"GET /f", 200, "a,b\n", 0, 0, 0, 0, 0};
    const struct line always[] = {ASKED, MADE, HEAD, cut, cut, cut};
    const struct line once[] = {ASKED, MADE, HEAD, cut, FILE_OK};
    CHECK_ERR(PLAY(always, 1), ERR_INPUT);
    CHECK_INT(t.files, 0);
    CHECK_OK(PLAY(once, 1));
    CHECK_STR(str_of(t.text), STR("a,b\n1,2\n"));
}

#define SAYS(json) POLL("{\"status\":\"SUCCESS\",\"download_url\":\"/f\"" json "}")
#define LARGE SAYS(",\"bytes\":1048577")

TEST(what_is_too_large_is_halved_before_it_is_fetched)
{
    struct stage s;
    struct taken t;
    const struct line lines[] = {ASKED, LARGE, HEAD, ASKED, SAYS(""), HEAD,
        {"GET /f", 200, "first ", 0, 0, 0, 0, 0}, ASKED, SAYS(""), HEAD,
        {"GET /f", 200, "second", 0, 0, 0, 0, 0}};
    CHECK_OK(PLAY(lines, 1));
    CHECK_STR(str_of(t.text), STR("first second"));
    struct report_conf few = usual;
    few.items_max = 2;
    const struct line rows[] = {ASKED, SAYS(",\"items_count\":3"), ASKED,
        SAYS(",\"items_count\":2"), HEAD, {"GET /f", 200, "first ", 0, 0, 0, 0, 0}, ASKED,
        SAYS(",\"items_count\":1"), HEAD, {"GET /f", 200, "second", 0, 0, 0, 0, 0}};
    CHECK_OK(PLAY_WITH(&few, rows, 60));
    CHECK_STR(str_of(t.text), STR("first second"));
}

TEST(what_is_too_large_however_short_is_refused_and_nothing_fetched)
{
    struct stage s;
    struct taken t;
    const struct line minute[] = {ASKED, LARGE, HEAD};
    CHECK_ERR(PLAY_WITH(&usual, minute, 1), ERR_LIMIT);
    struct report_conf whole = usual;
    whole.whole = true;
    const struct line truncated[] = {ASKED, POLL("{\"status\":\"TRUNCATED\"}")};
    CHECK_ERR(PLAY_WITH(&whole, minute, 60), ERR_LIMIT);
    CHECK_ERR(PLAY_WITH(&whole, truncated, 60), ERR_LIMIT);
    CHECK_INT(t.files, 0);
}

TEST(a_head_that_says_as_much_of_the_half_as_of_the_whole_is_not_believed)
{
    struct stage s;
    struct taken t;
    const struct line lie = {"HEAD /f", 200, "", 0, 0, 0, 0, 1 << 21};
    const struct line lines[] = {ASKED, SAYS(""), lie, ASKED, SAYS(""), lie,
        {"GET /f", 200, "first ", 0, 0, 0, 0, 0}, ASKED, SAYS(""), lie,
        {"GET /f", 200, "second", 0, 0, 0, 0, 0}};
    CHECK_OK(PLAY(lines, 1));
    CHECK_STR(str_of(t.text), STR("first second"));
}

static void hear(void *self, struct str id)
{
    struct taken *heard = self;
    snprintf(heard->text, sizeof heard->text, "%.*s", STR_ARG(id));
    heard->files++;
}

TEST(the_report_of_a_run_before_is_taken_while_it_is_there)
{
    struct stage s;
    struct taken t, heard = {.files = 0};
    struct report_conf conf = usual;
    conf.resume = STR("r0");
    conf.asked = hear;
    conf.asked_self = &heard;
    const struct line made = {"GET /v1/reports/r0", 200,
        "{\"status\":\"SUCCESS\",\"download_url\":\"/f\"}", 0, 0, 0, 0, 0};
    const struct line gone = {"GET /v1/reports/r0", 404, "{}", 0, 0, 0, 0, 0};
    const struct line failed = {
        "GET /v1/reports/r0", 200, "{\"status\":\"ABORTED\"}", 0, 0, 0, 0, 0};
    const struct line there[] = {made, HEAD, FILE_OK};
    const struct line forgotten[] = {gone, ASKED, MADE, HEAD, FILE_OK};
    const struct line cancelled[] = {failed, ASKED, MADE, HEAD, FILE_OK};
    CHECK_OK(PLAY_WITH(&conf, there, 60));
    CHECK_INT(t.files, 1);
    CHECK_INT(heard.files, 0);
    CHECK_OK(PLAY_WITH(&conf, forgotten, 60));
    CHECK_OK(PLAY_WITH(&conf, cancelled, 60));
    CHECK_INT(heard.files, 2);
    CHECK_STR(str_of(heard.text), STR("r1"));
}

TEST(an_answer_that_is_none_is_input)
{
    struct stage s;
    struct taken t;
    const struct line cancel = {"DELETE /v1/reports/r1", 204, "", 0, 0, 0, 0, 0};
    const char *const bad[] = {"{\"status\":\"DONE\"}", "{}", "[]", "<html>", "{\"status\":7}",
        "{\"status\":\"SUCCESS\",\"expires_at\":\"soon\"}"};
    for (EACH(i, bad)) {
        const struct line lines[] = {ASKED, POLL(bad[i]), cancel};
        CHECK_ERR(PLAY(lines, 1), ERR_INPUT);
    }
    char long_url[5000];
    snprintf(
        long_url, sizeof long_url, "{\"status\":\"SUCCESS\",\"download_url\":\"/%04500d\"}", 0);
    const struct line too_long[] = {ASKED, POLL(long_url), cancel};
    CHECK_ERR(PLAY(too_long, 1), ERR_INPUT);
    const struct line no_id[] = {{"POST /v1/reports", 202, "{}", 0, 0, 0, 0, 0}};
    CHECK_ERR(PLAY(no_id, 1), ERR_INPUT);
}

TEST(pauses_grow_to_a_limit)
{
    for (int n = 1; n < 40; n++) {
        CHECK(report_poll_ms(n) <= report_poll_ms(n + 1));
        CHECK(api_pause_ms(n) <= api_pause_ms(n + 1));
    }
    CHECK_INT(api_pause_ms(1), 250);
    CHECK_INT(report_poll_ms(1000), 10000);
    CHECK_INT(api_pause_ms(1000), 15000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_is_asked_for_polled_and_fetched),
        cmocka_unit_test(a_token_that_is_refused_is_made_anew_and_polling_goes_on),
        cmocka_unit_test(a_token_that_is_refused_twice_is_denied),
        cmocka_unit_test(later_is_waited_for_as_long_as_the_platform_says),
        cmocka_unit_test(later_than_our_patience_is_busy),
        cmocka_unit_test(a_truncated_window_is_split_and_both_halves_come_in_order),
        cmocka_unit_test(a_failed_report_is_an_error_and_nothing_is_fetched),
        cmocka_unit_test(a_count_below_zero_is_none),
        cmocka_unit_test(an_expired_file_is_asked_for_anew_and_not_for_ever),
        cmocka_unit_test(a_report_that_is_never_made_is_cancelled),
        cmocka_unit_test(a_transfer_that_broke_goes_on_only_in_the_same_file),
        cmocka_unit_test(a_transfer_that_always_breaks_is_busy),
        cmocka_unit_test(a_file_of_the_wrong_size_is_never_taken),
        cmocka_unit_test(what_is_too_large_is_halved_before_it_is_fetched),
        cmocka_unit_test(what_is_too_large_however_short_is_refused_and_nothing_fetched),
        cmocka_unit_test(a_head_that_says_as_much_of_the_half_as_of_the_whole_is_not_believed),
        cmocka_unit_test(the_report_of_a_run_before_is_taken_while_it_is_there),
        cmocka_unit_test(an_answer_that_is_none_is_input),
        cmocka_unit_test(pauses_grow_to_a_limit),
    };
    return RUN(tests);
}
