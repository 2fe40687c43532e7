#include "cron/period.h"

#include "lib/day.h"

/* 0 would read as "not given", and a window from there would be cut into hundreds of reports. */
static struct err moment(struct str text, const char *option, int64_t *ms)
{
    if (text.n == 0)
        return OK;
    TRY(err_at(window_moment(text, ms), "--%s", option));
    if (*ms > 0)
        return OK;
    return err_of(
        ERR_USAGE, "--%s: \"%.*s\" is not after 1970-01-01", option, STR_ARG(str_head(text, 60)));
}

struct err period_told(
    struct str from, struct str to, const struct settings *set, int64_t now, struct window_ask *out)
{
    struct report_window any;
    *out = (struct window_ask){.now = now, .look_back = set->look_back, .first = set->first_window};
    TRY(moment(from, "from", &out->from));
    TRY(moment(to, "to", &out->to));
    return period_asked(out, 0, &any); /* what is wrong now is wrong with every watermark */
}

struct err period_asked(const struct window_ask *told, int64_t through, struct report_window *out)
{
    struct window_ask ask = *told;
    ask.through = through;
    return window_choose(&ask, out);
}

struct span period_of_file(const struct pipeline_report *r, int64_t now)
{
    if (r->created_first == TIME_UNKNOWN)
        return (struct span){0, 0};
    int64_t newest = r->event_last < now ? r->event_last : now;
    return (struct span){(int64_t)day_of(r->created_first) * DAY_MS, newest + 1};
}
