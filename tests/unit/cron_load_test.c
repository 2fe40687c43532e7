#include "check.h"

#include "cron/load.h"
#include "cron/task.h"
#include "lib/file.h"
#include "store/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define IDS 60
#define DAYS 3
#define ROWS 700
#define ORDERS 8

/* A store in a folder of its own. */
struct shop {
    struct arena a;
    char folder[64];
    struct zone_set *zones;
    struct task task;
};

static void shop_open(struct shop *s)
{
    *s = (struct shop){.a = arena_of(64u << 20)};
    strcpy(s->folder, "/tmp/pagetrail-load-XXXXXX");
    CHECK(mkdtemp(s->folder) != NULL);
    CHECK_OK(zone_set_open(&s->zones, "/usr/share/zoneinfo"));
    s->task = (struct task){.a = &s->a, .text = out_of(&s->a)};
    s->task.set = (struct settings){.store = arena_fmt(&s->a, "%s/store", s->folder),
        .staging = arena_fmt(&s->a, "%s/staging", s->folder),
        .source_zone = STR("UTC"),
        .account_zone = STR("UTC"),
        .retention = 4000 * DAY_MS,
        .jobs = 3,
        .reject_share = 0.01};
}

static void shop_done(struct shop *s)
{
    static const char *const below[] = {"store/log", "store/seg", "store", "staging", ""};
    for (EACH(i, below))
        CHECK_OK(dir_remove(arena_fmt(&s->a, "%s/%s", s->folder, below[i]).p));
    zone_set_done(&s->zones);
    arena_done(&s->a);
}

/* One import of these rows, with next to no memory for them. */
static struct published import(struct shop *s, enum dataset d, struct str header,
    const struct str *row, size_t n, size_t fold_bytes)
{
    struct load load;
    struct writer *w = NULL;
    struct published out;
    struct pipeline_report report = {0};
    AUTO(fd_done) int fd = memfd_create("export", 0);
    CHECK(write(fd, header.p, header.n) == (ssize_t)header.n);
    for (size_t i = 0; i < n; i++)
        CHECK(write(fd, row[i].p, row[i].n) == (ssize_t)row[i].n);
    CHECK_INT(lseek(fd, 0, SEEK_SET), 0);
    s->task.report = (struct pipeline_report){0};
    CHECK_OK(load_of(&s->task, d, s->zones, &load));
    struct writer_conf conf = task_writer_conf(&s->task);
    conf.makers = &load.makers;
    conf.fold_bytes = fold_bytes;
    CHECK_OK(writer_open(&w, (enum family)d, &conf));
    load_into(&load, w, NULL);
    CHECK_OK(load_file(&load, fd, &report));
    const struct run run = load_run(&load, (struct span){0, 0});
    CHECK_OK(writer_publish(w, &run, &out));
    writer_done(&w);
    return out;
}

/* The days and hashes of all segments. */
static struct str content_of(struct shop *s, enum family family)
{
    AUTO(reader_done) struct reader *r = NULL;
    struct out o = out_of(&s->a);
    CHECK_OK(reader_open(&r, s->task.set.store.p));
    const struct family_state *f = &snapshot_manifest(reader_current(r))->family[family];
    for (size_t i = 0; i < f->segments; i++)
        out_fmt(&o, "%d %lld %s\n", f->segment[i].first, (long long)f->segment[i].rows,
            f->segment[i].sha256.hex);
    return out_done(&o);
}

static uint32_t below(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 8) % n;
}

static const char *any(uint32_t *seed, const char *const *words, uint32_t n)
{
    return words[below(seed, n)];
}

/* Rows of few ids with many versions each: of one age, with and without answers, told in other
 * bytes, twice, and without a time of change. */
static void make_rows(struct arena *a, uint32_t seed, struct str *row)
{
    static const char *const responses[] = {"", "accepted", " Accepted", "declined", "no_response"};
    static const char *const updated[] = {"2026-07-0%uT12:00:00Z", "2026-07-0%u 12:00:00",
        "2026-07-0%uT13:00:00+01:00", "2026-07-0%uT12:00:01Z", ""};
    static const char *const titles[] = {
        "Disk full", "  Disk full ", "\"Disk \"\"full\"\"\"", "M\xfc"};
    char when[64];
    for (size_t i = 0; i < ROWS; i++) {
        uint32_t id = below(&seed, IDS), day = 1 + id % DAYS;
        snprintf(when, sizeof when, "2026-07-0%uT12:00:00Z", day + below(&seed, 3));
        const char *form = any(&seed, updated, COUNT_OF(updated));
        struct out o = out_of(a);
        out_fmt(&o, "R%u,I%u,%s,u%u,initial,2026-07-0%uT0%u:00:00Z,", id, id / 3,
            any(&seed, titles, COUNT_OF(titles)), id % 7, day, id % 10);
        out_fmt(
            &o, "%s,%s,", below(&seed, 4) ? "" : when, any(&seed, responses, COUNT_OF(responses)));
        if (*form)
            out_fmt(&o, "2026-07-0%u%s", day + below(&seed, 2), form + strlen("2026-07-0%u"));
        out_z(&o, ",sms,sent\n");
        row[i] = i % 9 == 8 ? row[below(&seed, (uint32_t)i)] : out_done(&o);
    }
}

static void shuffle(uint32_t *seed, struct str *row, size_t n)
{
    for (size_t i = n - 1; i > 0; i--) {
        size_t k = below(seed, (uint32_t)i + 1);
        struct str s = row[i];
        row[i] = row[k];
        row[k] = s;
    }
}

static const struct {
    enum dataset dataset;
    const char *header;
} datasets[] = {
    {DATASET_PAGEOUTS, "page_id,incident_id,title,recipient_id,purpose,created_at,responded_at,"
                       "response,updated_at,phone,state\n"},
    {DATASET_NOTIFICATIONS, "notification_id,incident_id,title,recipient_id,purpose,created_at,"
                            "responded_at,response,updated_at,channel,delivery_status\n"},
};

/* The same rows in any order, in memory or by way of the disk at nearly every row, in one import or
 * in several: the same bytes, and the same counts of what one import did. */
TEST(neither_the_order_of_rows_nor_the_room_for_them_matters)
{
    uint32_t seed = 7;
    for (size_t d = 0; d < COUNT_OF(datasets); d++) {
        struct shop calm;
        struct str row[ROWS], header = str_of(datasets[d].header);
        shop_open(&calm);
        make_rows(&calm.a, seed, row);
        struct published want = import(&calm, datasets[d].dataset, header, row, ROWS, 0);
        struct str content = content_of(&calm, (enum family)datasets[d].dataset);
        CHECK(want.kept_new > IDS / 2);
        for (int i = 0; i < ORDERS; i++) {
            struct shop s;
            shop_open(&s);
            shuffle(&seed, row, ROWS);
            struct published got =
                import(&s, datasets[d].dataset, header, row, ROWS, i % 2 ? 1u << 11 : 1u << 14);
            CHECK_STR(content_of(&s, (enum family)datasets[d].dataset), content);
            for (size_t k = 0; k < PUT__N; k++)
                CHECK_INT(got.put[k], want.put[k]);
            CHECK_INT(s.task.report.stage[STAGE_DERIVE].seen, want.kept_new);
            CHECK_INT(s.task.report.words_other, calm.task.report.words_other);
            shop_done(&s);
        }
        shop_done(&calm);
    }
}

TEST(several_imports_in_any_order_end_where_one_does)
{
    uint32_t seed = 11;
    for (size_t d = 0; d < COUNT_OF(datasets); d++) {
        struct shop calm;
        struct str row[ROWS], header = str_of(datasets[d].header);
        shop_open(&calm);
        make_rows(&calm.a, seed, row);
        struct published want = import(&calm, datasets[d].dataset, header, row, ROWS, 0);
        struct str content = content_of(&calm, (enum family)datasets[d].dataset);
        for (int i = 0; i < ORDERS; i++) {
            struct shop s;
            int64_t created = 0, rows = 0;
            shop_open(&s);
            shuffle(&seed, row, ROWS);
            for (size_t from = 0, n; from < ROWS; from += n) {
                n = 1 + below(&seed, ROWS / 2);
                n = n < ROWS - from ? n : ROWS - from;
                struct published got =
                    import(&s, datasets[d].dataset, header, row + from, n, 1u << 12);
                created += got.put[PUT_NEW];
                for (size_t k = 0; k < PUT__N; k++)
                    rows += got.put[k];
            }
            CHECK_STR(content_of(&s, (enum family)datasets[d].dataset), content);
            CHECK_INT(created, want.kept_new);
            CHECK_INT(rows, ROWS);
            CHECK(import(&s, datasets[d].dataset, header, row, ROWS, 1u << 11).nothing);
            shop_done(&s);
        }
        shop_done(&calm);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neither_the_order_of_rows_nor_the_room_for_them_matters),
        cmocka_unit_test(several_imports_in_any_order_end_where_one_does),
    };
    return RUN(tests);
}
