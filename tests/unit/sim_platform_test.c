#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/day.h"
#include "lib/file.h"
#include "lib/json.h"
#include "sim/keygen.h"
#include "sim/platform.h"

#define SECRET STR("0123456789abcdef0123456789abcdef")

struct world {
    struct arena a;
    struct platform p;
    char dir[32];
    struct str token;
};

static void put_file(struct world *w, const char *name, const char *text)
{
    CHECK_OK(file_create(arena_z(&w->a, arena_fmt(&w->a, "%s/%s", w->dir, name)), str_of(text)));
}

static struct str token_for(struct arena *a, struct str key, const char *audience, int64_t life)
{
    struct str token;
    int64_t now = clock_now_ms() / SECOND_MS;
    const struct jwt_claims claims = {
        STR("pagetrail"), STR("svc"), str_of(audience), STR("1"), now, now + life};
    CHECK_OK(jwt_sign(a, JWT_HS256, key, &claims, &token));
    return token;
}

static void world_open(struct world *w)
{
    memset(w, 0, sizeof *w);
    w->a = arena_of(16u << 20);
    snprintf(w->dir, sizeof w->dir, "/tmp/pagetrail-sim.XXXXXX");
    CHECK(mkdtemp(w->dir) != NULL);
    put_file(w, "users.json",
        "{\"users\":[\n{\"id\":\"1\",\"manager_id\":\"2\"},\n{\"id\":\"2\",\"manager_id\":\"3\"},\n"
        "{\"id\":\"3\",\"manager_id\":\"2\"},\n{\"id\":\"4\",\"deleted_at\":\"2026-11-01T00:00:"
        "00Z\"}\n]}\n");
    put_file(w, "teams.json", "{\"teams\":[\n{\"id\":\"7\"}\n]}\n");
    put_file(w, "pageouts.csv",
        "page_id,created_at,updated_at\n"
        "P0000000001,2026-11-01T00:00:00Z,2026-11-01T00:00:00Z\n"
        "P0000000002,2026-11-02T00:00:00Z,2026-11-02T00:00:00Z\n");
    CHECK_OK(grants_open(&w->p.grants, STR("HS256")));
    w->p.grants.key = SECRET;
    w->p.grants.issuer = STR("pagetrail");
    w->p.grants.audience = STR("sim");
    w->p.grants.life_s = 60;
    jobs_open(&w->p.jobs);
    w->p.jobs.dir = str_of(w->dir);
    w->p.jobs.keep_ms = HOUR_MS;
    faults_open(&w->p.faults, 1);
    CHECK_OK(listing_open(&w->p.users, &w->a, w->dir, "users"));
    CHECK_OK(listing_open(&w->p.teams, &w->a, w->dir, "teams"));
    w->p.as_of = INT64_MAX;
    w->p.page_size = 2;
    w->p.base = STR("http://sim");
    pthread_mutex_init(&w->p.rate_lock, NULL);
    w->token = token_for(&w->a, SECRET, "sim", 200);
}

static void world_done(struct world *w)
{
    jobs_done(&w->p.jobs);
    CHECK_OK(dir_remove(w->dir));
    arena_done(&w->a);
}

static struct reply ask(struct world *w, const char *method, const char *path, const char *body)
{
    struct call c = {.a = &w->a, .method = str_of(method), .body = str_of(body)};
    str_cut(str_of(path), '?', &c.path, &c.query);
    c.authorization = arena_fmt(&w->a, "Bearer %.*s", STR_ARG(w->token));
    return platform_answer(&w->p, &c);
}

static struct json *read_body(struct world *w, const struct reply *r)
{
    struct json *json = NULL;
    CHECK_OK(json_read(&w->a, r->body, &json));
    return json;
}

TEST(each_path_and_method_has_its_status)
{
    const struct {
        const char *method, *path, *body;
        int status;
    } cases[] = {
        {"GET", "/v1/users", "", 200},
        {"HEAD", "/v1/users", "", 200},
        {"GET", "/v1/teams", "", 200},
        {"GET", "/v1/users?cursor=x", "", 400},
        {"POST", "/v1/users", "", 405},
        {"GET", "/v1/nothing", "", 404},
        {"GET", "/", "", 404},
        {"GET", "/v1/users/1/managers", "", 200},
        {"GET", "/v1/users/9/managers", "", 404},
        {"POST", "/v1/users/lookup", "{\"ids\":[]}", 200},
        {"POST", "/v1/users/lookup", "{\"ids\":1}", 422},
        {"POST", "/v1/users/lookup", "[", 400},
        {"GET", "/v1/reports/r-1", "", 404},
        {"DELETE", "/v1/reports/r-1", "", 404},
        {"GET", "/v1/files/r-1.csv", "", 404},
        {"GET", "/v1/oncalls", "", 404},
        {"POST", "/v1/reports", "{}", 422},
        {"POST", "/v1/token", "grant_type=password", 400},
        {"POST", "/v1/reports",
            "{\"type\":\"pageouts\",\"from\":\"2026-11-02T00:00:00Z\",\"to\":\"2026-11-01T00:00:"
            "00Z\"}",
            422},
        {"POST", "/v1/reports",
            "{\"type\":\"pageouts\",\"from\":\"2024-11-02T00:00:00Z\",\"to\":\"2026-11-01T00:00:"
            "00Z\"}",
            422},
    };
    struct world w;
    world_open(&w);
    for (EACH(i, cases)) {
        struct reply r = ask(&w, cases[i].method, cases[i].path, cases[i].body);
        if (r.status != cases[i].status)
            print_error("%s %s\n", cases[i].method, cases[i].path);
        CHECK_INT(r.status, cases[i].status);
        CHECK(r.status < 400 || strcmp(r.type, "application/problem+json") == 0);
    }
    world_done(&w);
}

TEST(only_a_token_signed_for_us_and_short_lived_is_let_in)
{
    struct world w;
    world_open(&w);
    const struct {
        struct str token;
        int status;
    } cases[] = {
        {w.token, 200},
        {token_for(&w.a, STR("another secret of thirty-two byte"), "sim", 200), 401},
        {token_for(&w.a, SECRET, "elsewhere", 200), 401},
        {token_for(&w.a, SECRET, "sim", 4000), 401},
        {token_for(&w.a, SECRET, "sim", -60), 401},
        {STR("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."), 401},
        {STR("at-000000000000000000000000"), 401},
        {STR(""), 401},
    };
    for (EACH(i, cases)) {
        w.token = cases[i].token;
        CHECK_INT(ask(&w, "GET", "/v1/teams", "").status, cases[i].status);
    }
    world_done(&w);
}

TEST(an_assertion_is_exchanged_for_a_token_that_expires)
{
    struct world w;
    world_open(&w);
    const char *form = arena_z(&w.a,
        arena_fmt(&w.a,
            "grant_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Agrant-type%%3Ajwt-bearer&assertion=%.*s",
            STR_ARG(w.token)));
    struct reply r = ask(&w, "POST", "/v1/token", form);
    CHECK_INT(r.status, 200);
    CHECK_OK(json_get_text(read_body(&w, &r), "access_token", &w.token));
    CHECK_INT(ask(&w, "GET", "/v1/teams", "").status, 200);
    w.p.grants.all[0].until_ms = clock_now_ms();
    CHECK_INT(ask(&w, "GET", "/v1/teams", "").status, 401);
    world_done(&w);
}

static struct reply requested(struct world *w)
{
    return ask(w, "POST", "/v1/reports",
        "{\"type\":\"pageouts\",\"from\":\"2026-11-01T00:00:00Z\",\"to\":\"2026-11-02T00:00:00Z\","
        "\"format\":\"csv\"}");
}

static struct str state_of(struct world *w, struct str id)
{
    struct str state = STR("");
    struct reply r =
        ask(w, "GET", arena_z(&w->a, arena_fmt(&w->a, "/v1/reports/%.*s", STR_ARG(id))), "");
    CHECK_INT(r.status, 200);
    CHECK_OK(json_get_text(read_body(w, &r), "status", &state));
    return state;
}

TEST(a_report_is_made_counted_and_fetched)
{
    struct world w;
    int64_t items = -1, bytes = -1;
    world_open(&w);
    struct reply r = requested(&w);
    CHECK_INT(r.status, 202);
    jobs_done(&w.p.jobs); /* counted */
    CHECK_STR(state_of(&w, STR("r-00000001")), STR("SUCCESS"));
    r = ask(&w, "GET", "/v1/reports/r-00000001", "");
    struct json *json = read_body(&w, &r);
    CHECK_OK(json_get_i64(json, "items_count", &items));
    CHECK_OK(json_get_i64(json, "bytes", &bytes));
    CHECK_INT(items, 1);
    CHECK_INT(bytes, 84);
    CHECK_INT(ask(&w, "DELETE", "/v1/reports/r-00000001", "").status, 409);
    r = ask(&w, "GET", "/v1/files/r-00000001.csv", "");
    CHECK_INT(r.status, 200);
    CHECK(r.file && r.ranges);
    CHECK_INT(r.length, bytes);
    w.p.jobs.keep_ms = -1;
    CHECK_INT(ask(&w, "GET", "/v1/files/r-00000001.csv", "").status, 410);
    world_done(&w);
}

TEST(a_report_that_takes_time_can_be_cancelled)
{
    struct world w;
    world_open(&w);
    w.p.jobs.work_ms = HOUR_MS;
    CHECK_INT(requested(&w).status, 202);
    CHECK_STR(state_of(&w, STR("r-00000001")), STR("PENDING"));
    w.p.jobs.all[0].asked_ms -= HOUR_MS / 2;
    CHECK_STR(state_of(&w, STR("r-00000001")), STR("PROCESSING"));
    CHECK_INT(ask(&w, "DELETE", "/v1/reports/r-00000001", "").status, 204);
    CHECK_STR(state_of(&w, STR("r-00000001")), STR("ABORTED"));
    CHECK_INT(ask(&w, "DELETE", "/v1/reports/r-00000001", "").status, 409);
    world_done(&w);
}

TEST(too_many_rows_end_as_truncated_and_a_missing_export_as_failed)
{
    struct world w;
    world_open(&w);
    w.p.jobs.rows_max = 1;
    CHECK_INT(ask(&w, "POST", "/v1/reports",
                  "{\"type\":\"pageouts\",\"from\":\"2026-11-01T00:00:00Z\","
                  "\"to\":\"2026-11-03T00:00:00Z\"}")
                  .status,
        202);
    CHECK_INT(ask(&w, "POST", "/v1/reports",
                  "{\"type\":\"notifications\",\"from\":\"2026-11-01T00:00:00Z\","
                  "\"to\":\"2026-11-03T00:00:00Z\"}")
                  .status,
        202);
    jobs_done(&w.p.jobs);
    CHECK_STR(state_of(&w, STR("r-00000001")), STR("TRUNCATED"));
    CHECK_STR(state_of(&w, STR("r-00000002")), STR("FAILED"));
    world_done(&w);
}

TEST(a_part_is_given_only_while_the_file_is_the_same)
{
    struct world w;
    world_open(&w);
    requested(&w);
    jobs_done(&w.p.jobs);
    struct call c = {.a = &w.a,
        .method = STR("GET"),
        .path = STR("/v1/files/r-00000001.csv"),
        .range = STR("bytes=10-"),
        .authorization = arena_fmt(&w.a, "Bearer %.*s", STR_ARG(w.token))};
    struct reply r = platform_answer(&w.p, &c);
    CHECK_INT(r.status, 206);
    CHECK_INT(r.skip, 10);
    CHECK_STR(r.content_range, STR("bytes 10-83/84"));
    c.if_range = r.etag;
    CHECK_INT(platform_answer(&w.p, &c).status, 206);
    c.if_range = STR("\"other\"");
    CHECK_INT(platform_answer(&w.p, &c).status, 200);
    c.if_range = STR("");
    c.range = STR("bytes=84-");
    CHECK_INT(platform_answer(&w.p, &c).status, 416);
    world_done(&w);
}

TEST(too_many_requests_are_told_when_to_come_back)
{
    struct world w;
    world_open(&w);
    w.p.rate = 3;
    for (int i = 0; i < 3; i++)
        CHECK_INT(ask(&w, "GET", "/v1/teams", "").status, 200);
    struct reply r = ask(&w, "GET", "/v1/teams", "");
    CHECK_INT(r.status, 429);
    CHECK(r.retry_s >= 19 && r.retry_s <= 20);
    world_done(&w);
}

TEST(a_chain_of_managers_ends_where_it_comes_round)
{
    struct world w;
    world_open(&w);
    struct reply r = ask(&w, "GET", "/v1/users/1/managers", "");
    const struct json *list = json_get(read_body(&w, &r), "managers");
    CHECK_INT(list->n, 2);
    world_done(&w);
}

TEST(the_other_origin_knows_files_only)
{
    struct world w;
    world_open(&w);
    requested(&w);
    jobs_done(&w.p.jobs);
    struct call c = {
        .a = &w.a, .method = STR("GET"), .path = STR("/v1/files/r-00000001.csv"), .foreign = true};
    CHECK_INT(platform_answer(&w.p, &c).status, 200);
    c.path = STR("/v1/users");
    CHECK_INT(platform_answer(&w.p, &c).status, 404);
    world_done(&w);
}

TEST(keys_are_made_that_sign_and_verify)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    for (size_t i = 0; i < JWT__N; i++) {
        char dir[] = "/tmp/pagetrail-keys.XXXXXX";
        struct str own, open, token, sub;
        int64_t now = clock_now_ms() / SECOND_MS;
        CHECK(mkdtemp(dir) != NULL);
        CHECK_OK(keygen(str_of(jwt_alg_words[i]), dir));
        CHECK_OK(file_read(&a, arena_z(&a, arena_fmt(&a, "%s/private.pem", dir)), 65536, &own));
        CHECK_OK(file_read(&a, arena_z(&a, arena_fmt(&a, "%s/public.pem", dir)), 65536, &open));
        const struct jwt_claims claims = {STR("i"), STR("me"), STR("a"), STR("1"), now, now + 60};
        const struct jwt_expect expect = {STR("i"), STR("a"), now, 0};
        CHECK_OK(jwt_sign(&a, (enum jwt_alg)i, own, &claims, &token));
        CHECK_OK(jwt_verify(&a, token, (enum jwt_alg)i, open, &expect, &sub));
        CHECK_STR(sub, STR("me"));
        CHECK(keygen(str_of(jwt_alg_words[i]), dir).code != ERR_OK); /* never over a key */
        CHECK_OK(dir_remove(dir));
    }
    CHECK_ERR(keygen(STR("none"), "/nonexistent"), ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_path_and_method_has_its_status),
        cmocka_unit_test(only_a_token_signed_for_us_and_short_lived_is_let_in),
        cmocka_unit_test(an_assertion_is_exchanged_for_a_token_that_expires),
        cmocka_unit_test(a_report_is_made_counted_and_fetched),
        cmocka_unit_test(a_report_that_takes_time_can_be_cancelled),
        cmocka_unit_test(too_many_rows_end_as_truncated_and_a_missing_export_as_failed),
        cmocka_unit_test(a_part_is_given_only_while_the_file_is_the_same),
        cmocka_unit_test(too_many_requests_are_told_when_to_come_back),
        cmocka_unit_test(a_chain_of_managers_ends_where_it_comes_round),
        cmocka_unit_test(the_other_origin_knows_files_only),
        cmocka_unit_test(keys_are_made_that_sign_and_verify),
    };
    return RUN(tests);
}
