#include "check.h"
#include "csv_rows.h"

#include "lib/file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/corpus/csv"
#define CASES_LEAST 30   /* files that must be there, so that an empty folder does not pass */
#define CUT_ANYWHERE 600 /* bytes: up to here every place to cut is tried */
#define CUTS_MAX 12      /* of a sample between two blocks */
#define BLOCK_FULL (CSV_BLOCK_BYTES - CSV_ROW_MAX / 4 + 1) /* bytes: a block is read then */
#define LARGE (3u << 18)                                   /* bytes: several blocks */

struct sample {
    struct str name, bytes, want;
};

static void read_sample(struct arena *a, const char *name, struct sample *out)
{
    struct str stem = str_head(str_of(name), str_of(name).n - 4);
    out->name = arena_copy(a, stem);
    CHECK_OK(file_read(a, arena_fmt(a, FOLDER "/%s", name).p, 1u << 20, &out->bytes));
    CHECK_OK(
        file_read(a, arena_fmt(a, FOLDER "/%.*s.rows", STR_ARG(stem)).p, 1u << 20, &out->want));
}

static void each_sample(void (*check)(struct arena *a, const struct sample *s))
{
    DIR *dir = opendir(FOLDER);
    size_t n = 0;
    CHECK(dir != NULL);
    for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
        if (!str_ends(str_of(d->d_name), STR(".csv")))
            continue;
        struct arena a = arena_of(256u << 20);
        struct sample s;
        read_sample(&a, d->d_name, &s);
        check(&a, &s);
        arena_done(&a);
        n++;
    }
    closedir(dir);
    CHECK(n >= CASES_LEAST);
}

static void compare(const struct sample *s, struct str got, size_t cut, size_t step)
{
    if (str_eq(got, s->want))
        return;
    print_error("%.*s, cut at %zu, then every %zu:\n%.*s--- not:\n%.*s", STR_ARG(s->name), cut,
        step, STR_ARG(got), STR_ARG(s->want));
    fail();
}

static void check_whole(struct arena *a, const struct sample *s)
{
    compare(s, rows_of(a, s->bytes, s->bytes.n, 1), s->bytes.n, 1);
}

static void check_cuts(struct arena *a, const struct sample *s)
{
    static const size_t steps[] = {1, 2, 3, 7, 4096};
    (void)a;
    for (EACH(i, steps)) {
        struct arena own = arena_of(64u << 20);
        compare(s, rows_of(&own, s->bytes, 0, steps[i]), 0, steps[i]);
        arena_done(&own);
    }
    for (size_t cut = 1; cut < s->bytes.n && s->bytes.n <= CUT_ANYWHERE; cut++) {
        struct arena own = arena_of(64u << 20);
        compare(s, rows_of(&own, s->bytes, cut, s->bytes.n), cut, s->bytes.n);
        arena_done(&own);
    }
}

TEST(every_file_of_the_corpus_gives_the_rows_beside_it)
{
    each_sample(check_whole);
}

TEST(rows_are_the_same_however_the_bytes_are_cut)
{
    each_sample(check_cuts);
}

static void same_in_every_way(struct arena *a, struct str bytes, size_t cut, size_t step)
{
    struct str want = rows_by(CSV_MACHINE, a, bytes, bytes.n, 1);
    static const enum csv_way ways[] = {CSV_BEST, CSV_PORTABLE, CSV_MACHINE};
    for (EACH(i, ways)) {
        struct str got = rows_by(ways[i], a, bytes, cut, step);
        size_t at = 0;
        while (at < got.n && at < want.n && got.p[at] == want.p[at])
            at++;
        if (at == got.n && at == want.n)
            continue;
        at -= at < 200 ? at : 200;
        print_error("way %d, cut at %zu, then every %zu: ...%.*s--- not:\n%.*s\n", (int)ways[i],
            cut, step, STR_ARG(str_head(str_from(got, at), 400)),
            STR_ARG(str_head(str_from(want, at), 400)));
        fail();
    }
}

/* The sample behind rows that fill a block, so that the block's end cuts it at every place. */
static void check_blocks(struct arena *a, const struct sample *s)
{
    struct arena own = arena_of(64u << 20);
    size_t places = s->bytes.n < CUTS_MAX ? s->bytes.n : CUTS_MAX;
    for (size_t cut = 1; cut < places; cut++) {
        struct out o = out_of(&own);
        while (o.n + CSV_FIELD_MAX < BLOCK_FULL - cut) {
            static char field[CSV_FIELD_MAX - 1];
            memset(field, 'x', sizeof field);
            out_str(&o, (struct str){field, sizeof field});
            out_char(&o, '\n');
        }
        while (o.n < BLOCK_FULL - cut)
            out_char(&o, '\n');
        out_str(&o, s->bytes);
        same_in_every_way(&own, out_done(&o), BLOCK_FULL, o.n);
        arena_wipe(&own);
    }
    arena_done(&own);
    (void)a;
}

TEST(rows_are_the_same_whatever_the_blocks_end_cuts)
{
    each_sample(check_blocks);
}

/* A fixed sequence, so that what fails once fails again. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

/* Mostly what exports have, now and then what they should not: one piece in `odd`. */
static struct str hostile(struct arena *a, uint32_t *state, size_t n, uint32_t odd)
{
#define P(lit)                                                                                     \
    {                                                                                              \
        "" lit, sizeof(lit) - 1                                                                    \
    }
    static const struct str usual[] = {P(","), P(","), P("\n"), P("2026-11-20T06:00:00Z"), P("a"),
        P(",\"x, y\","), P(",\"\""), P("\xc3\xa9"), P(",\"say \"\"hi\"\"\"\n"), P("\r\n"),
        P(",,,,")};
    static const struct str rare[] = {P("\""), P("\r"), P("\0"), P("\"\n"), P(",\"two\nlines\","),
        P("\r\r\n"), P("\n\n\n"), P("a\"b"), P("\"a\"b,"), P(" \"a\",")};
#undef P
    struct out o = out_of(a);
    while (o.n < n) {
        if (next_random(state) % odd == 0)
            out_str(&o, rare[next_random(state) % COUNT_OF(rare)]);
        else
            out_str(&o, usual[next_random(state) % COUNT_OF(usual)]);
    }
    return out_done(&o);
}

TEST(ordinary_rows_are_read_as_the_state_machine_reads_them)
{
    static const struct {
        size_t inputs, bytes;
        uint32_t odd;
    } kinds[] = {
        {300, 400, 4}, {60, 4000, 40}, {2, LARGE, 20}, {2, LARGE, 1000}, {1, LARGE, 1000000}};
    struct arena a = arena_of(128u << 20);
    uint32_t seed = 1;
    for (EACH(k, kinds))
        for (size_t i = 0; i < kinds[k].inputs; i++) {
            struct str bytes = hostile(&a, &seed, kinds[k].bytes, kinds[k].odd);
            size_t cut = next_random(&seed) % bytes.n;
            same_in_every_way(&a, bytes, cut, 1 + next_random(&seed) % bytes.n);
            arena_wipe(&a);
        }
    arena_done(&a);
}

/* Lines of which most are the one before but for some fields at their end. */
static struct str alike(struct arena *a, uint32_t *state, size_t n, uint32_t odd)
{
    static const char *const ends[] = {"\n", "\n", "\n", "\r\n", "\n\n"};
    struct out o = out_of(a);
    struct str line = STR("");
    while (o.n < n) {
        struct str more = hostile(a, state, 20 + next_random(state) % 60, odd);
        size_t keep = next_random(state) % 4 ? line.n - next_random(state) % 40 % (line.n + 1) : 0;
        line = arena_fmt(a, "%.*s%.*s", STR_ARG(str_head(line, keep)), STR_ARG(more));
        out_str(&o, line);
        out_z(&o, ends[next_random(state) % COUNT_OF(ends)]);
        if (line.n > 800)
            line = STR("");
    }
    return out_done(&o);
}

TEST(rows_that_are_like_the_one_before_are_read_as_the_state_machine_reads_them)
{
    struct arena a = arena_of(128u << 20);
    uint32_t seed = 7;
    for (size_t i = 0; i < 400; i++) {
        struct str bytes = alike(&a, &seed, i < 380 ? 3000 : LARGE / 4, i % 2 ? 1000000 : 60);
        size_t cut = next_random(&seed) % bytes.n;
        same_in_every_way(&a, bytes, cut, 1 + next_random(&seed) % bytes.n);
        arena_wipe(&a);
    }
    arena_done(&a);
}

static struct err count_shared(void *self, struct csv_block *full, struct csv_block **next)
{
    *next = full;
    for (size_t i = 0; i < full->rows; i++)
        *(size_t *)self += full->row[i].same;
    return OK;
}

/* What it is for: else the test above would hold of a reader that shares nothing. */
TEST(versions_of_a_row_share_all_fields_up_to_the_first_that_differs)
{
#define FRONT                                                                                      \
    "N1,\"Say \"\"hi\"\"\",\"a, b\",,a text of sixty-four bytes or more is what makes looking "    \
    "worth it,"
    struct arena a = arena_of(8u << 20);
    size_t shared = 0;
    struct csv *c =
        csv_new_blocks(&a, (struct csv_blocks){count_shared, &shared}, block_new(&a), CSV_BEST);
    CHECK_OK(csv_feed(c, STR(FRONT "x,1\n" FRONT "x,12\n" FRONT "y,1\r\n\n" FRONT "y,1\r\n")));
    CHECK_OK(csv_end(c));
    CHECK_INT(shared, 6 + 5 + 0); /* an empty line parts the last two */
    arena_done(&a);
#undef FRONT
}

/* n times the same, then `last`. */
static struct str repeated(struct arena *a, struct str s, size_t n, struct str last)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < n; i++)
        out_str(&o, s);
    out_str(&o, last);
    return out_done(&o);
}

TEST(rows_at_the_limits_are_read_as_the_state_machine_reads_them)
{
    const struct {
        struct str one;
        size_t n;
        struct str last;
    } cases[] = {
        {STR(","), CSV_COLUMNS_MAX - 1, STR("\nx\n")},
        {STR(","), CSV_COLUMNS_MAX, STR("\nx\n")},
        {STR("x"), CSV_FIELD_MAX - 1, STR(",\nx\n")},
        {STR("x"), CSV_FIELD_MAX, STR("\r\nx\n")},
        {STR("x"), CSV_FIELD_MAX + 1, STR("\nx\n")},
        {STR("\"\""), CSV_FIELD_MAX, STR("\nx\n")},
        {STR("0123456789,"), CSV_FIELD_MAX, STR("\nx\n")},
        {STR(","), LARGE, STR("\nx\n")},
        {STR(",\n"), LARGE / 8, STR("x")},
        {STR("\n"), LARGE, STR("x")},
        {STR("\r"), LARGE, STR("x")},
        {STR("a\r"), LARGE / 16, STR("x")},
        {STR("a\n"), LARGE / 16, STR("x")},
        {STR("x"), LARGE, STR("\nx\n")},
        {STR("\"x\n"), LARGE / 3, STR("\nx\n")},
    };
    struct arena a = arena_of(256u << 20);
    for (EACH(i, cases)) {
        struct str bytes = repeated(&a, cases[i].one, cases[i].n, cases[i].last);
        same_in_every_way(&a, bytes, bytes.n / 3, 100000);
        arena_wipe(&a);
    }
    arena_done(&a);
}

static struct err stop_at_second(void *self, const struct csv_row *row)
{
    ++*(size_t *)self;
    return row->row == 1 ? err_of(ERR_LIMIT, "enough") : OK;
}

TEST(an_error_of_the_taker_stops_the_reading)
{
    struct arena a = arena_of(8u << 20);
    size_t taken = 0;
    struct csv *c = csv_new(&a, (struct csv_taker){stop_at_second, &taken});
    CHECK_OK(csv_feed(c, STR("a\nb\nc\nd\n")));
    CHECK_ERR(csv_end(c), ERR_LIMIT);
    CHECK_ERR(csv_feed(c, STR("e\n")), ERR_LIMIT);
    CHECK_ERR(csv_end(c), ERR_LIMIT);
    CHECK_INT(taken, 2);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_of_the_corpus_gives_the_rows_beside_it),
        cmocka_unit_test(rows_are_the_same_however_the_bytes_are_cut),
        cmocka_unit_test(rows_are_the_same_whatever_the_blocks_end_cuts),
        cmocka_unit_test(
            rows_that_are_like_the_one_before_are_read_as_the_state_machine_reads_them),
        cmocka_unit_test(versions_of_a_row_share_all_fields_up_to_the_first_that_differs),
        cmocka_unit_test(ordinary_rows_are_read_as_the_state_machine_reads_them),
        cmocka_unit_test(rows_at_the_limits_are_read_as_the_state_machine_reads_them),
        cmocka_unit_test(an_error_of_the_taker_stops_the_reading),
    };
    return RUN(tests);
}
