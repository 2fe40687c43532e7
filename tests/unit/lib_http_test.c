#include "check.h"

#include "lib/day.h"
#include "lib/http.h"

TEST(an_origin_is_scheme_host_and_port)
{
    const struct {
        struct str a, b;
        bool same;
    } cases[] = {
        {STR("https://api.example.com/v1"), STR("https://api.example.com/files/1?x=y"), true},
        {STR("https://api.example.com"), STR("HTTPS://API.example.com:443/"), true},
        {STR("http://127.0.0.1:8080"), STR("http://127.0.0.1:8080/x"), true},
        {STR("http://api.example.com"), STR("https://api.example.com"), false},
        {STR("https://api.example.com"), STR("https://api.example.com:8443"), false},
        {STR("https://api.example.com"), STR("https://files.example.com"), false},
        {STR("https://api.example.com"), STR("https://api.example.com.evil.test"), false},
        {STR("https://api.example.com"), STR("https://api.example.com@evil.test/"), false},
        {STR("https://api.example.com"), STR("https://evil.test/api.example.com"), false},
        {STR("https://api.example.com"), STR("//api.example.com/"), false},
        {STR("https://api.example.com"), STR("/v1"), false},
        {STR("https://api.example.com"), STR(""), false},
        {STR(""), STR(""), false},
    };
    for (EACH(i, cases))
        CHECK_INT(http_same_origin(cases[i].a, cases[i].b), cases[i].same);
}

TEST(retry_after_is_seconds_or_a_date)
{
    const int64_t now = INT64_C(1794736800000); /* 2026-11-15T10:00:00Z */
    const struct {
        struct str in;
        int64_t want;
    } cases[] = {
        {STR("0"), 0},
        {STR(" 7 "), 7000},
        {STR("120"), 120000},
        {STR("99999999999"), DAY_MS},
        {STR("-1"), -1},
        {STR("Sun, 15 Nov 2026 10:00:30 GMT"), 30000},
        {STR("Sun, 15 Nov 2026 09:00:00 GMT"), 0},
        {STR("Sun, 15 Nov 2029 09:00:00 GMT"), DAY_MS},
        {STR("soon"), -1},
        {STR(""), -1},
    };
    for (EACH(i, cases))
        CHECK_INT(http_retry_ms(cases[i].in, now), cases[i].want);
}

TEST(a_status_tells_what_the_caller_can_do)
{
    const struct {
        int status;
        enum err_code want;
    } cases[] = {{200, ERR_OK}, {202, ERR_OK}, {206, ERR_OK}, {400, ERR_INPUT}, {401, ERR_DENIED},
        {403, ERR_DENIED}, {404, ERR_MISSING}, {410, ERR_MISSING}, {422, ERR_INPUT},
        {429, ERR_BUSY}, {500, ERR_BUSY}, {503, ERR_BUSY}, {302, ERR_INPUT}};
    for (EACH(i, cases)) {
        struct http_res res = {.status = cases[i].status};
        CHECK_ERR(http_status_err(&res), cases[i].want);
    }
    struct http_res res = {.status = 422,
        .body = STR("{\"title\":\"Unprocessable\",\"detail\":\"from: not a time\"}")};
    struct err e = http_status_err(&res);
    CHECK_STR(str_of(e.text), STR("status 422: from: not a time"));
    res.body = STR("{\"title\":\"Unprocessable\",\"detail\":[]}");
    e = http_status_err(&res);
    CHECK_STR(str_of(e.text), STR("status 422: Unprocessable"));
}

TEST(an_error_names_the_call_without_the_secrets_of_a_signed_link)
{
    struct err e = http_at(err_of(ERR_BUSY, "reset"), "GET", STR("https://files.example/a?sig=s3"));
    CHECK_STR(str_of(e.text), STR("GET https://files.example/a: reset"));
    CHECK_OK(http_at(OK, "GET", STR("/a")));
}

TEST(what_is_no_web_address_is_refused_at_once)
{
    const struct str bad[] = {STR(""), STR("api.example.com"), STR("ftp://api.example.com"),
        STR("file:///etc/passwd"), STR("https://"), STR("https://user:pass@api.example.com")};
    for (EACH(i, bad)) {
        AUTO(http_done) struct http *h = NULL;
        struct http_conf conf = {.base = bad[i], .connect_ms = 1000, .stall_ms = 1000};
        CHECK_ERR(http_open(&h, &conf), ERR_USAGE);
    }
}

TEST(a_host_that_is_not_there_is_busy_and_a_token_is_one_word)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    AUTO(http_done) struct http *h = NULL;
    struct http_conf conf = {
        .base = STR("http://127.0.0.1:1"), .connect_ms = 1000, .stall_ms = 1000};
    struct http_req req = {.method = "GET", .url = STR("/v1/users"), .max = 100, .fd = -1};
    struct http_res res;
    CHECK_OK(http_open(&h, &conf));
    CHECK_ERR(http_exchange(h, &a, &req, &res), ERR_BUSY);
    req.token = STR("a\r\nX-Evil: 1");
    CHECK_ERR(http_exchange(h, &a, &req, &res), ERR_INPUT);
    req.token = STR("");
    req.url = STR("file:///etc/hostname");
    CHECK_ERR(http_exchange(h, &a, &req, &res), ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_origin_is_scheme_host_and_port),
        cmocka_unit_test(retry_after_is_seconds_or_a_date),
        cmocka_unit_test(a_status_tells_what_the_caller_can_do),
        cmocka_unit_test(an_error_names_the_call_without_the_secrets_of_a_signed_link),
        cmocka_unit_test(what_is_no_web_address_is_refused_at_once),
        cmocka_unit_test(a_host_that_is_not_there_is_busy_and_a_token_is_one_word),
    };
    return RUN(tests);
}
