/* Named views are read at start, and what is wrong with them is said with file and entry. */
#include "check.h"

#include "lib/zone.h"
#include "web/presets.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena arena;
static struct zone_set *zones;

static struct err read_text(const char *text, struct presets *out)
{
    char path[] = "/tmp/pagetrail-presets-XXXXXX";
    int fd = mkstemp(path);
    CHECK(fd >= 0 && write(fd, text, str_of(text).n) == (ssize_t)str_of(text).n);
    close(fd);
    struct err e = presets_read(&arena, arena_copy(&arena, str_of(path)), zones, out);
    CHECK(e.code == ERR_OK || str_starts(str_of(e.text), str_of(path)));
    unlink(path);
    return e;
}

TEST(a_view_is_a_page_and_its_filter)
{
    struct presets p;
    CHECK_OK(
        read_text("{\"presets\":[{\"slug\":\"night-shift\",\"title\":\"Nights\",\"about\":\"ours\","
                  "\"url\":\"/overview?hours=sleep&range=7d&tz=Europe/London\"},"
                  "{\"slug\":\"all\",\"title\":\"All\",\"url\":\"/overview\"}]}",
            &p));
    CHECK_INT(p.n, 2);
    const struct preset *nights = presets_find(&p, STR("night-shift"));
    CHECK(nights && !presets_find(&p, STR("night")));
    CHECK_STR(url_write(&arena, &nights->place, &nights->filter),
        STR("/overview?range=7d&tz=Europe/London&hours=sleep"));
}

TEST(no_file_is_no_views)
{
    struct presets p;
    CHECK_OK(presets_read(&arena, STR(""), zones, &p));
    CHECK_INT(p.n, 0);
    CHECK_INT(presets_read(&arena, STR("/nowhere/presets.json"), zones, &p).code, ERR_MISSING);
}

TEST(what_is_wrong_is_said_with_its_entry)
{
#define GOOD "{\"slug\":\"a\",\"title\":\"A\",\"url\":\"/overview\"},"
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"[]", "\"presets\" is not a list"},
        {"{\"presets\":[" GOOD "{\"slug\":\"B!\",\"title\":\"B\",\"url\":\"/overview\"}]}",
            "entry 2: slug: 1 to 40 small letters"},
        {"{\"presets\":[" GOOD "{\"slug\":\"a\",\"title\":\"B\",\"url\":\"/overview\"}]}",
            "entry 2: slug: \"a\" is taken"},
        {"{\"presets\":[{\"slug\":\"b\",\"url\":\"/overview\"}]}", "entry 1: title"},
        {"{\"presets\":[{\"slug\":\"b\",\"title\":7,\"url\":\"/overview\"}]}", "entry 1: "},
        {"{\"presets\":[{\"slug\":\"b\",\"title\":\"B\",\"url\":\"/nothing\"}]}",
            "entry 1: url: there is no such page"},
        {"{\"presets\":[{\"slug\":\"b\",\"title\":\"B\",\"url\":\"https://elsewhere\"}]}",
            "entry 1: url: not the path of a page"},
        {"{\"presets\":[{\"slug\":\"b\",\"title\":\"B\",\"url\":\"/overview.csv\"}]}",
            "entry 1: url: not the path of a page"},
        {"{\"presets\":[{\"slug\":\"b\",\"title\":\"B\",\"url\":\"/overview?ch=smoke\"}]}",
            "entry 1: url: "},
    };
    for (EACH(i, cases)) {
        struct presets p;
        struct err e = read_text(cases[i].text, &p);
        CHECK(e.code == ERR_INPUT);
        CHECK(strstr(e.text, cases[i].says));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_is_a_page_and_its_filter),
        cmocka_unit_test(no_file_is_no_views),
        cmocka_unit_test(what_is_wrong_is_said_with_its_entry),
    };
    arena = arena_of(1u << 20);
    if (zone_set_open(&zones, "/usr/share/zoneinfo").code != ERR_OK)
        return 1;
    int failed = RUN(tests);
    zone_set_done(&zones);
    arena_done(&arena);
    return failed;
}
