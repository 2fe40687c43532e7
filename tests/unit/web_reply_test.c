#include "check.h"

#include "lib/limits.h"
#include "web/reply.h"

#include <string.h>

static struct arena arena;

static struct str header_of(const struct res *res, const char *name)
{
    for (size_t i = 0; i < res->headers; i++)
        if (strcmp(res->header[i].name, name) == 0)
            return res->header[i].value;
    return STR("(none)");
}

static size_t place_of(const struct res *res, const char *name)
{
    size_t i = 0;
    while (i < res->headers && strcmp(res->header[i].name, name) != 0)
        i++;
    return i;
}

TEST(a_header_value_that_would_begin_another_header_is_refused)
{
    struct res res = {0};
    CHECK(!reply_header(&res, "Location", STR("/a\r\nSet-Cookie: x=1")));
    CHECK(!reply_header(&res, "Location", STR("/a\nb")));
    CHECK(!reply_header(&res, "Location", STR("/a\0b")));
    CHECK_INT(res.headers, 0);
    CHECK(reply_header(&res, "Location", STR("/a?b=c")));
    CHECK_INT(res.headers, 1);
}

TEST(nginx_is_told_before_browsers)
{
    for (enum cache c = CACHE_NEVER; c <= CACHE_PINNED; c++) {
        struct res res = {0};
        reply_cache(&res, c);
        CHECK(place_of(&res, "X-Accel-Expires") < place_of(&res, "Cache-Control"));
        CHECK(place_of(&res, "Cache-Control") < res.headers);
    }
}

TEST(a_page_may_be_framed_by_nobody_unless_asked)
{
    struct res res = {0};
    reply_secure_page(&res, &arena, STR(""));
    struct str csp = header_of(&res, "Content-Security-Policy");
    CHECK(str_ends(csp, STR("frame-ancestors 'none'")));
    CHECK(str_starts(csp, STR("default-src 'none'; ")));
    CHECK_STR(header_of(&res, "X-Frame-Options"), STR("DENY"));
    CHECK_STR(header_of(&res, "X-Content-Type-Options"), STR("nosniff"));
    struct res embed = {0};
    reply_secure_page(&embed, &arena, STR("https://a.example, https://b.example"));
    csp = header_of(&embed, "Content-Security-Policy");
    CHECK(str_ends(csp, STR("frame-ancestors https://a.example https://b.example")));
    CHECK_STR(header_of(&embed, "X-Frame-Options"), STR("(none)"));
}

TEST(data_is_never_run)
{
    struct res res = {0};
    reply_secure_data(&res);
    CHECK(str_ends(header_of(&res, "Content-Security-Policy"), STR("sandbox")));
    CHECK_STR(header_of(&res, "X-Robots-Tag"), STR("noindex, nofollow"));
}

TEST(a_download_has_a_name_in_both_forms)
{
    struct res res = {0};
    reply_attachment(&res, &arena, STR("pagetrail_overview_o1_20260823-20261120_7f3a91c2.csv"));
    CHECK_STR(header_of(&res, "Content-Disposition"),
        STR("attachment; filename=\"pagetrail_overview_o1_20260823-20261120_7f3a91c2.csv\"; "
            "filename*=UTF-8''pagetrail_overview_o1_20260823-20261120_7f3a91c2.csv"));
}

TEST(a_tag_changes_with_snapshot_build_and_address_only)
{
    struct str one = etag_of(&arena, STR("7f3a91c2"), STR("0.1"), STR("/overview?ch=sms"));
    CHECK_STR(etag_of(&arena, STR("7f3a91c2"), STR("0.1"), STR("/overview?ch=sms")), one);
    CHECK(!str_eq(etag_of(&arena, STR("7f3a91c3"), STR("0.1"), STR("/overview?ch=sms")), one));
    CHECK(!str_eq(etag_of(&arena, STR("7f3a91c2"), STR("0.2"), STR("/overview?ch=sms")), one));
    CHECK(!str_eq(etag_of(&arena, STR("7f3a91c2"), STR("0.1"), STR("/overview.csv?ch=sms")), one));
    CHECK(str_starts(one, STR("\"7f3a91c2-0.1-")));
    CHECK(str_starts(etag_of(&arena, STR("g"), STR("a\"b,c"), STR("/")), STR("\"g-a%22b%2Cc-")));
}

TEST(tags_match_weakly_and_in_lists)
{
    const struct {
        struct str in;
        bool want;
    } cases[] = {
        {STR("\"a-b-c\""), true},
        {STR("W/\"a-b-c\""), true},
        {STR("\"x\", W/\"a-b-c\" , \"y\""), true},
        {STR("*"), true},
        {STR(""), false},
        {STR("\"a-b-d\""), false},
        {STR("a-b-c"), false},
        {STR("\"a-b-c"), false},
        {STR(",,,"), false},
    };
    for (EACH(i, cases))
        CHECK_INT(etag_matches(cases[i].in, STR("\"a-b-c\"")), cases[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_value_that_would_begin_another_header_is_refused),
        cmocka_unit_test(nginx_is_told_before_browsers),
        cmocka_unit_test(a_page_may_be_framed_by_nobody_unless_asked),
        cmocka_unit_test(data_is_never_run),
        cmocka_unit_test(a_download_has_a_name_in_both_forms),
        cmocka_unit_test(a_tag_changes_with_snapshot_build_and_address_only),
        cmocka_unit_test(tags_match_weakly_and_in_lists),
    };
    arena = arena_of(ARENA_CAP_REQUEST);
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
