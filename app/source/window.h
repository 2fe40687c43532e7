/* window.h: which events a run asks the platform for. */
#ifndef SOURCE_WINDOW_H
#define SOURCE_WINDOW_H

#include "lib/err.h"

/* UTC ms, half-open. */
struct report_window {
    int64_t from, to;
};

struct window_ask {
    int64_t from, to; /* as told; 0 = not told */
    int64_t now;
    int64_t through;   /* the watermark: the store holds what came before; 0 = it is empty */
    int64_t look_back; /* how far before the watermark it asks again: rows change after they were
                          made */
    int64_t first;     /* how far back the first run reaches */
};

/* Ends at the last full minute unless told; a minute long at least. ERR_USAGE: in the future, or
 * told from not before to. */
MUST_USE struct err window_choose(const struct window_ask *ask, struct report_window *out);
/* "2026-11-20", its start in UTC, or "2026-11-20T06:00:00Z". */
MUST_USE struct err window_moment(struct str text, int64_t *ms);
/* The two halves, cut at a whole minute; false when the window is a minute or shorter. */
bool window_split(
    struct report_window w, struct report_window *first, struct report_window *second);

#endif
