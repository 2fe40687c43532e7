#include "store_kit.h"

/* A small generator of our own: the same numbers on every host. */
static uint64_t next_of(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static struct record any_page(struct arena *a, uint64_t *seed)
{
    struct record r = kit_page(a, DAY0, (int)(next_of(seed) % 1000));
    r.response = (enum response)(next_of(seed) % RESPONSE__N);
    r.purpose = (enum purpose)(next_of(seed) % PURPOSE__N);
    r.level = (int32_t)(next_of(seed) % 12);
    r.when[WHEN_RESPONDED] += (int64_t)(next_of(seed) % (3 * DAY_MS)) - HOUR_MS;
    r.hours = (enum hours)(next_of(seed) % HOURS__N);
    r.flags = (uint32_t)next_of(seed) & 31;
    return r;
}

static struct tally *any_tally(struct arena *a, tally_slots slots, uint64_t seed, int n)
{
    struct tally *t = tally_new(a);
    for (int i = 0; i < n; i++) {
        struct record r = any_page(a, &seed);
        tally_add(t, slots, &r, T0 + 12 * HOUR_MS);
    }
    t->repeated_rows = seed % 5;
    return t;
}

static struct str blob_of(struct arena *a, const struct tally *t, tally_slots slots)
{
    struct out o = out_of(a);
    tally_encode(t, slots, &o);
    return out_done(&o);
}

static bool same_bytes(struct arena *a, const struct tally *x, const struct tally *y)
{
    return str_eq(blob_of(a, x, NULL), blob_of(a, y, NULL));
}

TEST(totals_add_up_in_any_order)
{
    struct arena a = arena_of(64u << 20);
    struct tally *left = tally_new(&a), *right = tally_new(&a), *nested = tally_new(&a);
    struct tally *part[3];
    for (int i = 0; i < 3; i++)
        part[i] = any_tally(&a, NULL, (uint64_t)i + 1, 200);
    for (int i = 0; i < 3; i++) {
        tally_merge(left, part[i]);
        tally_merge(right, part[2 - i]);
    }
    tally_merge(nested, part[1]);
    tally_merge(nested, part[2]);
    struct tally *outer = tally_new(&a);
    tally_merge(outer, part[0]);
    tally_merge(outer, nested);
    CHECK(same_bytes(&a, left, right));
    CHECK(same_bytes(&a, left, outer));
    CHECK_INT(
        tally_pages(left), tally_pages(part[0]) + tally_pages(part[1]) + tally_pages(part[2]));
    arena_done(&a);
}

TEST(a_blob_gives_back_what_went_in)
{
    struct arena a = arena_of(64u << 20);
    tally_slots in = {{0}}, out = {{0}};
    struct tally *t = any_tally(&a, in, 7, 500), *back = tally_new(&a), *twice = tally_new(&a);
    CHECK_OK(tally_decode_add(blob_of(&a, t, in), out, back));
    CHECK(same_bytes(&a, t, back));
    CHECK(memcmp(in, out, sizeof in) == 0);
    tally_merge(twice, t);
    tally_merge(twice, t);
    CHECK_OK(tally_decode_add(blob_of(&a, t, in), NULL, back));
    CHECK(same_bytes(&a, twice, back));
    arena_done(&a);
}

TEST(a_blob_that_is_cut_or_changed_is_refused_or_harmless)
{
    struct arena a = arena_of(512u << 20);
    tally_slots slots = {{0}};
    struct tally *t = any_tally(&a, slots, 9, 60);
    struct str blob = blob_of(&a, t, slots);
    for (size_t n = 0; n < blob.n; n++) {
        struct arena one = arena_of(16u << 20);
        CHECK_ERR(tally_decode_add(str_head(blob, n), slots, tally_new(&one)), ERR_INPUT);
        arena_done(&one);
    }
    struct out o = out_of(&a);
    out_str(&o, blob);
    out_char(&o, 0);
    struct str longer = out_done(&o);
    CHECK_ERR(tally_decode_add(longer, slots, tally_new(&a)), ERR_INPUT);
    for (size_t i = 0; i < blob.n; i++) {
        struct arena one = arena_of(16u << 20);
        char *bytes = arena_take(&one, 1, blob.n);
        memcpy(bytes, blob.p, blob.n);
        bytes[i] = (char)~bytes[i];
        struct err e = tally_decode_add((struct str){bytes, blob.n}, slots, tally_new(&one));
        CHECK(e.code == ERR_OK || e.code == ERR_INPUT);
        arena_done(&one);
    }
    arena_done(&a);
}

static int cmp_ms(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Days of 300 pages about some of 1,200 incidents: many are on one day, many on several. */
TEST(incidents_are_counted_the_same_whether_their_keys_are_kept_or_not)
{
    enum { N = 8, PAGES = 300, INCIDENTS = 1200 };
    struct arena a = arena_of(256u << 20);
    struct often often = often_of(&a, N * PAGES);
    struct tally *kept = tally_new(&a), *few = tally_new(&a);
    struct tally_sum all = {.into = kept}, sum = {.into = few, .often = &often};
    struct str blob[N];
    uint64_t want[SET_VALUES], got[SET_VALUES], seed = 5;
    for (int d = 0; d < N; d++) {
        struct tally *day = tally_new(&a);
        for (int i = 0; i < PAGES; i++) {
            struct record r = any_page(&a, &seed);
            r.text[TEXT_INCIDENT] = arena_fmt(&a, "i%d", (int)(next_of(&seed) % INCIDENTS));
            tally_add(day, NULL, &r, T0 + 12 * HOUR_MS);
        }
        blob[d] = blob_of(&a, day, NULL);
        CHECK_OK(tally_meet(blob[d], &a, &often));
    }
    for (int d = 0; d < N; d++) {
        CHECK_OK(tally_sum_add(&all, blob[d], NULL));
        CHECK_OK(tally_sum_add(&sum, blob[d], NULL));
    }
    tally_sum_end(&all);
    tally_sum_end(&sum);
    tally_incidents(kept, want);
    tally_incidents(few, got);
    CHECK(memcmp(want, got, sizeof want) == 0);
    CHECK(few->incidents.n > 0 && few->incidents.n < kept->incidents.n);
    arena_done(&a);
}

TEST(percentiles_are_within_one_percent_of_the_sorted_array)
{
    enum { N = 20000 };
    struct arena a = arena_of(64u << 20);
    struct hist *h = NEW(&a, struct hist, 1);
    int64_t *ms = NEW(&a, int64_t, N);
    uint64_t seed = 3;
    for (int i = 0; i < N; i++) {
        ms[i] = (int64_t)(next_of(&seed) >> (next_of(&seed) % 31));
        hist_add(h, ms[i]);
    }
    qsort(ms, N, sizeof *ms, cmp_ms);
    for (uint64_t rank = 1; rank <= N; rank++) {
        int64_t want = ms[rank - 1], got = hist_at_rank(h, rank);
        CHECK(llabs(got - want) * 100 <= want);
    }
    CHECK_INT(hist_at_rank(h, N + 1), MS_UNKNOWN);
    arena_done(&a);
}

TEST(buckets_meet_without_gap_or_overlap)
{
    for (size_t i = 0; i + 1 < HIST_BUCKETS; i++) {
        int64_t low = hist_bucket_low(i), next = hist_bucket_low(i + 1);
        CHECK(low < next);
        CHECK_INT(hist_bucket_of(low), i);
        CHECK_INT(hist_bucket_of(next - 1), i);
    }
    CHECK_INT(hist_bucket_of(INT64_MAX), HIST_BUCKETS - 1);
}

TEST(negative_unknown_and_long_times_are_told_apart)
{
    struct hist h = {0};
    hist_add(&h, MS_UNKNOWN);
    hist_add(&h, -1);
    hist_add(&h, 0);
    hist_add(&h, DAY_MS);
    hist_add(&h, DAY_MS + 1);
    CHECK_INT(h.n, 3);
    CHECK_INT(h.negative, 1);
    CHECK_INT(h.over_day, 1);
    CHECK_INT(h.sum_ms, 2 * DAY_MS + 1);
    CHECK_INT(hist_up_to(&h, 0), 1);
    CHECK_INT(hist_up_to(&h, -1), 0);
    CHECK_INT(hist_up_to(&h, 2 * DAY_MS), 3);
}

TEST(a_set_keeps_the_greatest_value_of_each_key)
{
    struct arena a = arena_of(16u << 20);
    struct set s = set_of(&a);
    uint32_t v = 0;
    for (int64_t i = 1; i <= 5000; i++) {
        set_put(&s, i << 40, 1);
        set_put(&s, i << 40, (uint32_t)(i % 7));
    }
    set_put(&s, 0, 3);
    CHECK_INT(s.n, 5000);
    CHECK(set_get(&s, INT64_C(6) << 40, &v));
    CHECK_INT(v, 6);
    CHECK(set_get(&s, INT64_C(7) << 40, &v));
    CHECK_INT(v, 1);
    CHECK(!set_get(&s, 0, &v));
    CHECK(!set_get(&s, 12345, &v));
    arena_done(&a);
}

TEST(attempts_come_back_and_can_be_cut_to_channels)
{
    struct arena a = arena_of(16u << 20);
    struct attempts t = {0}, all = {0}, sms = {0};
    struct record r = kit_attempt(&a, DAY0, 1);
    attempts_add(&t, &r);
    r.channel = CHANNEL_VOICE;
    r.delivery = DELIVERY_FAILED;
    attempts_add(&t, &r);
    r.purpose = PURPOSE_TEST;
    attempts_add(&t, &r);
    struct out o = out_of(&a);
    attempts_encode(&t, &o);
    CHECK_OK(attempts_decode_add(out_done(&o), 0, &all));
    CHECK(memcmp(&all, &t, sizeof t) == 0);
    CHECK_OK(attempts_decode_add(out_done(&o), 1u << CHANNEL_SMS, &sms));
    CHECK_INT(sms.count[CHANNEL_SMS][DELIVERY_DELIVERED], 1);
    CHECK_INT(sms.count[CHANNEL_VOICE][DELIVERY_FAILED], 0);
    CHECK_INT(sms.not_pages, 0);
    CHECK_ERR(attempts_decode_add(str_head(out_done(&o), o.n - 1), 0, &all), ERR_INPUT);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_add_up_in_any_order),
        cmocka_unit_test(a_blob_gives_back_what_went_in),
        cmocka_unit_test(a_blob_that_is_cut_or_changed_is_refused_or_harmless),
        cmocka_unit_test(incidents_are_counted_the_same_whether_their_keys_are_kept_or_not),
        cmocka_unit_test(percentiles_are_within_one_percent_of_the_sorted_array),
        cmocka_unit_test(buckets_meet_without_gap_or_overlap),
        cmocka_unit_test(negative_unknown_and_long_times_are_told_apart),
        cmocka_unit_test(a_set_keeps_the_greatest_value_of_each_key),
        cmocka_unit_test(attempts_come_back_and_can_be_cut_to_channels),
    };
    return RUN(tests);
}
