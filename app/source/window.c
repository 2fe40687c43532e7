#include "source/window.h"

#include "lib/day.h"

static int64_t minute_of(int64_t ms)
{
    return ms - ms % MINUTE_MS;
}

struct err window_moment(struct str text, int64_t *ms)
{
    int32_t day;
    if (date_parse(text, &day)) {
        *ms = (int64_t)day * DAY_MS;
        return OK;
    }
    if (time_parse_rfc3339(text, ms))
        return OK;
    return err_of(ERR_USAGE,
        "\"%.*s\" is neither a day (2026-11-20) nor a time (2026-11-20T06:00:00Z)",
        STR_ARG(str_head(text, 60)));
}

struct err window_choose(const struct window_ask *ask, struct report_window *out)
{
    out->to = ask->to ? ask->to : minute_of(ask->now);
    if (out->to > ask->now)
        return err_of(ERR_USAGE, "--to: in the future");
    out->from = out->to - ask->first;
    if (ask->through)
        out->from = minute_of((ask->through < out->to ? ask->through : out->to) - ask->look_back);
    if (out->from >= out->to) /* a second run in the same minute, without a look-back */
        out->from = out->to - MINUTE_MS;
    if (ask->from)
        out->from = ask->from;
    return out->from < out->to ? OK : err_of(ERR_USAGE, "--from: not before --to");
}

bool window_split(struct report_window w, struct report_window *first, struct report_window *second)
{
    int64_t middle = minute_of(w.from + (w.to - w.from) / 2);
    if (w.to - w.from <= MINUTE_MS || middle <= w.from)
        return false;
    *first = (struct report_window){w.from, middle};
    *second = (struct report_window){middle, w.to};
    return true;
}
