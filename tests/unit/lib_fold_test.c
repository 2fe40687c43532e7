#include "check.h"

#include "lib/fold.h"
#include "lib/limits.h"

static struct arena arena;

TEST(what_looks_the_same_becomes_the_same_bytes)
{
    const struct {
        struct str in, nfc, folded;
    } cases[] = {
        {STR(""), STR(""), STR("")}, {STR("Disk FULL"), STR("Disk FULL"), STR("disk full")},
        {STR("nai\xcc\x88ve"), STR("na\xc3\xafve"), STR("na\xc3\xafve")},
        {STR("NA\xc3\x8fVE"), STR("NA\xc3\x8fVE"), STR("na\xc3\xafve")},
        {STR("Stra\xc3\x9f"
             "e"),
            STR("Stra\xc3\x9f"
                "e"),
            STR("strasse")},
        /* Composed on the way back, also where folding took it apart. */
        {STR("\xe2\x84\xab"), STR("\xc3\x85"), STR("\xc3\xa5")},
        {STR("\xe7\x9b\xa3\xe8\xa6\x96"), STR("\xe7\x9b\xa3\xe8\xa6\x96"),
            STR("\xe7\x9b\xa3\xe8\xa6\x96")},
        {STR("caf\xe9"), STR("caf\xe9"), STR("caf\xe9")}, /* no UTF-8: as it is */
    };
    for (EACH(i, cases)) {
        CHECK_STR(fold_nfc(&arena, cases[i].in), cases[i].nfc);
        CHECK_STR(fold_case(&arena, cases[i].in), cases[i].folded);
        CHECK_STR(fold_nfc(&arena, cases[i].nfc), cases[i].nfc);
        CHECK_STR(fold_case(&arena, cases[i].folded), cases[i].folded);
    }
}

static int setup(void **state)
{
    (void)state;
    arena = arena_of(ARENA_CAP_REQUEST);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_looks_the_same_becomes_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
