#include "check.h"

#include "store/supply.h"

#include <stdio.h>
#include <unistd.h>

#define PATH_BYTES 64

struct numbers {
    size_t least;
};

/* Row i: its number, a text, and nothing at all. */
static void give(const void *self, size_t row, int column, struct sqlite3_context *to)
{
    const struct numbers *from = self;
    if (column == 0)
        supply_i64(to, (int64_t)(from->least + row));
    else if (column == 1)
        supply_text(to, row ? STR("some") : STR(""));
}

static void open_scratch(struct db *db, char path[PATH_BYTES])
{
    snprintf(path, PATH_BYTES, "/tmp/supply-%ld.db", (long)getpid());
    (void)unlink(path);
    CHECK_OK(db_open_scratch(db, path));
    CHECK_OK(db_run(db, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, word TEXT, none TEXT)"
                        " STRICT; INSERT INTO t VALUES (41, 0, 'first', 'x')"));
}

static void close_scratch(struct db *db, const char *path)
{
    db_done(db);
    CHECK_INT(unlink(path), 0);
}

#define INSERT "INSERT INTO t (n, word, none) SELECT c0, c1, c2 FROM supply"

TEST(supplied_rows_are_numbered_after_the_last_one_of_the_table)
{
    struct db db;
    char path[PATH_BYTES];
    open_scratch(&db, path);
    CHECK_OK(supply_run(&db, INSERT, &(struct supply){2, give, &(struct numbers){7}}));
    CHECK_OK(supply_run(&db, INSERT, &(struct supply){0, give, &(struct numbers){9}}));
    CHECK_OK(supply_run(&db, INSERT, &(struct supply){1, give, &(struct numbers){5}}));
    static const struct {
        int64_t id, n;
        const char *word;
    } want[] = {{42, 7, ""}, {43, 8, "some"}, {44, 5, ""}};
    {
        AUTO(stmt_done)
        struct stmt q = stmt_of(&db, "SELECT id, n, word, none FROM t WHERE id > 41 ORDER BY id");
        for (EACH(i, want)) {
            CHECK(stmt_row(&q));
            CHECK_INT(stmt_col_i64(&q, 0), want[i].id);
            CHECK_INT(stmt_col_i64(&q, 1), want[i].n);
            CHECK_STR(stmt_col_text(&q, 2), str_of(want[i].word));
            CHECK(!stmt_col_null(&q, 2));
            CHECK(stmt_col_null(&q, 3));
        }
        CHECK(!stmt_row(&q));
        CHECK_OK(stmt_end(&q));
    }
    close_scratch(&db, path);
}

TEST(what_the_table_refuses_is_an_error_and_leaves_no_supply_behind)
{
    struct db db;
    char path[PATH_BYTES];
    open_scratch(&db, path);
    CHECK_ERR(supply_run(&db, "INSERT INTO t (n) SELECT c1 FROM supply",
                  &(struct supply){1, give, &(struct numbers){0}}),
        ERR_IO); /* a text where a number must be */
    CHECK_ERR(db_run(&db, "SELECT c0 FROM supply"), ERR_IO);
    close_scratch(&db, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(supplied_rows_are_numbered_after_the_last_one_of_the_table),
        cmocka_unit_test(what_the_table_refuses_is_an_error_and_leaves_no_supply_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
