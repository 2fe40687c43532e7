#include "views/say.h"

#include <math.h>

#include "views/html.h"

#define NBSP "\xc2\xa0"

const char *const grain_plurals[GRAIN__N] = {
    [GRAIN_PAGE] = "pages",
    [GRAIN_INCIDENT] = "incidents",
    [GRAIN_PERSON] = "people",
    [GRAIN_ATTEMPT] = "attempts",
};
static const char *const month_words[12] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct str say_count(struct arena *a, uint64_t n)
{
    struct html h = html_of(a);
    html_num(&h, n);
    return out_done(&h.o);
}

struct str say_short(struct arena *a, double n)
{
    const struct {
        double from;
        const char *letter;
    } steps[] = {{1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {0, ""}};
    struct html h = html_of(a);
    for (EACH(i, steps))
        if (n >= steps[i].from) {
            html_at(&h, steps[i].from > 0 ? n / steps[i].from : n);
            out_z(&h.o, steps[i].letter);
            break;
        }
    return out_done(&h.o);
}

struct str say_things(struct arena *a, uint64_t n, const char *thing)
{
    struct str count = say_count(a, n);
    return arena_fmt(a, "%.*s" NBSP "%s%s", STR_ARG(count), thing, n == 1 ? "" : "s");
}

struct str say_share(struct arena *a, uint64_t part, uint64_t whole)
{
    double percent = round((double)part * 1000 / (double)whole) / 10;
    bool all = part == whole;
    if (part > 0 && percent < 0.1)
        return STR("<" NBSP "0.1" NBSP "%");
    if (!all && percent > 99.9)
        percent = 99.9;
    struct out o = out_of(a);
    out_f64(&o, percent, all || part == 0 ? 0 : 1);
    out_z(&o, NBSP "%");
    return out_done(&o);
}

/* Of a value between 0 and 1 neither is said. */
static struct str say_part(struct arena *a, double v)
{
    double percent = round(v * 1000) / 10;
    struct out o = out_of(a);
    if (v > 0 && percent < 0.1)
        return STR("<" NBSP "0.1" NBSP "%");
    if (v < 1 && percent > 99.9)
        percent = 99.9;
    out_f64(&o, percent, v == 1 || v == 0 ? 0 : 1);
    out_z(&o, NBSP "%");
    return out_done(&o);
}

struct str say_value(struct arena *a, const struct value *v, enum unit unit)
{
    struct out o = out_of(a);
    if (!v->known)
        return v->not_reached ? STR("not reached") : STR("unknown");
    switch (unit) {
    case UNIT_COUNT:
        return say_count(a, (uint64_t)v->v);
    case UNIT_SHARE:
        return say_part(a, v->v);
    case UNIT_MS:
        return say_duration(a, (int64_t)v->v);
    case UNIT_RATIO:
    case UNIT__N:
        break;
    }
    out_f64(&o, v->v, v->v < 1 ? 3 : 1);
    return out_done(&o);
}

/* Two units at most, the second only while it says something. */
struct str say_duration(struct arena *a, int64_t ms)
{
    const struct {
        int64_t unit, next;
        const char *word, *next_word;
    } steps[] = {
        {DAY_MS, HOUR_MS, "d", "h"},
        {HOUR_MS, MINUTE_MS, "h", "min"},
        {MINUTE_MS, SECOND_MS, "min", "s"},
    };
    if (ms < 10 * SECOND_MS) {
        struct html h = html_of(a);
        html_at(&h, (double)ms / SECOND_MS);
        out_z(&h.o, NBSP "s");
        return out_done(&h.o);
    }
    for (EACH(i, steps)) {
        int64_t rounded = (ms + steps[i].next / 2) / steps[i].next * steps[i].next;
        if (rounded < steps[i].unit)
            continue;
        long long big = rounded / steps[i].unit;
        long long small = rounded % steps[i].unit / steps[i].next;
        if (small == 0)
            return arena_fmt(a, "%lld" NBSP "%s", big, steps[i].word);
        return arena_fmt(a, "%lld" NBSP "%s" NBSP "%lld" NBSP "%s", big, steps[i].word, small,
            steps[i].next_word);
    }
    return arena_fmt(a, "%lld" NBSP "s", (long long)((ms + SECOND_MS / 2) / SECOND_MS));
}

struct str say_bytes(struct arena *a, int64_t bytes)
{
    const struct {
        int shift;
        const char *word;
    } steps[] = {{30, "GiB"}, {20, "MiB"}, {10, "KiB"}};
    for (EACH(i, steps))
        if (bytes >= INT64_C(1) << steps[i].shift) {
            struct out o = out_of(a);
            out_f64(&o, (double)bytes / (double)(INT64_C(1) << steps[i].shift), 1);
            out_fmt(&o, NBSP "%s", steps[i].word);
            return out_done(&o);
        }
    return arena_fmt(a, "%lld" NBSP "bytes", (long long)bytes);
}

static struct civil civil_of_day(int32_t day)
{
    return civil_of((int64_t)day * DAY_MS);
}

/* "Tue 3 Nov 2026" */
static struct str say_day(struct arena *a, int32_t day)
{
    struct civil c = civil_of_day(day);
    return arena_fmt(a, "%s %d" NBSP "%s" NBSP "%d", weekday_words[weekday_of(day)], c.day,
        month_words[c.month - 1], c.year);
}

struct str say_day_short(struct arena *a, int32_t day)
{
    struct civil c = civil_of_day(day);
    return arena_fmt(a, "%d" NBSP "%s", c.day, month_words[c.month - 1]);
}

struct str say_days(struct arena *a, int32_t first, int32_t last)
{
    struct civil from = civil_of_day(first), to = civil_of_day(last);
    if (first == last)
        return say_day(a, first);
    struct str end =
        arena_fmt(a, "%d" NBSP "%s" NBSP "%d", to.day, month_words[to.month - 1], to.year);
    if (from.year == to.year)
        return arena_fmt(
            a, "%d" NBSP "%s to %.*s", from.day, month_words[from.month - 1], STR_ARG(end));
    return arena_fmt(a, "%d" NBSP "%s" NBSP "%d to %.*s", from.day, month_words[from.month - 1],
        from.year, STR_ARG(end));
}

/* NULL zone: UTC. */
static struct str say_instant(struct arena *a, const struct zone *z, int64_t ms)
{
    struct civil c = z ? zone_local(z, ms) : civil_of(ms);
    struct str zone = z ? zone_name(z) : STR("UTC");
    return arena_fmt(a, "%d" NBSP "%s" NBSP "%d, %02d:%02d" NBSP "%.*s", c.day,
        month_words[c.month - 1], c.year, c.hour, c.minute, STR_ARG(zone));
}

struct str say_utc(struct arena *a, int64_t ms)
{
    return say_instant(a, NULL, ms);
}

struct str say_minute(struct arena *a, const struct zone *z, int64_t ms)
{
    struct civil c = zone_local(z, ms);
    return arena_fmt(
        a, "%d" NBSP "%s, %02d:%02d", c.day, month_words[c.month - 1], c.hour, c.minute);
}

struct str say_window(struct arena *a, const struct window *w)
{
    if (w->whole_days)
        return say_days(a, w->first, w->last);
    struct str from = say_instant(a, w->zone, w->from), to = say_instant(a, w->zone, w->to);
    return arena_fmt(a, "%.*s to %.*s", STR_ARG(from), STR_ARG(to));
}

struct str say_bin(struct arena *a, const struct overview *o, const struct bin *b)
{
    return say_span(a, o->window.zone, b->from, b->to, o->bin_days == 0);
}

struct str say_span(struct arena *a, const struct zone *z, int64_t from, int64_t to, bool hours)
{
    return hours ? say_instant(a, z, from)
                 : say_days(a, zone_day(z, from), zone_day(z, to - 1)); /* one day: by its name */
}
