/* presets.h: the named views of the file that --presets names:
 *   { "presets": [ { "slug": "week", "title": "The week", "about": "for the hand-over",
 *                    "url": "/overview?range=7d&cmp=prev" } ] }
 * A url that leaves org open keeps the one it is asked with. */
#ifndef WEB_PRESETS_H
#define WEB_PRESETS_H

#include "lib/err.h"
#include "query/preset.h"

#define PRESETS_MAX 24
#define PRESETS_BYTES_MAX (64u << 10)

/* Everything in the arena; "" is no presets. What is wrong is named with file and entry. */
MUST_USE struct err presets_read(
    struct arena *a, struct str file, struct zone_set *zones, struct presets *out);
/* The one of that slug, or NULL. */
const struct preset *presets_find(const struct presets *p, struct str slug);

#endif
