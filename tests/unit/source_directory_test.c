/* A directory that answers by what is asked, in pages of two. */
#include "check.h"

#include "source/directory.h"

#include <string.h>

#define SECRET "0123456789abcdef0123456789abcdef"
#define NOON INT64_C(1794744000000) /* 2026-11-15T12:00:00Z */

struct answer {
    const char *url, *body;
    int status;
};

struct platform {
    const struct answer *answer;
    size_t n;
    char lookup[256];   /* the last body sent to /v1/users/lookup */
    int64_t slow, tick; /* how long each call takes, ms, and the monotonic clock */
};

static const struct answer company[] = {
    {"/v1/users?cursor=",
        "{\"users\":[{\"id\":\"007\",\"login\":\"a\",\"name\":\"A\",\"time_zone\":null,\"manager_"
        "id\":\"m1\"},"
        "{\"id\":\"8\",\"active\":false,\"manager_id\":\"007\"}],\"next\":\"p/2\"}",
        200},
    {"/v1/users?cursor=p%2F2",
        "{\"users\":[{\"id\":\"9\",\"title\":\"T\"},{\"login\":\"nobody\"}],\"next\":null}", 200},
    {"/v1/teams?cursor=",
        "{\"teams\":[{\"id\":\"t1\",\"name\":\"Team\",\"kind\":\"ops\",\"members\":[{\"id\":"
        "\"007\",\"role\":\"lead\"},"
        "{\"id\":\"8\"}]}]}",
        200},
    {"/v1/users/lookup", "{\"users\":[{\"id\":\"gone\",\"deleted_at\":\"2026-11-01T00:00:00Z\"}]}",
        200},
    {"/v1/users/007/managers",
        "{\"managers\":[{\"id\":\"m1\",\"name\":\"M\"},{\"id\":\"9\",\"title\":\"other\"}]}", 200},
};

static struct err play(
    void *self, struct arena *a, const struct http_req *req, struct http_res *res)
{
    struct platform *p = self;
    p->tick += p->slow;
    *res = (struct http_res){.status = 404, .length = -1, .retry_ms = -1, .body = STR("{}")};
    if (str_eq(req->url, STR("/v1/users/lookup")))
        strncpy(p->lookup, arena_z(a, req->body), sizeof p->lookup - 1);
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(req->url, str_of(p->answer[i].url))) {
            res->status = p->answer[i].status;
            res->body = str_of(p->answer[i].body);
        }
    return OK;
}

static void no_wait(void *self __attribute__((unused)), int64_t ms __attribute__((unused)))
{
}

static int64_t noon(void *self __attribute__((unused)))
{
    return NOON;
}

static int64_t tick(void *self)
{
    return ((struct platform *)self)->tick;
}

static struct err fetch(struct platform *p, struct arena *a, const struct roster *before,
    struct roster *out, struct directory_counts *n)
{
    const struct api_conf conf = {
        STR("us"), STR("reader"), STR("reports"), STR(SECRET), JWT_HS256, STR(""), 1, 1};
    AUTO(api_done) struct api api = api_of(&conf, (struct world){p, play, no_wait, noon, tick});
    return directory_fetch(&api, a, before, out, n);
}

TEST(all_pages_are_taken_and_ids_stay_as_they_are)
{
    AUTO(arena_done) struct arena a = arena_of(8u << 20);
    struct platform p = {company, COUNT_OF(company), "", 0, 0};
    struct roster before = {0}, out;
    struct directory_counts n;
    CHECK_OK(fetch(&p, &a, &before, &out, &n));
    CHECK_INT(n.users, 3);
    CHECK_INT(n.skipped, 1);
    CHECK_STR(out.people[0].id, STR("007"));
    CHECK_STR(out.people[0].zone, STR(""));
    CHECK(out.people[0].active && !out.people[1].active);
    CHECK_INT(out.teams_n, 1);
    CHECK_INT(out.members_n, 2);
    CHECK_STR(out.members[0].role, STR("lead"));
    CHECK_INT(out.oncalls_n, 0); /* 404: a platform without on-call duty */
    CHECK_INT(out.synced_at, NOON);
}

TEST(who_vanished_is_asked_for_by_id_and_a_known_tombstone_is_not)
{
    AUTO(arena_done) struct arena a = arena_of(8u << 20);
    struct platform p = {company, COUNT_OF(company), "", 0, 0};
    struct roster_person known[] = {{.id = STR("gone")}, {.id = STR("dead")},
        {.id = STR("dead"), .from = 5, .deleted = true}, {.id = STR("9")}};
    struct roster before = {.people = known, .people_n = COUNT_OF(known)}, out;
    struct directory_counts n;
    CHECK_OK(fetch(&p, &a, &before, &out, &n));
    CHECK_STR(str_of(p.lookup), STR("{\"ids\":[\"gone\",\"m1\"]}"));
    CHECK_INT(n.looked_up, 2);
    CHECK_INT(n.deleted, 1);
    CHECK_STR(out.people[3].id, STR("gone"));
    CHECK(out.people[3].deleted);
}

TEST(a_manager_nobody_lists_is_found_by_the_chain_and_nobody_comes_twice)
{
    AUTO(arena_done) struct arena a = arena_of(8u << 20);
    struct platform p = {company, COUNT_OF(company), "", 0, 0};
    struct roster before = {0}, out;
    struct directory_counts n;
    CHECK_OK(fetch(&p, &a, &before, &out, &n));
    CHECK_INT(n.managers, 1);
    CHECK_STR(out.people[out.people_n - 1].id, STR("m1"));
    for (size_t i = 0; i < out.people_n; i++)
        for (size_t k = 0; k < i; k++)
            CHECK(!str_eq(out.people[i].id, out.people[k].id));
}

TEST(answers_that_are_none_are_refused)
{
    AUTO(arena_done) struct arena a = arena_of(8u << 20);
    const char *const bad[] = {"{}", "[]", "{\"users\":{}}", "{\"users\":[7]}",
        "{\"users\":[{\"id\":7}]}", "{\"users\":[],\"next\":7}", "<html>"};
    for (EACH(i, bad)) {
        const struct answer broken[] = {{"/v1/users?cursor=", bad[i], 200}};
        struct platform p = {broken, 1, "", 0, 0};
        struct roster before = {0}, out;
        struct directory_counts n;
        CHECK_ERR(fetch(&p, &a, &before, &out, &n), ERR_INPUT);
    }
}

TEST(a_list_that_never_ends_is_noticed)
{
    AUTO(arena_done) struct arena a = arena_of(8u << 20);
    const struct answer circle[] = {{"/v1/users?cursor=", "{\"users\":[],\"next\":\"x\"}", 200},
        {"/v1/users?cursor=x", "{\"users\":[],\"next\":\"x\"}", 200}};
    struct platform p = {circle, 2, "", 0, 0};
    struct roster before = {0}, out;
    struct directory_counts n;
    CHECK_ERR(fetch(&p, &a, &before, &out, &n), ERR_INPUT);
}

TEST(lists_that_go_round_end_before_memory_does)
{
    AUTO(arena_done) struct arena a = arena_of(4u << 20);
    const struct answer circle[] = {
        {"/v1/users?cursor=", "{\"users\":[{\"id\":\"1\"}],\"next\":\"x\"}", 200},
        {"/v1/users?cursor=x", "{\"users\":[{\"id\":\"2\"}],\"next\":\"y\"}", 200},
        {"/v1/users?cursor=y", "{\"users\":[{\"id\":\"3\"}],\"next\":\"x\"}", 200}};
    struct platform p = {circle, COUNT_OF(circle), "", 0, 0};
    struct roster before = {0}, out;
    struct directory_counts n;
    CHECK_ERR(fetch(&p, &a, &before, &out, &n), ERR_LIMIT);
    CHECK(arena_left(&a) > 0);
}

TEST(a_directory_that_drips_is_given_up)
{
    AUTO(arena_done) struct arena a = arena_of(8u << 20);
    const struct answer circle[] = {{"/v1/users?cursor=", "{\"users\":[],\"next\":\"x\"}", 200},
        {"/v1/users?cursor=x", "{\"users\":[],\"next\":\"y\"}", 200},
        {"/v1/users?cursor=y", "{\"users\":[],\"next\":\"x\"}", 200}};
    struct platform p = {circle, COUNT_OF(circle), "", 60000, 0};
    struct roster before = {0}, out;
    struct directory_counts n;
    CHECK_ERR(fetch(&p, &a, &before, &out, &n), ERR_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_pages_are_taken_and_ids_stay_as_they_are),
        cmocka_unit_test(who_vanished_is_asked_for_by_id_and_a_known_tombstone_is_not),
        cmocka_unit_test(a_manager_nobody_lists_is_found_by_the_chain_and_nobody_comes_twice),
        cmocka_unit_test(answers_that_are_none_are_refused),
        cmocka_unit_test(a_list_that_never_ends_is_noticed),
        cmocka_unit_test(lists_that_go_round_end_before_memory_does),
        cmocka_unit_test(a_directory_that_drips_is_given_up),
    };
    return RUN(tests);
}
