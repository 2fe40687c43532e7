#include "sim/local.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#define HALF_MS INT64_C(1800000)
#define HOUR_OF_MS INT64_C(3600000)

/* clang-format off */
const struct zone_row zone_rows[] = {
    { "Europe/London",       "GB", 0.24 },
    { "America/New_York",    "US", 0.18 },
    { "Asia/Kolkata",        "IN", 0.16 },
    { "Europe/Warsaw",       "PL", 0.10 },
    { "Asia/Singapore",      "SG", 0.08 },
    { "America/Chicago",     "US", 0.06 },
    { "Europe/Berlin",       "DE", 0.05 },
    { "America/Los_Angeles", "US", 0.04 },
    { "Australia/Sydney",    "AU", 0.03 },
    { "America/Sao_Paulo",   "BR", 0.02 },
    { "Asia/Tokyo",          "JP", 0.02 },
    { "Asia/Kathmandu",      "NP", 0.01 },
    { "UTC",                 "IE", 0.01 },
};
/* clang-format on */
const size_t zone_rows_n = COUNT_OF(zone_rows);

struct local local_of(struct arena *a, int64_t from, int64_t to)
{
    struct local l = {.first = from - from % HALF_MS};
    l.halves = (size_t)((to - l.first) / HALF_MS) + 1;
    l.offset_s = NEW(a, int32_t *, zone_rows_n);
    for (size_t z = 0; z < zone_rows_n; z++) {
        l.offset_s[z] = NEW(a, int32_t, l.halves);
        setenv("TZ", zone_rows[z].name, 1);
        tzset();
        for (size_t i = 0; i < l.halves; i++) {
            time_t at = (time_t)((l.first + (int64_t)i * HALF_MS) / 1000);
            struct tm tm;
            localtime_r(&at, &tm);
            l.offset_s[z][i] = (int32_t)tm.tm_gmtoff;
        }
    }
    setenv("TZ", "UTC", 1);
    tzset();
    return l;
}

static int64_t offset_ms(const struct local *l, uint8_t zone, int64_t ms)
{
    size_t half = (size_t)((ms - l->first) / HALF_MS);
    assert(ms >= l->first && half < l->halves);
    return (int64_t)l->offset_s[zone][half] * 1000;
}

int64_t local_midnight(const struct local *l, uint8_t zone, int64_t day)
{
    int64_t near = day - offset_ms(l, zone, day);
    return day - offset_ms(l, zone, near);
}

int local_hour(const struct local *l, uint8_t zone, int64_t ms)
{
    if (zone != ZONE_NONE)
        ms += offset_ms(l, zone, ms);
    int64_t hours = ms / HOUR_OF_MS;
    return (int)((hours + 3 * 24) % 168); /* 1970-01-01 was a Thursday */
}

bool local_is_night(int hour_of_week)
{
    int hour = hour_of_week % 24;
    return hour >= 22 || hour < 8;
}

bool local_is_business(int hour_of_week)
{
    int hour = hour_of_week % 24;
    return hour_of_week < 5 * 24 && hour >= 8 && hour < 18;
}
