#include "check.h"
#include "csv_rows.h"

#include "lib/file.h"

#include <dirent.h>
#include <stdlib.h>

#define FOLDER "tests/corpus/csv"
#define CASES_LEAST 30   /* files that must be there, so that an empty folder does not pass */
#define CUT_ANYWHERE 600 /* bytes: up to here every place to cut is tried */

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
    CHECK_ERR(csv_feed(c, STR("a\nb\nc\nd\n")), ERR_LIMIT);
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
        cmocka_unit_test(an_error_of_the_taker_stops_the_reading),
    };
    return RUN(tests);
}
