#include "store_kit.h"

#include "lib/limits.h"
#include "store/follow.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define DAYS 3
#define KILLS 40

static _Atomic int64_t beat;

/* A store with some days, and a mirror of it that does not exist yet. */
struct site {
    struct kit k;
    struct proofs *proofs;
    const char *mirror;
    int64_t room;
};

static struct site site_open(void)
{
    struct site s = {.k = kit_open(), .room = INT64_MAX};
    CHECK_OK(proofs_open(&s.proofs));
    s.mirror = arena_fmt(&s.k.a, "%s/mirror", s.k.folder).p;
    kit_publish(&s.k, FAMILY_PAGEOUTS, DAY0, DAYS, 9);
    return s;
}

static void remove_mirror(struct site *s)
{
    const char *below[] = {"/log", "/seg", ""};
    for (EACH(i, below))
        CHECK_OK(dir_remove(arena_fmt(&s->k.a, "%s%s", s->mirror, below[i]).p));
}

static void site_done(struct site *s)
{
    remove_mirror(s);
    proofs_done(&s->proofs);
    kit_done(&s->k);
}

/* As after a restart of the program: nothing is proven any more. */
static void forget_proofs(struct site *s)
{
    proofs_done(&s->proofs);
    CHECK_OK(proofs_open(&s->proofs));
}

static struct follow *follow_of(struct site *s)
{
    const struct follow_conf conf = {.store = s->k.store,
        .mirror = s->mirror,
        .room = s->room,
        .proofs = s->proofs,
        .beat = &beat};
    const struct offer none = {0};
    return follow_open(&s->k.a, &conf, &none);
}

static void check_offer(const struct follow *f, enum origin origin, int64_t generation)
{
    CHECK_INT(follow_offer(f).origin, origin);
    CHECK_INT(follow_offer(f).pointer.generation, generation);
}

/* What is offered, read as a worker reads it. */
static uint64_t pages_served(struct site *s, const struct follow *f)
{
    struct reader *r = NULL;
    struct offer o = follow_offer(f);
    struct where w = {.from = T0, .to = T0 + 30 * DAY_MS};
    struct tally *t = tally_new(&s->k.a);
    bool mirror = o.origin == ORIGIN_MIRROR;
    CHECK_OK(reader_open_led(&r, mirror ? s->mirror : s->k.store, s->proofs, mirror));
    CHECK_OK(reader_move(r, &o.pointer));
    for (int32_t d = DAY0; d < DAY0 + 30; d++)
        CHECK_OK(kit_pages_day(reader_current(r), &w, d, NULL, t));
    reader_done(&r);
    return tally_pages(t);
}

static struct manifest newest(struct site *s)
{
    struct reader *r = kit_reader(&s->k);
    struct manifest m = *snapshot_manifest(reader_current(r));
    struct family_state *f = &m.family[FAMILY_PAGEOUTS];
    struct segment_ref *copy = NEW(&s->k.a, struct segment_ref, f->segments);
    memcpy(copy, f->segment, f->segments * sizeof *copy);
    f->segment = copy;
    for (size_t i = 0; i < f->segments; i++)
        copy[i].name = arena_copy(&s->k.a, copy[i].name);
    reader_done(&r);
    return m;
}

static const char *newest_segment(struct site *s, const char *store)
{
    struct manifest m = newest(s);
    const struct family_state *f = &m.family[FAMILY_PAGEOUTS];
    return arena_fmt(&s->k.a, "%s/seg/%.*s", store, STR_ARG(f->segment[f->segments - 1].name)).p;
}

static void flip(const char *path, off_t at)
{
    char byte = 0;
    AUTO(fd_done) int fd = open(path, O_RDWR);
    CHECK(fd >= 0);
    CHECK_INT(pread(fd, &byte, 1, at), 1);
    byte = (char)(byte ^ 16);
    CHECK_INT(pwrite(fd, &byte, 1, at), 1);
}

static int files_in(struct site *s, const char *folder)
{
    int n = 0;
    DIR *dir = opendir(arena_fmt(&s->k.a, "%s/%s", s->mirror, folder).p);
    for (struct dirent *e; dir && (e = readdir(dir));)
        n += e->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return n;
}

TEST(a_cold_mirror_is_served_from_the_store_until_it_is_whole)
{
    struct site s = site_open();
    struct follow *f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    check_offer(f, ORIGIN_STORE, 1);
    CHECK_INT(pages_served(&s, f), DAYS * 9);
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_MIRROR, 1);
    CHECK_INT(pages_served(&s, f), DAYS * 9);
    CHECK_INT(files_in(&s, "seg"), DAYS);
    follow_done(f);
    site_done(&s);
}

TEST(a_store_that_is_gone_costs_freshness_and_is_picked_up_when_it_is_back)
{
    struct site s = site_open();
    struct follow *f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    CHECK_OK(follow_look(f));
    const char *away = arena_fmt(&s.k.a, "%s-away", s.k.store).p;
    CHECK_INT(rename(s.k.store, away), 0);
    beat = 0;
    CHECK_ERR(follow_look(f), ERR_MISSING);
    CHECK_INT(beat, 0);
    check_offer(f, ORIGIN_MIRROR, 1);
    CHECK_INT(pages_served(&s, f), DAYS * 9);
    follow_done(f);
    forget_proofs(&s);

    f = follow_of(&s); /* a restart while it is away */
    CHECK_OK(follow_begin(f));
    check_offer(f, ORIGIN_MIRROR, 1);
    CHECK_ERR(follow_look(f), ERR_MISSING);
    CHECK_INT(pages_served(&s, f), DAYS * 9);
    CHECK_INT(rename(away, s.k.store), 0);
    kit_publish(&s.k, FAMILY_PAGEOUTS, DAY0 + DAYS, 1, 9);
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_MIRROR, 2);
    CHECK_INT(pages_served(&s, f), (DAYS + 1) * 9);
    follow_done(f);
    site_done(&s);
}

TEST(a_segment_damaged_in_the_store_never_reaches_the_mirror)
{
    for (int i = 0; i < 8; i++) {
        struct site s = site_open();
        struct follow *f = follow_of(&s);
        CHECK_OK(follow_begin(f));
        CHECK_OK(follow_look(f));
        kit_publish(&s.k, FAMILY_PAGEOUTS, DAY0 + DAYS, 1, 9);
        struct manifest m = newest(&s);
        const struct segment_ref *last = &m.family[FAMILY_PAGEOUTS].segment[DAYS];
        flip(newest_segment(&s, s.k.store), last->bytes * i / 8);
        CHECK_ERR(follow_look(f), ERR_INPUT);
        check_offer(f, ORIGIN_MIRROR, 1);
        CHECK_INT(files_in(&s, "seg"), DAYS);
        CHECK_INT(files_in(&s, "log"), 1);
        follow_done(f);
        site_done(&s);
    }
}

TEST(what_was_damaged_in_the_mirror_is_fetched_anew_before_it_is_served)
{
    struct site s = site_open();
    struct follow *f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    CHECK_OK(follow_look(f));
    follow_done(f);
    forget_proofs(&s);
    flip(newest_segment(&s, s.mirror), 8000);

    f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    CHECK_ERR(follow_look(f), ERR_MISSING); /* "removed: ..." */
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_MIRROR, 1);
    CHECK_INT(pages_served(&s, f), DAYS * 9);
    follow_done(f);
    site_done(&s);
}

TEST(a_reader_that_is_led_hashes_what_has_no_proof)
{
    struct site s = site_open();
    struct reader *r = NULL;
    struct follow *f = follow_of(&s);
    struct where w = {.from = T0, .to = T0 + DAYS * DAY_MS};
    struct tally *t = tally_new(&s.k.a);
    CHECK_OK(follow_begin(f));
    struct offer o = follow_offer(f);
    flip(newest_segment(&s, s.k.store), 8000);
    CHECK_OK(reader_open_led(&r, s.k.store, s.proofs, false));
    CHECK_OK(reader_move(r, &o.pointer));
    CHECK_OK(kit_pages_day(reader_current(r), &w, DAY0, NULL, t));
    CHECK_ERR(kit_pages_day(reader_current(r), &w, DAY0 + DAYS - 1, NULL, t), ERR_INPUT);
    reader_done(&r);
    follow_done(f);
    remove_mirror(&s);
    s.mirror = ""; /* nor is it served without a mirror, after a look: there is nothing older */
    f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    CHECK_ERR(follow_look(f), ERR_INPUT);
    check_offer(f, ORIGIN_NONE, 0);
    follow_done(f);
    s.mirror = arena_fmt(&s.k.a, "%s/mirror", s.k.folder).p;
    site_done(&s);
}

TEST(a_start_on_a_damaged_generation_falls_back_to_the_newest_whole_one)
{
    struct site s = site_open();
    remove_mirror(&s);
    s.mirror = "";
    kit_publish(&s.k, FAMILY_PAGEOUTS, DAY0 + DAYS, 1, 9);
    kit_publish(&s.k, FAMILY_PAGEOUTS, DAY0 + DAYS + 1, 1, 9);
    flip(newest_segment(&s, s.k.store), 8000);
    struct follow *f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    check_offer(f, ORIGIN_STORE, 3);
    CHECK_ERR(follow_look(f), ERR_INPUT);
    check_offer(f, ORIGIN_STORE, 2);
    CHECK_INT(pages_served(&s, f), (DAYS + 1) * 9);
    follow_done(f);
    s.mirror = arena_fmt(&s.k.a, "%s/mirror", s.k.folder).p;
    site_done(&s);
}

TEST(all_switch_when_the_generation_says_and_not_before)
{
    struct site s = site_open();
    struct follow *f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    CHECK_OK(follow_look(f));
    struct writer *w = NULL;
    struct writer_conf conf = {.store = s.k.store,
        .staging = s.k.staging,
        .makers = &kit_makers,
        .activate_after_ms = 1500};
    struct published out;
    struct run run = {.verb = STR("test")};
    struct record r = kit_page(&s.k.a, DAY0 + DAYS, 1);
    CHECK_OK(writer_open(&w, FAMILY_PAGEOUTS, &conf));
    CHECK_OK(kit_put(w, &r));
    CHECK_OK(writer_publish(w, &run, &out));
    writer_done(&w);
    struct pointer slot[POINTER_SLOTS];
    CHECK_OK(pointer_read(s.k.store, slot));
    int64_t at = pointer_newest(slot).activate_at;
    CHECK_OK(follow_look(f));
    CHECK(clock_now_ms() < at);
    CHECK_INT(files_in(&s, "seg"), DAYS + 1); /* it is there already */
    check_offer(f, ORIGIN_MIRROR, 1);
    CHECK_INT(follow_next_ms(f), at);
    while (clock_now_ms() < at)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_MIRROR, 2);
    CHECK_INT(follow_next_ms(f), 0);
    follow_done(f);
    site_done(&s);
}

TEST(what_does_not_fit_is_served_from_the_store_and_mirrored_when_there_is_room)
{
    struct site s = site_open();
    struct manifest m = newest(&s);
    s.room = m.family[FAMILY_PAGEOUTS].segment[0].bytes * 2; /* of three days */
    struct follow *f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_STORE, 1);
    CHECK_INT(follow_mirror_trouble(f).code, ERR_LIMIT);
    CHECK_INT(files_in(&s, "seg"), 0);
    CHECK_INT(pages_served(&s, f), DAYS * 9);
    follow_done(f);
    s.room *= 2;
    f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_MIRROR, 1);
    CHECK_INT(follow_mirror_trouble(f).code, ERR_OK);
    follow_done(f);
    site_done(&s);
}

TEST(old_generations_are_mirrored_as_long_as_there_is_room_and_go_first)
{
    struct site s = site_open();
    for (int n = 10; n < 14; n++) /* four more generations of the first day */
        kit_publish(&s.k, FAMILY_PAGEOUTS, DAY0, 1, n);
    struct manifest m = newest(&s);
    s.room = m.family[FAMILY_PAGEOUTS].segment[0].bytes * (DAYS + 2) + 4096 * DAYS;
    struct follow *f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_MIRROR, 5);
    while (follow_idle(f))
        continue;
    int held = files_in(&s, "log");
    CHECK(held >= 2 && held < 5);
    CHECK_INT(files_in(&s, "seg"), DAYS + held - 1);
    CHECK(mirror_bytes(follow_mirror(f)) <= s.room);
    kit_publish(&s.k, FAMILY_PAGEOUTS, DAY0, 1, 20);
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_MIRROR, 6);
    CHECK(mirror_bytes(follow_mirror(f)) <= s.room);
    CHECK_INT(files_in(&s, "seg"), DAYS + files_in(&s, "log") - 1);
    CHECK_INT(pages_served(&s, f), 20 + (DAYS - 1) * 9);
    follow_done(f);
    site_done(&s);
}

TEST(a_store_that_began_anew_empties_the_mirror)
{
    struct site s = site_open(), other = site_open();
    kit_publish(&s.k, FAMILY_PAGEOUTS, DAY0, 1, 12);
    struct follow *f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_MIRROR, 2);
    follow_done(f);
    forget_proofs(&s);
    const char *mirror = other.mirror;
    other.mirror = s.mirror;
    f = follow_of(&other);
    CHECK_OK(follow_begin(f));
    check_offer(f, ORIGIN_MIRROR, 2);
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_MIRROR, 1);
    CHECK_INT(pages_served(&other, f), DAYS * 9);
    CHECK_INT(files_in(&other, "seg"), DAYS);
    follow_done(f);
    other.mirror = mirror;
    site_done(&other);
    site_done(&s);
}

TEST(two_processes_do_not_fill_one_mirror)
{
    struct site s = site_open();
    struct follow *one = follow_of(&s), *two = follow_of(&s);
    CHECK_OK(follow_begin(one));
    CHECK_OK(follow_begin(two));
    CHECK_OK(follow_look(two));
    check_offer(two, ORIGIN_STORE, 1);
    CHECK_INT(follow_mirror_trouble(two).code, ERR_BUSY);
    follow_done(two);
    follow_done(one);
    site_done(&s);
}

static void fill_and_exit(struct site *s)
{
    struct follow *f = follow_of(s);
    struct err e = follow_begin(f);
    if (e.code == ERR_OK)
        e = follow_look(f);
    while (e.code == ERR_OK && follow_idle(f))
        continue;
    _exit(e.code != ERR_OK);
}

static int64_t fill_ns(struct site *s)
{
    int64_t began = clock_tick_ns();
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        fill_and_exit(s);
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return clock_tick_ns() - began;
}

/* Whatever moment it is: the mirror alone, with the store away, serves the old generation whole or
 * the new one. */
TEST(a_keeper_killed_at_any_moment_leaves_a_mirror_that_serves)
{
    int old = 0, new = 0;
    int64_t whole_ns = 0;
    for (int i = 0; i < KILLS; i++) {
        struct site s = site_open();
        (void)fill_ns(&s);
        kit_publish(&s.k, FAMILY_PAGEOUTS, DAY0, DAYS, 30);
        if (i == 0) {
            whole_ns = fill_ns(&s);
        } else {
            pid_t pid = fork();
            if (pid == 0)
                fill_and_exit(&s);
            nanosleep(&(struct timespec){.tv_nsec = whole_ns * i / KILLS % 1000000000}, NULL);
            kill(pid, SIGKILL);
            CHECK_INT(waitpid(pid, NULL, 0), pid);
        }
        const char *away = arena_fmt(&s.k.a, "%s-away", s.k.store).p;
        CHECK_INT(rename(s.k.store, away), 0);
        forget_proofs(&s);
        struct follow *f = follow_of(&s);
        CHECK_OK(follow_begin(f));
        CHECK_ERR(follow_look(f), ERR_MISSING);
        int64_t generation = follow_offer(f).pointer.generation;
        CHECK_INT(pages_served(&s, f), generation == 1 ? DAYS * 9 : DAYS * 30);
        old += generation == 1;
        new += generation == 2;
        CHECK_INT(rename(away, s.k.store), 0);
        CHECK_OK(follow_look(f));
        check_offer(f, ORIGIN_MIRROR, 2);
        CHECK_INT(pages_served(&s, f), DAYS * 30);
        follow_done(f);
        site_done(&s);
    }
    CHECK_INT(old + new, KILLS);
    CHECK(old > 0 && new > 0);
}

/* No file may grow past a size: the first segment that is larger cannot be written. */
TEST(a_disk_that_is_full_leaves_the_mirror_as_it_was)
{
    struct site s = site_open();
    (void)fill_ns(&s);
    kit_publish(&s.k, FAMILY_PAGEOUTS, DAY0, DAYS, 30);
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit limit = {16384, 16384};
        signal(SIGXFSZ, SIG_IGN);
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
            _exit(2);
        struct follow *f = follow_of(&s);
        if (follow_begin(f).code != ERR_OK || follow_look(f).code != ERR_OK)
            _exit(3);
        struct offer o = follow_offer(f);
        _exit(o.origin != ORIGIN_STORE || o.pointer.generation != 2 ||
              follow_mirror_trouble(f).code == ERR_OK);
    }
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status));
    CHECK_INT(WEXITSTATUS(status), 0);
    CHECK_INT(files_in(&s, "seg"), DAYS);
    struct follow *f = follow_of(&s);
    CHECK_OK(follow_begin(f));
    check_offer(f, ORIGIN_MIRROR, 1);
    CHECK_OK(follow_look(f));
    check_offer(f, ORIGIN_MIRROR, 2);
    follow_done(f);
    site_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cold_mirror_is_served_from_the_store_until_it_is_whole),
        cmocka_unit_test(a_store_that_is_gone_costs_freshness_and_is_picked_up_when_it_is_back),
        cmocka_unit_test(a_segment_damaged_in_the_store_never_reaches_the_mirror),
        cmocka_unit_test(what_was_damaged_in_the_mirror_is_fetched_anew_before_it_is_served),
        cmocka_unit_test(a_reader_that_is_led_hashes_what_has_no_proof),
        cmocka_unit_test(a_start_on_a_damaged_generation_falls_back_to_the_newest_whole_one),
        cmocka_unit_test(all_switch_when_the_generation_says_and_not_before),
        cmocka_unit_test(
            what_does_not_fit_is_served_from_the_store_and_mirrored_when_there_is_room),
        cmocka_unit_test(old_generations_are_mirrored_as_long_as_there_is_room_and_go_first),
        cmocka_unit_test(a_store_that_began_anew_empties_the_mirror),
        cmocka_unit_test(two_processes_do_not_fill_one_mirror),
        cmocka_unit_test(a_keeper_killed_at_any_moment_leaves_a_mirror_that_serves),
        cmocka_unit_test(a_disk_that_is_full_leaves_the_mirror_as_it_was),
    };
    return RUN(tests);
}
