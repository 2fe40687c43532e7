#include "store_kit.h"

#include "store/generation.h"

#include <fcntl.h>
#include <sys/wait.h>

static struct pointer made_up(int64_t generation)
{
    return (struct pointer){.generation = generation,
        .activate_at = 5,
        .sha256 = sha256_of((struct str){(const char *)&generation, sizeof generation})};
}

static int64_t newest(const char *store)
{
    struct pointer slot[POINTER_SLOTS];
    CHECK_OK(pointer_read(store, slot));
    return pointer_newest(slot).generation;
}

/* Overwrites bytes of CURRENT, as a torn write or a bad disk would. */
static void damage(struct kit *k, off_t at, const char *bytes, size_t n)
{
    int fd = open(arena_fmt(&k->a, "%s/CURRENT", k->store).p, O_WRONLY);
    CHECK(fd >= 0);
    CHECK_INT(pwrite(fd, bytes, n, at), n);
    close(fd);
}

TEST(the_newest_whole_slot_holds)
{
    struct kit k = kit_open();
    CHECK_OK(dir_make(k.store));
    CHECK_INT(newest(k.store), 0);
    for (int64_t g = 1; g <= 5; g++) {
        struct pointer p = made_up(g);
        CHECK_OK(pointer_write(k.store, &p));
        CHECK_INT(newest(k.store), g);
    }
    kit_done(&k);
}

TEST(an_older_generation_is_not_written_over_a_newer_one)
{
    struct kit k = kit_open();
    CHECK_OK(dir_make(k.store));
    const int64_t order[] = {4, 2, 3, 1};
    for (EACH(i, order)) {
        struct pointer p = made_up(order[i]);
        CHECK_OK(pointer_write(k.store, &p));
        CHECK_INT(newest(k.store), 4);
    }
    kit_done(&k);
}

/* Every prefix of a new slot over an old one, as if the write had stopped there. */
TEST(a_torn_slot_leaves_the_other)
{
    struct kit k = kit_open(), other = kit_open();
    CHECK_OK(dir_make(k.store));
    CHECK_OK(dir_make(other.store));
    struct pointer p3 = made_up(3), p4 = made_up(4), p5 = made_up(5);
    struct str bytes;
    CHECK_OK(pointer_write(other.store, &p5));
    CHECK_OK(file_read(&k.a, arena_fmt(&k.a, "%s/CURRENT", other.store).p, 4096, &bytes));
    CHECK_INT(bytes.n, 1024);
    CHECK_OK(pointer_write(k.store, &p3));
    CHECK_OK(pointer_write(k.store, &p4));
    for (size_t n = 0; n <= 512; n++) {
        damage(&k, 512, bytes.p + 512, n);
        int64_t is = newest(k.store);
        CHECK(is == 4 || is == 5);
        CHECK(n < 512 || is == 5);
    }
    for (off_t at = 0; at < 512; at++) {
        damage(&k, 512, bytes.p + 512, 512);
        char flipped = (char)(bytes.p[512 + at] ^ 4);
        damage(&k, 512 + at, &flipped, 1);
        CHECK_INT(newest(k.store), 4);
    }
    kit_done(&k);
    kit_done(&other);
}

static struct manifest next_manifest(const struct manifest *base)
{
    struct manifest m = *base;
    m.generation++;
    m.history_n = 0;
    return m;
}

TEST(a_pointer_left_behind_is_repaired_by_the_next_writer)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 1);
    struct manifest base, next;
    bool won = false;
    CHECK_OK(generation_newest(&k.a, k.store, &base));
    for (int i = 0; i < 2; i++) { /* two writers that died between log and pointer */
        next = next_manifest(&base);
        CHECK_OK(generation_put(&k.a, k.store, &next, &won));
        CHECK(won);
        base = next;
    }
    CHECK_INT(newest(k.store), 1);
    struct writer *w = kit_writer(&k, FAMILY_PAGEOUTS);
    CHECK_INT(writer_base(w)->generation, 3);
    CHECK_INT(newest(k.store), 3);
    writer_done(&w);
    kit_done(&k);
}

static void publish_three(struct kit *k)
{
    for (int32_t i = 0; i < 3; i++)
        kit_publish(k, FAMILY_PAGEOUTS, DAY0 + i, 1, 1);
}

static void check_found_again(struct kit *k)
{
    struct writer *w = kit_writer(k, FAMILY_PAGEOUTS);
    CHECK_INT(writer_base(w)->generation, 3);
    writer_done(&w);
    struct reader *r = kit_reader(k);
    CHECK_INT(snapshot_manifest(reader_current(r))->generation, 3);
    reader_done(&r);
}

TEST(a_lost_pointer_is_found_again_from_the_log)
{
    struct kit k = kit_open();
    publish_three(&k);
    CHECK_INT(unlink(arena_fmt(&k.a, "%s/CURRENT", k.store).p), 0);
    check_found_again(&k);
    kit_done(&k);
}

TEST(a_pointer_damaged_in_both_slots_is_no_empty_store_and_is_found_again_too)
{
    struct kit k = kit_open();
    struct pointer slot[POINTER_SLOTS];
    publish_three(&k);
    damage(&k, 0, "x", 1);
    CHECK_INT(newest(k.store), 3);
    damage(&k, 512, "x", 1);
    CHECK_ERR(pointer_read(k.store, slot), ERR_INPUT);
    struct reader *r = kit_reader(&k);
    CHECK_ERR(reader_refresh(r, NULL), ERR_INPUT);
    reader_done(&r);
    check_found_again(&k);
    kit_done(&k);
}

TEST(of_many_who_put_one_generation_one_wins)
{
    enum { RACERS = 8 };
    struct kit k = kit_open();
    CHECK_OK(dir_make(arena_fmt(&k.a, "%s/log", k.store).p));
    int start[2], wins = 0;
    CHECK_INT(pipe(start), 0);
    for (int i = 0; i < RACERS; i++) {
        if (fork() == 0) {
            char go;
            bool won = false;
            struct manifest m = {.generation = 1, .made_at = i};
            close(start[1]);
            while (read(start[0], &go, 1) > 0) {
            }
            struct err e = generation_put(&k.a, k.store, &m, &won);
            _exit(e.code != ERR_OK ? 2 : won);
        }
    }
    close(start[0]);
    close(start[1]); /* the end of the pipe is the start of the race */
    for (int i = 0; i < RACERS; i++) {
        int status = 0;
        CHECK(wait(&status) > 0);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) < 2);
        wins += WEXITSTATUS(status);
    }
    CHECK_INT(wins, 1);
    kit_done(&k);
}

TEST(manifests_come_back_as_they_were)
{
    struct arena a = arena_of(64u << 20);
    struct segment_ref segment[] = {
        {.name = STR("pageouts-20260527-20260527-00c0ffee.db"),
            .sha256 = sha256_of(STR("x")),
            .bytes = 4096,
            .rows = 7,
            .first = DAY0,
            .last = DAY0,
            .open_pages = 2,
            .schema = 1},
    };
    struct span covered[] = {{T0, T0 + 1}, {T0 + 5, T0 + 9}};
    struct generation_ref history[] = {{41, 7, sha256_of(STR("y"))}};
    struct manifest m = {.generation = 42,
                        .made_at = 8,
                        .activate_at = 9,
                        .history = history,
                        .history_n = 1},
                    back;
    m.family[0] = (struct family_state){.through = T0,
        .covered = covered,
        .covered_n = 2,
        .segment = segment,
        .segments = 1,
        .run = {.verb = STR("ingest"),
            .rows = 5,
            .newer = 3,
            .stages = 1,
            .stage = {{.name = STR("parse"), .seen = 9, .dropped = 1}}}};
    struct str json = manifest_write(&a, &m);
    CHECK_OK(manifest_read(&a, json, &back));
    CHECK_STR(manifest_write(&a, &back), json);
    CHECK_STR(str_of(back.sha256.hex), str_of(sha256_of(json).hex));
    CHECK_INT(back.family[0].run.newer, 3);
    CHECK(manifest_segment(&back, FAMILY_PAGEOUTS, DAY0) == &back.family[0].segment[0]);
    CHECK(manifest_segment(&back, FAMILY_PAGEOUTS, DAY0 + 1) == NULL);
    CHECK(manifest_segment(&back, FAMILY_DIRECTORY, DAY0) == NULL);
    arena_done(&a);
}

TEST(a_manifest_that_cannot_be_is_refused)
{
    struct arena a = arena_of(64u << 20);
    struct segment_ref twice[2] = {{.name = STR("a.db"), .bytes = 1, .schema = 1}};
    twice[0].sha256 = sha256_of(STR(""));
    twice[1] = twice[0];
    struct segment_ref outside = twice[0];
    outside.name = STR("../../etc/passwd");
    struct manifest m = {.generation = 1}, back;
    m.family[0] = (struct family_state){.segment = twice, .segments = 2};
    CHECK_ERR(manifest_read(&a, manifest_write(&a, &m), &back), ERR_INPUT);
    m.family[0] = (struct family_state){.segment = &outside, .segments = 1};
    CHECK_ERR(manifest_read(&a, manifest_write(&a, &m), &back), ERR_INPUT);
    CHECK_ERR(manifest_read(&a, STR(""), &back), ERR_INPUT);
    CHECK_ERR(manifest_read(&a, STR("{}"), &back), ERR_INPUT);
    CHECK_ERR(manifest_read(&a, STR("{\"format\":2}"), &back), ERR_INPUT);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_whole_slot_holds),
        cmocka_unit_test(an_older_generation_is_not_written_over_a_newer_one),
        cmocka_unit_test(a_torn_slot_leaves_the_other),
        cmocka_unit_test(a_pointer_left_behind_is_repaired_by_the_next_writer),
        cmocka_unit_test(a_lost_pointer_is_found_again_from_the_log),
        cmocka_unit_test(a_pointer_damaged_in_both_slots_is_no_empty_store_and_is_found_again_too),
        cmocka_unit_test(of_many_who_put_one_generation_one_wins),
        cmocka_unit_test(manifests_come_back_as_they_were),
        cmocka_unit_test(a_manifest_that_cannot_be_is_refused),
    };
    return RUN(tests);
}
