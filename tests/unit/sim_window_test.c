#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/day.h"
#include "lib/file.h"
#include "sim/stream.h"

#define START (INT64_C(20000) * DAY_MS)
#define ROWS 40000 /* some 4 MB: enough for the halving to work */

static void put_time(FILE *f, int64_t ms, char after)
{
    AUTO(arena_done) struct arena a = arena_of(65536);
    struct out o = out_of(&a);
    out_time(&o, ms);
    fprintf(f, "%.*s%c", STR_ARG(out_done(&o)), after);
}

/* One row a minute; every hundredth is followed by a broken copy; titles hold what looks like a
 * row. */
static void export_made(char path[40])
{
    snprintf(path, 40, "/tmp/pagetrail-window.XXXXXX");
    int fd = mkstemp(path);
    CHECK(fd >= 0);
    FILE *f = fdopen(fd, "w");
    fputs("page_id,title,created_at,updated_at\n", f);
    for (int i = 0; i < ROWS; i++) {
        fprintf(f, "P%010d,\"a \"\"title\"\", with\nP12,line ends\n\",", i);
        put_time(f, START + i * MINUTE_MS, ',');
        put_time(f, START + i * MINUTE_MS + HOUR_MS, '\n');
        if (i % 100 == 99)
            fprintf(f, "P%010d,broken\n", i);
    }
    fclose(f);
}

static size_t rows_in(const char *path, struct range range, struct str *first)
{
    AUTO(arena_done) struct arena a = arena_of(2u << 20);
    AUTO(window_done) struct window w = {.fd = -1};
    static char kept[64];
    struct str row;
    CHECK_OK(window_open(&w, &a, path, range));
    while (window_row(&w, &row))
        if (w.rows == 1)
            snprintf(kept, sizeof kept, "%.*s", 11, row.p);
    CHECK_OK(window_end(&w));
    *first = str_of(kept);
    return w.rows;
}

TEST(a_window_holds_from_and_not_to_wherever_it_lies)
{
    const struct {
        int64_t from, to; /* minutes */
        size_t want;
    } cases[] = {{0, ROWS, ROWS + ROWS / 100}, {0, 1, 1}, {100, 100, 0}, {100, 101, 1},
        {99, 100, 2}, {20000, 20100, 101}, {39999, 50000, 2}, {50000, 60000, 0}, {-50, 1, 1},
        {12345, 12346, 1}};
    char path[40];
    export_made(path);
    for (EACH(i, cases)) {
        struct str first;
        struct range r = {
            START + cases[i].from * MINUTE_MS, START + cases[i].to * MINUTE_MS, INT64_MAX};
        CHECK_INT(rows_in(path, r, &first), cases[i].want);
        char want[16];
        snprintf(want, sizeof want, "P%010d", cases[i].from < 0 ? 0 : (int)cases[i].from);
        if (cases[i].want)
            CHECK_STR(first, str_of(want));
    }
    unlink(path);
}

TEST(rows_updated_after_as_of_are_not_there_yet)
{
    char path[40];
    struct str first;
    export_made(path);
    struct range r = {START, START + 100 * MINUTE_MS, START + 99 * MINUTE_MS};
    CHECK_INT(rows_in(path, r, &first), 40); /* 0..39: each is updated an hour later */
    unlink(path);
}

static size_t streamed(const char *path, enum pack pack, size_t step, char *to)
{
    AUTO(stream_done) struct stream *s = NULL;
    const struct stream_conf conf = {.path = path,
        .range = {START, START + 500 * MINUTE_MS, INT64_MAX},
        .pack = pack,
        .name = "x.csv",
        .break_after = SIZE_MAX};
    CHECK_OK(stream_open(&s, &conf));
    size_t n = 0;
    for (ssize_t got; (got = stream_read(s, to + n, step)) > 0;)
        n += (size_t)got;
    CHECK_OK(stream_end(s));
    return n;
}

TEST(a_stream_is_the_same_however_it_is_read_and_packed_ones_begin_with_their_magic)
{
    static const struct {
        enum pack pack;
        const char *magic;
    } packs[] = {{PACK_PLAIN, "page_id"}, {PACK_GZIP, "\x1f\x8b"}, {PACK_ZIP, "PK\x03\x04"}};
    char path[40], *one = malloc(1u << 20), *two = malloc(1u << 20);
    CHECK(one != NULL && two != NULL);
    export_made(path);
    for (EACH(i, packs)) {
        size_t n = streamed(path, packs[i].pack, 1u << 16, one);
        CHECK_INT(streamed(path, packs[i].pack, 7, two), n);
        CHECK(memcmp(one, two, n) == 0);
        CHECK(memcmp(one, packs[i].magic, strlen(packs[i].magic)) == 0);
    }
    free(one);
    free(two);
    unlink(path);
}

TEST(counting_is_what_reading_gives)
{
    char path[40];
    AUTO(stream_done) struct stream *s = NULL;
    int64_t bytes, rows;
    char *room = malloc(1u << 20);
    CHECK(room != NULL);
    export_made(path);
    const struct stream_conf conf = {.path = path,
        .range = {START, START + 500 * MINUTE_MS, INT64_MAX},
        .break_after = SIZE_MAX};
    CHECK_OK(stream_open(&s, &conf));
    CHECK_OK(stream_count(s, &bytes, &rows));
    CHECK_INT(rows, 505);
    CHECK_INT(bytes, streamed(path, PACK_PLAIN, 1u << 16, room));
    free(room);
    unlink(path);
}

TEST(a_file_without_the_needed_columns_is_refused)
{
    AUTO(arena_done) struct arena a = arena_of(2u << 20);
    AUTO(window_done) struct window w = {.fd = -1};
    char path[] = "/tmp/pagetrail-window.XXXXXX";
    AUTO(fd_done) int fd = mkstemp(path);
    CHECK(write(fd, "a,b\n1,2\n", 8) == 8);
    CHECK_ERR(window_open(&w, &a, path, (struct range){0, 1, 1}), ERR_INPUT);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_holds_from_and_not_to_wherever_it_lies),
        cmocka_unit_test(rows_updated_after_as_of_are_not_there_yet),
        cmocka_unit_test(
            a_stream_is_the_same_however_it_is_read_and_packed_ones_begin_with_their_magic),
        cmocka_unit_test(counting_is_what_reading_gives),
        cmocka_unit_test(a_file_without_the_needed_columns_is_refused),
    };
    return RUN(tests);
}
