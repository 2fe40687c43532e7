#include "store_kit.h"

#include "store/room.h"

#define GIB (INT64_C(1) << 30)

static bool says(struct err e, const char *words)
{
    if (e.code == ERR_LIMIT && strstr(e.text, words))
        return true;
    print_error("code %d: \"%s\" lacks \"%s\"\n", (int)e.code, e.text, words);
    return false;
}

TEST(what_is_held_is_every_file_of_the_store)
{
    struct kit k = kit_open();
    struct room before, after;
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 5);
    CHECK_OK(room_look(k.store, 0, &before));
    CHECK_INT(before.limit, 20 * GIB);
    CHECK(before.held > 0 && before.free > 0);
    CHECK_OK(file_create(arena_fmt(&k.a, "%s/seg/left-behind.db", k.store).p, STR("1234567")));
    CHECK_OK(room_look(k.store, 5 * GIB, &after));
    CHECK_INT(after.held, before.held + 7);
    CHECK_INT(after.limit, 5 * GIB);
    kit_done(&k);
}

TEST(a_generation_tells_what_its_writer_saw)
{
    struct kit k = kit_open();
    struct room now;
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 5);
    struct reader *r = kit_reader(&k);
    const struct manifest *m = snapshot_manifest(reader_current(r));
    CHECK_INT(m->room.limit, STORE_BYTES_MAX);
    CHECK(m->room.free > 0);
    CHECK_INT(m->room.held, m->family[FAMILY_PAGEOUTS].segment[0].bytes);
    CHECK_OK(room_look(k.store, 0, &now));
    CHECK(now.held > m->room.held); /* the manifest itself was not there yet */
    reader_done(&r);
    kit_done(&k);
}

TEST(three_quarters_of_the_limit_are_a_warning_and_all_of_it_a_refusal)
{
    struct room r = {.limit = 1000, .held = 700, .free = 2000};
    CHECK(!room_is_near(&r, 50));
    CHECK(room_is_near(&r, 51));
    CHECK(
        says(room_take(&r, 301), "the store holds 700 bytes; 301 more would pass its limit 1000"));
    CHECK_OK(room_take(&r, 300));
    CHECK_INT(r.held, 1000);
    CHECK_INT(r.free, 1700);
}

TEST(what_the_volume_has_no_room_for_is_not_begun_to_be_copied)
{
    struct room r = {.limit = 1000, .held = 0, .free = 100};
    CHECK(says(room_take(&r, 101), "has 100 bytes free; 101 are to be written"));
}

TEST(a_store_at_its_limit_refuses_before_work_begins)
{
    struct kit k = kit_open();
    struct writer *w = NULL;
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 5);
    const struct writer_conf conf = {.store = k.store, .staging = k.staging, .store_bytes_max = 1};
    CHECK(says(writer_open(&w, FAMILY_PAGEOUTS, &conf), "its limit is 1: gc and retain make room"));
    CHECK(w == NULL);
    kit_done(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_held_is_every_file_of_the_store),
        cmocka_unit_test(a_generation_tells_what_its_writer_saw),
        cmocka_unit_test(three_quarters_of_the_limit_are_a_warning_and_all_of_it_a_refusal),
        cmocka_unit_test(what_the_volume_has_no_room_for_is_not_begun_to_be_copied),
        cmocka_unit_test(a_store_at_its_limit_refuses_before_work_begins),
    };
    return RUN(tests);
}
