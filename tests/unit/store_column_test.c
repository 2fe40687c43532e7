#include "check.h"

#include "etl/record.h"
#include "store/column.h"
#include "store/leaf.h"

#include <string.h>

#define MOST 300

static uint64_t dice = 5;

static uint64_t roll(uint64_t n)
{
    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (dice >> 20) % n;
}

/* Kinds of columns: one value, few, two bytes with strays, gaps, anything. */
static int64_t some_value(uint64_t kind)
{
    static const int64_t odd[] = {INT64_MAX, INT64_MIN + 1, -1, 0, 255, 256, 65535, 65536, 1 << 24,
        INT64_C(1) << 32, MS_UNKNOWN};
    uint64_t chance = roll(20);
    switch (kind) {
    case 0:
        return 7;
    case 1:
        return 1000 + (int64_t)roll(300);
    case 2:
        return chance ? 600 + (int64_t)roll(60000) : odd[roll(COUNT_OF(odd))];
    case 3:
        return chance > 12 ? MS_UNKNOWN : (int64_t)roll(1u << 23);
    case 4:
        return chance > 12 ? MS_UNKNOWN : odd[roll(COUNT_OF(odd))];
    case 5:
        return MS_UNKNOWN;
    default:
        return (int64_t)(roll(UINT32_MAX) << 33 ^ roll(UINT32_MAX));
    }
}

struct sample {
    int64_t v[MOST];
    uint32_t place[MOST];
    size_t n, places;
};

static struct sample some_sample(uint64_t kind)
{
    struct sample s = {.n = (size_t)roll(MOST)};
    for (size_t i = 0; i < s.n; i++)
        s.v[i] = some_value(kind);
    for (size_t i = 0; i < s.n; i++)
        if (roll(3) == 0)
            s.place[s.places++] = (uint32_t)i;
    return s;
}

TEST(a_column_gives_each_number_back_wherever_it_is_asked_for)
{
    struct arena a = arena_of(64u << 20);
    for (uint64_t i = 0; i < 700; i++) {
        int64_t all[MOST + 1], some[MOST + 1];
        struct sample s = some_sample(i % 7);
        struct out o = out_of(&a);
        column_put(&o, s.v, s.n);
        struct cursor c = cursor_of(out_done(&o));
        struct column x = column_get(&c, &a, s.n);
        CHECK(!c.bad && cursor_left(&c) == 0);
        column_i64(&x, NULL, s.n, all);
        memset(some, 0x55, sizeof some);
        column_i64(&x, s.place, s.places, some);
        for (size_t k = 0; k < s.n; k++) {
            CHECK_INT(all[k], s.v[k]);
            CHECK_INT(column_at(&x, k), s.v[k]);
        }
        for (size_t k = 0; k < s.places; k++)
            CHECK_INT(some[s.place[k]], s.v[s.place[k]]);
        arena_wipe(&a);
    }
    arena_done(&a);
}

/* Keeps by one loop what column_keep keeps by many. */
static size_t kept_of(
    const struct sample *s, bool listed, const struct column_marks *m, uint32_t *kept)
{
    size_t n = 0;
    for (size_t i = 0; i < (listed ? s->places : s->n); i++) {
        uint32_t at = listed ? s->place[i] : (uint32_t)i;
        if (s->v[at] < 0 || (uint64_t)s->v[at] >= m->n)
            return SIZE_MAX;
        kept[n] = at;
        n += m->mark[s->v[at]];
    }
    return n;
}

TEST(the_places_of_marked_numbers_are_kept)
{
    struct arena a = arena_of(64u << 20);
    for (uint64_t i = 0; i < 900; i++) {
        uint32_t want[MOST], kept[MOST];
        struct sample s = some_sample(i % 7);
        uint64_t below = 1 + roll(3) * roll(70000), sparse = 1 + roll(40);
        struct column_marks m = {NEW(&a, uint8_t, 2 * 70000 + COLUMN_MARKS), 0};
        for (size_t k = 0; k < s.n && i % 3;
             k++) /* such that all have a mark, or a mark but a few */
            s.v[k] = roll(60) || i % 3 == 1 ? (int64_t)roll(below) : s.v[k];
        m.n = 1 + (i % 2 ? below : 1000 + roll(60000));
        for (size_t k = 0; k < m.n; k++)
            m.mark[k] = roll(sparse) == 0;
        struct out o = out_of(&a);
        column_put(&o, s.v, s.n);
        struct cursor c = cursor_of(out_done(&o));
        struct column x = column_get(&c, &a, s.n);
        for (int listed = 0; listed < 2; listed++) {
            size_t n = kept_of(&s, listed, &m, want);
            if (listed)
                memcpy(kept, s.place, sizeof kept);
            CHECK_INT(column_keep(&x, &m, listed ? kept : NULL, listed ? s.places : s.n, kept), n);
            for (size_t k = 0; n != SIZE_MAX && k < n; k++)
                CHECK_INT(kept[k], want[k]);
        }
        arena_wipe(&a);
    }
    arena_done(&a);
}

TEST(what_does_not_fit_the_type_is_cut_to_it)
{
    static const int64_t v[] = {-5, 0, 255, 256, 65536, INT64_C(1) << 33, MS_UNKNOWN};
    uint8_t narrow[COUNT_OF(v)];
    uint16_t wide[COUNT_OF(v)];
    uint32_t wider[COUNT_OF(v)];
    struct arena a = arena_of(1u << 20);
    struct out o = out_of(&a);
    column_put(&o, v, COUNT_OF(v));
    struct cursor c = cursor_of(out_done(&o));
    struct column x = column_get(&c, &a, COUNT_OF(v));
    column_u8(&x, NULL, COUNT_OF(v), narrow);
    column_u16(&x, NULL, COUNT_OF(v), wide);
    column_u32(&x, NULL, COUNT_OF(v), wider);
    for (EACH(i, v)) {
        int64_t up = v[i] < 0 ? 0 : v[i];
        CHECK_INT(narrow[i], up < UINT8_MAX ? up : UINT8_MAX);
        CHECK_INT(wide[i], up < UINT16_MAX ? up : UINT16_MAX);
        CHECK_INT(wider[i], up < UINT32_MAX ? up : UINT32_MAX);
    }
    arena_done(&a);
}

/* Most numbers take a byte or two, however far off the few others are. */
TEST(a_few_far_numbers_do_not_widen_a_column)
{
    struct arena a = arena_of(1u << 20);
    int64_t v[MOST];
    for (EACH(i, v))
        v[i] = 100 + (int64_t)(i % 200);
    v[17] = -93515;
    v[99] = INT64_C(1) << 40;
    struct out o = out_of(&a);
    column_put(&o, v, COUNT_OF(v));
    CHECK(out_done(&o).n < MOST + 40);
    arena_done(&a);
}

TEST(texts_come_back_and_what_they_share_is_kept_once)
{
    struct arena a = arena_of(1u << 20);
    struct str text[100];
    for (EACH(i, text))
        text[i] = arena_fmt(&a, "INC00001452%02zu", i);
    struct out o = out_of(&a);
    texts_put(&o, text, COUNT_OF(text));
    CHECK(out_done(&o).n < 450);
    struct cursor c = cursor_of(out_done(&o));
    size_t n = 0;
    const struct str *got = texts_get(&c, &a, &n);
    CHECK(!c.bad && cursor_left(&c) == 0);
    CHECK_INT(n, COUNT_OF(text));
    CHECK_STR(got[0], STR(""));
    for (EACH(i, text))
        CHECK_STR(got[i + 1], text[i]);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_gives_each_number_back_wherever_it_is_asked_for),
        cmocka_unit_test(what_does_not_fit_the_type_is_cut_to_it),
        cmocka_unit_test(a_few_far_numbers_do_not_widen_a_column),
        cmocka_unit_test(the_places_of_marked_numbers_are_kept),
        cmocka_unit_test(texts_come_back_and_what_they_share_is_kept_once),
    };
    return RUN(tests);
}
