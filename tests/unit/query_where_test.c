#include "store_kit.h"

#include "query/url.h"
#include "query/where.h"

static struct kit kit;
static struct reader *reader;

/* 7 above 11 and 12; 13 below 12. */
static void publish_tree(void)
{
    struct roster_node nodes[] = {
        {.number = 7, .manager_id = STR("m7"), .depth = 1, .label = STR("Top"), .current = true},
        {.number = 11,
            .manager_id = STR("m11"),
            .parent = 7,
            .depth = 2,
            .label = STR("A"),
            .current = true},
        {.number = 12,
            .manager_id = STR("m12"),
            .parent = 7,
            .depth = 2,
            .label = STR("B"),
            .current = true},
        {.number = 13,
            .manager_id = STR("m13"),
            .parent = 12,
            .depth = 3,
            .label = STR("C"),
            .current = true},
    };
    const struct roster roster = {.nodes = nodes, .nodes_n = COUNT_OF(nodes), .synced_at = T0};
    const struct run run = {.verb = STR("directory")};
    struct published done;
    AUTO(writer_done) struct writer *w = kit_writer(&kit, FAMILY_DIRECTORY);
    CHECK_OK(writer_put_roster(w, &roster));
    CHECK_OK(writer_publish(w, &run, &done));
}

static struct where where_for(const int32_t *org, size_t n)
{
    struct filter f = filter_default();
    struct where w;
    for (f.orgs = 0; f.orgs < n; f.orgs++)
        f.org[f.orgs] = org[f.orgs];
    CHECK_OK(where_of(reader_current(reader), &kit.a, &f, T0, T0 + DAY_MS, &w));
    return w;
}

TEST(a_node_below_another_chosen_one_is_left_out)
{
    struct where w = where_for((const int32_t[]){7, 13}, 2);
    CHECK_INT(w.nodes, 1);
    CHECK_INT(w.node[0], 7);
    w = where_for((const int32_t[]){11, 12, 13}, 3);
    CHECK_INT(w.nodes, 2);
    CHECK_INT(w.node[0], 11);
    CHECK_INT(w.node[1], 12);
}

TEST(nodes_beside_each_other_all_stay)
{
    CHECK_INT(where_for((const int32_t[]){11, 13}, 2).nodes, 2);
    CHECK_INT(where_for((const int32_t[]){13}, 1).nodes, 1);
}

TEST(a_node_that_nobody_knows_stays_and_narrows)
{
    struct where w = where_for((const int32_t[]){999}, 1);
    CHECK_INT(w.nodes, 1);
    CHECK_INT(w.node[0], 999);
    CHECK_INT(where_for((const int32_t[]){7, 999}, 2).nodes, 2);
}

TEST(ids_become_keys_and_the_range_and_channels_go_over)
{
    struct filter f = filter_default();
    struct where w;
    f.team[f.teams++] = STR("ops");
    f.person[f.persons++] = STR("007");
    f.channels = 1u << CHANNEL_SMS;
    CHECK_OK(where_of(reader_current(reader), &kit.a, &f, 5, 9, &w));
    CHECK_INT(w.team[0], hash64(STR("ops")));
    CHECK_INT(w.person[0], hash64(STR("007")));
    CHECK_INT(w.channels, 1u << CHANNEL_SMS);
    CHECK_INT(w.from, 5);
    CHECK_INT(w.to, 9);
    CHECK_INT(w.nodes, 0);
}

static int setup(void **state)
{
    (void)state;
    kit = kit_open();
    publish_tree();
    CHECK_OK(reader_open(&reader, kit.store));
    CHECK_OK(reader_refresh(reader, NULL));
    return reader_current(reader) == NULL;
}

static int teardown(void **state)
{
    (void)state;
    reader_done(&reader);
    kit_done(&kit);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_node_below_another_chosen_one_is_left_out),
        cmocka_unit_test(nodes_beside_each_other_all_stay),
        cmocka_unit_test(a_node_that_nobody_knows_stays_and_narrows),
        cmocka_unit_test(ids_become_keys_and_the_range_and_channels_go_over),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
