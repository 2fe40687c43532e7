#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/hash.h"

static char folder[] = "/tmp/pagetrail-file-XXXXXX";

static const char *in_folder(struct arena *a, const char *name)
{
    return arena_fmt(a, "%s/%s", folder, name).p;
}

TEST(put_if_absent_has_one_winner_and_a_whole_file)
{
    struct arena a = arena_of(1u << 20);
    for (int round = 0; round < 20; round++) {
        const char *path = in_folder(&a, arena_fmt(&a, "race%d", round).p);
        pid_t child[4];
        int winners = 0;
        for (EACH(i, child)) {
            child[i] = fork();
            if (child[i] == 0) {
                bool won = false;
                struct str text = arena_fmt(&a, "writer %zu", i);
                struct err e = file_put_if_absent(path, text, &won);
                _exit(e.code != ERR_OK ? 2 : won);
            }
        }
        for (EACH(i, child)) {
            int status = 0;
            waitpid(child[i], &status, 0);
            CHECK(WIFEXITED(status) && WEXITSTATUS(status) < 2);
            winners += WEXITSTATUS(status);
        }
        CHECK_INT(winners, 1);
        struct str got;
        CHECK_OK(file_read(&a, path, 100, &got));
        CHECK_INT(got.n, 8);
        CHECK(str_starts(got, STR("writer ")));
    }
    arena_done(&a);
}

TEST(a_new_file_never_replaces_another)
{
    struct arena a = arena_of(1u << 20);
    const char *path = in_folder(&a, "once");
    struct str got;
    CHECK_OK(file_create(path, STR("first")));
    CHECK(file_create(path, STR("second")).code != ERR_OK);
    CHECK(file_copy("/etc/hostname", path).code != ERR_OK);
    CHECK_OK(file_read(&a, path, 100, &got));
    CHECK_STR(got, STR("first"));
    CHECK_ERR(file_read(&a, path, 4, &got), ERR_LIMIT);
    CHECK_ERR(file_read(&a, in_folder(&a, "none"), 4, &got), ERR_MISSING);
    arena_done(&a);
}

TEST(sha256_is_the_standard_one)
{
    CHECK_STR(str_of(sha256_of(STR("abc")).hex),
        STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

TEST(keys_tell_where_one_part_ends)
{
    const struct str one[] = {STR("ab"), STR("c")}, two[] = {STR("a"), STR("bc")};
    CHECK(hash64_of(one, 2) != hash64_of(two, 2));
    /* Kept in stores: a change of these values would lose every key. */
    CHECK_INT(hash64(STR("90311")), INT64_C(-2949549737651356252));
    CHECK(hash64(STR("")) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(put_if_absent_has_one_winner_and_a_whole_file),
        cmocka_unit_test(a_new_file_never_replaces_another),
        cmocka_unit_test(sha256_is_the_standard_one),
        cmocka_unit_test(keys_tell_where_one_part_ends),
    };
    if (!mkdtemp(folder))
        return 1;
    int failed = RUN(tests);
    struct arena a = arena_of(1u << 20);
    if (dir_remove(folder).code != ERR_OK)
        failed++;
    arena_done(&a);
    return failed;
}
