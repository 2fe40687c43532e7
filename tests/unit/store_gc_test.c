#include "store_kit.h"

#include "store/gc.h"
#include "store/generation.h"
#include "store/swap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define LONG_AGO_S 400000
#define GRACE_MS (100000 * SECOND_MS)

/* One day's rows again, each answered later than the time before: a new generation. */
static void publish(struct kit *k, int version, int64_t generations)
{
    struct writer *w = NULL;
    struct published out;
    const struct writer_conf conf = {.store = k->store,
        .staging = k->staging,
        .makers = &kit_makers,
        .keeping = {.generations = generations}};
    const struct run run = {.verb = STR("test")};
    CHECK_OK(writer_open(&w, FAMILY_PAGEOUTS, &conf));
    for (int i = 0; i < 5; i++) {
        struct record r = kit_page(&k->a, DAY0, i);
        r.when[WHEN_UPDATED] += version * SECOND_MS;
        CHECK_OK(kit_put(w, &r));
    }
    writer_cover(w, (struct span){T0, T0 + DAY_MS});
    CHECK_OK(writer_publish(w, &run, &out));
    CHECK(!out.nothing);
    writer_done(&w);
}

static struct err sweep(struct kit *k, int64_t grace_ms, struct gc_report *out)
{
    const struct gc_conf conf = {.store = k->store, .staging = k->staging, .grace_ms = grace_ms};
    return gc_run(&conf, out);
}

static const char *below(struct kit *k, const char *name)
{
    return arena_fmt(&k->a, "%s/%s", k->folder, name).p;
}

static bool is_there(struct kit *k, const char *name)
{
    return access(below(k, name), F_OK) == 0;
}

static void leave(struct kit *k, const char *name, int64_t age_s)
{
    const struct timespec now = {.tv_sec = clock_now_ms() / 1000 - age_s};
    CHECK_OK(file_create(below(k, name), STR("1234567890")));
    CHECK_INT(utimensat(AT_FDCWD, below(k, name), (struct timespec[]){now, now}, 0), 0);
}

static struct str snapshot_name(struct kit *k, struct reader *r)
{
    return arena_copy(&k->a, snapshot_id(reader_current(r)));
}

static void check_serves(struct kit *k, uint64_t pages)
{
    struct reader *r = kit_reader(k);
    const struct where w = {.from = T0, .to = T0 + DAY_MS};
    CHECK(reader_current(r) != NULL);
    CHECK_INT(tally_pages(kit_pages(k, r, &w, DAY0)), pages);
    reader_done(&r);
}

TEST(what_no_kept_generation_names_is_removed_and_what_one_names_stays)
{
    struct kit k = kit_open();
    struct gc_report report;
    struct str id[4];
    struct snapshot *s = NULL;
    for (int i = 0; i < 4; i++) {
        publish(&k, i, 2);
        struct reader *r = kit_reader(&k);
        id[i] = snapshot_name(&k, r);
        reader_done(&r);
    }
    CHECK_OK(sweep(&k, 0, &report));
    CHECK_INT(report.removed[GC_LOG].files, 1);
    CHECK_INT(report.removed[GC_SEGMENT].files, 1);
    CHECK_INT(report.kept.files, 6);
    CHECK_INT(report.first, 2);
    CHECK_INT(report.last, 4);
    struct reader *r = kit_reader(&k);
    CHECK_ERR(reader_pinned(r, id[0], &s), ERR_MISSING);
    for (int i = 1; i < 4; i++)
        CHECK_OK(reader_pinned(r, id[i], &s));
    reader_done(&r);
    CHECK_OK(sweep(&k, 0, &report));
    CHECK_INT(report.removed[GC_LOG].files + report.removed[GC_SEGMENT].files, 0);
    kit_done(&k);
}

/* A reader may be as far behind as the grace period, and open what its own generation lists. */
TEST(what_was_listed_within_the_grace_period_stays)
{
    struct kit k = kit_open();
    struct gc_report report;
    for (int i = 0; i < 5; i++)
        publish(&k, i, 1);
    CHECK_OK(sweep(&k, GRACE_MS, &report));
    CHECK_INT(report.removed[GC_LOG].files, 0);
    CHECK_INT(report.removed[GC_SEGMENT].files, 0);
    CHECK_INT(report.first, 1);
    CHECK_OK(sweep(&k, 0, &report));
    CHECK_INT(report.removed[GC_LOG].files, 3);
    CHECK_INT(report.removed[GC_SEGMENT].files, 3);
    kit_done(&k);
}

TEST(what_nobody_names_goes_when_it_is_old_and_only_if_it_is_ours)
{
    struct kit k = kit_open();
    struct gc_report report;
    publish(&k, 0, 1);
    CHECK_OK(dir_make(below(&k, "staging/pageouts-0123abcd")));
    leave(&k, "store/seg/pageouts-20260527-20260527-00000000.db", LONG_AGO_S);
    leave(&k, "store/seg/pageouts-20260528-20260528-00000000.db", 1000);
    leave(&k, "store/seg/.nfs000000000012", LONG_AGO_S);
    leave(&k, "store/seg/notes.txt", LONG_AGO_S);
    leave(&k, "store/log/000000000002.json.0123abcd.new", LONG_AGO_S);
    leave(&k, "store/log/000000000003.json.0123abcd.new", 1000);
    CHECK_OK(sweep(&k, GRACE_MS, &report));
    CHECK(!is_there(&k, "store/seg/pageouts-20260527-20260527-00000000.db"));
    CHECK(is_there(&k, "store/seg/pageouts-20260528-20260528-00000000.db"));
    CHECK(is_there(&k, "store/seg/.nfs000000000012"));
    CHECK(is_there(&k, "store/seg/notes.txt"));
    CHECK(!is_there(&k, "store/log/000000000002.json.0123abcd.new"));
    CHECK(is_there(&k, "store/log/000000000003.json.0123abcd.new"));
    CHECK(is_there(&k, "staging/pageouts-0123abcd"));
    CHECK_INT(report.removed[GC_SEGMENT].bytes, 10);
    CHECK_INT(report.removed[GC_PART].files, 1);
    CHECK_INT(report.young.files, 3);
    CHECK_INT(report.strange.files, 1);
    check_serves(&k, 5);
    CHECK_INT(rmdir(below(&k, "staging/pageouts-0123abcd")), 0);
    kit_done(&k);
}

TEST(the_folder_of_a_writer_that_died_goes_when_nothing_in_it_is_young)
{
    struct kit k = kit_open();
    struct gc_report report;
    const struct timespec old = {.tv_sec = clock_now_ms() / 1000 - LONG_AGO_S};
    publish(&k, 0, 1);
    CHECK_OK(dir_make(below(&k, "staging/compact-0123abcd")));
    CHECK_OK(dir_make(below(&k, "staging/notifications-0123abcd")));
    leave(&k, "staging/compact-0123abcd/month.db", LONG_AGO_S);
    leave(&k, "staging/notifications-0123abcd/staged.db", 10);
    const char *folders[] = {"staging/compact-0123abcd", "staging/notifications-0123abcd"};
    for (EACH(i, folders))
        CHECK_INT(utimensat(AT_FDCWD, below(&k, folders[i]), (struct timespec[]){old, old}, 0), 0);
    CHECK_OK(sweep(&k, GRACE_MS, &report));
    CHECK(!is_there(&k, folders[0]));
    CHECK(is_there(&k, folders[1]));
    CHECK_INT(report.removed[GC_STAGING].bytes, 10);
    CHECK_OK(dir_remove(below(&k, folders[1])));
    kit_done(&k);
}

/* Seen by a clock two days ahead, everything is two days older than it is. */
TEST(a_clock_that_is_ahead_removes_nothing_that_is_young)
{
    struct kit k = kit_open();
    struct gc_report report;
    const int64_t ahead_s = 2 * 86400;
    const struct timespec then = {.tv_sec = clock_now_ms() / 1000 - ahead_s};
    struct manifest m = {.generation = 1, .made_at = clock_now_ms() - ahead_s * SECOND_MS};
    bool won = false;
    CHECK_OK(dir_make(below(&k, "store/log")));
    CHECK_OK(dir_make(below(&k, "store/seg")));
    CHECK_OK(generation_publish(&k.a, k.store, &m, &won));
    const char *log = below(&k, "store/log/000000000001.json");
    CHECK_INT(utimensat(AT_FDCWD, log, (struct timespec[]){then, then}, 0), 0);
    leave(&k, "store/seg/pageouts-20260527-20260527-00000000.db", ahead_s + 1000);
    CHECK_OK(sweep(&k, 1100 * SECOND_MS, &report));
    CHECK_INT(report.young.files, 1);
    CHECK_OK(sweep(&k, 900 * SECOND_MS, &report));
    CHECK_INT(report.removed[GC_SEGMENT].files, 1);
    kit_done(&k);
}

TEST(nothing_is_removed_while_a_kept_generation_cannot_be_read)
{
    struct kit k = kit_open();
    struct gc_report report;
    for (int i = 0; i < 4; i++)
        publish(&k, i, 2);
    leave(&k, "store/seg/pageouts-20260527-20260527-00000000.db", LONG_AGO_S);
    CHECK_INT(unlink(below(&k, "store/log/000000000002.json")), 0);
    CHECK_ERR(sweep(&k, 0, &report), ERR_INPUT);
    CHECK(is_there(&k, "store/seg/pageouts-20260527-20260527-00000000.db"));
    publish(&k, 4, 2); /* lists 4 and 3: the lost one is no longer kept */
    CHECK_OK(sweep(&k, 0, &report));
    CHECK(!is_there(&k, "store/seg/pageouts-20260527-20260527-00000000.db"));
    check_serves(&k, 5);
    kit_done(&k);
}

TEST(nothing_is_removed_where_there_are_files_but_no_generation)
{
    struct kit k = kit_open();
    struct gc_report report;
    publish(&k, 0, 1);
    CHECK_INT(unlink(below(&k, "store/CURRENT")), 0);
    CHECK_OK(dir_remove(below(&k, "store/log")));
    CHECK_ERR(sweep(&k, 0, &report), ERR_INPUT);
    CHECK_INT(report.removed[GC_SEGMENT].files, 0);
    kit_done(&k);
    k = kit_open(); /* nothing at all is nothing to do */
    CHECK_OK(sweep(&k, 0, &report));
    kit_done(&k);
}

static void told_nothing(void *self, enum gc_what what, const char *path, int64_t bytes)
{
    int *n = self;
    CHECK(what < GC__N && path && bytes > 0);
    ++*n;
}

TEST(a_dry_run_tells_what_would_go_and_removes_nothing)
{
    struct kit k = kit_open();
    struct gc_report report, wet;
    int told = 0;
    for (int i = 0; i < 4; i++)
        publish(&k, i, 1);
    const struct gc_conf conf = {
        .store = k.store, .staging = k.staging, .dry = true, .told = told_nothing, .self = &told};
    CHECK_OK(gc_run(&conf, &report));
    CHECK_INT(told, 4);
    CHECK_OK(sweep(&k, 0, &wet));
    for (int i = 0; i < GC__N; i++)
        CHECK_INT(wet.removed[i].bytes, report.removed[i].bytes);
    CHECK_INT(wet.removed[GC_LOG].files, 2);
    kit_done(&k);
}

static void die_at(void *self, enum gc_what what, const char *path, int64_t bytes)
{
    int *left = self;
    (void)what;
    (void)path;
    (void)bytes;
    if (--*left == 0)
        _exit(9);
}

TEST(a_gc_that_is_killed_after_any_removal_leaves_what_is_kept)
{
    for (int n = 1, status = 9 << 8; WEXITSTATUS(status) == 9; n++) {
        struct kit k = kit_open();
        struct gc_report report;
        for (int i = 0; i < 5; i++)
            publish(&k, i, 1);
        pid_t pid = fork();
        if (pid == 0) {
            int left = n;
            const struct gc_conf conf = {
                .store = k.store, .staging = k.staging, .told = die_at, .self = &left};
            _exit(gc_run(&conf, &report).code != ERR_OK);
        }
        CHECK_INT(waitpid(pid, &status, 0), pid);
        CHECK(WIFEXITED(status) && (WEXITSTATUS(status) == 9 || WEXITSTATUS(status) == 0));
        check_serves(&k, 5);
        CHECK_OK(sweep(&k, 0, &report));
        CHECK_INT(report.kept.files, 4);
        CHECK(n <= 7);
        kit_done(&k);
    }
}

TEST(a_policy_is_published_once)
{
    struct kit k = kit_open();
    struct published out;
    int64_t dropped = 0;
    struct writer_conf conf = {.store = k.store,
        .staging = k.staging,
        .keep_days = {[FAMILY_PAGEOUTS] = 2},
        .keeping = {.generations = 3}};
    CHECK_OK(dir_make(k.store));
    CHECK_OK(swap_policy(&k.a, &conf, &out, &dropped)); /* nothing there */
    CHECK(out.nothing);
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 5, 2);
    kit_publish(&k, FAMILY_NOTIFICATIONS, DAY0, 5, 2);
    CHECK_OK(swap_policy(&k.a, &conf, &out, &dropped));
    CHECK_INT(out.generation, 3);
    CHECK_INT(dropped, 3);
    struct reader *r = kit_reader(&k);
    const struct manifest *m = snapshot_manifest(reader_current(r));
    CHECK_INT(m->family[FAMILY_PAGEOUTS].segments, 2);
    CHECK_INT(m->family[FAMILY_PAGEOUTS].covered[0].from, (DAY0 + 3) * DAY_MS);
    CHECK_INT(m->family[FAMILY_NOTIFICATIONS].segments, 5);
    CHECK_STR(m->family[FAMILY_PAGEOUTS].run.verb, STR("test"));
    reader_done(&r);
    CHECK_OK(swap_policy(&k.a, &conf, &out, &dropped));
    CHECK(out.nothing);
    CHECK_INT(out.generation, 3);
    conf.keeping.generations = 1;
    CHECK_OK(swap_policy(&k.a, &conf, &out, &dropped));
    CHECK(!out.nothing);
    r = kit_reader(&k);
    CHECK_INT(snapshot_manifest(reader_current(r))->history_n, 1);
    reader_done(&r);
    kit_done(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_no_kept_generation_names_is_removed_and_what_one_names_stays),
        cmocka_unit_test(what_was_listed_within_the_grace_period_stays),
        cmocka_unit_test(what_nobody_names_goes_when_it_is_old_and_only_if_it_is_ours),
        cmocka_unit_test(the_folder_of_a_writer_that_died_goes_when_nothing_in_it_is_young),
        cmocka_unit_test(a_clock_that_is_ahead_removes_nothing_that_is_young),
        cmocka_unit_test(nothing_is_removed_while_a_kept_generation_cannot_be_read),
        cmocka_unit_test(nothing_is_removed_where_there_are_files_but_no_generation),
        cmocka_unit_test(a_dry_run_tells_what_would_go_and_removes_nothing),
        cmocka_unit_test(a_gc_that_is_killed_after_any_removal_leaves_what_is_kept),
        cmocka_unit_test(a_policy_is_published_once),
    };
    return RUN(tests);
}
