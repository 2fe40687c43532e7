#include "query/overview.h"

/* Where the data ends: pages tell, attempts only where no page was ever loaded. 0 = nothing at all.
 */
static int64_t data_end(const struct manifest *m)
{
    int64_t pages = m->family[FAMILY_PAGEOUTS].through;
    return pages ? pages : m->family[FAMILY_NOTIFICATIONS].through;
}

/* The same day of the month, that many months away; the month's last day where it is shorter. */
static int32_t months_from(int32_t day, int months)
{
    struct civil c = civil_of(day * DAY_MS);
    int month = c.year * 12 + c.month - 1 + months;
    int last = days_in_month(month / 12, month % 12 + 1);
    return day_of_civil(month / 12, month % 12 + 1, c.day < last ? c.day : last);
}

static int32_t first_of(enum range range, int32_t last)
{
    struct civil c = civil_of(last * DAY_MS);
    switch (range) {
    case RANGE_7D:
        return last - 6;
    case RANGE_90D:
        return last - 89;
    case RANGE_13W:
        return last - 90;
    case RANGE_12MO:
        return months_from(last, -12) + 1;
    case RANGE_MTD:
        return day_of_civil(c.year, c.month, 1);
    case RANGE_QTD:
        return day_of_civil(c.year, (c.month - 1) / 3 * 3 + 1, 1);
    case RANGE_NONE:
    case RANGE_24H:
    case RANGE_28D:
    case RANGE__N:
        break;
    }
    return last - 27;
}

static void set_days(struct window *w, int32_t first, int32_t last)
{
    w->from = zone_day_start(w->zone, first);
    w->to = zone_day_start(w->zone, last + 1);
}

static void relative(struct window *w, enum range range, int64_t end)
{
    if (end == TIME_UNKNOWN)
        return; /* nothing was loaded: an empty range, not the days around 1970 */
    if (range == RANGE_24H) {
        w->to = end - end % MINUTE_MS;
        w->from = w->to - DAY_MS;
        return;
    }
    int32_t last = zone_day(w->zone, end - 1);
    set_days(w, first_of(range, last), last);
}

static int32_t local_day(struct moment m)
{
    return day_of_civil(m.at.year, m.at.month, m.at.day);
}

/* `to` is half-open when it names a minute, and the whole of its day when it names a date. */
static void absolute(struct window *w, struct moment from, struct moment to)
{
    w->from = from.has_time ? zone_utc(w->zone, from.at) : zone_day_start(w->zone, local_day(from));
    w->to = to.has_time ? zone_utc(w->zone, to.at) : zone_day_start(w->zone, local_day(to) + 1);
    if (w->to < w->from) /* both in the hour that a change of clocks leaves out */
        w->to = w->from;
}

void window_of(
    const struct manifest *m, const struct filter *f, struct zone_set *zones, struct window *out)
{
    bool own = str_eq(f->tz, STR("own"));
    const struct zone *zone = own ? NULL : zone_find(zones, f->tz);
    struct window w = {.zone = zone ? zone : zone_find(zones, STR("UTC")), .own = own};
    if (f->from.given && f->to.given)
        absolute(&w, f->from, f->to);
    else
        relative(&w, f->range, data_end(m));
    w.first = zone_day(w.zone, w.from);
    w.last = w.to > w.from ? zone_day(w.zone, w.to - 1) : w.first - 1;
    w.whole_days = w.to > w.from && w.from == zone_day_start(w.zone, w.first) &&
                   w.to == zone_day_start(w.zone, w.last + 1);
    *out = w;
}
