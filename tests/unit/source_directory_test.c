/* A directory that answers by what is asked, in pages of two. */
#include "check.h"

#include "lib/json.h"
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
    char lookup[256];                    /* the last body sent to /v1/users/lookup */
    int64_t slow, tick;                  /* how long each call takes, ms, and the monotonic clock */
    bool echo;                           /* whoever is asked for is there; and nobody else */
    size_t calls, lookups, chains, most; /* so far; the most ids in one look-up */
    int cursors_lost;                    /* how many cursors are gone when they are used */
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

/* Everybody who is asked for, whose ids begin with a p. */
static struct str echo(struct platform *p, struct arena *a, struct str body)
{
    struct json *asked = NULL;
    struct out o = out_of(a);
    size_t n = 0, given = 0;
    CHECK_OK(json_read(a, body, &asked));
    out_z(&o, "{\"users\":[");
    for (const struct json *id = json_get(asked, "ids")->first; id; id = id->next, n++)
        if (str_starts(id->text, STR("p")))
            out_fmt(&o, "%s{\"id\":\"%.*s\",\"manager_id\":null}", given++ ? "," : "",
                STR_ARG(id->text));
    out_z(&o, "]}");
    p->most = n > p->most ? n : p->most;
    return out_done(&o);
}

static struct err play(
    void *self, struct arena *a, const struct http_req *req, struct http_res *res)
{
    struct platform *p = self;
    p->tick += p->slow;
    p->calls++;
    p->chains += str_ends(req->url, STR("/managers"));
    *res = (struct http_res){.status = 404, .length = -1, .retry_ms = -1, .body = STR("{}")};
    if (str_eq(req->url, STR("/v1/users/lookup")))
        strncpy(p->lookup, arena_z(a, req->body), sizeof p->lookup - 1);
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(req->url, str_of(p->answer[i].url))) {
            res->status = p->answer[i].status;
            res->body = str_of(p->answer[i].body);
        }
    if (str_eq(req->url, STR("/v1/users/lookup"))) {
        p->lookups++;
        if (p->echo)
            *res = (struct http_res){.status = 200, .retry_ms = -1, .body = echo(p, a, req->body)};
    }
    if (str_ends(req->url, STR("p%2F2")) && p->cursors_lost-- > 0)
        *res = (struct http_res){.status = 410, .retry_ms = -1, .body = STR("{}")};
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

static struct err fetch_with(struct platform *p, struct arena *a, const struct directory_conf *conf,
    struct roster *out, struct directory_counts *n)
{
    const struct api_conf api_conf = {
        STR("us"), STR("reader"), STR("reports"), STR(SECRET), JWT_HS256, STR(""), 1, 1};
    AUTO(api_done) struct api api = api_of(&api_conf, (struct world){p, play, no_wait, noon, tick});
    return directory_fetch(&api, a, conf, out, n);
}

static struct err fetch(struct platform *p, struct arena *a, const struct roster *before,
    struct roster *out, struct directory_counts *n)
{
    const struct directory_conf conf = {
        .before = before, .cache_ms = 7 * DAY_MS, .chains = CHAINS_UNKNOWN};
    return fetch_with(p, a, &conf, out, n);
}

TEST(all_pages_are_taken_and_ids_stay_as_they_are)
{
    AUTO(arena_done) struct arena a = arena_of(8u << 20);
    struct platform p = {.answer = company, .n = COUNT_OF(company)};
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
    struct platform p = {.answer = company, .n = COUNT_OF(company)};
    struct roster_person known[] = {{.id = STR("gone")}, {.id = STR("dead")},
        {.id = STR("dead"), .from = 5, .deleted = true}, {.id = STR("9")}, {.id = STR("silent")}};
    struct roster before = {.people = known, .people_n = COUNT_OF(known)}, out;
    struct directory_counts n;
    CHECK_OK(fetch(&p, &a, &before, &out, &n));
    CHECK_STR(str_of(p.lookup), STR("{\"ids\":[\"gone\",\"silent\",\"m1\"]}"));
    CHECK_INT(n.due, 2);
    CHECK_INT(n.named, 1);
    CHECK_INT(n.unknown, 1);
    CHECK_INT(n.deleted, 2);
    CHECK_STR(out.people[3].id, STR("gone"));
    CHECK(out.people[3].deleted);
    CHECK_INT(out.people[3].updated, NOON - 14 * DAY_MS - 12 * HOUR_MS);
    CHECK_STR(out.people[4].id, STR("silent"));
    CHECK(out.people[4].deleted);
}

TEST(a_manager_nobody_lists_is_found_by_the_chain_and_nobody_comes_twice)
{
    AUTO(arena_done) struct arena a = arena_of(8u << 20);
    struct platform p = {.answer = company, .n = COUNT_OF(company)};
    struct roster before = {0}, out;
    struct directory_counts n;
    CHECK_OK(fetch(&p, &a, &before, &out, &n));
    CHECK_INT(n.managers, 1);
    CHECK_STR(out.people[out.people_n - 1].id, STR("m1"));
    for (size_t i = 0; i < out.people_n; i++)
        for (size_t k = 0; k < i; k++)
            CHECK(!str_eq(out.people[i].id, out.people[k].id));
}

#define CROWD 5000

/* People who were all asked for at `checked`. */
static struct roster crowd(struct arena *a, int64_t checked)
{
    struct roster r = {
        .people = NEW(a, struct roster_person, CROWD), .people_n = CROWD, .synced_at = checked};
    for (size_t i = 0; i < CROWD; i++)
        r.people[i].id = arena_fmt(a, "p%05zu", i);
    for (size_t i = 0; i < CHECK_SLOTS; i++)
        r.checked[i] = checked;
    return r;
}

static const struct answer teams_only[] = {
    {"/v1/teams?cursor=",
        "{\"teams\":[{\"id\":\"t1\",\"members\":[{\"id\":\"p00001\"},{\"id\":\"pnew\"},"
        "{\"id\":\"x-files\"}]}]}",
        200},
};

TEST(a_cached_day_asks_for_a_seventh_in_batches_and_for_who_is_not_known)
{
    AUTO(arena_done) struct arena a = arena_of(64u << 20);
    struct platform p = {.answer = teams_only, .n = COUNT_OF(teams_only), .echo = true};
    struct roster before = crowd(&a, NOON - DAY_MS), out;
    const struct str named[] = {STR("p00002"), STR("pother"), STR("pnew")};
    const struct directory_conf conf = {.before = &before,
        .named = named,
        .named_n = COUNT_OF(named),
        .cache_ms = 7 * DAY_MS,
        .chains = CHAINS_UNKNOWN};
    struct directory_counts n;
    CHECK_OK(fetch_with(&p, &a, &conf, &out, &n));
    CHECK(!n.listed);
    CHECK_INT(n.users, 0);
    CHECK(n.due > CROWD / 7 - 100 && n.due < CROWD / 7 + 100);
    CHECK_INT(n.named, 3);
    CHECK_INT(n.unknown, 1);
    CHECK_INT(n.deleted, 0);
    CHECK_INT(out.people_n, (size_t)n.due + 2);
    CHECK_INT(p.lookups, ((size_t)n.due + 3 + 499) / 500);
    CHECK(p.most <= 500);
    CHECK_INT(p.calls, p.lookups + 2); /* the teams, and that there is no duty */
    size_t fresh = 0;
    for (size_t i = 0; i < CHECK_SLOTS; i++)
        fresh += out.checked[i] == NOON;
    CHECK_INT(fresh, CHECK_SLOTS / 7);
}

TEST(in_seven_days_everybody_is_asked_for_once)
{
    AUTO(arena_done) struct arena a = arena_of(256u << 20);
    struct roster before = crowd(&a, NOON - 7 * DAY_MS), out;
    size_t asked = 0;
    for (int day = 6; day >= 0; day--) {
        struct platform p = {.answer = teams_only, .n = COUNT_OF(teams_only), .echo = true};
        struct directory_counts n;
        before.synced_at = NOON - DAY_MS; /* as if it were always noon */
        for (size_t i = 0; i < CHECK_SLOTS; i++)
            before.checked[i] += day == 6 ? 6 * DAY_MS : -DAY_MS;
        CHECK_OK(fetch(&p, &a, &before, &out, &n));
        CHECK(!n.listed);
        asked += (size_t)n.due;
        memcpy(before.checked, out.checked, sizeof before.checked);
    }
    CHECK_INT(asked, CROWD);
}

TEST(everybody_is_listed_when_all_are_due_or_when_told_so)
{
    const struct {
        int64_t synced_at;
        bool full, listed;
    } cases[] = {{NOON - 7 * DAY_MS, false, true}, {NOON - 6 * DAY_MS, false, false},
        {NOON, false, false}, {NOON, true, true}, {NOON + DAY_MS, false, true}, {0, false, true}};
    for (EACH(i, cases)) {
        AUTO(arena_done) struct arena a = arena_of(64u << 20);
        struct platform p = {.answer = company, .n = COUNT_OF(company), .echo = true};
        struct roster before = crowd(&a, cases[i].synced_at), out;
        const struct directory_conf conf = {
            .before = &before, .cache_ms = 7 * DAY_MS, .full = cases[i].full};
        struct directory_counts n;
        CHECK_OK(fetch_with(&p, &a, &conf, &out, &n));
        CHECK_INT(n.listed, cases[i].listed);
        CHECK_INT(n.users > 0, cases[i].listed);
        CHECK(n.due > 0);
    }
}

TEST(a_cursor_that_is_gone_begins_the_list_again_but_not_for_ever)
{
    AUTO(arena_done) struct arena a = arena_of(8u << 20);
    struct platform p = {.answer = company, .n = COUNT_OF(company), .cursors_lost = 2};
    struct roster before = {0}, out;
    struct directory_counts n;
    CHECK_OK(fetch(&p, &a, &before, &out, &n));
    CHECK_INT(n.users, 3 * 2 + 1); /* the first page three times: the rules settle that */
    p.cursors_lost = 4;
    CHECK_ERR(fetch(&p, &a, &before, &out, &n), ERR_MISSING);
}

static const struct answer chained[] = {
    {"/v1/users?cursor=",
        "{\"users\":[{\"id\":\"1\",\"manager_id\":\"ghost\"},{\"id\":\"2\",\"manager_id\":"
        "\"ghost\"},"
        "{\"id\":\"3\"},{\"id\":\"4\",\"manager_id\":null},{\"id\":\"5\",\"manager_id\":\"4\"}]}",
        200},
    {"/v1/teams?cursor=", "{\"teams\":[]}", 200},
    {"/v1/users/lookup", "{\"users\":[]}", 200},
    {"/v1/users/1/managers", "{\"managers\":[{\"id\":\"b\"},{\"id\":\"c\"}]}", 200},
    {"/v1/users/2/managers", "{\"managers\":[{\"id\":\"wrong\"}]}", 200},
    {"/v1/users/3/managers", "{\"managers\":[{\"id\":\"4\"}]}", 200},
    {"/v1/users/4/managers", "{\"managers\":[]}", 200},
    {"/v1/users/5/managers", "{\"managers\":[{\"id\":\"1\"}]}", 200},
};

static struct str manager_of(const struct roster *r, const char *id)
{
    for (size_t i = 0; i < r->people_n; i++)
        if (str_eq(r->people[i].id, str_of(id)))
            return r->people[i].manager_untold ? STR("untold") : r->people[i].manager_id;
    return STR("nobody");
}

TEST(live_chains_tell_what_manager_ids_do_not)
{
    static const struct {
        enum chains chains;
        size_t calls;
        const char *of[7]; /* the managers of 1 to 5, b and c */
    } cases[] = {
        {CHAINS_NEVER, 0, {"ghost", "ghost", "untold", "", "4", "nobody", "nobody"}},
        {CHAINS_UNKNOWN, 2, {"b", "b", "4", "", "4", "c", "untold"}},
        {CHAINS_DUE, 5, {"b", "wrong", "4", "", "1", "c", "untold"}},
    };
    static const char *const ids[] = {"1", "2", "3", "4", "5", "b", "c"};
    for (EACH(i, cases)) {
        AUTO(arena_done) struct arena a = arena_of(8u << 20);
        struct platform p = {.answer = chained, .n = COUNT_OF(chained)};
        struct roster before = {0}, out;
        const struct directory_conf conf = {
            .before = &before, .cache_ms = DAY_MS, .chains = cases[i].chains};
        struct directory_counts n;
        CHECK_OK(fetch_with(&p, &a, &conf, &out, &n));
        CHECK_INT(p.chains, cases[i].calls);
        CHECK_INT(n.chains, cases[i].calls);
        for (EACH(k, ids))
            CHECK_STR(manager_of(&out, ids[k]), str_of(cases[i].of[k]));
    }
}

TEST(answers_that_are_none_are_refused)
{
    AUTO(arena_done) struct arena a = arena_of(8u << 20);
    const char *const bad[] = {"{}", "[]", "{\"users\":{}}", "{\"users\":[7]}",
        "{\"users\":[{\"id\":7}]}", "{\"users\":[],\"next\":7}", "<html>"};
    for (EACH(i, bad)) {
        const struct answer broken[] = {{"/v1/users?cursor=", bad[i], 200}};
        struct platform p = {.answer = broken, .n = COUNT_OF(broken)};
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
    struct platform p = {.answer = circle, .n = COUNT_OF(circle)};
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
    struct platform p = {.answer = circle, .n = COUNT_OF(circle)};
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
    struct platform p = {.answer = circle, .n = COUNT_OF(circle), .slow = 60000};
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
        cmocka_unit_test(a_cached_day_asks_for_a_seventh_in_batches_and_for_who_is_not_known),
        cmocka_unit_test(in_seven_days_everybody_is_asked_for_once),
        cmocka_unit_test(everybody_is_listed_when_all_are_due_or_when_told_so),
        cmocka_unit_test(a_cursor_that_is_gone_begins_the_list_again_but_not_for_ever),
        cmocka_unit_test(live_chains_tell_what_manager_ids_do_not),
        cmocka_unit_test(answers_that_are_none_are_refused),
        cmocka_unit_test(a_list_that_never_ends_is_noticed),
        cmocka_unit_test(lists_that_go_round_end_before_memory_does),
        cmocka_unit_test(a_directory_that_drips_is_given_up),
    };
    return RUN(tests);
}
