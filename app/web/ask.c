#include "web/ask.h"

#include "web/routes.h"

struct frame frame_of(const struct ask *ask)
{
    struct frame f = {.build = ask->site->build,
        .statics = ask->site->statics,
        .place = ask->place,
        .filter = ask->query.filter,
        .alone = ask->site->alone,
        .style = ask->site->style,
        .base = ask->site->base,
        .unread = ask->unread};
    if (ask->route) {
        f.params = ask->route->params;
        f.words = ask->route->words;
    }
    struct snapshot *s = ask->snapshot ? ask->snapshot : reader_current(ask->site->reader);
    if (!s)
        return f;
    const struct manifest *m = snapshot_manifest(s);
    f.snapshot = snapshot_id(s);
    f.made_at = m->made_at;
    for (enum dataset d = 0; d < DATASET__N; d++)
        f.through[d] = m->family[d].through;
    return f;
}
