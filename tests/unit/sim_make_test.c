#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/day.h"
#include "lib/file.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "sim/make.h"
#include "sim/stream.h"

#define TO (INT64_C(20777) * DAY_MS)

static const char *const files[] = {
    "pageouts.csv", "notifications.csv", "users.json", "teams.json", "oncalls.json", "truth.json"};

static void made(char dir[32], uint64_t seed, int64_t days)
{
    snprintf(dir, 32, "/tmp/pagetrail-sim.XXXXXX");
    CHECK(mkdtemp(dir) != NULL);
    struct plan plan = {.seed = seed,
        .from = TO - days * DAY_MS,
        .to = TO,
        .people = 400,
        .teams = 20,
        .preset = preset_find(STR("demo"))};
    CHECK(plan.preset != NULL);
    CHECK_OK(make_all(&plan, dir));
}

static struct sha256 hash_of(const char *dir, const char *name)
{
    char path[80];
    struct sha256 hash;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    AUTO(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0);
    CHECK_OK(sha256_fd(fd, &hash));
    return hash;
}

TEST(the_same_seed_gives_the_same_bytes_and_another_gives_others)
{
    char one[32], two[32], other[32];
    made(one, 7, 3);
    made(two, 7, 3);
    made(other, 8, 3);
    for (EACH(i, files)) {
        struct sha256 a = hash_of(one, files[i]), b = hash_of(two, files[i]);
        struct sha256 c = hash_of(other, files[i]);
        CHECK_STR(str_of(a.hex), str_of(b.hex));
        CHECK(!str_eq(str_of(a.hex), str_of(c.hex)));
    }
    CHECK_OK(dir_remove(one));
    CHECK_OK(dir_remove(two));
    CHECK_OK(dir_remove(other));
}

struct tally {
    size_t rows, broken, unsorted, outside, future;
};

static struct tally tally_of(struct arena *a, const char *path, struct range range)
{
    struct tally t = {0};
    AUTO(window_done) struct window w = {.fd = -1};
    struct str row, field;
    int64_t last = 0, ms;
    CHECK_OK(window_open(&w, a, path, (struct range){0, INT64_MAX, INT64_MAX}));
    while (window_row(&w, &row)) {
        t.rows++;
        if (!row_field(row, w.created, &field) || !time_parse_rfc3339(field, &ms)) {
            t.broken++;
            continue;
        }
        t.unsorted += ms < last;
        last = ms;
        t.outside += ms < range.from || ms >= range.to;
        CHECK(row_field(row, w.updated, &field) && time_parse_rfc3339(field, &ms));
        t.future += ms >= range.to;
    }
    CHECK_OK(window_end(&w));
    return t;
}

TEST(rows_are_sorted_within_the_days_and_of_the_expected_number)
{
    static const char *const csv[] = {"pageouts", "notifications"};
    AUTO(arena_done) struct arena a = arena_of(64u << 20);
    char dir[32];
    made(dir, 11, 10);
    for (EACH(i, csv)) {
        const char *path = arena_z(&a, arena_fmt(&a, "%s/%s.csv", dir, csv[i]));
        struct tally t = tally_of(&a, path, (struct range){TO - 10 * DAY_MS, TO, 0});
        CHECK_INT(t.unsorted, 0);
        CHECK_INT(t.outside, 0);
        CHECK_INT(t.future, 0);
        /* 12 operational teams with some 11 rows a day each, half a day's worth more or less */
        CHECK(i > 0 || (t.rows > 600 && t.rows < 2600));
        CHECK(i == 0 || (t.rows > 1800 && t.rows < 9000));
        CHECK(t.broken * 100 < t.rows);
    }
    CHECK_OK(dir_remove(dir));
}

static double share(const struct json *expect, const char *key)
{
    const struct json *list = json_get(expect, key);
    return list->first->real / list->first->next->real;
}

TEST(truth_lies_within_the_published_distributions)
{
    AUTO(arena_done) struct arena a = arena_of(256u << 20);
    char dir[32];
    struct str text;
    struct json *truth;
    made(dir, 5, 28);
    CHECK_OK(file_read(&a, arena_z(&a, arena_fmt(&a, "%s/truth.json", dir)), 64u << 20, &text));
    CHECK_OK(json_read(&a, text, &truth));
    const struct json *cases = json_get(truth, "cases");
    CHECK(cases->n >= 40);
    const struct json *expect = json_get(cases->first, "expect");
    double acceptance = share(expect, "acceptance"), escalated = share(expect, "escalated");
    double p50 = json_get(json_get(expect, "ack"), "p50_ms")->real;
    CHECK(acceptance > 0.68 && acceptance < 0.82);
    CHECK(escalated > 0.15 && escalated < 0.30);
    CHECK(p50 > 75e3 && p50 < 300e3);
    int64_t sum = 0;
    for (const struct json *n = json_get(json_get(cases->first, "expect"), "outcome")->first; n;
         n = n->next)
        sum += n->i;
    CHECK_INT(sum, json_get(expect, "pages")->i);
    CHECK_INT(json_get(expect, "heat")->n, 168);
    CHECK_INT(json_get(expect, "daily")->n, 28);
    CHECK_OK(dir_remove(dir));
}

TEST(sizes_beyond_the_limits_are_refused)
{
    struct plan plan = {.from = TO - DAY_MS, .to = TO, .people = 5, .teams = 20};
    CHECK_ERR(make_all(&plan, "/nonexistent"), ERR_USAGE);
    plan.people = 400;
    plan.teams = 1;
    CHECK_ERR(make_all(&plan, "/nonexistent"), ERR_USAGE);
    plan.teams = 20;
    plan.from = TO;
    CHECK_ERR(make_all(&plan, "/nonexistent"), ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bytes_and_another_gives_others),
        cmocka_unit_test(rows_are_sorted_within_the_days_and_of_the_expected_number),
        cmocka_unit_test(truth_lies_within_the_published_distributions),
        cmocka_unit_test(sizes_beyond_the_limits_are_refused),
    };
    return RUN(tests);
}
