#include "store_kit.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define DAYS 3
#define ROWS 150
#define KILLS 40

/* One publish of both kinds of change: new days, and newer versions of rows that are there. Ends
 * the process. */
static void publish_and_exit(struct kit *k)
{
    struct writer *w = NULL;
    struct writer_conf conf = {.store = k->store, .staging = k->staging, .makers = &kit_makers};
    struct published out;
    struct run run = {.verb = STR("child")};
    if (writer_open(&w, FAMILY_PAGEOUTS, &conf).code != ERR_OK)
        _exit(1);
    for (int32_t d = DAY0; d < DAY0 + DAYS; d++) {
        for (int i = 0; i < ROWS; i++) {
            struct record r = kit_page(&k->a, d, i);
            r.when[WHEN_UPDATED] += DAY_MS;
            if (kit_put(w, &r).code != ERR_OK)
                _exit(1);
        }
    }
    writer_cover(w, (struct span){T0, T0 + DAYS * DAY_MS});
    struct err e = writer_publish(w, &run, &out);
    writer_done(&w);
    _exit(e.code != ERR_OK);
}

static int64_t child_ns(struct kit *k)
{
    int64_t began = clock_tick_ns();
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        publish_and_exit(k);
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return clock_tick_ns() - began;
}

/* Folders that dead writers left in staging. */
static void sweep_staging(struct kit *k)
{
    DIR *dir = opendir(k->staging);
    for (struct dirent *e; dir && (e = readdir(dir));)
        if (e->d_name[0] != '.')
            CHECK_OK(dir_remove(arena_fmt(&k->a, "%s/%s", k->staging, e->d_name).p));
    if (dir)
        closedir(dir);
}

static uint64_t pages_held(struct kit *k, struct reader *r)
{
    struct where w = {.from = T0, .to = T0 + DAYS * DAY_MS};
    struct tally *t = tally_new(&k->a);
    for (int32_t d = DAY0; d < DAY0 + DAYS; d++)
        CHECK_OK(kit_pages_day(reader_current(r), &w, d, NULL, t));
    return tally_pages(t);
}

/* The hashes of all segments, by day: the content of a store. */
static struct str content_of(struct kit *k, struct reader *r)
{
    struct out o = out_of(&k->a);
    const struct family_state *f = &snapshot_manifest(reader_current(r))->family[FAMILY_PAGEOUTS];
    for (size_t i = 0; i < f->segments; i++)
        out_fmt(&o, "%d %s\n", f->segment[i].first, f->segment[i].sha256.hex);
    return out_done(&o);
}

static void kill_after(struct kit *k, int64_t ns)
{
    pid_t pid = fork();
    if (pid == 0)
        publish_and_exit(k);
    nanosleep(&(struct timespec){.tv_nsec = ns % 1000000000}, NULL);
    kill(pid, SIGKILL);
    CHECK_INT(waitpid(pid, NULL, 0), pid);
}

/* Killed at many moments of its run; after each, what was there before or all of the new is served,
 * never a part; and the rerun gives the content of a run that nobody disturbed. */
TEST(a_killed_writer_leaves_all_or_nothing_and_a_rerun_converges)
{
    struct kit calm = kit_open();
    kit_publish(&calm, FAMILY_PAGEOUTS, DAY0, 1, ROWS / 2);
    int64_t whole_ns = child_ns(&calm);
    struct reader *r = kit_reader(&calm);
    struct str want = content_of(&calm, r);
    reader_done(&r);
    int old = 0, new = 0;
    for (int i = 0; i < KILLS; i++) {
        struct kit k = kit_open();
        kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, ROWS / 2);
        kill_after(&k, whole_ns * i / KILLS + i * 1000);
        r = kit_reader(&k);
        uint64_t held = pages_held(&k, r);
        CHECK(held == ROWS / 2 || held == DAYS * ROWS);
        old += held == ROWS / 2;
        new += held == DAYS *ROWS;
        (void)child_ns(&k);
        CHECK_OK(reader_refresh(r, NULL));
        CHECK_INT(pages_held(&k, r), DAYS * ROWS);
        CHECK_STR(content_of(&k, r), want);
        reader_done(&r);
        sweep_staging(&k);
        kit_done(&k);
    }
    CHECK_INT(old + new, KILLS);
    CHECK(old > 0); /* the first is killed before it can do anything */
    kit_done(&calm);
}

/* No file may grow past a size that rises step by step: each write fails once, first in staging,
 * then while the segments are built, until all of it fits. */
TEST(a_full_disk_fails_the_run_and_leaves_what_was_there)
{
    int failed = 0, done = 0;
    for (rlim_t size = 0; size <= 512 * 1024 && !done; size += size < 8192 ? 512 : 16 * 1024) {
        struct kit k = kit_open();
        int status = 0;
        kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, ROWS / 2);
        pid_t pid = fork();
        if (pid == 0) {
            struct rlimit limit = {size, size};
            signal(SIGXFSZ, SIG_IGN);
            if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
                _exit(2);
            publish_and_exit(&k);
        }
        CHECK_INT(waitpid(pid, &status, 0), pid);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) < 2);
        bool ok = WEXITSTATUS(status) == 0;
        failed += !ok;
        done += ok;
        struct reader *r = kit_reader(&k);
        CHECK_INT(pages_held(&k, r), ok ? DAYS * ROWS : ROWS / 2);
        reader_done(&r);
        sweep_staging(&k);
        kit_done(&k);
    }
    CHECK(failed > 10);
    CHECK_INT(done, 1);
}

/* Each writer adds a row of its own to the same day, all at once. */
TEST(writers_that_race_lose_no_rows)
{
    enum { WRITERS = 5 };
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 10);
    pid_t pids[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        pids[i] = fork();
        if (pids[i] != 0)
            continue;
        struct writer *w = kit_writer(&k, FAMILY_PAGEOUTS);
        struct run run = {0};
        struct published out;
        struct record r = kit_page(&k.a, DAY0, 100 + i);
        struct err e = kit_put(w, &r);
        if (e.code == ERR_OK)
            e = writer_publish(w, &run, &out);
        writer_done(&w);
        _exit(e.code != ERR_OK);
    }
    for (int i = 0; i < WRITERS; i++) {
        int status = 0;
        CHECK_INT(waitpid(pids[i], &status, 0), pids[i]);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    struct reader *r = kit_reader(&k);
    struct where w = {.from = T0, .to = T0 + DAY_MS};
    CHECK_INT(snapshot_manifest(reader_current(r))->generation, 1 + WRITERS);
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0)), 10 + WRITERS);
    reader_done(&r);
    kit_done(&k);
}

/* A reader that never pauses while generations are published sees each whole, and none older than
 * before. */
TEST(a_reader_never_goes_back_nor_sees_half)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 1);
    pid_t pid = fork();
    if (pid == 0) {
        for (int n = 2; n <= 12; n++)
            kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, n);
        _exit(0);
    }
    struct reader *r = kit_reader(&k);
    struct where w = {.from = T0, .to = T0 + DAY_MS};
    uint64_t before = 0;
    bool ended = false;
    while (!ended) {
        ended = waitpid(pid, NULL, WNOHANG) == pid;
        CHECK_OK(reader_refresh(r, NULL));
        struct arena one = arena_of(1u << 20);
        struct tally *t = tally_new(&one);
        CHECK_OK(kit_pages_day(reader_current(r), &w, DAY0, NULL, t));
        uint64_t pages = tally_pages(t);
        int64_t generation = snapshot_manifest(reader_current(r))->generation;
        CHECK_INT(pages, generation);
        CHECK(pages >= before);
        before = pages;
        arena_done(&one);
    }
    CHECK_INT(before, 12);
    reader_done(&r);
    kit_done(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_writer_leaves_all_or_nothing_and_a_rerun_converges),
        cmocka_unit_test(a_full_disk_fails_the_run_and_leaves_what_was_there),
        cmocka_unit_test(writers_that_race_lose_no_rows),
        cmocka_unit_test(a_reader_never_goes_back_nor_sees_half),
    };
    return RUN(tests);
}
