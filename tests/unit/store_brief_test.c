#include "store_kit.h"

#include "store/ask.h"

#define DAYS 4
#define PAGES 120 /* a day */
#define KEY_TEXTS (1u << TEXT_INCIDENT | 1u << TEXT_RECIPIENT)
#define SHORT_TEXTS (KEY_TEXTS | 1u << TEXT_VIA | 1u << TEXT_NAME | 1u << TEXT_TEAM)

/* Pages that differ in what totals count; every seventh row repeats the page before it. */
static struct record page_of(struct arena *a, int32_t day, int i)
{
    struct record r = kit_page(a, day, i % 7 == 6 ? i - 1 : i);
    r.text[TEXT_ID] = arena_fmt(a, "row-%d-%d", day, i);
    r.text[TEXT_NAME] = i % 4 ? arena_fmt(a, "Name %d", i % 10) : STR("");
    r.text[TEXT_VIA] = i % 11 ? STR("sms") : STR("Auto");
    r.purpose = i % 13 ? PURPOSE_ESCALATION : PURPOSE_TEST;
    r.response = i % 5 ? RESPONSE_ACCEPTED : RESPONSE_NONE;
    r.when[WHEN_RESPONDED] = i % 5 ? r.when[WHEN_CREATED] + (i - 4) * MINUTE_MS : TIME_UNKNOWN;
    r.level = i % 7 == 6 ? (i - 1) % 4 : i % 4;
    r.local_hour = i % (7 * 24);
    r.hours = hours_of(r.local_hour);
    r.flags = i % 3 ? 0 : FLAG_TEAM_UNKNOWN | FLAG_TEXT_CUT;
    r.depth = i % 17 ? 2 : 0;
    if (i % 19 == 0) {
        r.person = 0;
        r.text[TEXT_RECIPIENT] = STR("");
    }
    return r;
}

static void publish_pages(struct kit *k)
{
    struct writer *w = kit_writer(k, FAMILY_PAGEOUTS);
    struct published out;
    for (int32_t day = DAY0; day < DAY0 + DAYS; day++)
        for (int i = 0; i < PAGES; i++) {
            struct record r = page_of(&k->a, day, i);
            CHECK_OK(kit_put(w, &r));
        }
    writer_cover(w, (struct span){T0, T0 + DAYS * DAY_MS});
    CHECK_OK(writer_publish(w, &(struct run){.verb = STR("test")}, &out));
    writer_done(&w);
}

/* For each page up to four attempts by different channels: on its day, the next, and two days too
 * late. */
static void publish_attempts(struct kit *k)
{
    struct writer *w = kit_writer(k, FAMILY_NOTIFICATIONS);
    struct published out;
    for (int32_t day = DAY0; day < DAY0 + DAYS; day++)
        for (int i = 0; i < 4 * PAGES; i++) {
            struct record r = page_of(&k->a, day, i / 4);
            int late = i % 4 == 3 ? 2 : (i / 8 + i) % 2;
            if (i % 3 == 0)
                continue;
            r.dataset = DATASET_NOTIFICATIONS;
            r.text[TEXT_ID] = arena_fmt(&k->a, "n-%d-%d", day, i);
            r.when[WHEN_CREATED] += late * DAY_MS;
            r.channel = (enum channel)(1 + (i / 5 + day) % 4);
            CHECK_OK(kit_put(w, &r));
        }
    CHECK_OK(writer_publish(w, &(struct run){.verb = STR("test")}, &out));
    writer_done(&w);
}

struct list {
    struct arena *a;
    struct record row[4 * PAGES * (DAYS + 2)];
    size_t n;
};

static void collect(void *self, const struct record *r)
{
    struct list *l = self;
    CHECK(l->n < COUNT_OF(l->row));
    l->row[l->n] = *r;
    for (size_t i = 0; i < TEXT__N; i++)
        l->row[l->n].text[i] = arena_copy(l->a, r->text[i]);
    l->n++;
}

static struct list *list_of(
    struct kit *k, struct reader *r, enum dataset d, const struct where *w, uint32_t texts)
{
    struct list *l = NEW(&k->a, struct list, 1);
    l->a = &k->a;
    CHECK_OK(snapshot_scan(reader_current(r), d, w, texts, collect, l));
    return l;
}

static bool is_of_page(const struct record *attempt, const struct record *page)
{
    int32_t days = day_of(attempt->when[WHEN_CREATED]) - day_of(page->when[WHEN_CREATED]);
    return (days == 0 || days == 1) && record_is_page(attempt) &&
           str_eq(attempt->text[TEXT_INCIDENT], page->text[TEXT_INCIDENT]) &&
           str_eq(attempt->text[TEXT_RECIPIENT], page->text[TEXT_RECIPIENT]) &&
           attempt->level == page->level && attempt->cycle == page->cycle;
}

static bool was_tried(const struct list *attempts, uint32_t channels, const struct record *page)
{
    for (size_t i = 0; i < attempts->n; i++)
        if (channels & 1u << attempts->row[i].channel && is_of_page(&attempts->row[i], page))
            return true;
    return channels == 0;
}

/* The slow and obvious count: whole records, and each page looked for among all attempts. */
static struct str counted(struct kit *k, const struct list *pages, const struct list *attempts,
    const struct where *w, int64_t through)
{
    struct out o = out_of(&k->a);
    struct tally *t = tally_new(&k->a);
    tally_slots slots = {{0}};
    for (size_t i = 0; i < pages->n; i++) {
        const struct record *r = &pages->row[i];
        if (!was_tried(attempts, w->channels, r))
            continue;
        if (r->flags & FLAG_REPEATED)
            t->repeated_rows++;
        else
            tally_add(t, slots, r, through);
    }
    tally_encode(t, slots, &o);
    return out_done(&o);
}

static struct str asked(struct kit *k, struct reader *r, const struct where *w)
{
    struct out o = out_of(&k->a);
    struct tally *t = tally_new(&k->a);
    tally_slots slots = {{0}};
    for (int32_t day = DAY0; day < DAY0 + DAYS; day++)
        CHECK_OK(snapshot_pages_day(reader_current(r), &k->a, w, day, slots, t));
    tally_encode(t, slots, &o);
    return out_done(&o);
}

static const struct where all = {.from = T0, .to = T0 + DAYS * DAY_MS};

/* Everybody, many and few, a part of a day, and nobody. */
static size_t wheres_of(struct where w[8])
{
    for (size_t i = 0; i < 8; i++)
        w[i] = all;
    w[1].node[0] = 7;
    w[1].nodes = 1;
    w[2].node[0] = 12;
    w[2].nodes = 1;
    w[2].team[0] = hash64(STR("team-even"));
    w[2].teams = 1;
    w[3].team[0] = hash64(STR("team-odd"));
    w[3].teams = 1;
    w[4].person[0] = hash64(STR("u3"));
    w[4].persons = 1;
    w[5].from += 17 * MINUTE_MS;
    w[5].to -= DAY_MS - 40 * MINUTE_MS;
    w[6].from = w[6].to - DAY_MS + MINUTE_MS;
    w[6].to = w[6].from + HOUR_MS;
    w[6].node[0] = 11;
    w[6].nodes = 1;
    w[7].node[0] = 99;
    w[7].nodes = 1;
    return 8;
}

TEST(a_channel_filter_agrees_with_an_obvious_count)
{
    struct kit k = kit_open();
    publish_pages(&k);
    publish_attempts(&k);
    struct reader *r = kit_reader(&k);
    int64_t through = snapshot_manifest(reader_current(r))->family[FAMILY_PAGEOUTS].through;
    const uint32_t channels[] = {0, 1u << CHANNEL_SMS, 1u << CHANNEL_VOICE | 1u << CHANNEL_PUSH,
        1u << CHANNEL_PAGER, (1u << CHANNEL__N) - 1};
    struct where late = all, w[8];
    late.to += 3 * DAY_MS;
    const struct list *attempts = list_of(&k, r, DATASET_NOTIFICATIONS, &late, UINT32_MAX);
    CHECK(attempts->n > PAGES * DAYS);
    for (size_t i = 0, n = wheres_of(w); i < n; i++) {
        const struct list *pages = list_of(&k, r, DATASET_PAGEOUTS, &w[i], UINT32_MAX);
        for (EACH(c, channels)) {
            w[i].channels = channels[c];
            CHECK_STR(asked(&k, r, &w[i]), counted(&k, pages, attempts, &w[i], through));
            const struct list *some = list_of(&k, r, DATASET_PAGEOUTS, &w[i], SHORT_TEXTS);
            struct where none = {0};
            CHECK_STR(asked(&k, r, &w[i]), counted(&k, some, attempts, &none, through));
        }
    }
    reader_done(&r);
    kit_done(&k);
}

static void check_same(const struct record *brief, const struct record *whole)
{
    const enum text texts[] = {
        TEXT_INCIDENT, TEXT_RECIPIENT, TEXT_VIA, TEXT_NAME, TEXT_TEAM, TEXT_TITLE};
    for (EACH(i, texts))
        CHECK_STR(brief->text[texts[i]], texts[i] == TEXT_TITLE ? STR("") : whole->text[texts[i]]);
    CHECK_INT(brief->when[WHEN_CREATED], whole->when[WHEN_CREATED]);
    CHECK_INT(brief->when[WHEN_RESPONDED], whole->when[WHEN_RESPONDED]);
    CHECK_INT(brief->level, whole->level);
    CHECK_INT(brief->cycle, whole->cycle);
    CHECK_INT(brief->purpose, whole->purpose);
    CHECK_INT(brief->response, whole->response);
    CHECK_INT(brief->hours, whole->hours);
    CHECK_INT(brief->local_hour, whole->local_hour);
    CHECK_INT(brief->person, whole->person);
    CHECK_INT(brief->team, whole->team);
    CHECK_INT(brief->flags, whole->flags);
    CHECK_INT(brief->depth, whole->depth);
    CHECK_INT(memcmp(brief->node, whole->node, sizeof brief->node), 0);
}

TEST(a_record_in_brief_is_the_whole_one_in_the_same_place)
{
    struct kit k = kit_open();
    publish_pages(&k);
    struct reader *r = kit_reader(&k);
    struct where w[8];
    for (size_t i = 0, n = wheres_of(w); i < n; i++) {
        const struct list *whole = list_of(&k, r, DATASET_PAGEOUTS, &w[i], UINT32_MAX);
        const struct list *brief = list_of(&k, r, DATASET_PAGEOUTS, &w[i], SHORT_TEXTS);
        CHECK_INT(brief->n, whole->n);
        for (size_t j = 0; j < brief->n; j++)
            check_same(&brief->row[j], &whole->row[j]);
    }
    reader_done(&r);
    kit_done(&k);
}

static void count(void *self, const struct row *row)
{
    *(int *)self += row->record.level >= 0;
}

/* The first day's segment, open for writing. */
static void open_segment(struct kit *k, struct db *db)
{
    struct reader *r = kit_reader(k);
    const struct segment_ref *ref =
        manifest_segment(snapshot_manifest(reader_current(r)), FAMILY_PAGEOUTS, DAY0);
    CHECK_OK(db_open_scratch(db, arena_fmt(&k->a, "%s/seg/%.*s", k->store, STR_ARG(ref->name)).p));
    reader_done(&r);
}

TEST(a_segment_without_a_brief_is_read_from_its_table)
{
    struct kit k = kit_open();
    publish_pages(&k);
    AUTO(db_done) struct db db = {0};
    open_segment(&k, &db);
    for (int i = 0; i < 2; i++) {
        int n = 0;
        struct taker t = {
            .take = count, .self = &n, .parts = PARTS_ALL, .texts = KEY_TEXTS, .ordered = true};
        CHECK_OK(ask_records(&db, &k.a, DAY0, &all, &t));
        CHECK_INT(n, PAGES);
        CHECK_OK(db_run(&db, "DELETE FROM total WHERE kind = 3"));
        CHECK_INT(db_changes(&db), i == 0);
    }
    db_done(&db);
    kit_done(&k);
}

TEST(a_brief_that_is_cut_anywhere_is_an_error)
{
    struct kit k = kit_open();
    publish_pages(&k);
    AUTO(db_done) struct db db = {0};
    open_segment(&k, &db);
    struct arena a = arena_of(ARENA_CAP_REQUEST);
    struct taker t = {.take = count, .self = &(int){0}, .texts = KEY_TEXTS};
    int cuts = 0;
    for (;; cuts++) {
        CHECK_OK(db_run(&db, "UPDATE total SET blob = substr(blob, 1, length(blob) - 1)"
                             " WHERE kind = 3 AND length(blob) > 0"));
        if (db_changes(&db) == 0)
            break;
        CHECK_ERR(ask_records(&db, &a, DAY0, &all, &t), ERR_IO);
        arena_wipe(&a);
    }
    CHECK(cuts > 10 * PAGES);
    arena_done(&a);
    db_done(&db);
    kit_done(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_channel_filter_agrees_with_an_obvious_count),
        cmocka_unit_test(a_record_in_brief_is_the_whole_one_in_the_same_place),
        cmocka_unit_test(a_segment_without_a_brief_is_read_from_its_table),
        cmocka_unit_test(a_brief_that_is_cut_anywhere_is_an_error),
    };
    return RUN(tests);
}
