#include "check.h"

#include "sim/rand.h"

#define DRAWS 40000

TEST(the_same_seed_and_stream_give_the_same_numbers_and_others_do_not)
{
    struct dice a = dice_of(7, 1), b = dice_of(7, 1), c = dice_of(7, 2), d = dice_of(8, 1);
    for (int i = 0; i < 100; i++) {
        uint64_t x = dice_u64(&a);
        CHECK(x == dice_u64(&b));
        CHECK(x != dice_u64(&c));
        CHECK(x != dice_u64(&d));
    }
}

TEST(bounds_are_kept_and_both_ends_come)
{
    struct dice d = dice_of(3, 1);
    bool low = false, high = false;
    for (int i = 0; i < DRAWS; i++) {
        int64_t v = dice_between(&d, -2, 2);
        CHECK(v >= -2 && v <= 2);
        low |= v == -2;
        high |= v == 2;
        double s = dice_share(&d);
        CHECK(s >= 0 && s < 1);
    }
    CHECK(low && high);
}

TEST(means_and_medians_are_what_was_asked_for)
{
    static const double means[] = {0.4, 5, 200};
    struct dice d = dice_of(5, 1);
    for (EACH(m, means)) {
        double sum = 0;
        for (int i = 0; i < DRAWS; i++)
            sum += dice_poisson(&d, means[m]);
        CHECK(sum / DRAWS > means[m] * 0.97 && sum / DRAWS < means[m] * 1.03);
    }
    int below = 0;
    double waits = 0;
    for (int i = 0; i < DRAWS; i++) {
        below += dice_lognormal(&d, 75, 1.1) < 75;
        waits += dice_exponential(&d, 600);
    }
    CHECK(below > DRAWS * 0.49 && below < DRAWS * 0.51);
    CHECK(waits / DRAWS > 580 && waits / DRAWS < 620);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_and_stream_give_the_same_numbers_and_others_do_not),
        cmocka_unit_test(bounds_are_kept_and_both_ends_come),
        cmocka_unit_test(means_and_medians_are_what_was_asked_for),
    };
    return RUN(tests);
}
