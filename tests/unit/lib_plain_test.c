#include "check.h"

#include "lib/plain.h"

static struct arena arena;

TEST(case_accents_and_compatibility_make_no_difference)
{
    const struct {
        struct str in, want;
    } cases[] = {
        {STR(""), STR("")}, {STR(" \t-'"), STR("")},
        {STR("[P1]  Disk full: /var (90 %)"), STR("p1 disk full var 90")},
        {STR("INC0001-7"), STR("inc0001 7")}, {STR("Jos\xc3\xa9 O'Neill"), STR("jose o neill")},
        {STR("Jose\xcc\x81"), STR("jose")}, /* the accent apart */
        {STR("\xc5\x81ukasz \xc3\x98stergaard"), STR("lukasz ostergaard")},
        {STR("STRA\xc3\x9f"
             "E"),
            STR("strasse")},
        {STR("\xc4\xb0stanbul Il\xc4\xb1k"), STR("istanbul ilik")},
        {STR("\xce\xa3\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x82"),
            STR("\xcf\x83\xce\xb9\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x83")}, /* both sigmas */
        {STR("\xd0\x81\xd0\xb6"), STR("\xd0\xb5\xd0\xb6")},
        {STR("\xef\xbc\xa1\xef\xbc\x91 \xef\xac\x81n"), STR("a1 fin")}, /* full width, ligature */
        {STR("\xe5\xbc\xa0 \xe4\xbc\x9f"), STR("\xe5\xbc\xa0 \xe4\xbc\x9f")},
        {STR("a\xe2\x80\x8b"
             "b \xe2\x80\xae"
             "c"),
            STR("ab c")},                        /* what is not seen does not part words */
        {STR("a\xff\xc3"), STR("a")},            /* not UTF-8 */
        {STR("\xf0\x9f\x94\xa5 db"), STR("db")}, /* a picture is no word */
    };
    for (EACH(i, cases)) {
        CHECK_STR(plain_of(&arena, cases[i].in), cases[i].want);
        CHECK_STR(plain_of(&arena, cases[i].want), cases[i].want);
    }
}

TEST(what_is_typed_is_kept_and_composed)
{
    const struct {
        struct str in, want;
    } cases[] = {
        {STR(""), STR("")}, {STR("Disk FULL: 90 %"), STR("Disk FULL: 90 %")},
        {STR("nai\xcc\x88ve"), STR("na\xc3\xafve")}, {STR("NA\xc3\x8fVE"), STR("NA\xc3\x8fVE")},
        {STR("\xe2\x84\xab"), STR("\xc3\x85")},
        {STR("\xef\xac\x81n"), STR("\xef\xac\x81n")}, /* a ligature looks like itself */
        {STR("caf\xe9"), STR("caf\xe9")},             /* no UTF-8: as it is */
    };
    for (EACH(i, cases)) {
        CHECK_STR(plain_nfc(&arena, cases[i].in), cases[i].want);
        CHECK_STR(plain_nfc(&arena, cases[i].want), cases[i].want);
    }
}

TEST(words_come_one_after_the_other)
{
    struct str rest = STR("ana de ruiz"), word;
    CHECK(plain_word(&rest, &word));
    CHECK_STR(word, STR("ana"));
    CHECK(plain_word(&rest, &word));
    CHECK(plain_word(&rest, &word));
    CHECK_STR(word, STR("ruiz"));
    CHECK(!plain_word(&rest, &word));
}

int main(void)
{
    arena = arena_of(1u << 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_accents_and_compatibility_make_no_difference),
        cmocka_unit_test(what_is_typed_is_kept_and_composed),
        cmocka_unit_test(words_come_one_after_the_other),
    };
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
