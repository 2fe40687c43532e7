/* meta.h: what a JSON answer says about itself: which data, which program, which filters and rules.
 */
#ifndef API_META_H
#define API_META_H

#include "api/api.h"
#include "lib/json.h"
#include "query/brief.h"
#include "query/explored.h"
#include "query/trail.h"

/* "key":"2026-11-20T06:00:00+01:00", null for TIME_UNKNOWN */
void put_time(struct json_out *j, const char *key, const struct zone *z, int64_t ms);
/* "key":"text", null when it is empty */
void put_text(struct json_out *j, const char *key, struct str s);
/* "path":[{"id":"o12","name":"Technology"}, ...], the top first */
void put_path(struct json_out *j, const struct trail *t);
/* Snapshot, build and the two links, into an object that is open. */
void meta_source(struct json_out *j, const struct api_meta *m);
/* The whole objects. */
void meta_overview(struct json_out *j, const struct overview *ov, const struct api_meta *m);
void meta_brief(struct json_out *j, const struct brief *b, const struct api_meta *m);
void meta_explore(struct json_out *j, const struct explored *x, const struct api_meta *m);
/* Of a list: its range, how much of it is held, and what it was filtered by. */
struct meta_scope {
    const struct window *window;
    enum held held;
    const struct chip *chip;
    size_t chips;
};
void meta_list(struct json_out *j, const struct meta_scope *s, const struct api_meta *m);

#endif
