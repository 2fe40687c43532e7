#include "store_kit.h"

#include "store/compact.h"
#include "store/db.h"
#include "store/segment.h"
#include "store/series.h"
#include "store/span.h"
#include "store/verify.h"

/* Five days of May, which become one segment, and five of June, which do not. */
#define FIRST DAY0
#define DAYS 10
#define MAY 5
#define ROWS 150 /* a day */
#define PEOPLE 12
#define MOVED 3 /* who changes team and place at noon of a day */

static uint64_t seed;

/* The same numbers on every host. */
static int upto(int n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int)((seed >> 33) % (uint64_t)n);
}

static struct record any_record(struct arena *a, enum family f, int32_t day, int i)
{
    struct record r = f == FAMILY_PAGEOUTS ? kit_page(a, day, i) : kit_attempt(a, day, i);
    int who = upto(PEOPLE);
    int64_t in_day = upto(40) * (DAY_MS / 40) + upto(90) * SECOND_MS;
    bool moved = who == MOVED && (day > FIRST + 2 || (day == FIRST + 2 && in_day >= DAY_MS / 2));
    int team = (who + moved) % 5;
    r.when[WHEN_CREATED] = day * DAY_MS + in_day;
    r.when[WHEN_RESPONDED] =
        upto(9) ? r.when[WHEN_CREATED] + upto(20) * MINUTE_MS - MINUTE_MS : TIME_UNKNOWN;
    r.text[TEXT_INCIDENT] = upto(8) ? arena_fmt(a, "inc-%d", upto(60)) : STR("");
    r.text[TEXT_RECIPIENT] = arena_fmt(a, "u%d", who);
    r.person = hash64(r.text[TEXT_RECIPIENT]);
    r.text[TEXT_TEAM] = team ? arena_fmt(a, "team-%d", team) : STR("");
    r.team = team ? hash64(r.text[TEXT_TEAM]) : 0;
    r.node[1] = 11 + (who + moved) % 3;
    r.depth = who == PEOPLE - 1 ? 0 : 2;
    r.purpose = (enum purpose)upto(PURPOSE__N);
    r.response = (enum response)upto(RESPONSE__N);
    r.channel = (enum channel)upto(CHANNEL__N);
    r.delivery = upto(3) ? DELIVERY_DELIVERED : (enum delivery)upto(DELIVERY__N);
    r.level = upto(11);
    r.local_hour = (int32_t)(r.when[WHEN_CREATED] / HOUR_MS % (7 * 24));
    r.hours = hours_of(r.local_hour);
    r.flags = (uint32_t)upto(16);
    return r;
}

struct made {
    struct record *record;
    size_t n;
    int64_t through;
};

static struct made publish(struct kit *k, enum family f)
{
    struct made m = {.record = NEW(&k->a, struct record, DAYS * ROWS)};
    struct published out;
    struct run run = {.verb = STR("test")};
    struct writer *w = kit_writer(k, f);
    for (int32_t day = FIRST; day < FIRST + DAYS; day++)
        for (int i = 0; i < ROWS; i++) {
            m.record[m.n] = any_record(&k->a, f, day, i);
            CHECK_OK(kit_put(w, &m.record[m.n++]));
        }
    m.through = (FIRST + DAYS) * DAY_MS;
    writer_cover(w, (struct span){FIRST * DAY_MS, m.through});
    CHECK_OK(writer_publish(w, &run, &out));
    writer_done(&w);
    return m;
}

static void ignore_joined(
    void *self, enum family f, int64_t segments, int64_t before, const struct segment_ref *made)
{
    (void)self;
    (void)f;
    (void)segments;
    (void)before;
    (void)made;
}

static void join_may(struct kit *k)
{
    struct compact_report report;
    struct published out;
    const struct compact_conf conf = {.writer = {.store = k->store, .staging = k->staging},
        .after_days = 1,
        .joined = ignore_joined};
    CHECK_OK(compact_run(&conf, &report, &out));
    CHECK_INT(report.months, 2);
    CHECK_INT(report.segments, 2 * MAY);
}

static bool is_inside(const struct where *w, const struct record *r)
{
    bool node = w->nodes == 0, team = w->teams == 0, person = w->persons == 0;
    for (size_t i = 0; i < w->nodes; i++)
        for (int32_t k = 0; k < r->depth; k++)
            node |= r->node[k] == w->node[i];
    for (size_t i = 0; i < w->teams; i++)
        team |= r->team == w->team[i];
    for (size_t i = 0; i < w->persons; i++)
        person |= r->person == w->person[i];
    return node && team && person && r->when[WHEN_CREATED] >= w->from &&
           r->when[WHEN_CREATED] < w->to;
}

/* Whether another row of the same page and day came before it. */
static bool is_repeated(const struct made *m, const struct record *r)
{
    for (size_t i = 0; record_is_page(r) && i < m->n; i++) {
        const struct record *x = &m->record[i];
        int64_t sooner = x->when[WHEN_CREATED] - r->when[WHEN_CREATED];
        if (x != r && record_is_page(x) && record_page_key(x) == record_page_key(r) &&
            day_of(x->when[WHEN_CREATED]) == day_of(r->when[WHEN_CREATED]) &&
            (sooner < 0 || (sooner == 0 && str_cmp(x->text[TEXT_ID], r->text[TEXT_ID]) < 0)))
            return true;
    }
    return false;
}

static struct tally *obvious_pages(
    struct kit *k, const struct made *m, const struct where *w, const struct series *slots)
{
    struct tally *t = tally_new(&k->a);
    for (size_t i = 0; i < m->n; i++) {
        const struct record *r = &m->record[i];
        if (!is_inside(w, r))
            continue;
        if (is_repeated(m, r))
            t->repeated_rows++;
        else
            tally_add(t, series_day(slots, day_of(r->when[WHEN_CREATED])), r, m->through);
    }
    return t;
}

/* The first interruption of the person and day that begins after `after`, by going through all
 * rows. */
static const struct record *next_noise(
    const struct made *m, const struct where *w, const struct record *of, int64_t after)
{
    const struct record *next = NULL;
    for (size_t i = 0; i < m->n; i++) {
        const struct record *r = &m->record[i];
        int64_t at = r->when[WHEN_CREATED];
        if (r->person == of->person && day_of(at) == day_of(of->when[WHEN_CREATED]) && at > after &&
            is_inside(w, r) && record_is_page(r) && channel_is_loud(r->channel) &&
            r->delivery == DELIVERY_DELIVERED && (!next || at < next->when[WHEN_CREATED]))
            next = r;
    }
    return next;
}

static void add_obvious_interruptions(
    const struct made *m, const struct where *w, const struct record *of, struct attempts *t)
{
    bool hour[7 * 24] = {false};
    const struct record *r = next_noise(m, w, of, INT64_MIN);
    for (; r; r = next_noise(m, w, of, r->when[WHEN_CREATED] + MINUTE_MS - 1)) {
        t->interruptions[r->hours]++;
        t->disrupted_hours += !hour[r->local_hour];
        hour[r->local_hour] = true;
    }
}

static bool is_first_of_day(const struct made *m, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (m->record[k].person == m->record[i].person &&
            day_of(m->record[k].when[WHEN_CREATED]) == day_of(m->record[i].when[WHEN_CREATED]))
            return false;
    return true;
}

static struct attempts obvious_attempts(const struct made *m, const struct where *w)
{
    struct attempts t = {0};
    for (size_t i = 0; i < m->n; i++) {
        if (is_inside(w, &m->record[i]))
            attempts_add(&t, &m->record[i]);
        if (is_first_of_day(m, i))
            add_obvious_interruptions(m, w, &m->record[i], &t);
    }
    return t;
}

/* Of one kind of scope, or of two; sometimes whole months, sometimes a minute within a day. */
static struct where any_where(void)
{
    struct where w = {.from = FIRST * DAY_MS, .to = (FIRST + DAYS) * DAY_MS};
    int kind = upto(9);
    bool top = upto(4) == 0; /* the node above all others: no two may lie below another */
    for (int i = 0, n = 1 + upto(3); i < n; i++) {
        if (kind == 1 || kind == 4)
            w.node[w.nodes++] = top ? 7 : 11 + upto(3);
        if (kind == 2 || kind == 4 || kind == 5) {
            char team[] = "team-0";
            team[5] = (char)('0' + upto(6));
            w.team[w.teams++] = hash64(str_of(team));
        }
        if (kind == 3 || kind == 5 || kind >= 6) {
            char person[] = "u0";
            person[1] = (char)('0' + upto(10));
            w.person[w.persons++] = hash64(str_of(person));
        }
    }
    if (upto(3) == 0)
        w.from += upto(MAY) * DAY_MS + (upto(2) ? upto(1440) * MINUTE_MS : 0);
    if (upto(3) == 0)
        w.to -= upto(DAYS - MAY) * DAY_MS + (upto(2) ? upto(1440) * MINUTE_MS : 0);
    return w;
}

static void put_day(void *self, int32_t day, tally_slots slots)
{
    const struct series *s = self;
    for (size_t i = 0; i < SLOTS_PER_DAY; i++)
        for (size_t o = 0; o < OUTCOME__N; o++)
            series_day(s, day)[i][o] += slots[i][o];
}

static struct str bytes_of(struct kit *k, const struct tally *t, const struct series *s)
{
    struct out o = out_of(&k->a);
    kit_put_tally(&o, t, NULL);
    series_encode(s, &o);
    return out_done(&o);
}

static void check_pages(
    struct kit *k, struct reader *r, const struct made *m, const struct where *w)
{
    struct series want = series_of(&k->a, FIRST, DAYS), got = series_of(&k->a, FIRST, DAYS);
    struct tally *right = obvious_pages(k, m, w, &want), *t = tally_new(&k->a);
    struct tally *alone = tally_new(&k->a);
    CHECK_OK(snapshot_pages(reader_current(r), w, &(struct day_taker){put_day, &got}, t));
    CHECK_STR(bytes_of(k, t, &got), bytes_of(k, right, &want));
    CHECK_OK(snapshot_pages(reader_current(r), w, NULL, alone));
    CHECK_STR(bytes_of(k, alone, &want), bytes_of(k, right, &want));
}

static int member_cmp(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    return (x->person > y->person) - (x->person < y->person);
}

static int ms_cmp(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Days come in the order of segments, and so may people and times; the crew is put in order. */
static struct str bytes_of_crew(struct kit *k, const struct crew *c)
{
    struct out o = out_of(&k->a);
    if (c->n)
        qsort(c->member, c->n, sizeof *c->member, member_cmp);
    for (size_t i = 0; i < c->n; i++)
        if (c->member[i].acks)
            qsort(c->member[i].ack, c->member[i].acks, sizeof(int64_t), ms_cmp);
    crew_encode(c, &o);
    return out_done(&o);
}

static void check_crew(struct kit *k, struct reader *r, const struct made *m, const struct where *w)
{
    struct crew right = crew_of(&k->a), got = crew_of(&k->a);
    for (size_t i = 0; i < m->n; i++) {
        const struct record *x = &m->record[i];
        if (!is_inside(w, x) || !record_is_page(x) || is_repeated(m, x))
            continue;
        const struct page_seen p = page_seen_of(x, m->through);
        crew_add(&right, day_of(x->when[WHEN_CREATED]), &p);
    }
    CHECK_OK(snapshot_crew(reader_current(r), w, &got));
    CHECK_STR(bytes_of_crew(k, &got), bytes_of_crew(k, &right));
}

static void check_attempts(struct reader *r, const struct made *m, const struct where *w)
{
    struct attempts right = obvious_attempts(m, w), got = {0}, sms = {0};
    struct where by_sms = *w;
    CHECK_OK(snapshot_attempts(reader_current(r), w, &got));
    CHECK(memcmp(&got, &right, sizeof got) == 0);
    by_sms.channels = 1u << CHANNEL_SMS;
    CHECK_OK(snapshot_attempts(reader_current(r), &by_sms, &sms));
    CHECK_INT(sms.not_pages, right.other[CHANNEL_SMS]);
    for (size_t i = 0; i < DELIVERY__N; i++) {
        CHECK_INT(sms.count[CHANNEL_SMS][i], right.count[CHANNEL_SMS][i]);
        CHECK_INT(sms.count[CHANNEL_PUSH][i], 0);
    }
}

static void ignore_checked(void *self, const char *file, int64_t bytes)
{
    (void)self;
    (void)file;
    (void)bytes;
}

static void print_found(void *self, bool defect, const char *file, const char *what)
{
    (void)self;
    if (defect)
        print_error("%s: %s\n", file, what);
}

TEST(months_days_and_rows_together_are_what_all_records_at_once_give)
{
    for (uint64_t round = 1; round <= 3; round++) {
        struct kit k = kit_open();
        seed = round;
        struct made pages = publish(&k, FAMILY_PAGEOUTS);
        struct made attempts = publish(&k, FAMILY_NOTIFICATIONS);
        join_may(&k);
        struct reader *r = kit_reader(&k);
        for (int i = 0; i < 60; i++) {
            const struct where w = any_where();
            check_pages(&k, r, &pages, &w);
            check_crew(&k, r, &pages, &w);
            check_attempts(r, &attempts, &w);
        }
        reader_done(&r);
        struct verify_report report;
        const struct verify_conf conf = {.store = k.store,
            .staging = k.staging,
            .found = print_found,
            .checked = ignore_checked};
        CHECK_OK(verify_run(&conf, &report));
        CHECK_INT(report.defects, 0);
        kit_done(&k);
    }
}

/* The segment of two days from FIRST on. */
static void build(struct kit *k, enum family f, int64_t through, struct db *out)
{
    struct day_rows days[2];
    struct segment_ref ref;
    for (int32_t d = 0; d < 2; d++) {
        days[d] = (struct day_rows){FIRST + d, {NEW(&k->a, struct row, ROWS), ROWS}};
        for (int i = 0; i < ROWS; i++) {
            struct row *row = &days[d].rows.row[i];
            row->record = any_record(&k->a, f, FIRST + d, i);
            row->key = hash64(row->record.text[TEXT_ID]);
        }
    }
    const struct segment_plan plan = {f, NULL, days, 2, through};
    const char *path = arena_fmt(&k->a, "%s/%.*s", k->folder, STR_ARG(file_nonce(&k->a))).p;
    CHECK_OK(segment_build(&k->a, path, &plan, &ref));
    CHECK_OK(db_open_immutable(out, path, NULL));
}

TEST(days_with_open_pages_are_not_summed_up)
{
    struct kit k = kit_open();
    for (int open = 0; open < 2; open++) {
        struct db db = {0};
        bool kept;
        seed = 7;
        build(&k, FAMILY_PAGEOUTS, open ? T0 + HOUR_MS : T0 + 9 * DAY_MS, &db);
        CHECK_OK(span_is_kept(&db, &kept));
        CHECK_INT(kept, !open);
        db_done(&db);
    }
    kit_done(&k);
}

TEST(who_moved_is_several_in_the_dictionary_and_others_are_one)
{
    struct kit k = kit_open();
    struct made m = publish(&k, FAMILY_NOTIFICATIONS);
    CHECK_INT(m.n, DAYS * ROWS);
    kit_publish(&k, FAMILY_PAGEOUTS, FIRST, DAYS, 3);
    join_may(&k);
    struct reader *r = kit_reader(&k);
    const struct segment_ref *ref =
        manifest_segment(snapshot_manifest(reader_current(r)), FAMILY_NOTIFICATIONS, FIRST);
    struct db db = {0};
    struct span_whos moved, other, nobody;
    CHECK_OK(db_open_immutable(
        &db, arena_fmt(&k.a, "%s/seg/%.*s", k.store, STR_ARG(ref->name)).p, NULL));
    CHECK_OK(span_whos(&db, &k.a, hash64(STR("u3")), &moved));
    CHECK_OK(span_whos(&db, &k.a, hash64(STR("u4")), &other));
    CHECK_OK(span_whos(&db, &k.a, hash64(STR("nobody")), &nobody));
    CHECK(moved.n > 1);
    CHECK_INT(other.n, 1);
    CHECK_INT(nobody.n, 0);
    db_done(&db);
    reader_done(&r);
    kit_done(&k);
}

TEST(a_series_that_is_cut_or_changed_is_refused_or_harmless)
{
    struct arena a = arena_of(256u << 20);
    struct series s = series_of(&a, FIRST, 31), back;
    seed = 11;
    for (int i = 0; i < 200; i++)
        series_day(&s, FIRST + upto(31))[upto(SLOTS_PER_DAY)][upto(OUTCOME__N)] +=
            1u + (uint32_t)upto(300);
    struct out o = out_of(&a);
    series_encode(&s, &o);
    struct str blob = out_done(&o);
    CHECK_OK(series_decode(blob, &a, &back));
    CHECK_INT(back.first, FIRST);
    CHECK_INT(back.days, 31);
    CHECK(memcmp(back.cell, s.cell, 31 * sizeof(tally_slots)) == 0);
    CHECK_ERR(series_decode(str_head(blob, 3), &a, &back), ERR_INPUT);
    for (size_t i = 0; i < blob.n; i++) {
        struct arena one = arena_of(16u << 20);
        char *bytes = arena_take(&one, 1, blob.n);
        memcpy(bytes, blob.p, blob.n);
        bytes[i] = (char)~bytes[i];
        struct err e = series_decode((struct str){bytes, blob.n}, &one, &back);
        CHECK(e.code == ERR_OK || e.code == ERR_INPUT);
        arena_done(&one);
    }
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_days_and_rows_together_are_what_all_records_at_once_give),
        cmocka_unit_test(days_with_open_pages_are_not_summed_up),
        cmocka_unit_test(who_moved_is_several_in_the_dictionary_and_others_are_one),
        cmocka_unit_test(a_series_that_is_cut_or_changed_is_refused_or_harmless),
    };
    return RUN(tests);
}
