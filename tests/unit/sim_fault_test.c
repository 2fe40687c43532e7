#include "check.h"

#include "sim/fault.h"

TEST(the_nth_occasion_is_struck_and_no_other)
{
    struct faults f;
    faults_open(&f, 1);
    CHECK_OK(faults_add(&f, STR("expired:nth=3")));
    for (int i = 1; i <= 6; i++)
        CHECK_INT(faults_due(&f, PLACE_DOWNLOAD), i == 3 ? FAULT_EXPIRED : FAULT_NONE);
}

TEST(a_share_of_the_occasions_is_struck_the_same_in_each_run)
{
    struct faults f, again;
    int struck = 0;
    faults_open(&f, 9);
    faults_open(&again, 9);
    CHECK_OK(faults_add(&f, STR("429:p=0.1")));
    CHECK_OK(faults_add(&again, STR("429:p=0.1")));
    for (int i = 0; i < 2000; i++) {
        enum fault now = faults_due(&f, PLACE_ANY);
        CHECK_INT(faults_due(&again, PLACE_ANY), now);
        struck += now == FAULT_429;
    }
    CHECK(struck > 150 && struck < 250);
}

TEST(faults_strike_at_their_own_place_only)
{
    struct faults f;
    faults_open(&f, 1);
    CHECK_OK(faults_add(&f, STR("401-mid-poll:nth=1")));
    CHECK_OK(faults_add(&f, STR("drip")));
    CHECK_INT(faults_due(&f, PLACE_ANY), FAULT_NONE);
    CHECK_INT(faults_due(&f, PLACE_REQUEST), FAULT_NONE);
    CHECK_INT(faults_due(&f, PLACE_DOWNLOAD), FAULT_DRIP);
    CHECK_INT(faults_due(&f, PLACE_POLL), FAULT_401_MID_POLL);
    CHECK_INT(faults_due(&f, PLACE_POLL), FAULT_NONE);
    CHECK_INT(faults_due(&f, PLACE_DOWNLOAD), FAULT_DRIP);
}

TEST(each_name_is_known_and_nonsense_is_refused)
{
    static const char *const wrong[] = {"", "nothing", "drip:", "drip:p=2", "drip:p=x",
        "drip:nth=0", "drip:nth=-1", "drip:every=2", "drip:p="};
    struct faults f;
    faults_open(&f, 1);
    for (size_t i = 1; i < FAULT__N; i++)
        CHECK_OK(faults_add(&f, str_of(fault_words[i])));
    for (EACH(i, wrong))
        CHECK_ERR(faults_add(&f, str_of(wrong[i])), ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nth_occasion_is_struck_and_no_other),
        cmocka_unit_test(a_share_of_the_occasions_is_struck_the_same_in_each_run),
        cmocka_unit_test(faults_strike_at_their_own_place_only),
        cmocka_unit_test(each_name_is_known_and_nonsense_is_refused),
    };
    return RUN(tests);
}
