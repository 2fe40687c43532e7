#include "store_kit.h"

#include "store/compact.h"
#include "store/db.h"
#include "store/gc.h"
#include "store/shelf.h"
#include "store/swap.h"
#include "store/verify.h"

#include <fcntl.h>

#define FOUND_MAX 8

struct told {
    struct kit *k;
    struct str defect[FOUND_MAX], note[FOUND_MAX];
    size_t defects, notes, checked;
    struct verify_report report;
};

static void take_found(void *self, bool defect, const char *file, const char *what)
{
    struct told *s = self;
    struct str text = arena_fmt(&s->k->a, "%s: %s", file, what);
    CHECK((defect ? s->defects : s->notes) < FOUND_MAX);
    if (defect)
        s->defect[s->defects++] = text;
    else
        s->note[s->notes++] = text;
}

static void take_checked(void *self, const char *file, int64_t bytes)
{
    struct told *s = self;
    CHECK(file && bytes > 0);
    s->checked++;
}

static struct told look(struct kit *k, bool all)
{
    struct told s = {.k = k};
    const struct verify_conf conf = {.store = k->store,
        .staging = k->staging,
        .all = all,
        .found = take_found,
        .checked = take_checked,
        .self = &s};
    CHECK_OK(verify_run(&conf, &s.report));
    CHECK_INT(s.report.defects, s.defects);
    CHECK_INT(s.report.notes, s.notes);
    return s;
}

/* One defect, with these words in it. */
static bool finds(struct kit *k, const char *file, const char *words)
{
    struct told s = look(k, false);
    for (size_t i = 0; i < s.defects; i++) {
        const char *text = arena_z(&k->a, s.defect[i]);
        if (s.defects == 1 && str_starts(s.defect[i], str_of(file)) && strstr(text, words))
            return true;
        print_error("found: %s\n", text);
    }
    print_error("not (alone) found: %s: %s\n", file, words);
    return false;
}

static struct kit filled(void)
{
    struct kit k = kit_open();
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0, 2, 40);
    kit_publish(&k, FAMILY_NOTIFICATIONS, DAY0, 2, 40);
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 2, 1, 40);
    return k;
}

static const char *segment_file(struct kit *k, enum family f, int32_t day)
{
    struct reader *r = kit_reader(k);
    const struct segment_ref *ref = manifest_segment(snapshot_manifest(reader_current(r)), f, day);
    const char *file = arena_fmt(&k->a, "seg/%.*s", STR_ARG(ref->name)).p;
    reader_done(&r);
    return file;
}

static const char *in_store(struct kit *k, const char *file)
{
    return arena_fmt(&k->a, "%s/%s", k->store, file).p;
}

static void flip(struct kit *k, const char *file, off_t at)
{
    char c = 0;
    int fd = open(in_store(k, file), O_RDWR);
    CHECK(fd >= 0);
    CHECK_INT(pread(fd, &c, 1, at), 1);
    c ^= 4;
    CHECK_INT(pwrite(fd, &c, 1, at), 1);
    CHECK_INT(close(fd), 0);
}

static void cut(struct kit *k, const char *file, off_t bytes)
{
    CHECK_INT(truncate(in_store(k, file), bytes), 0);
}

static void lose(struct kit *k, const char *file)
{
    CHECK_INT(unlink(in_store(k, file)), 0);
}

/* gc keeps what a kept generation names, whatever its state; a reader that begins now serves a
 * whole generation or none, and says nothing wrong. */
static void check_survived(struct kit *k)
{
    struct gc_report report;
    struct reader *r = NULL;
    const struct gc_conf gc = {.store = k->store, .staging = k->staging};
    struct err e = gc_run(&gc, &report);
    CHECK(e.code == ERR_OK || e.code == ERR_INPUT);
    CHECK_INT(report.removed[GC_SEGMENT].files + report.removed[GC_LOG].files, 0);
    CHECK_OK(reader_open(&r, k->store));
    if (reader_current(r)) {
        const struct where w = {.from = T0, .to = T0 + DAY_MS};
        CHECK_INT(tally_pages(kit_pages(k, r, &w, DAY0)), 40);
    }
    reader_done(&r);
}

TEST(a_whole_store_has_no_defect)
{
    struct kit k = filled();
    struct told s = look(&k, false);
    CHECK_INT(s.defects + s.notes, 0);
    CHECK_INT(s.report.generation, 3);
    CHECK_INT(s.report.generations, 1);
    CHECK_INT(s.report.segments, 5);
    CHECK_INT(s.report.rows, 200);
    CHECK_INT(s.checked, 5);
    s = look(&k, true);
    CHECK_INT(s.defects + s.notes, 0);
    CHECK_INT(s.report.generations, 3);
    CHECK_INT(s.report.segments, 5); /* each once */
    kit_done(&k);
    k = kit_open();
    CHECK_OK(dir_make(k.store));
    s = look(&k, false);
    CHECK_INT(s.defects, 0);
    CHECK_INT(s.notes, 1);
    kit_done(&k);
}

TEST(every_damage_of_a_file_is_found_and_named)
{
    enum how { FLIP, CUT, LOSE };
    static const char slot[] = "CURRENT";
    static const struct {
        enum how how;
        off_t at;
        const char *file, *words; /* NULL: a segment */
    } cases[] = {
        {FLIP, 0, NULL, "not a segment"},
        {FLIP, 5000, NULL, "SHA-256 is"},
        {CUT, 4096, NULL, "4096 bytes, not"},
        {CUT, 0, NULL, "0 bytes, not"},
        {LOSE, 0, NULL, "No such file"},
        {FLIP, 20, "log/000000000001.json", "SHA-256 is"},
        {CUT, 100, "log/000000000001.json", "SHA-256 is"},
        {LOSE, 0, "log/000000000002.json", "No such file"},
        {LOSE, 0, "log/000000000003.json", "No such file"},
        {CUT, 300, "log/000000000003.json", "SHA-256 is"},
        {FLIP, 20, slot, "slot 0 is damaged"},
        {FLIP, 512 + 20, slot, "slot 1 is damaged"},
        {CUT, 600, slot, "slot 1 is damaged"},
        {LOSE, 0, slot, "No such file"},
    };
    for (EACH(i, cases)) {
        struct kit k = filled();
        const char *file =
            cases[i].file ? cases[i].file : segment_file(&k, FAMILY_PAGEOUTS, DAY0 + 2);
        if (cases[i].how == FLIP)
            flip(&k, file, cases[i].at);
        else if (cases[i].how == CUT)
            cut(&k, file, cases[i].at);
        else
            lose(&k, file);
        bool newest = strstr(file, "000000000003") != NULL;
        CHECK(finds(&k, newest ? "log" : file, cases[i].words));
        check_survived(&k);
        kit_done(&k);
    }
}

/* Changes a segment by SQL, and the newest generation so that it names the result as its own. */
struct forged {
    struct kit *k;
    enum family family;
    const char *sql;
};

static struct err forge(void *self, const struct manifest *base, struct manifest *m, bool *any)
{
    struct forged *f = self;
    struct segment_ref *ref = &m->family[f->family].segment[0];
    struct str name = shelf_name(&f->k->a, f->family, ref->first, ref->last);
    const char *from = arena_fmt(&f->k->a, "%s/seg/%.*s", f->k->store, STR_ARG(ref->name)).p;
    const char *to = arena_fmt(&f->k->a, "%s/seg/%.*s", f->k->store, STR_ARG(name)).p;
    (void)base;
    TRY(file_copy(from, to));
    {
        AUTO(db_done) struct db db = {0};
        TRY(db_open_scratch(&db, to));
        TRY(db_run(&db, f->sql));
    }
    AUTO(fd_done) int fd = open(to, O_RDONLY);
    TRY(sha256_fd(fd, &ref->sha256));
    TRY(file_size(to, &ref->bytes));
    ref->name = name;
    *any = true;
    return OK;
}

TEST(what_its_records_do_not_give_is_found_though_every_hash_is_right)
{
    static const struct {
        enum family family;
        const char *sql, *words;
    } cases[] = {
        {FAMILY_PAGEOUTS, "DELETE FROM total WHERE kind = 2", "is not what the day's records give"},
        {FAMILY_PAGEOUTS,
            "UPDATE total SET blob = (SELECT blob FROM total WHERE kind = 2 LIMIT 1)"
            " WHERE kind = 0",
            "rollup 0, 0 is not what"},
        {FAMILY_NOTIFICATIONS,
            "INSERT INTO total SELECT 1, 99, day, blob FROM total WHERE kind = 0",
            "rollup 1, 99 is not what"},
        {FAMILY_NOTIFICATIONS, "UPDATE total SET blob = x'00' WHERE kind = 4", "rollup 4"},
        {FAMILY_NOTIFICATIONS, "UPDATE sheet SET blob = x'00' WHERE id >> 32 = 8", "sheet 8"},
        {FAMILY_PAGEOUTS, "DELETE FROM sheet WHERE id >> 32 = 3", "sheet 3"},
        {FAMILY_PAGEOUTS, "DELETE FROM record WHERE row = (SELECT max(row) FROM record)", ""},
        {FAMILY_PAGEOUTS,
            "UPDATE record SET row = row + 1048576 * 3 WHERE row ="
            " (SELECT max(row) FROM record)",
            ""},
        {FAMILY_PAGEOUTS, "UPDATE reach SET last = last + 1", "reach: "},
        {FAMILY_NOTIFICATIONS, "DELETE FROM reach WHERE node = 7", "reach: "},
    };
    for (EACH(i, cases)) {
        struct kit k = filled();
        struct published out;
        struct forged f = {&k, cases[i].family, cases[i].sql};
        const struct writer_conf conf = {.store = k.store, .staging = k.staging};
        const struct swap_edit edit = {forge, &f};
        CHECK_OK(swap_publish(&k.a, &conf, &edit, &out));
        CHECK(finds(&k, segment_file(&k, cases[i].family, DAY0), cases[i].words));
        kit_done(&k);
    }
}

static struct err bend(void *self, const struct manifest *base, struct manifest *m, bool *any)
{
    struct family_state *f = &m->family[FAMILY_PAGEOUTS];
    (void)base;
    *any = true;
    switch (*(int *)self) {
    case 0:
        f->segment[0].rows++;
        break;
    case 1:
        f->segment[0].open_pages++;
        break;
    case 2:
        f->through = T0;
        break;
    default:
        f->keep_days = 1;
    }
    return OK;
}

static void ignore_joined(
    void *self, enum family f, int64_t segments, int64_t before, const struct segment_ref *made)
{
    (void)self;
    CHECK(f < FAMILY__N && segments > 1 && before > 0 && made->rows > 0);
}

TEST(a_span_that_its_days_do_not_give_is_found)
{
    static const struct {
        enum family family;
        const char *sql, *words;
    } cases[] = {
        {FAMILY_PAGEOUTS, "UPDATE span SET blob = x'00' WHERE id >> 32 = 3", "span 3"},
        {FAMILY_PAGEOUTS, "UPDATE span SET series = x'00' WHERE id = 0", "series 0, 0"},
        {FAMILY_NOTIFICATIONS, "DELETE FROM span WHERE id = (1 << 32) + 11", "span 1, 11"},
        {FAMILY_NOTIFICATIONS, "DELETE FROM span", "span 0, 0"},
    };
    for (EACH(i, cases)) {
        struct kit k = filled();
        struct published out;
        struct compact_report report;
        struct forged f = {&k, cases[i].family, cases[i].sql};
        const struct writer_conf conf = {.store = k.store, .staging = k.staging};
        const struct swap_edit edit = {forge, &f};
        const struct compact_conf compact = {.writer = conf, .joined = ignore_joined};
        kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 40, 1, 1);
        kit_publish(&k, FAMILY_NOTIFICATIONS, DAY0 + 40, 1, 1);
        CHECK_OK(compact_run(&compact, &report, &out));
        CHECK_INT(report.months, 2);
        CHECK_OK(swap_publish(&k.a, &conf, &edit, &out));
        CHECK(finds(&k, segment_file(&k, cases[i].family, DAY0), cases[i].words));
        kit_done(&k);
    }
}

TEST(what_a_manifest_says_wrongly_is_found)
{
    static const struct {
        const char *file, *words;
    } cases[] = {
        {"seg/", "40 rows, 40 of its days; the manifest says 41"},
        {"seg/", "0 pages are open; the manifest says 1"},
        {"log/000000000004.json",
            "pageouts: windows are held beyond what the data goes through to"},
        {"log/000000000004.json", "pageouts: windows are held that are past their retention"},
    };
    for (int i = 0; i < (int)COUNT_OF(cases); i++) {
        struct kit k = filled();
        struct published out;
        const struct writer_conf conf = {.store = k.store, .staging = k.staging};
        const struct swap_edit edit = {bend, &i};
        CHECK_OK(swap_publish(&k.a, &conf, &edit, &out));
        CHECK(finds(&k, cases[i].file, cases[i].words));
        kit_done(&k);
    }
}

TEST(a_pointer_that_a_dead_writer_left_behind_is_a_note)
{
    struct kit k = filled();
    struct str bytes;
    CHECK_OK(file_read(&k.a, in_store(&k, "CURRENT"), 4096, &bytes));
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 3, 1, 1);
    lose(&k, "CURRENT");
    CHECK_OK(file_create(in_store(&k, "CURRENT"), bytes));
    struct told s = look(&k, false);
    CHECK_INT(s.defects, 0);
    CHECK_INT(s.notes, 1);
    CHECK(str_starts(s.note[0], STR("CURRENT: names an older generation")));
    CHECK_INT(s.report.generation, 4);
    kit_publish(&k, FAMILY_PAGEOUTS, DAY0 + 4, 1, 1);
    s = look(&k, false);
    CHECK_INT(s.defects + s.notes, 0);
    kit_done(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_store_has_no_defect),
        cmocka_unit_test(every_damage_of_a_file_is_found_and_named),
        cmocka_unit_test(what_its_records_do_not_give_is_found_though_every_hash_is_right),
        cmocka_unit_test(a_span_that_its_days_do_not_give_is_found),
        cmocka_unit_test(what_a_manifest_says_wrongly_is_found),
        cmocka_unit_test(a_pointer_that_a_dead_writer_left_behind_is_a_note),
    };
    return RUN(tests);
}
