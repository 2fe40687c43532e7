#include "check.h"
#include "csv_rows.h"

#include "etl/intake.h"

#include <string.h>

#define ROWS 120000 /* several blocks */

/* Gives the bytes in pieces of every size, then an error if there is one. */
struct tap {
    struct str bytes;
    struct err last;
    struct err told; /* by the sink */
};

static struct err pour(void *self, struct sink into)
{
    struct tap *t = self;
    size_t piece = 1;
    for (struct str left = t->bytes; left.n; piece = piece * 7 % 100003) {
        struct sink_room to = into.room(into.self);
        size_t n = left.n < piece ? left.n : piece;
        n = n < to.n ? n : to.n;
        memcpy(to.p, left.p, n);
        t->told = into.filled(into.self, n);
        TRY(t->told);
        left = str_from(left, n);
    }
    return t->last;
}

struct drain {
    struct out o;
    size_t rows, most; /* an error comes past the most */
};

static struct err take(void *self, const struct csv_block *b)
{
    struct drain *d = self;
    for (size_t i = 0; i < b->rows; i++) {
        if (d->rows++ == d->most)
            return err_of(ERR_LIMIT, "enough");
        TRY(show_row(&d->o, &b->row[i]));
    }
    return OK;
}

static struct str many_rows(struct arena *a)
{
    struct out o = out_of(a);
    out_z(&o, "a,b,c\n");
    for (int i = 0; i < ROWS; i++)
        out_fmt(
            &o, i % 100 ? "%d,\"x, %d\",y\n" : "%d,\"two\nlines %d\",\"a \"\"y\"\"\"\r\n", i, i);
    return out_done(&o);
}

TEST(rows_come_as_if_they_were_read_here)
{
    AUTO(arena_done) struct arena a = arena_of(256u << 20);
    struct tap t = {.bytes = many_rows(&a)};
    struct drain d = {.o = out_of(&a), .most = SIZE_MAX};
    CHECK_OK(intake_run((struct intake_source){pour, &t}, (struct intake_taker){take, &d}));
    CHECK_INT(d.rows, ROWS + 1);
    CHECK(str_eq(out_done(&d.o), rows_of(&a, t.bytes, t.bytes.n, 1)));
}

TEST(an_empty_export_has_no_rows)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct tap t = {.bytes = STR("")};
    struct drain d = {.o = out_of(&a), .most = SIZE_MAX};
    CHECK_OK(intake_run((struct intake_source){pour, &t}, (struct intake_taker){take, &d}));
    CHECK_INT(d.rows, 0);
}

TEST(an_error_of_either_side_ends_both)
{
    AUTO(arena_done) struct arena a = arena_of(256u << 20);
    struct tap torn = {.bytes = many_rows(&a), .last = err_of(ERR_INPUT, "torn")};
    struct tap markup = {.bytes = STR("<html>")};
    struct tap whole = {.bytes = torn.bytes};
    struct {
        struct tap *tap;
        size_t most;
        enum err_code want;
    } cases[] = {
        {&torn, SIZE_MAX, ERR_INPUT}, {&markup, SIZE_MAX, ERR_INPUT}, {&whole, 5000, ERR_LIMIT}};
    for (EACH(i, cases)) {
        struct drain d = {.o = out_of(&a), .most = cases[i].most};
        CHECK_ERR(
            intake_run((struct intake_source){pour, cases[i].tap}, (struct intake_taker){take, &d}),
            cases[i].want);
    }
    CHECK_ERR(whole.told, ERR_LIMIT); /* the reading stopped early too */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_as_if_they_were_read_here),
        cmocka_unit_test(an_empty_export_has_no_rows),
        cmocka_unit_test(an_error_of_either_side_ends_both),
    };
    return RUN(tests);
}
