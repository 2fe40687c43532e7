#include "store_kit.h"

#include "store/crew.h"

#define PAGES 60

static struct page_seen page_of(int i)
{
    return (struct page_seen){.outcome = (enum outcome)(i % OUTCOME__N),
        .hours = (enum hours)(i % HOURS__N),
        .level = i % 4,
        .person = i % 7 ? (int64_t)(i % 7) << 40 : 0,
        .incident = i % 5 ? (int64_t)(1 + i % 11) << 50 : 0,
        .ack = i % 3 ? i * SECOND_MS - 2 * SECOND_MS : MS_UNKNOWN};
}

static struct crew crew_from(struct arena *a, int first, int end)
{
    struct crew c = crew_of(a);
    for (int i = first; i < end; i++) {
        const struct page_seen p = page_of(i);
        crew_add(&c, DAY0, &p);
    }
    return c;
}

static struct str blob_of(struct arena *a, const struct crew *c)
{
    struct out o = out_of(a);
    crew_encode(c, &o);
    return out_done(&o);
}

TEST(a_member_has_their_pages_and_nobody_elses)
{
    struct arena a = arena_of(16u << 20);
    struct crew c = crew_from(&a, 0, PAGES);
    uint64_t pages = 0, acks = 0, sleep = 0;
    CHECK_INT(c.n, 6);
    for (size_t i = 0; i < c.n; i++) {
        const struct member *m = &c.member[i];
        CHECK(m->person != 0);
        CHECK_INT(m->day, DAY0);
        for (EACH(k, m->outcome))
            pages += m->outcome[k];
        acks += m->acks;
        sleep += m->sleep;
    }
    uint64_t want = 0, want_acks = 0, want_sleep = 0;
    for (int i = 0; i < PAGES; i++) {
        const struct page_seen p = page_of(i);
        want += p.person != 0;
        want_acks += p.person && p.ack >= 0;
        want_sleep += p.person && p.hours == HOURS_SLEEP;
    }
    CHECK_INT(pages, want);
    CHECK_INT(acks, want_acks);
    CHECK_INT(sleep, want_sleep);
    arena_done(&a);
}

TEST(blobs_add_up_to_what_all_pages_at_once_give)
{
    struct arena a = arena_of(16u << 20);
    struct crew all = crew_from(&a, 0, PAGES), sum = crew_of(&a);
    for (int i = 0; i < PAGES; i += 20) {
        struct crew part = crew_from(&a, i, i + 20);
        CHECK_OK(crew_decode_add(blob_of(&a, &part), DAY0 + i, &sum));
    }
    CHECK_STR(blob_of(&a, &sum), blob_of(&a, &all));
    CHECK_INT(sum.member[0].day, DAY0);
    arena_done(&a);
}

TEST(a_blob_that_is_cut_or_changed_is_refused_or_harmless)
{
    struct arena a = arena_of(16u << 20);
    struct crew c = crew_from(&a, 0, PAGES);
    struct str blob = blob_of(&a, &c);
    for (size_t n = 0; n < blob.n; n++) {
        struct arena one = arena_of(16u << 20);
        struct crew into = crew_of(&one);
        CHECK_ERR(crew_decode_add(str_head(blob, n), DAY0, &into), ERR_INPUT);
        arena_done(&one);
    }
    for (size_t i = 0; i < blob.n; i++) {
        struct arena one = arena_of(16u << 20);
        struct crew into = crew_of(&one);
        char *bytes = arena_take(&one, 1, blob.n);
        memcpy(bytes, blob.p, blob.n);
        bytes[i] = (char)~bytes[i];
        struct err e = crew_decode_add((struct str){bytes, blob.n}, DAY0, &into);
        CHECK(e.code == ERR_OK || e.code == ERR_INPUT);
        arena_done(&one);
    }
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_has_their_pages_and_nobody_elses),
        cmocka_unit_test(blobs_add_up_to_what_all_pages_at_once_give),
        cmocka_unit_test(a_blob_that_is_cut_or_changed_is_refused_or_harmless),
    };
    return RUN(tests);
}
