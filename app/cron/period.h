/* period.h: which time an import asks for and which it then holds: what the command line and the
 * settings say of it, the watermark, and a file's own rows. Pure: the clock is handed in. */
#ifndef CRON_PERIOD_H
#define CRON_PERIOD_H

#include "etl/pipeline.h"
#include "settings.h"
#include "source/window.h"
#include "store/manifest.h"

/* What --from and --to (empty = not given) and the settings say. Of a store without a watermark
 * yet; ERR_USAGE names the option. */
MUST_USE struct err period_told(struct str from, struct str to, const struct settings *set,
    int64_t now, struct window_ask *out);
/* What to ask the platform for when the store holds all before `through`. */
MUST_USE struct err period_asked(
    const struct window_ask *told, int64_t through, struct report_window *out);
/* A file says nothing about its window: it holds the days of its rows, up to the newest thing in
 * it, but never the future. Empty when it has no usable row. */
struct span period_of_file(const struct pipeline_report *r, int64_t now);

#endif
