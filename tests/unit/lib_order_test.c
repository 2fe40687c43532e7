#include "check.h"

#include "lib/order.h"

#include <stdlib.h>
#include <string.h>

#define MANY 3000

/* The same numbers in every run. */
static uint64_t next_of(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 20;
}

TEST(keys_are_ascending_and_equal_ones_stay_as_they_came)
{
    const size_t counts[] = {0, 1, 2, 23, 24, 25, 300, MANY};
    const uint64_t ranges[] = {1, 7, 1000, UINT64_C(1) << 40};
    static struct ordered x[MANY], scratch[MANY];
    uint64_t seed = 1;
    for (size_t c = 0; c < COUNT_OF(counts) * COUNT_OF(ranges); c++) {
        size_t n = counts[c / COUNT_OF(ranges)];
        for (size_t i = 0; i < n; i++) {
            uint64_t v = next_of(&seed) % ranges[c % COUNT_OF(ranges)];
            x[i] = (struct ordered){v << 24 | v, (uint32_t)i};
        }
        order_keys(x, n, scratch);
        for (size_t i = 1; i < n; i++)
            CHECK(x[i - 1].key < x[i].key || (x[i - 1].key == x[i].key && x[i - 1].of < x[i].of));
    }
}

TEST(all_bits_of_a_key_count)
{
    struct ordered x[64], scratch[64];
    for (size_t i = 0; i < 64; i++)
        x[i] = (struct ordered){UINT64_C(1) << (63 - i), (uint32_t)i};
    order_keys(x, 64, scratch);
    for (size_t i = 0; i < 64; i++)
        CHECK_INT(x[i].of, 63 - i);
}

static void check_texts(struct arena *a, const struct str *text, size_t n)
{
    uint32_t *place = NEW(a, uint32_t, n + 1);
    bool *seen = NEW(a, bool, n + 1);
    order_texts(a, text, n, place);
    for (size_t i = 0; i < n; i++) {
        CHECK(place[i] < n && !seen[place[i]]);
        seen[place[i]] = true;
        if (i)
            CHECK(str_cmp(text[place[i - 1]], text[place[i]]) < 0);
    }
}

TEST(texts_are_in_the_order_of_their_bytes)
{
    AUTO(arena_done) struct arena a = arena_of(64u << 20);
    static struct str text[MANY];
    uint64_t seed = 2;
    for (size_t i = 0; i < MANY; i++) /* much in common, then a difference at any place */
        text[i] = arena_fmt(&a, "%.*s%llx-%zu", (int)(next_of(&seed) % 40),
            "\xff\xff\xff the same beginning of many texts \x80\x01", (long long)next_of(&seed), i);
    check_texts(&a, text, MANY);
    check_texts(&a, text, 5);
    check_texts(&a, text, 0);
}

TEST(a_text_comes_before_what_goes_on_with_zero_bytes)
{
    AUTO(arena_done) struct arena a = arena_of(64u << 20);
    static char zeros[600];
    static struct str text[1200];
    for (size_t i = 0; i < 600; i++) {
        char *p = NEW(&a, char, i + 2);
        p[0] = 'b';
        text[i] = (struct str){zeros, i};
        text[1199 - i] = (struct str){p, i + 1};
    }
    check_texts(&a, text, 1200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_ascending_and_equal_ones_stay_as_they_came),
        cmocka_unit_test(all_bits_of_a_key_count),
        cmocka_unit_test(texts_are_in_the_order_of_their_bytes),
        cmocka_unit_test(a_text_comes_before_what_goes_on_with_zero_bytes),
    };
    return RUN(tests);
}
