/* The URL grammar: whatever comes, what is written back is canonical and is read back as the same.
 * The first line is a path, the rest a query string. */
#include "query/url.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ALL (~0u >> (32 - P__N))

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_query(struct arena *a, struct zone_set *zones, struct str raw)
{
    struct query first, again;
    query_parse(a, raw, ALL, NULL, zones, &first);
    for (size_t i = 0; i < first.problems; i++)
        must(first.problem[i].message.n > 0 && str_is_utf8(first.problem[i].message) &&
             str_is_utf8(first.problem[i].name) && str_is_utf8(first.problem[i].value));
    struct str once = query_write(a, &first.filter);
    must(!first.canonical || str_eq(once, raw));
    query_parse(a, once, ALL, NULL, zones, &again);
    must(first.too_long || (again.problems == 0 && again.canonical && again.given == first.given));
    for (size_t i = 0; i < once.n; i++)
        must(once.p[i] > ' ' && once.p[i] < 0x7f);
}

static void check_path(struct arena *a, struct str path)
{
    const struct filter none = filter_default();
    struct place place, again;
    bool bad;
    if (!place_parse(a, path, &place, &bad))
        return;
    must(!bad);
    struct str once = url_write(a, &place, &none);
    must(once.n >= 1 && once.p[0] == '/' && (once.n == 1 || once.p[1] != '/'));
    if (once.n > URL_PATH_MAX) /* raw bytes of an id are longer once encoded */
        return;
    must(place_parse(a, once, &again, &bad));
    must(str_eq(url_write(a, &again, &none), once) && str_eq(again.id, place.id) &&
         again.format == place.format);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    static struct zone_set *zones;
    if (!zones) {
        arena = arena_of(ARENA_CAP_REQUEST);
        must(zone_set_open(&zones, "/usr/share/zoneinfo").code == ERR_OK);
    }
    struct str path, query;
    str_cut((struct str){(const char *)data, size}, '\n', &path, &query);
    check_path(&arena, path);
    check_query(&arena, zones, query);
    arena_wipe(&arena);
    return 0;
}
