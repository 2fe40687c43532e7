#include "check.h"

#include "csv/columns.h"

/* clang-format off */
static const struct column table[] = {
    { "page_id",    { "id" }, true },
    { "created_at", { "created", "time" }, true },
    { "status",     { "state" }, false },
};
/* clang-format on */

struct mapping {
    struct arena a;
    struct columns columns;
    size_t repeated, rows;
};

static struct err keep_columns(void *self, const struct csv_row *row)
{
    struct mapping *m = self;
    if (row->row == 0)
        return columns_map(&m->a, table, COUNT_OF(table), row, &m->columns);
    m->repeated += columns_is_header(&m->columns, row);
    m->rows++;
    return OK;
}

static struct err map_header(struct mapping *m, struct str csv)
{
    *m = (struct mapping){.a = arena_of(8u << 20)};
    struct csv *c = csv_new(&m->a, (struct csv_taker){keep_columns, m});
    TRY(csv_feed(c, csv));
    return csv_end(c);
}

TEST(columns_are_found_by_name_in_any_order_and_notation)
{
    static const char *const headers[] = {"status,page_id,created_at", "Status,Page ID,Created At",
        "STATUS,PAGE-ID,CREATED_AT", " state , id , created ",
        "\"status\",\"pageId\",\"createdAt\"",
        "\xef\xbb\xbf"
        "status,page_id,created at (UTC)"};
    for (EACH(i, headers)) {
        struct mapping m;
        CHECK_OK(map_header(&m, str_of(headers[i])));
        CHECK_INT(m.columns.at[0], 1);
        CHECK_INT(m.columns.at[1], 2);
        CHECK_INT(m.columns.at[2], 0);
        CHECK_INT(m.columns.ignored, 0);
        arena_done(&m.a);
    }
}

TEST(a_zone_in_the_header_is_kept_apart_from_the_name)
{
    struct mapping m;
    CHECK_OK(map_header(&m, STR("Page ID,Created At (EST -0500)")));
    CHECK_STR(m.columns.bracket[1], STR("EST -0500"));
    CHECK_STR(m.columns.bracket[0], STR(""));
    CHECK_INT(m.columns.at[2], COLUMN_ABSENT);
    arena_done(&m.a);
}

TEST(unknown_columns_are_counted_and_left_alone)
{
    struct mapping m;
    CHECK_OK(map_header(&m, STR("phone,page_id,,created_at,body\n1,2,3,4,5\n")));
    CHECK_INT(m.columns.ignored, 3);
    CHECK_INT(m.columns.at[1], 3);
    arena_done(&m.a);
}

TEST(missing_required_columns_refuse_the_file_by_name)
{
    struct mapping m;
    struct err e = map_header(&m, STR("status,when\n"));
    CHECK_INT(e.code, ERR_INPUT);
    CHECK_STR(str_of(e.text), STR("the header lacks: page_id, created_at"));
    arena_done(&m.a);
}

TEST(two_columns_of_one_name_refuse_the_file)
{
    struct mapping m;
    struct err e = map_header(&m, STR("page_id,created_at,Page Id\n"));
    CHECK_INT(e.code, ERR_INPUT);
    CHECK_STR(str_of(e.text), STR("column page_id is there twice: fields 1 and 3"));
    arena_done(&m.a);
}

TEST(the_own_name_goes_before_other_names_wherever_it_stands)
{
    struct mapping m;
    CHECK_OK(map_header(&m, STR("id,time,created,page_id,created_at\n")));
    CHECK_INT(m.columns.at[0], 3);
    CHECK_INT(m.columns.at[1], 4);
    arena_done(&m.a);
    CHECK_OK(map_header(&m, STR("time,id,created\n")));
    CHECK_INT(m.columns.at[1], 2);
    arena_done(&m.a);
}

TEST(a_header_in_the_middle_of_a_file_is_told_from_a_row)
{
    struct mapping m;
    CHECK_OK(map_header(&m, STR("page_id,created_at\n1,2\npage_id,created_at\npage_id,x\n3,4\n"
                                "\xef\xbb\xbfpage_id,created_at\n")));
    CHECK_INT(m.rows, 5);
    CHECK_INT(m.repeated, 2);
    arena_done(&m.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name_in_any_order_and_notation),
        cmocka_unit_test(a_zone_in_the_header_is_kept_apart_from_the_name),
        cmocka_unit_test(unknown_columns_are_counted_and_left_alone),
        cmocka_unit_test(missing_required_columns_refuse_the_file_by_name),
        cmocka_unit_test(two_columns_of_one_name_refuse_the_file),
        cmocka_unit_test(the_own_name_goes_before_other_names_wherever_it_stands),
        cmocka_unit_test(a_header_in_the_middle_of_a_file_is_told_from_a_row),
    };
    return RUN(tests);
}
