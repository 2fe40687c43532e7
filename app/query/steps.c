#include "query/steps.h"

#include "query/bins.h"

#define YEAR_DAYS 364

enum bin_size bin_size_of(const struct window *w, enum bin_size wanted)
{
    if (wanted != BIN_AUTO)
        return wanted;
    if (w->to - w->from <= HOURS_UP_TO)
        return BIN_HOUR;
    return w->last - w->first + 1 >= WEEKS_FROM_DAYS ? BIN_WEEK : BIN_DAY;
}

/* The first local day of the step after the one that holds that day. */
static int32_t next_first(int32_t day, enum bin_size size)
{
    struct civil c = civil_of(day * DAY_MS);
    if (size == BIN_WEEK)
        return day - weekday_of(day) + 7;
    if (size == BIN_MONTH)
        return c.month == 12 ? day_of_civil(c.year + 1, 1, 1)
                             : day_of_civil(c.year, c.month + 1, 1);
    return day + 1;
}

/* Every offset is a whole number of quarters, so the next full local hour is found by it. */
static int64_t next_step(const struct zone *z, int64_t ms, enum bin_size size)
{
    int64_t local = ms + zone_offset_s(z, ms) * SECOND_MS;
    if (size == BIN_HOUR)
        return ms + HOUR_MS - local % HOUR_MS;
    return zone_day_start(z, next_first(zone_day(z, ms), size));
}

size_t steps_of(struct arena *a, const struct window *w, enum bin_size size, int64_t **edge)
{
    size_t n = 0;
    for (int64_t at = w->from; at < w->to; at = next_step(w->zone, at, size))
        n++;
    *edge = NEW(a, int64_t, n + 1);
    n = 0;
    for (int64_t at = w->from; at < w->to; at = next_step(w->zone, at, size))
        (*edge)[n++] = at;
    return n;
}

struct window window_days(const struct window *w, int32_t first, int32_t last)
{
    struct window d = *w;
    d.first = first;
    d.last = last;
    d.from = zone_day_start(w->zone, first);
    d.to = zone_day_start(w->zone, last + 1);
    d.whole_days = true;
    return d;
}

struct window window_month(const struct window *w, int by)
{
    struct civil c = civil_of(w->first * DAY_MS);
    int month = c.year * 12 + c.month - 1 + by, next = month + 1;
    return window_days(w, day_of_civil(month / 12, month % 12 + 1, 1),
        day_of_civil(next / 12, next % 12 + 1, 1) - 1);
}

bool window_is_month(const struct window *w)
{
    struct window month = window_month(w, 0);
    return w->whole_days && w->from == month.from && w->to == month.to;
}

struct window window_before(const struct window *w, enum cmp cmp)
{
    struct window b = *w;
    int32_t days = cmp == CMP_YEAR ? YEAR_DAYS : w->last - w->first + 1;
    if (cmp == CMP_PREV && window_is_month(w))
        return window_month(w, -1);
    if (w->whole_days)
        return window_days(w, w->first - days, w->last - days);
    int64_t back = cmp == CMP_YEAR ? YEAR_DAYS * DAY_MS : w->to - w->from;
    b.from -= back;
    b.to -= back;
    b.first = zone_day(w->zone, b.from);
    b.last = b.to > b.from ? zone_day(w->zone, b.to - 1) : b.first - 1;
    return b;
}
