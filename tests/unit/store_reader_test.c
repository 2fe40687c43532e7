#include "store_kit.h"

#include <fcntl.h>

static struct where days(int32_t first, int32_t n)
{
    return (struct where){.from = first * DAY_MS, .to = (first + n) * DAY_MS};
}

static const struct segment_ref *newest_segment(struct reader *r)
{
    const struct family_state *f = &snapshot_manifest(reader_current(r))->family[FAMILY_PAGEOUTS];
    return &f->segment[f->segments - 1];
}

/* Changes one bit of a file that was published. */
static void flip(const char *path, off_t at)
{
    char byte = 0;
    int fd = open(path, O_RDWR);
    CHECK(fd >= 0);
    CHECK_INT(pread(fd, &byte, 1, at), 1);
    byte = (char)(byte ^ 16);
    CHECK_INT(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

TEST(an_empty_store_has_no_snapshot_until_one_is_published)
{
    struct kit k = kit_open();
    struct reader *r = kit_reader(&k);
    bool moved = true;
    CHECK(reader_current(r) == NULL);
    CHECK_OK(reader_refresh(r, &moved));
    CHECK(!moved);
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 3);
    CHECK_OK(reader_refresh(r, &moved));
    CHECK(moved);
    CHECK(reader_current(r) != NULL);
    CHECK_OK(reader_refresh(r, &moved));
    CHECK(!moved);
    reader_done(&r);
    kit_done(&k);
}

TEST(a_damaged_segment_is_never_served)
{
    for (int i = 0; i < 12; i++) {
        struct kit k = kit_open();
        kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 9);
        struct reader *r = kit_reader(&k), *probe = NULL;
        kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 1, 1, 9);
        probe = kit_reader(&k);
        const struct segment_ref *bad = newest_segment(probe);
        const char *path = arena_fmt(&k.a, "%s/seg/%.*s", k.store, STR_ARG(bad->name)).p;
        flip(path, bad->bytes * i / 12);
        reader_done(&probe);
        CHECK_ERR(reader_refresh(r, NULL), ERR_INPUT);
        CHECK_INT(snapshot_manifest(reader_current(r))->generation, 1);
        struct where w = days(DAY0, 2);
        CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0)), 9);
        reader_done(&r);
        kit_done(&k);
    }
}

TEST(a_segment_cut_short_or_gone_keeps_the_old_generation)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 9);
    struct reader *r = kit_reader(&k), *probe = NULL;
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 1, 1, 9);
    probe = kit_reader(&k);
    const struct segment_ref *bad = newest_segment(probe);
    const char *path = arena_fmt(&k.a, "%s/seg/%.*s", k.store, STR_ARG(bad->name)).p;
    CHECK_INT(truncate(path, bad->bytes - 1), 0);
    reader_done(&probe);
    CHECK_ERR(reader_refresh(r, NULL), ERR_INPUT);
    CHECK_INT(unlink(path), 0);
    CHECK_ERR(reader_refresh(r, NULL), ERR_MISSING);
    CHECK_INT(snapshot_manifest(reader_current(r))->generation, 1);
    reader_done(&r);
    kit_done(&k);
}

TEST(a_damaged_manifest_keeps_the_old_generation)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 9);
    struct reader *r = kit_reader(&k);
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 1, 1, 9);
    flip(arena_fmt(&k.a, "%s/log/000000000002.json", k.store).p, 40);
    CHECK_ERR(reader_refresh(r, NULL), ERR_INPUT);
    CHECK_INT(snapshot_manifest(reader_current(r))->generation, 1);
    reader_done(&r);
    kit_done(&k);
}

/* Publishes generation n; gives the file that makes it unreadable: its log entry or its segment. */
static const char *publish_and_name(struct kit *k, int n, bool log)
{
    kit_publish(k, FAMILY_PAGEOUTS, DAY0, 1, n);
    struct reader *r = kit_reader(k);
    struct str path = arena_fmt(&k->a, "%s/log/%012d.json", k->store, n);
    if (!log)
        path = arena_fmt(&k->a, "%s/seg/%.*s", k->store, STR_ARG(newest_segment(r)->name));
    reader_done(&r);
    return path.p;
}

/* Started on a damaged store, a reader takes the newest generation that is whole, and tells of the
 * one that is not. Without both of the manifests that the pointer names nothing is known. */
TEST(a_reader_that_starts_on_damage_falls_back_to_what_is_whole)
{
    enum { GENERATIONS = 4, CASES = 2 * GENERATIONS };
    for (int i = 0; i < CASES; i++) {
        struct kit k = kit_open();
        const char *path[GENERATIONS];
        bool log = i >= GENERATIONS;
        int whole = i % GENERATIONS;
        for (int n = 0; n < GENERATIONS; n++)
            path[n] = publish_and_name(&k, n + 1, log);
        for (int n = whole; n < GENERATIONS; n++)
            flip(path[n], 40);
        struct reader *r = kit_reader(&k);
        CHECK_ERR(reader_refresh(r, NULL), ERR_INPUT);
        struct snapshot *s = reader_current(r);
        bool found = whole && (!log || whole >= GENERATIONS - 1);
        CHECK_INT(s ? snapshot_manifest(s)->generation : 0, found ? whole : 0);
        reader_done(&r);
        kit_done(&k);
    }
}

/* What the totals answer, the records must answer too: a filter that only the records can answer
 * but that leaves nothing out gives the same bytes. */
TEST(totals_and_records_tell_the_same)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 100);
    kit_publish(&k, FAMILY_NOTIFICATIONS, DAY0, 1, 100);
    struct reader *r = kit_reader(&k);
    struct where all = days(DAY0, 1), cases[4] = {all, all, all, all};
    cases[1].node[0] = 11;
    cases[1].nodes = 1;
    cases[2].team[0] = hash64(STR("team-odd"));
    cases[2].team[1] = cases[2].team[0];
    cases[2].teams = 2;
    cases[3].node[0] = 11;
    cases[3].node[1] = 12;
    cases[3].nodes = 2;
    const uint64_t want[] = {100, 50, 50, 100};
    for (EACH(i, cases)) {
        struct where by_records = cases[i];
        by_records.channels = (1u << CHANNEL__N) - 1;
        tally_slots slots[2] = {{{0}}};
        struct out o[2] = {out_of(&k.a), out_of(&k.a)};
        const struct where *w[] = {&cases[i], &by_records};
        for (EACH(n, w)) {
            struct tally *t = tally_new(&k.a);
            CHECK_OK(kit_pages_day(reader_current(r), w[n], DAY0, slots[n], t));
            CHECK_INT(tally_pages(t), want[i]);
            kit_put_tally(&o[n], t, slots[n]);
        }
        CHECK_STR(out_done(&o[1]), out_done(&o[0]));
    }
    reader_done(&r);
    kit_done(&k);
}

TEST(filters_of_several_kinds_are_joined)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 2, 100);
    struct reader *r = kit_reader(&k);
    struct where w = days(DAY0, 2);
    w.person[0] = hash64(STR("u3"));
    w.person[1] = hash64(STR("u4"));
    w.persons = 2;
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0)), 20);
    w.team[0] = hash64(STR("team-odd"));
    w.teams = 1;
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0)), 10);
    w.node[0] = 12;
    w.nodes = 1;
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0)), 0);
    w.node[0] = 7;
    w.from = T0 + 50 * MINUTE_MS;
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0)), 5);
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0 + 1)), 10);
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0 + 7)), 0);
    reader_done(&r);
    kit_done(&k);
}

TEST(a_channel_filter_asks_the_attempts_of_the_day_and_the_next)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 4);
    struct writer *w = kit_writer(&k, FAMILY_NOTIFICATIONS);
    struct published p;
    for (int32_t day = 0; day < 3; day++) { /* the third comes too late */
        struct record a = kit_attempt(&k.a, DAY0, day);
        a.when[WHEN_CREATED] += day * DAY_MS;
        a.channel = CHANNEL_PAGER;
        CHECK_OK(kit_put(w, &a));
    }
    struct run run = {0};
    CHECK_OK(writer_publish(w, &run, &p));
    writer_done(&w);
    struct reader *r = kit_reader(&k);
    struct where where = days(DAY0, 1);
    where.channels = 1u << CHANNEL_PAGER;
    CHECK_INT(tally_pages(kit_pages(&k, r, &where, DAY0)), 2);
    where.channels = 1u << CHANNEL_SMS;
    CHECK_INT(tally_pages(kit_pages(&k, r, &where, DAY0)), 0);
    reader_done(&r);
    kit_done(&k);
}

#define TEXTS (1u << TEXT_TITLE | 1u << TEXT_TEAM)

struct told {
    int n;
    int64_t last;
    struct record first;
};

static void see(void *self, const struct record *r)
{
    struct told *s = self;
    CHECK(r->when[WHEN_CREATED] >= s->last);
    s->last = r->when[WHEN_CREATED];
    if (s->n++ == 0) {
        CHECK_STR(r->text[TEXT_TITLE], STR("disk <full>"));
        CHECK_STR(r->text[TEXT_TEAM], STR("team-odd"));
        CHECK_INT(r->depth, 2);
        CHECK_INT(r->node[1], 11);
    }
}

TEST(a_scan_gives_whole_records_in_order)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 3, 60);
    struct reader *r = kit_reader(&k);
    struct where w = days(DAY0, 3);
    struct told s = {0};
    w.from += MINUTE_MS;
    CHECK_OK(snapshot_scan(reader_current(r), DATASET_PAGEOUTS, &w, UINT32_MAX, see, &s));
    CHECK_INT(s.n, 179);
    w.person[0] = hash64(STR("u3"));
    w.persons = 1;
    s = (struct told){0};
    CHECK_OK(snapshot_scan(reader_current(r), DATASET_PAGEOUTS, &w, UINT32_MAX, see, &s));
    CHECK_INT(s.n, 18);
    reader_done(&r);
    kit_done(&k);
}

TEST(kept_generations_can_be_asked_for)
{
    struct kit k = kit_open();
    char id[9] = {0};
    struct snapshot *s = NULL;
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 5);
    struct reader *r = kit_reader(&k);
    memcpy(id, snapshot_id(reader_current(r)).p, 8);
    for (int32_t i = 1; i < 8; i++)
        kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 5 + i);
    CHECK_OK(reader_refresh(r, NULL));
    struct where w = days(DAY0, 1);
    CHECK_INT(tally_pages(kit_pages(&k, r, &w, DAY0)), 12);
    const struct manifest *m = snapshot_manifest(reader_current(r));
    CHECK_INT(m->history_n, 7);
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < m->history_n; i++) { /* more than are kept open */
            struct tally *t = tally_new(&k.a);
            CHECK_OK(reader_pinned(r, str_head(str_of(m->history[i].sha256.hex), 12), &s));
            CHECK_OK(kit_pages_day(s, &w, DAY0, NULL, t));
            CHECK_INT(tally_pages(t), 11 - i);
        }
    }
    CHECK_OK(reader_pinned(r, str_of(id), &s));
    CHECK_INT(snapshot_manifest(s)->generation, 1);
    CHECK_OK(reader_pinned(r, snapshot_id(reader_current(r)), &s));
    CHECK(s == reader_current(r));
    CHECK_ERR(reader_pinned(r, STR("00000000"), &s), ERR_MISSING);
    CHECK_ERR(reader_pinned(r, STR(""), &s), ERR_MISSING);
    reader_done(&r);
    kit_done(&k);
}

TEST(past_its_deadline_a_question_stops)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 5);
    struct reader *r = kit_reader(&k);
    struct where w = days(DAY0, 1);
    struct tally *t = tally_new(&k.a);
    snapshot_deadline(reader_current(r), 1);
    uint64_t before = reader_statements(r);
    CHECK_ERR(kit_pages_day(reader_current(r), &w, DAY0, NULL, t), ERR_BUSY);
    CHECK_INT(reader_statements(r), before);
    snapshot_deadline(reader_current(r), 0);
    CHECK_OK(kit_pages_day(reader_current(r), &w, DAY0, NULL, t));
    CHECK(reader_statements(r) > before);
    reader_done(&r);
    kit_done(&k);
}

TEST(a_generation_waits_for_its_time)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 1, 5);
    struct reader *r = kit_reader(&k);
    struct writer *w = NULL;
    struct published p;
    struct run run = {0};
    struct writer_conf conf = {.store = k.store,
        .staging = k.staging,
        .makers = &kit_makers,
        .activate_after_ms = HOUR_MS};
    CHECK_OK(writer_open(&w, FAMILY_PAGEOUTS, &conf));
    struct record page = kit_page(&k.a, DAY0, 9);
    CHECK_OK(kit_put(w, &page));
    CHECK_OK(writer_publish(w, &run, &p));
    writer_done(&w);
    CHECK_OK(reader_refresh(r, NULL));
    CHECK_INT(snapshot_manifest(reader_current(r))->generation, 1);
    reader_done(&r);
    kit_done(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_store_has_no_snapshot_until_one_is_published),
        cmocka_unit_test(a_damaged_segment_is_never_served),
        cmocka_unit_test(a_segment_cut_short_or_gone_keeps_the_old_generation),
        cmocka_unit_test(a_damaged_manifest_keeps_the_old_generation),
        cmocka_unit_test(a_reader_that_starts_on_damage_falls_back_to_what_is_whole),
        cmocka_unit_test(totals_and_records_tell_the_same),
        cmocka_unit_test(filters_of_several_kinds_are_joined),
        cmocka_unit_test(a_channel_filter_asks_the_attempts_of_the_day_and_the_next),
        cmocka_unit_test(a_scan_gives_whole_records_in_order),
        cmocka_unit_test(kept_generations_can_be_asked_for),
        cmocka_unit_test(past_its_deadline_a_question_stops),
        cmocka_unit_test(a_generation_waits_for_its_time),
    };
    return RUN(tests);
}
