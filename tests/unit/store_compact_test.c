#include "store_kit.h"

#include "store/compact.h"
#include "store/migrate.h"
#include "store/room.h"
#include "store/segment.h"
#include "store/shelf.h"
#include "store/swap.h"
#include "store/verify.h"

#define MARCH1 20513 /* 2026-03-01 */
#define APRIL1 (MARCH1 + 31)
#define MAY1 (APRIL1 + 30)
#define HELD 4                /* days at the start of each month */
#define DAYS (31 + 30 + HELD) /* from the first of them to the last */

static void take_nothing(void *self, bool defect, const char *file, const char *what)
{
    (void)self;
    if (defect)
        print_error("%s: %s\n", file, what);
}

static void take_checked(void *self, const char *file, int64_t bytes)
{
    (void)self;
    (void)file;
    (void)bytes;
}

static void check_clean(struct kit *k)
{
    struct verify_report report;
    const struct verify_conf conf = {
        .store = k->store, .staging = k->staging, .found = take_nothing, .checked = take_checked};
    CHECK_OK(verify_run(&conf, &report));
    CHECK_INT(report.defects, 0);
}

static void count_joined(
    void *self, enum family f, int64_t segments, int64_t before, const struct segment_ref *made)
{
    int *n = self;
    CHECK(f < FAMILY__N && segments > 1 && before > 0 && made->name.n);
    ++*n;
}

static struct compact_report compact(struct kit *k, int32_t after_days)
{
    int told = 0;
    struct compact_report report;
    struct published out;
    const struct compact_conf conf = {.writer = {.store = k->store, .staging = k->staging},
        .after_days = after_days,
        .joined = count_joined,
        .self = &told};
    CHECK_OK(compact_run(&conf, &report, &out));
    CHECK_INT(told, report.months);
    return report;
}

/* Every number of a day that an answer is made of, for all, a node, a team and a person. */
static struct str answers(struct kit *k, enum family f, int32_t first, int32_t days)
{
    struct out o = out_of(&k->a);
    struct reader *r = kit_reader(k);
    struct where w[4] = {{0}};
    w[1].nodes = w[2].teams = w[3].persons = 1;
    w[1].node[0] = 11;
    w[2].team[0] = hash64(STR("team-odd"));
    w[3].person[0] = hash64(STR("u3"));
    for (EACH(i, w)) {
        w[i].from = first * DAY_MS;
        w[i].to = (first + days) * DAY_MS;
        for (int32_t d = first; d < first + days; d++) {
            struct attempts attempts = {0};
            tally_slots slots = {{0}};
            struct tally *t = tally_new(&k->a);
            struct snapshot *s = reader_current(r);
            CHECK_OK(kit_pages_day(s, &w[i], d, slots, t));
            CHECK_OK(kit_attempts_day(s, &w[i], d, &attempts));
            if (f == FAMILY_PAGEOUTS)
                kit_put_tally(&o, t, slots);
            else
                attempts_encode(&attempts, &o);
            out_char(&o, '\n');
        }
    }
    reader_done(&r);
    return out_done(&o);
}

static const struct family_state *family_of(struct reader *r, enum family f)
{
    return &snapshot_manifest(reader_current(r))->family[f];
}

static struct kit filled(void)
{
    static const int32_t months[] = {MARCH1, APRIL1, MAY1};
    struct kit k = kit_open();
    for (EACH(i, months)) {
        kit_publish(&k, FAMILY_PAGEOUTS, months[i], HELD, 12);
        kit_publish(&k, FAMILY_NOTIFICATIONS, months[i], HELD, 7);
    }
    return k;
}

TEST(months_that_are_over_for_long_become_one_file_and_answer_the_same)
{
    struct kit k = filled();
    struct str pages = answers(&k, FAMILY_PAGEOUTS, MARCH1, DAYS);
    struct str attempts = answers(&k, FAMILY_NOTIFICATIONS, MARCH1, DAYS);
    struct compact_report report = compact(&k, HELD + 1); /* April has been over HELD days */
    CHECK_INT(report.months, 2);
    CHECK_INT(report.segments, 2 * HELD);
    CHECK(report.after < report.before);
    CHECK_INT(compact(&k, HELD).months, 2);
    CHECK_INT(compact(&k, 1).months, 0); /* May is not over */
    struct reader *r = kit_reader(&k);
    const struct family_state *f = family_of(r, FAMILY_NOTIFICATIONS);
    CHECK_INT(f->segments, 2 + HELD);
    CHECK_INT(f->segment[0].first, MARCH1);
    CHECK_INT(f->segment[0].last, MARCH1 + HELD - 1);
    CHECK_INT(f->segment[0].rows, HELD * 7);
    CHECK_STR(f->run.verb, STR("test"));
    CHECK_INT(snapshot_manifest(reader_current(r))->generation, 10);
    reader_done(&r);
    CHECK_STR(answers(&k, FAMILY_PAGEOUTS, MARCH1, DAYS), pages);
    CHECK_STR(answers(&k, FAMILY_NOTIFICATIONS, MARCH1, DAYS), attempts);
    check_clean(&k);
    kit_done(&k);
}

TEST(a_late_row_in_a_month_rewrites_that_file_alone)
{
    struct kit k = filled();
    compact(&k, HELD);
    struct reader *r = kit_reader(&k);
    struct published p = kit_publish(&k, FAMILY_PAGEOUTS, MARCH1 + 2, 1, 13);
    CHECK_INT(p.days_written, 1);
    CHECK_INT(p.kept_new, 1);
    struct reader *now = kit_reader(&k);
    const struct family_state *x = family_of(r, FAMILY_PAGEOUTS),
                              *y = family_of(now, FAMILY_PAGEOUTS);
    CHECK_INT(x->segments, y->segments);
    CHECK(!str_eq(x->segment[0].name, y->segment[0].name));
    CHECK_INT(y->segment[0].last, MARCH1 + HELD - 1);
    CHECK_INT(y->segment[0].rows, HELD * 12 + 1);
    for (size_t i = 1; i < x->segments; i++)
        CHECK_STR(y->segment[i].name, x->segment[i].name);
    reader_done(&now);
    reader_done(&r);
    check_clean(&k);
    kit_done(&k);
}

/* The whole of March of the page-outs as one, in seg/ but in no generation. */
static struct swap_part march(struct kit *k, struct reader *r)
{
    const struct family_state *f = family_of(r, FAMILY_PAGEOUTS);
    struct shelf *shelf = shelf_of(&k->a, k->store, NULL, NULL);
    struct swap_part part = {.family = FAMILY_PAGEOUTS, .gone = f->segment, .n = HELD};
    struct db **db = NEW(&k->a, struct db *, part.n);
    const char *path = arena_fmt(&k->a, "%s/march.db", k->folder).p;
    for (size_t i = 0; i < part.n; i++)
        CHECK_OK(shelf_take(shelf, FAMILY_PAGEOUTS, &f->segment[i], &db[i]));
    CHECK_OK(segment_join(path, FAMILY_PAGEOUTS, db, part.n, &part.made));
    part.made.first = MARCH1;
    part.made.last = MARCH1 + HELD - 1;
    part.made.name = shelf_name(&k->a, FAMILY_PAGEOUTS, MARCH1, part.made.last);
    CHECK_OK(shelf_put(shelf, FAMILY_PAGEOUTS, path, &part.made));
    CHECK_INT(unlink(path), 0);
    shelf_done(shelf);
    return part;
}

/* The file holds them until its last day has passed the edge; no answer does. */
TEST(days_of_a_month_that_are_past_their_retention_do_not_count)
{
    struct kit k = filled();
    struct published out;
    int64_t dropped = 0;
    const struct where w = {.from = MARCH1 * DAY_MS, .to = (MARCH1 + DAYS) * DAY_MS};
    const struct writer_conf conf = {.store = k.store,
        .staging = k.staging,
        .keep_days = {[FAMILY_PAGEOUTS] = MAY1 + HELD - (APRIL1 + 2)}};
    compact(&k, HELD);
    CHECK_OK(swap_policy(&k.a, &conf, &out, &dropped));
    CHECK_INT(dropped, 1);
    struct reader *r = kit_reader(&k);
    const struct family_state *f = family_of(r, FAMILY_PAGEOUTS);
    CHECK_INT(f->segment[0].first, APRIL1);
    CHECK_INT(f->covered[0].from, (APRIL1 + 2) * DAY_MS);
    for (int32_t d = APRIL1; d < APRIL1 + HELD; d++)
        CHECK_INT(tally_pages(kit_pages(&k, r, &w, d)), d < APRIL1 + 2 ? 0 : 12);
    struct where one = w; /* by records, not by totals */
    one.person[one.persons++] = hash64(STR("u3"));
    CHECK_INT(tally_pages(kit_pages(&k, r, &one, APRIL1 + 1)), 0);
    CHECK_INT(tally_pages(kit_pages(&k, r, &one, APRIL1 + 2)), 1);
    reader_done(&r);
    check_clean(&k);
    kit_done(&k);
}

TEST(a_month_that_an_import_changed_meanwhile_is_not_laid_over_it)
{
    for (int changes = 0; changes < 2; changes++) {
        struct kit k = filled();
        struct published out;
        const struct writer_conf conf = {.store = k.store, .staging = k.staging};
        struct reader *r = kit_reader(&k);
        struct swap_part part = march(&k, r);
        kit_publish(&k, FAMILY_PAGEOUTS, changes ? MARCH1 + 3 : MAY1, 1, 20);
        struct str before = answers(&k, FAMILY_PAGEOUTS, MARCH1, DAYS);
        CHECK_OK(swap_parts(&k.a, &conf, &part, 1, &out));
        CHECK(part.laid == !changes);
        CHECK(out.nothing == (changes == 1));
        const char *file = arena_fmt(&k.a, "%s/seg/%.*s", k.store, STR_ARG(part.made.name)).p;
        CHECK_INT(access(file, F_OK), changes ? -1 : 0);
        CHECK_STR(answers(&k, FAMILY_PAGEOUTS, MARCH1, DAYS), before);
        reader_done(&r);
        check_clean(&k);
        kit_done(&k);
    }
}

TEST(an_import_that_loses_the_race_to_a_compaction_lays_its_rows_over_the_month)
{
    struct kit k = filled();
    struct published out;
    const struct run run = {.verb = STR("late")};
    struct writer *w = kit_writer(&k, FAMILY_PAGEOUTS);
    struct record r = kit_page(&k.a, MARCH1 + 1, 40);
    CHECK_OK(kit_put(w, &r));
    CHECK_INT(compact(&k, HELD).months, 4);
    CHECK_OK(writer_publish(w, &run, &out));
    writer_done(&w);
    CHECK_INT(out.races_lost, 1);
    CHECK_INT(out.kept_new, 1);
    struct reader *reader = kit_reader(&k);
    CHECK_INT(family_of(reader, FAMILY_PAGEOUTS)->segments, 2 + HELD);
    CHECK_INT(family_of(reader, FAMILY_PAGEOUTS)->segment[0].rows, HELD * 12 + 1);
    reader_done(&reader);
    check_clean(&k);
    kit_done(&k);
}

struct claim {
    int32_t schema;
    size_t n;
};

static struct err claim(void *self, const struct manifest *base, struct manifest *m, bool *any)
{
    const struct claim *c = self;
    (void)base;
    for (size_t i = 0; i < c->n; i++)
        m->family[FAMILY_PAGEOUTS].segment[i].schema = c->schema;
    *any = true;
    return OK;
}

static void publish_claim(struct kit *k, int32_t schema, size_t n)
{
    struct claim c = {schema, n};
    struct published out;
    const struct writer_conf conf = {.store = k->store, .staging = k->staging};
    const struct swap_edit edit = {claim, &c};
    CHECK_OK(swap_publish(&k->a, &conf, &edit, &out));
}

/* Segments that are said to be of an older schema, long ones too, are built anew from their rows,
 * and as these are of today's they come out the same, byte for byte. */
TEST(segments_of_an_older_schema_are_built_anew_in_one_generation)
{
    struct kit k = filled();
    struct migrate_report report;
    struct published out;
    const struct writer_conf conf = {.store = k.store, .staging = k.staging};
    compact(&k, HELD + 1);
    struct str before = answers(&k, FAMILY_PAGEOUTS, MARCH1, DAYS);
    struct reader *r = kit_reader(&k), *now = NULL;
    publish_claim(&k, 1, 3);
    CHECK_OK(migrate_run(&conf, &report, &out));
    CHECK_INT(report.segments, 3);
    CHECK_INT(report.lost, 0);
    CHECK_INT(report.after, report.before);
    now = kit_reader(&k);
    const struct family_state *x = family_of(r, FAMILY_PAGEOUTS),
                              *y = family_of(now, FAMILY_PAGEOUTS);
    CHECK_INT(snapshot_manifest(reader_current(now))->generation, out.generation);
    CHECK_INT(y->segments, x->segments);
    for (size_t i = 0; i < x->segments; i++) {
        CHECK_STR(str_of(y->segment[i].sha256.hex), str_of(x->segment[i].sha256.hex));
        CHECK_INT(y->segment[i].schema, x->segment[i].schema);
        CHECK(str_eq(y->segment[i].name, x->segment[i].name) == (i >= 3));
    }
    CHECK_STR(answers(&k, FAMILY_PAGEOUTS, MARCH1, DAYS), before);
    CHECK_OK(migrate_run(&conf, &report, &out));
    CHECK(out.nothing);
    reader_done(&now);
    reader_done(&r);
    check_clean(&k);
    kit_done(&k);
}

TEST(a_store_of_a_newer_program_is_left_alone)
{
    struct kit k = kit_open();
    struct migrate_report migrated;
    struct compact_report compacted;
    struct published out;
    struct writer *w = NULL;
    int64_t dropped = 0;
    int told = 0;
    const struct writer_conf conf = {
        .store = k.store, .staging = k.staging, .keep_days = {[FAMILY_PAGEOUTS] = 1}};
    const struct compact_conf compact_conf = {
        .writer = conf, .after_days = 1, .joined = count_joined, .self = &told};
    kit_publish(&k, FAMILY_PAGEOUTS, MARCH1, 3, 2);
    publish_claim(&k, 99, 1);
    CHECK_ERR(migrate_run(&conf, &migrated, &out), ERR_INPUT);
    CHECK_ERR(compact_run(&compact_conf, &compacted, &out), ERR_INPUT);
    CHECK_ERR(swap_policy(&k.a, &conf, &out, &dropped), ERR_INPUT);
    CHECK_ERR(writer_open(&w, FAMILY_PAGEOUTS, &conf), ERR_INPUT);
    kit_done(&k);
}

TEST(what_has_no_room_is_not_begun)
{
    struct kit k = filled();
    struct compact_report report;
    struct published out;
    struct room room;
    int told = 0;
    CHECK_OK(room_look(k.store, 0, &room));
    const struct compact_conf conf = {
        .writer = {.store = k.store, .staging = k.staging, .store_bytes_max = room.held + 1},
        .after_days = HELD,
        .joined = count_joined,
        .self = &told};
    CHECK_ERR(compact_run(&conf, &report, &out), ERR_LIMIT);
    CHECK_INT(report.months, 0);
    check_clean(&k);
    kit_done(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_that_are_over_for_long_become_one_file_and_answer_the_same),
        cmocka_unit_test(a_late_row_in_a_month_rewrites_that_file_alone),
        cmocka_unit_test(days_of_a_month_that_are_past_their_retention_do_not_count),
        cmocka_unit_test(a_month_that_an_import_changed_meanwhile_is_not_laid_over_it),
        cmocka_unit_test(
            an_import_that_loses_the_race_to_a_compaction_lays_its_rows_over_the_month),
        cmocka_unit_test(segments_of_an_older_schema_are_built_anew_in_one_generation),
        cmocka_unit_test(a_store_of_a_newer_program_is_left_alone),
        cmocka_unit_test(what_has_no_room_is_not_begun),
    };
    return RUN(tests);
}
