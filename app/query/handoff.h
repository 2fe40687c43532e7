/* handoff.h: a team's shift: who was on call, and whom it woke. */
#ifndef QUERY_HANDOFF_H
#define QUERY_HANDOFF_H

#include "query/overview.h"

/* Not yet reported on when it has run for less: who takes over reads about the one before. */
#define SHIFT_SETTLED_MS (2 * HOUR_MS)
#define SHIFT_MAX_MS (15 * DAY_MS) /* who is on call for longer has no shifts */
#define WOKEN_MAX 20

struct on_call {
    struct str id, name;
    int32_t level;
    int64_t from, to; /* cut to the shift */
};

struct woken {
    struct str id, name;
    uint64_t pages, sleep; /* of them in the person's own sleep hours */
};

struct handoff {
    bool known; /* by the duties; else it is the last 24 hours of data, or as was asked */
    struct on_call *on_call; /* by level, then by time */
    size_t on_calls;
    struct woken woken[WOKEN_MAX]; /* everybody paged, most in sleep hours first */
    size_t wokens, wokens_of;
};

struct duty_span;
struct where;
/* The shift of the newest data: of those duties, which are of one team and by start. False: they
 * tell none. */
bool handoff_find(
    const struct duty_span *duty, size_t n, int64_t through, int64_t *from, int64_t *to);
/* Who was on call and who was paged inside `w`, which is of one team or more. */
MUST_USE struct err handoff_of(struct snapshot *s, struct arena *a, const struct filter *f,
    const struct where *w, struct handoff *out);

#endif
