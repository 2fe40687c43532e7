#include "store_kit.h"

#include "store/room.h"

static const struct run test_run = {.verb = {"test", 4}};

static struct where all_of(int32_t first, int32_t days)
{
    return (struct where){.from = first * DAY_MS, .to = (first + days) * DAY_MS};
}

static struct published publish(struct writer **w)
{
    struct published out;
    CHECK_OK(writer_publish(*w, &test_run, &out));
    writer_done(w);
    return out;
}

TEST(what_is_published_is_read_back)
{
    struct kit k = kit_open();
    struct published p = kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 3, 50);
    CHECK_INT(p.generation, 1);
    CHECK_INT(p.days_written, 3);
    CHECK_INT(p.kept_new, 150);
    struct reader *r = kit_reader(&k);
    struct where w = all_of(DAY0, 3);
    struct tally *t = tally_new(&k.a);
    for (int32_t d = DAY0; d < DAY0 + 3; d++)
        CHECK_OK(kit_pages_day(reader_current(r), &w, d, NULL, t));
    CHECK_INT(tally_pages(t), 150);
    CHECK_INT(t->people.n, 10);
    CHECK_INT(t->outcome[OUTCOME_IN_TARGET], 150);
    CHECK_STR(snapshot_manifest(reader_current(r))->family[FAMILY_PAGEOUTS].run.verb, STR("test"));
    reader_done(&r);
    kit_done(&k);
}

TEST(importing_twice_changes_nothing)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 2, 20);
    struct published p = kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 2, 20);
    CHECK(p.nothing);
    CHECK_INT(p.generation, 1);
    CHECK_INT(p.kept_new + p.kept_newer, 0);
    struct reader *r = kit_reader(&k);
    CHECK_INT(snapshot_manifest(reader_current(r))->generation, 1);
    reader_done(&r);
    kit_done(&k);
}

TEST(the_same_records_give_the_same_bytes_in_any_order)
{
    struct kit a = kit_open(), b = kit_open();
    struct reader *r[2];
    struct kit *kits[] = {&a, &b};
    for (EACH(i, kits)) {
        struct writer *w = kit_writer(kits[i], FAMILY_NOTIFICATIONS);
        for (int n = 0; n < 200; n++) {
            struct record x = kit_attempt(&kits[i]->a, DAY0, i ? 199 - n : n);
            CHECK_OK(kit_put(w, &x));
        }
        publish(&w);
        r[i] = kit_reader(kits[i]);
    }
    const struct segment_ref *x =
        manifest_segment(snapshot_manifest(reader_current(r[0])), FAMILY_NOTIFICATIONS, DAY0);
    const struct segment_ref *y =
        manifest_segment(snapshot_manifest(reader_current(r[1])), FAMILY_NOTIFICATIONS, DAY0);
    CHECK_STR(str_of(x->sha256.hex), str_of(y->sha256.hex));
    CHECK(!str_eq(x->name, y->name));
    for (EACH(i, kits)) {
        reader_done(&r[i]);
        kit_done(kits[i]);
    }
}

/* Three versions of one row, in all six orders, each in a run of its own and all in one run. */
TEST(an_older_version_never_overwrites_a_newer_one)
{
    static const int orders[][3] = {
        {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t i = 0; i < 2 * COUNT_OF(orders); i++) {
        struct kit k = kit_open();
        bool apart = i % 2;
        struct writer *w = kit_writer(&k, FAMILY_PAGEOUTS);
        for (size_t n = 0; n < 3; n++) {
            struct record r = kit_page(&k.a, DAY0, 0);
            int version = orders[i / 2][n];
            r.when[WHEN_UPDATED] += version * HOUR_MS;
            r.when[WHEN_RESPONDED] = r.when[WHEN_CREATED] + version * SECOND_MS;
            CHECK_OK(kit_put(w, &r));
            if (apart) {
                publish(&w);
                w = kit_writer(&k, FAMILY_PAGEOUTS);
            }
        }
        publish(&w);
        struct reader *r = kit_reader(&k);
        struct where where = all_of(DAY0, 1);
        struct tally *t = kit_pages(&k, r, &where, DAY0);
        CHECK_INT(tally_pages(t), 1);
        CHECK_INT(t->ack.sum_ms, 2000);
        reader_done(&r);
        kit_done(&k);
    }
}

/* Of each id one row wins: it is new, newer, the same or older than what the base holds. The others
 * tell the same as that one, or are older. */
TEST(what_became_of_every_row_is_told_whatever_their_order)
{
    enum { ROWS = 10 };
    static const int orders[][ROWS] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
        {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, {3, 9, 1, 7, 5, 0, 8, 2, 6, 4}};
    for (EACH(i, orders)) {
        struct kit k = kit_open();
        kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 4);
        struct record r[ROWS];
        for (int n = 0; n < 4; n++)
            r[n] = kit_page(&k.a, DAY0, n);
        r[0].when[WHEN_UPDATED] += 2; /* page 0: newer twice, one of them the same, and one older */
        r[4] = r[0];
        r[5] = r[0];
        r[5].when[WHEN_UPDATED] -= 1;
        r[6] = r[1];                                  /* page 1: the same twice */
        r[2].when[WHEN_UPDATED] -= 1;                 /* page 2: older alone */
        r[7] = r[8] = r[9] = kit_page(&k.a, DAY0, 5); /* page 5: new, and two that are older */
        r[8].when[WHEN_UPDATED] -= 3;
        r[9].when[WHEN_UPDATED] -= 2;
        struct writer *w = kit_writer(&k, FAMILY_PAGEOUTS);
        for (int n = 0; n < ROWS; n++)
            CHECK_OK(kit_put(w, &r[orders[i][n]]));
        struct published p = publish(&w);
        CHECK_INT(p.put[PUT_NEW], 1);
        CHECK_INT(p.put[PUT_NEWER], 1);
        CHECK_INT(p.put[PUT_SAME], 4);
        CHECK_INT(p.put[PUT_OLDER], 4);
        CHECK_INT(p.kept_new, 1);
        CHECK_INT(p.kept_newer, 1);
        kit_done(&k);
    }
}

TEST(with_equal_times_a_known_answer_holds)
{
    for (int first = 0; first < 2; first++) {
        struct kit k = kit_open();
        struct record r[2] = {kit_page(&k.a, DAY0, 0), kit_page(&k.a, DAY0, 0)};
        r[0].response = RESPONSE_NONE;
        r[0].text[TEXT_RESPONSE] = STR("");
        struct writer *w = kit_writer(&k, FAMILY_PAGEOUTS);
        CHECK_OK(kit_put(w, &r[first]));
        CHECK_OK(kit_put(w, &r[!first]));
        CHECK_INT(publish(&w).put[PUT_OLDER], 1);
        struct reader *reader = kit_reader(&k);
        struct where where = all_of(DAY0, 1);
        CHECK_INT(kit_pages(&k, reader, &where, DAY0)->outcome[OUTCOME_IN_TARGET], 1);
        reader_done(&reader);
        kit_done(&k);
    }
}

TEST(the_same_row_enriched_anew_takes_its_place)
{
    struct kit k = kit_open();
    struct writer *w = kit_writer(&k, FAMILY_PAGEOUTS);
    struct record r = kit_page(&k.a, DAY0, 0);
    r.team = 0;
    r.text[TEXT_TEAM] = STR("");
    CHECK_OK(kit_put(w, &r));
    publish(&w);
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 1);
    struct reader *reader = kit_reader(&k);
    struct where where = all_of(DAY0, 1);
    where.team[0] = hash64(STR("team-even"));
    where.teams = 1;
    CHECK_INT(tally_pages(kit_pages(&k, reader, &where, DAY0)), 1);
    reader_done(&reader);
    kit_done(&k);
}

TEST(pages_left_open_are_closed_when_the_data_moves_on)
{
    struct kit k = kit_open();
    struct writer *w = kit_writer(&k, FAMILY_PAGEOUTS);
    struct record r = kit_page(&k.a, DAY0, 0);
    r.when[WHEN_CREATED] = (DAY0 + 1) * DAY_MS - MINUTE_MS;
    r.response = RESPONSE_NONE;
    CHECK_OK(kit_put(w, &r));
    writer_cover(w, (struct span){T0, T0 + DAY_MS});
    publish(&w);
    struct reader *reader = kit_reader(&k);
    struct where where = all_of(DAY0, 1);
    CHECK_INT(kit_pages(&k, reader, &where, DAY0)->outcome[OUTCOME_OPEN], 1);
    struct published p = kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 1, 1, 1);
    CHECK_INT(p.days_written, 2);
    CHECK_OK(reader_refresh(reader, NULL));
    CHECK_INT(kit_pages(&k, reader, &where, DAY0)->outcome[OUTCOME_NOBODY], 1);
    CHECK_INT(snapshot_manifest(reader_current(reader))->family[0].segment[0].open_pages, 0);
    reader_done(&reader);
    kit_done(&k);
}

TEST(a_full_store_refuses_before_anything_is_visible)
{
    struct kit k = kit_open();
    struct published p;
    struct room room;
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 20);
    CHECK_OK(room_look(k.store, 0, &room));
    struct writer *w = NULL;
    struct writer_conf conf = {.store = k.store,
        .staging = k.staging,
        .makers = &kit_makers,
        .store_bytes_max = room.held + 1};
    CHECK_OK(writer_open(&w, FAMILY_PAGEOUTS, &conf));
    struct record r = kit_page(&k.a, DAY0 + 1, 0);
    CHECK_OK(kit_put(w, &r));
    CHECK_ERR(writer_publish(w, &test_run, &p), ERR_LIMIT);
    writer_done(&w);
    struct reader *reader = kit_reader(&k);
    CHECK_INT(snapshot_manifest(reader_current(reader))->generation, 1);
    reader_done(&reader);
    kit_done(&k);
}

TEST(windows_that_touch_are_one)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 4, 1, 1);
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 2, 1);
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 2, 1, 1);
    struct reader *r = kit_reader(&k);
    const struct family_state *f = &snapshot_manifest(reader_current(r))->family[FAMILY_PAGEOUTS];
    CHECK_INT(f->covered_n, 2);
    CHECK_INT(f->covered[0].to, T0 + 3 * DAY_MS);
    CHECK_INT(f->through, T0 + 5 * DAY_MS);
    CHECK_INT(f->segments, 4);
    CHECK_INT(snapshot_manifest(reader_current(r))->history_n, 2);
    reader_done(&r);
    kit_done(&k);
}

/* Both were opened on the same base: the second must lay its change on what the first has
 * published. */
TEST(who_loses_the_race_loses_no_rows)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 10);
    struct writer *one = kit_writer(&k, FAMILY_PAGEOUTS), *two = kit_writer(&k, FAMILY_PAGEOUTS);
    struct writer *other = kit_writer(&k, FAMILY_NOTIFICATIONS);
    struct record a = kit_page(&k.a, DAY0, 10), b = kit_page(&k.a, DAY0, 11);
    struct record c = kit_attempt(&k.a, DAY0, 0);
    CHECK_OK(kit_put(one, &a));
    CHECK_OK(kit_put(two, &b));
    CHECK_OK(kit_put(other, &c));
    CHECK_INT(publish(&one).races_lost, 0);
    CHECK_INT(publish(&two).races_lost, 1);
    struct published last = publish(&other);
    CHECK(last.races_lost >= 1);
    CHECK_INT(last.generation, 4);
    struct reader *r = kit_reader(&k);
    struct where w = all_of(DAY0, 1);
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0)), 12);
    struct attempts t = {0};
    CHECK_OK(kit_attempts_day(reader_current(r), &w, DAY0, &t));
    CHECK_INT(t.count[CHANNEL_VOICE][DELIVERY_DELIVERED], 1);
    reader_done(&r);
    kit_done(&k);
}

/* The loser knew of less: pages it left open are closed by what the winner knows. */
TEST(who_loses_the_race_takes_the_later_end_of_the_data)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 3);
    struct writer *late = kit_writer(&k, FAMILY_PAGEOUTS);
    struct record r = kit_page(&k.a, DAY0, 9);
    r.when[WHEN_CREATED] = T0 + DAY_MS - MINUTE_MS;
    r.response = RESPONSE_NONE;
    CHECK_OK(kit_put(late, &r));
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 1, 1, 1);
    CHECK_INT(publish(&late).races_lost, 1);
    struct reader *reader = kit_reader(&k);
    struct where w = all_of(DAY0, 1);
    struct tally *t = kit_pages(&k, reader, &w, DAY0);
    CHECK_INT(t->outcome[OUTCOME_OPEN], 0);
    CHECK_INT(t->outcome[OUTCOME_NOBODY], 1);
    reader_done(&reader);
    kit_done(&k);
}

TEST(several_rows_of_one_page_are_one_page)
{
    struct kit k = kit_open();
    struct writer *w = kit_writer(&k, FAMILY_PAGEOUTS);
    for (int i = 0; i < 3; i++) {
        struct record r = kit_page(&k.a, DAY0, 0);
        r.text[TEXT_ID] = arena_fmt(&k.a, "copy-%d", i);
        CHECK_OK(kit_put(w, &r));
    }
    publish(&w);
    struct reader *r = kit_reader(&k);
    struct where whole = all_of(DAY0, 1), part = whole;
    part.to -= 1;
    const struct where *both[] = {&whole, &part}; /* by totals, and by records */
    for (EACH(i, both)) {
        struct tally *t = kit_pages(&k, r, both[i], DAY0);
        CHECK_INT(tally_pages(t), 1);
        CHECK_INT(t->repeated_rows, 2);
    }
    reader_done(&r);
    kit_done(&k);
}

/* That people were asked for again is told without writing them again. */
static void check_times_alone(struct kit *k, struct roster *in)
{
    struct roster back;
    in->synced_at++;
    in->checked[5] = in->checked[CHECK_SLOTS - 1] = T0 + 1;
    struct writer *w = kit_writer(k, FAMILY_DIRECTORY);
    writer_put_times(w, in);
    struct published p = publish(&w);
    CHECK(!p.nothing);
    CHECK_INT(p.days_written, 0);
    w = kit_writer(k, FAMILY_DIRECTORY);
    CHECK_OK(writer_roster(w, &k->a, &back));
    CHECK_INT(back.people_n, in->people_n);
    CHECK_INT(back.synced_at, in->synced_at);
    CHECK(memcmp(back.checked, in->checked, sizeof back.checked) == 0);
    writer_done(&w);
}

TEST(the_directory_is_kept_whole)
{
    struct kit k = kit_open();
    struct roster_person people[] = {
        {.id = STR("0042"), .name = STR("Ann <b>"), .manager_id = STR("1"), .active = true},
        {.id = STR("1"), .login = STR("boss"), .title = STR("CTO"), .active = true},
    };
    struct roster_node nodes[] = {
        {.number = 9,
            .manager_id = STR("1"),
            .depth = 1,
            .label = STR("CTO"),
            .people = 2,
            .current = true},
    };
    struct roster_team teams[] = {{.id = STR("t1"), .name = STR("Core")}};
    struct roster_member members[] = {{.person_id = STR("0042"), .team_id = STR("t1")}};
    struct roster in = {.people = people,
        .people_n = 2,
        .nodes = nodes,
        .nodes_n = 1,
        .teams = teams,
        .teams_n = 1,
        .members = members,
        .members_n = 1,
        .synced_at = T0};
    for (int i = 0; i < 2; i++) {
        struct writer *w = kit_writer(&k, FAMILY_DIRECTORY);
        in.synced_at = T0 + i;
        CHECK_OK(writer_put_roster(w, &in));
        struct published p = publish(&w);
        CHECK(!p.nothing);
        CHECK_INT(p.days_written, i == 0);
    }
    check_times_alone(&k, &in);
    struct reader *r = kit_reader(&k);
    struct person p;
    struct node n, *roots;
    struct team *all;
    struct roster back;
    size_t count;
    struct snapshot *s = reader_current(r);
    CHECK_OK(snapshot_person(s, &k.a, hash64(STR("0042")), &p));
    CHECK_STR(p.name, STR("Ann <b>"));
    CHECK_STR(p.team_id, STR("t1"));
    CHECK_INT(p.depth, 1);
    CHECK_INT(p.path[0], 9);
    CHECK_ERR(snapshot_person(s, &k.a, 1, &p), ERR_MISSING);
    CHECK_OK(snapshot_node(s, &k.a, 9, &n));
    CHECK_STR(n.label, STR("CTO"));
    CHECK_OK(snapshot_children(s, &k.a, 0, &roots, &count));
    CHECK_INT(count, 1);
    CHECK_OK(snapshot_teams(s, &k.a, &all, &count));
    CHECK_INT(count, 1);
    CHECK_OK(snapshot_roster(s, &k.a, &back));
    CHECK_INT(back.people_n, 2);
    CHECK_INT(back.synced_at, T0 + 2);
    CHECK_STR(back.people[1].login, STR("boss"));
    reader_done(&r);
    kit_done(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_published_is_read_back),
        cmocka_unit_test(importing_twice_changes_nothing),
        cmocka_unit_test(the_same_records_give_the_same_bytes_in_any_order),
        cmocka_unit_test(an_older_version_never_overwrites_a_newer_one),
        cmocka_unit_test(what_became_of_every_row_is_told_whatever_their_order),
        cmocka_unit_test(with_equal_times_a_known_answer_holds),
        cmocka_unit_test(the_same_row_enriched_anew_takes_its_place),
        cmocka_unit_test(pages_left_open_are_closed_when_the_data_moves_on),
        cmocka_unit_test(a_full_store_refuses_before_anything_is_visible),
        cmocka_unit_test(windows_that_touch_are_one),
        cmocka_unit_test(who_loses_the_race_loses_no_rows),
        cmocka_unit_test(who_loses_the_race_takes_the_later_end_of_the_data),
        cmocka_unit_test(several_rows_of_one_page_are_one_page),
        cmocka_unit_test(the_directory_is_kept_whole),
    };
    return RUN(tests);
}
