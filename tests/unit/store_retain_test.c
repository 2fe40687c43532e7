#include "store_kit.h"

#include "store/retain.h"

static struct reader *publish_keeping(struct kit *k, int32_t keep_days, int32_t first, int32_t days)
{
    struct writer *w = NULL;
    struct published out;
    const struct writer_conf conf = {.store = k->store,
        .staging = k->staging,
        .makers = &kit_makers,
        .keep_days = {[FAMILY_PAGEOUTS] = keep_days}};
    const struct run run = {.verb = STR("test")};
    CHECK_OK(writer_open(&w, FAMILY_PAGEOUTS, &conf));
    for (int32_t d = first; d < first + days; d++) {
        struct record r = kit_page(&k->a, d, 0);
        CHECK_OK(kit_put(w, &r));
    }
    writer_cover(w, (struct span){first * DAY_MS, (first + days) * DAY_MS});
    CHECK_OK(writer_publish(w, &run, &out));
    writer_done(&w);
    return kit_reader(k);
}

static const struct family_state *pages_of(struct reader *r)
{
    return &snapshot_manifest(reader_current(r))->family[FAMILY_PAGEOUTS];
}

TEST(the_edge_is_so_many_days_before_the_day_of_the_newest_data)
{
    const struct {
        int64_t through;
        int32_t keep_days, edge;
    } cases[] = {
        {T0, 0, INT32_MIN},
        {0, 395, INT32_MIN},
        {T0, 395, DAY0 - 395},
        {T0 - 1, 395, DAY0 - 396},
        {T0 + DAY_MS - 1, 1, DAY0 - 1},
    };
    for (EACH(i, cases)) {
        struct family_state f = {.through = cases[i].through, .keep_days = cases[i].keep_days};
        CHECK_INT(retain_edge(&f), cases[i].edge);
    }
}

TEST(what_lies_before_the_edge_leaves_and_what_crosses_it_stays)
{
    struct segment_ref segment[] = {{.first = DAY0 - 40, .last = DAY0 - 11},
        {.first = DAY0 - 10, .last = DAY0 - 9}, {.first = DAY0 - 1, .last = DAY0 - 1}};
    struct span covered[] = {{T0 - 40 * DAY_MS, T0 - 20 * DAY_MS}, {T0 - 12 * DAY_MS, T0}};
    struct family_state f = {.through = T0,
        .keep_days = 9,
        .segment = segment,
        .segments = 3,
        .covered = covered,
        .covered_n = 2};
    retain_apply(&f);
    CHECK_INT(f.segments, 2);
    CHECK_INT(f.segment[0].first, DAY0 - 10);
    CHECK_INT(f.covered_n, 1);
    CHECK_INT(f.covered[0].from, T0 - 9 * DAY_MS);
    CHECK_INT(f.covered[0].to, T0);
}

TEST(a_publish_that_moves_the_edge_drops_the_days_before_it)
{
    struct kit k = kit_open();
    struct reader *r = publish_keeping(&k, 3, DAY0, 3);
    CHECK_INT(pages_of(r)->segments, 3);
    CHECK_INT(pages_of(r)->keep_days, 3);
    reader_done(&r);
    r = publish_keeping(&k, 0, DAY0 + 3, 2); /* 0: the policy stays as it is */
    CHECK_INT(pages_of(r)->keep_days, 3);
    CHECK_INT(pages_of(r)->segments, 3);
    CHECK_INT(pages_of(r)->segment[0].first, DAY0 + 2);
    CHECK_INT(pages_of(r)->covered[0].from, (DAY0 + 2) * DAY_MS);
    struct where w = {.from = T0, .to = T0 + 10 * DAY_MS};
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0 + 1)), 0);
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0 + 2)), 1);
    reader_done(&r);
    kit_done(&k);
}

TEST(a_generation_lists_the_older_ones_that_are_to_be_kept)
{
    AUTO(arena_done) struct arena a = arena_of(1 << 20);
    struct manifest m = {0};
    for (int64_t i = 1; i <= 10; i++) {
        struct segment_ref one = {.first = (int32_t)i};
        m.family[0].segment = &one;
        m.family[0].segments = 1;
        m = manifest_next(&a, &m, (struct keeping){.age_ms = 35}, 10 * i);
        CHECK_INT(m.generation, i);
        CHECK(m.family[0].segment != &one);
        CHECK_INT(m.family[0].segment[0].first, i);
    }
    CHECK_INT(m.history_n, 3); /* made 10, 20 and 30 ms ago */
    CHECK_INT(m.history[0].generation, 9);
    CHECK_INT(m.history[2].generation, 7);
    CHECK_INT(manifest_next(&a, &m, (struct keeping){.generations = 2}, 0).history_n, 2);
    CHECK_INT(manifest_next(&a, &m, (struct keeping){.age_ms = 1}, 1000).history_n, 1);
    CHECK_INT(manifest_next(&a, &m, (struct keeping){0}, 1000).history_n, 4);
}

TEST(what_a_manifest_says_of_room_and_retention_is_read_back)
{
    AUTO(arena_done) struct arena a = arena_of(1 << 20);
    struct manifest m = {.generation = 1, .room = {20, 15, 3}}, back;
    m.family[FAMILY_NOTIFICATIONS].keep_days = 395;
    CHECK_OK(manifest_read(&a, manifest_write(&a, &m), &back));
    CHECK_INT(back.room.limit, 20);
    CHECK_INT(back.room.held, 15);
    CHECK_INT(back.room.free, 3);
    CHECK_INT(back.family[FAMILY_NOTIFICATIONS].keep_days, 395);
    CHECK_INT(back.family[FAMILY_PAGEOUTS].keep_days, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_edge_is_so_many_days_before_the_day_of_the_newest_data),
        cmocka_unit_test(what_lies_before_the_edge_leaves_and_what_crosses_it_stays),
        cmocka_unit_test(a_publish_that_moves_the_edge_drops_the_days_before_it),
        cmocka_unit_test(a_generation_lists_the_older_ones_that_are_to_be_kept),
        cmocka_unit_test(what_a_manifest_says_of_room_and_retention_is_read_back),
    };
    return RUN(tests);
}
