#include "check.h"

#include "lib/file.h"
#include "web/statics.h"

#include <stdlib.h>
#include <unistd.h>

static char dir[] = "/tmp/pagetrail-statics-XXXXXX";

static void put(struct arena *a, const char *name, struct str content)
{
    const char *path = arena_fmt(a, "%s/%s", dir, name).p;
    unlink(path);
    CHECK_OK(file_create(path, content));
}

static struct str prefix(struct arena *a)
{
    struct str out;
    CHECK_OK(statics_prefix(a, dir, &out));
    return out;
}

TEST(the_prefix_changes_with_what_is_served_and_with_nothing_else)
{
    AUTO(arena_done) struct arena a = arena_of(1 << 20);
    put(&a, "b.js", STR("1"));
    put(&a, "a.css", STR("body{}"));
    struct str first = prefix(&a);
    CHECK(str_starts(first, STR("/s/")));
    CHECK_INT(first.n, 13);
    put(&a, "a.css", STR("body{}"));
    put(&a, ".hidden", STR("x"));
    CHECK_STR(prefix(&a), first);
    put(&a, "a.css", STR("body{ }"));
    CHECK(!str_eq(prefix(&a), first));
    put(&a, "a.css", STR("body{}"));
    put(&a, "c.svg", STR(""));
    CHECK(!str_eq(prefix(&a), first));
}

TEST(a_folder_that_is_not_there_is_named)
{
    AUTO(arena_done) struct arena a = arena_of(1 << 20);
    struct str out;
    struct err e = statics_prefix(&a, "/nonexistent/static", &out);
    CHECK_INT(e.code, ERR_MISSING);
    CHECK(str_starts(str_of(e.text), STR("/nonexistent/static")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_prefix_changes_with_what_is_served_and_with_nothing_else),
        cmocka_unit_test(a_folder_that_is_not_there_is_named),
    };
    if (!mkdtemp(dir))
        return 1;
    int failed = RUN(tests);
    return dir_remove(dir).code != ERR_OK ? 1 : failed;
}
