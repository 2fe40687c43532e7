/* A dashboard's target and ad hoc filters in whatever shape: either understood, as a filter that
 * the URL grammar would read as well, or refused with a message that is text. The input is
 * {"target":...,"filters":...}. */
#include "api/payload.h"
#include "lib/limits.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ALL (~0u >> (32 - P__N))

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check(struct arena *a, struct zone_set *zones, struct str text)
{
    struct json *root;
    if (json_read(a, text, &root).code != ERR_OK)
        return;
    const struct json *target = json_get(root, "target");
    if (!target || target->kind != JSON_IS_OBJECT)
        return;
    struct payload p;
    struct fault f = payload_read(a, zones, target, json_get(root, "filters"), &p);
    must(f.status == 0 || (f.status == 400 && f.message.n > 0 && str_is_utf8(f.message)));
    if (f.status)
        return;
    struct query again;
    struct str once = query_write(a, &p.filter);
    query_parse(a, once, ALL, NULL, zones, &again);
    must(again.canonical || again.too_long);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    static struct zone_set *zones;
    if (!zones) {
        arena = arena_of(ARENA_CAP_REQUEST);
        must(zone_set_open(&zones, "/usr/share/zoneinfo").code == ERR_OK);
    }
    check(&arena, zones, (struct str){(const char *)data, size});
    arena_wipe(&arena);
    return 0;
}
