#include "lib/day.h"

#include <assert.h>
#include <time.h>

/* Days to and from civil dates as in Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms":
 * years begin in March, so that the leap day is the last one. */
#define ERA_DAYS 146097    /* of 400 years */
#define EPOCH_SHIFT 719468 /* days from 0000-03-01 to 1970-01-01 */

const char *const weekday_words[7] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}

int32_t day_of(int64_t ms)
{
    return (int32_t)floor_div(ms, DAY_MS);
}

int32_t day_of_civil(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (int)floor_div(y, 400);
    int of_era = y - era * 400;
    int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return era * ERA_DAYS + days - EPOCH_SHIFT;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool civil_is_valid(struct civil c)
{
    return c.year >= 1 && c.year <= 9999 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
           c.day <= days_in_month(c.year, c.month) && c.hour >= 0 && c.hour <= 23 &&
           c.minute >= 0 && c.minute <= 59 && c.second >= 0 && c.second <= 59 && c.ms >= 0 &&
           c.ms <= 999;
}

struct civil civil_of(int64_t ms)
{
    int64_t days = floor_div(ms, DAY_MS);
    int rest = (int)(ms - days * DAY_MS);
    int64_t shifted = days + EPOCH_SHIFT;
    int64_t era = floor_div(shifted, ERA_DAYS);
    int of_era = (int)(shifted - era * ERA_DAYS);
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (5 * of_year + 2) / 153; /* 0 = March */
    struct civil c = {
        .day = of_year - (153 * month + 2) / 5 + 1,
        .month = month < 10 ? month + 3 : month - 9,
        .hour = rest / (int)HOUR_MS,
        .minute = rest / (int)MINUTE_MS % 60,
        .second = rest / (int)SECOND_MS % 60,
        .ms = rest % (int)SECOND_MS,
    };
    c.year = year + (int)era * 400 + (c.month <= 2);
    return c;
}

int64_t civil_ms(struct civil c)
{
    return day_of_civil(c.year, c.month, c.day) * DAY_MS + c.hour * HOUR_MS + c.minute * MINUTE_MS +
           c.second * SECOND_MS + c.ms;
}

int weekday_of(int32_t day)
{
    int w = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return w < 0 ? w + 7 : w;
}

void out_date(struct out *o, int32_t day)
{
    struct civil c = civil_of(day * DAY_MS);
    out_fmt(o, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void out_time(struct out *o, int64_t ms)
{
    struct civil c = civil_of(ms);
    out_fmt(o, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
    if (c.ms)
        out_fmt(o, ".%03d", c.ms);
    out_char(o, 'Z');
}

/* Exactly `digits` decimal digits from the front of *s. */
static bool take_number(struct str *s, size_t digits, int *out)
{
    int v = 0;
    if (s->n < digits)
        return false;
    for (size_t i = 0; i < digits; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return false;
        v = v * 10 + (s->p[i] - '0');
    }
    *s = str_from(*s, digits);
    *out = v;
    return true;
}

static bool take_char(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_from(*s, 1);
    return true;
}

static bool take_date(struct str *s, struct civil *c)
{
    return take_number(s, 4, &c->year) && take_char(s, '-') && take_number(s, 2, &c->month) &&
           take_char(s, '-') && take_number(s, 2, &c->day);
}

static bool take_fraction(struct str *s, int *ms)
{
    int scale = 100;
    size_t digits = 0;
    if (!take_char(s, '.'))
        return true;
    for (int digit = 0; take_number(s, 1, &digit); digits++, scale /= 10)
        *ms += digit * scale;
    return digits > 0;
}

static bool take_offset(struct str *s, int64_t *offset_ms)
{
    int hours = 0, minutes = 0;
    *offset_ms = 0;
    if (take_char(s, 'Z') || take_char(s, 'z'))
        return true;
    bool west = s->n && s->p[0] == '-';
    if (!west && !(s->n && s->p[0] == '+'))
        return false;
    *s = str_from(*s, 1);
    if (!take_number(s, 2, &hours) || !take_char(s, ':') || !take_number(s, 2, &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *offset_ms = (west ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
    return true;
}

bool time_parse_rfc3339(struct str s, int64_t *ms)
{
    struct civil c = {0};
    int64_t offset = 0;
    if (!take_date(&s, &c) || !(take_char(&s, 'T') || take_char(&s, 't')))
        return false;
    if (!take_number(&s, 2, &c.hour) || !take_char(&s, ':') || !take_number(&s, 2, &c.minute) ||
        !take_char(&s, ':') || !take_number(&s, 2, &c.second))
        return false;
    if (!take_fraction(&s, &c.ms) || !take_offset(&s, &offset) || s.n || !civil_is_valid(c))
        return false;
    *ms = civil_ms(c) - offset;
    return true;
}

bool date_parse(struct str s, int32_t *day)
{
    struct civil c = {0};
    if (!take_date(&s, &c) || s.n || !civil_is_valid(c))
        return false;
    *day = day_of_civil(c.year, c.month, c.day);
    return true;
}

int64_t clock_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

int64_t clock_tick_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}
