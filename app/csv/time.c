#include "csv/time.h"

#include "csv/stamp.h"

#define YEAR_FIRST 2000 /* a paging export has nothing before; what it has is a broken clock */
#define YEAR_LAST 2099

struct parts {
    struct civil c;
    bool has_offset, leap;
    int64_t offset_ms;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_char(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_from(*s, 1);
    return true;
}

static void skip_blanks(struct str *s)
{
    while (take_char(s, ' ') || take_char(s, '\t'))
        ;
}

/* From `least` to `most` decimal digits. */
static bool take_number(struct str *s, size_t least, size_t most, int *out)
{
    size_t n = 0;
    int v = 0;
    while (n < most && n < s->n && is_digit(s->p[n]))
        v = v * 10 + (s->p[n++] - '0');
    if (n < least)
        return false;
    *s = str_from(*s, n);
    *out = v;
    return true;
}

static bool take_word(struct str *s, struct str word)
{
    if (!str_eq_nocase(str_head(*s, word.n), word))
        return false;
    *s = str_from(*s, word.n);
    return true;
}

/* Three letters are enough; "September" and "Sept." too. */
static bool take_month(struct str *s, int *month)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int m = 0; m < 12; m++) {
        if (!take_word(s, (struct str){names + (size_t)m * 3, 3}))
            continue;
        while (s->n && ((s->p[0] | 0x20) >= 'a' && (s->p[0] | 0x20) <= 'z'))
            *s = str_from(*s, 1);
        (void)take_char(s, '.');
        *month = m + 1;
        return true;
    }
    return false;
}

static bool take_iso_date(struct str *s, struct civil *c)
{
    if (!take_number(s, 4, 4, &c->year))
        return false;
    char sep = s->n && (s->p[0] == '-' || s->p[0] == '/') ? s->p[0] : '\0';
    if (!sep) /* 20261120T060000Z */
        return take_number(s, 2, 2, &c->month) && take_number(s, 2, 2, &c->day);
    return take_char(s, sep) && take_number(s, 1, 2, &c->month) && take_char(s, sep) &&
           take_number(s, 1, 2, &c->day);
}

/* "11/20/2026": only AM or PM later shows that the month is meant to be first. */
static bool take_us_date(struct str *s, struct civil *c)
{
    return take_number(s, 1, 2, &c->month) && take_char(s, '/') && take_number(s, 1, 2, &c->day) &&
           take_char(s, '/') && take_number(s, 4, 4, &c->year);
}

/* "Nov 20, 2026" */
static bool take_month_first(struct str *s, struct civil *c)
{
    if (!take_month(s, &c->month))
        return false;
    skip_blanks(s);
    if (!take_number(s, 1, 2, &c->day))
        return false;
    (void)take_char(s, ',');
    skip_blanks(s);
    return take_number(s, 4, 4, &c->year);
}

/* "20 Nov 2026", "20-Nov-2026" */
static bool take_day_first(struct str *s, struct civil *c)
{
    if (!take_number(s, 1, 2, &c->day) || !(take_char(s, ' ') || take_char(s, '-')))
        return false;
    if (!take_month(s, &c->month) || !(take_char(s, ' ') || take_char(s, '-')))
        return false;
    return take_number(s, 4, 4, &c->year);
}

static bool take_date(struct str *s, struct civil *c, bool *needs_half)
{
    static bool (*const notations[])(struct str *, struct civil *) = {
        take_iso_date, take_us_date, take_month_first, take_day_first};
    for (EACH(i, notations)) {
        struct str rest = *s;
        *c = (struct civil){0};
        *needs_half = notations[i] == take_us_date;
        if (notations[i](&rest, c)) {
            *s = rest;
            return true;
        }
    }
    return false;
}

/* Digits beyond the third are cut, not rounded: a time never moves into the next second. */
static bool take_fraction(struct str *s, int *ms)
{
    int digit = 0, scale = 100;
    if (!take_char(s, '.') && !take_char(s, ','))
        return true;
    if (s->n == 0 || !is_digit(s->p[0]))
        return false;
    for (; take_number(s, 1, 1, &digit); scale /= 10)
        *ms += digit * scale;
    return true;
}

static bool take_clock(struct str *s, struct parts *p)
{
    struct civil *c = &p->c;
    if (!take_number(s, 1, 2, &c->hour))
        return false;
    bool colons = take_char(s, ':');
    if (!take_number(s, 2, 2, &c->minute))
        return false;
    if (colons ? take_char(s, ':') : s->n && is_digit(s->p[0])) {
        if (!take_number(s, 2, 2, &c->second) || !take_fraction(s, &c->ms))
            return false;
    }
    p->leap = c->second == 60; /* a leap second is counted as the first of the next minute */
    c->second -= p->leap ? 1 : 0;
    return true;
}

/* True also without AM or PM, unless the date's notation needs it. */
static bool take_half(struct str *s, struct civil *c, bool needed)
{
    skip_blanks(s);
    bool am = take_word(s, STR("AM")) || take_word(s, STR("a.m."));
    bool pm = !am && (take_word(s, STR("PM")) || take_word(s, STR("p.m.")));
    if (!am && !pm)
        return !needed;
    if (c->hour < 1 || c->hour > 12)
        return false;
    c->hour = c->hour % 12 + (pm ? 12 : 0);
    return true;
}

static bool take_offset(struct str *s, int64_t *offset_ms)
{
    int hours = 0, minutes = 0;
    bool west = take_char(s, '-');
    if (!west && !take_char(s, '+'))
        return false;
    if (!take_number(s, 1, 2, &hours))
        return false;
    bool colon = take_char(s, ':');
    if ((colon || s->n) && !take_number(s, 2, 2, &minutes))
        return false;
    *offset_ms = (west ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
    return s->n == 0 && hours <= 15 && minutes <= 59;
}

/* Z, UTC, GMT, an offset, or both: "GMT+01:00". Nothing at all is a local time. */
static bool take_zone(struct str *s, struct parts *p)
{
    skip_blanks(s);
    if (s->n == 0)
        return true;
    p->has_offset = true;
    if (take_word(s, STR("Z")) || take_word(s, STR("UTC")) || take_word(s, STR("GMT")))
        if (s->n == 0)
            return true;
    return take_offset(s, &p->offset_ms);
}

static bool take_all(struct str s, struct parts *p)
{
    bool needs_half = false;
    if (!take_date(&s, &p->c, &needs_half))
        return false;
    if (!take_char(&s, 'T') && !take_char(&s, 't')) {
        (void)take_char(&s, ',');
        struct str before = s;
        skip_blanks(&s);
        if (s.n == before.n)
            return false;
    }
    return take_clock(&s, p) && take_half(&s, &p->c, needs_half) && take_zone(&s, p);
}

/* Seconds, ms, us or ns since 1970, told apart by size: each range ends in the year 5138. */
static bool read_epoch(struct str s, int64_t *ms)
{
    struct str whole, fraction;
    int64_t v = 0;
    int part = 0;
    bool dotted = str_cut(s, '.', &whole, &fraction);
    if (!str_i64(whole, &v) || v < 0 || (dotted && fraction.n == 0))
        return false;
    for (size_t i = 0; i < fraction.n; i++)
        if (!is_digit(fraction.p[i]))
            return false;
    if (v >= INT64_C(100000000000)) {
        for (*ms = v; *ms >= INT64_C(100000000000000); *ms /= 1000)
            ;
        return true;
    }
    for (size_t i = 0; i < 3; i++)
        part = part * 10 + (i < fraction.n ? fraction.p[i] - '0' : 0);
    *ms = v * SECOND_MS + part;
    return true;
}

static bool is_absent(struct str s)
{
    if (s.n == 0)
        return true;
    /* clang-format off */
    static const char *const words[] = {
        "N/A", "NA", "null", "nil", "none", "-", "--", "0", "never", "unknown", "Invalid DateTime",
        "Invalid Date", "NaT", "NaN",
    };
    /* clang-format on */
    for (EACH(i, words))
        if (str_eq_nocase(s, str_of(words[i])))
            return true;
    /* The zero times of SQL and of Go, and the epoch itself. */
    return str_starts(s, STR("0000-00-00")) || str_starts(s, STR("0001-01-01")) ||
           str_starts(s, STR("1970-01-01T00:00:00")) || str_starts(s, STR("1970-01-01 00:00:00"));
}

static int64_t instant_of(const struct parts *p, struct time_base base)
{
    int64_t leap_ms = p->leap ? SECOND_MS : 0;
    if (p->has_offset)
        return civil_ms(p->c) - p->offset_ms + leap_ms;
    if (base.zone)
        return zone_utc(base.zone, p->c) + leap_ms;
    return civil_ms(p->c) - base.offset_s * SECOND_MS + leap_ms;
}

static enum time_read read_any(struct str s, struct time_base base, int64_t *ms)
{
    struct parts p = {0};
    s = str_trim(s);
    *ms = TIME_UNKNOWN;
    if (is_absent(s))
        return TIME_ABSENT;
    int64_t at = 0;
    if (take_all(s, &p)) {
        if (!civil_is_valid(p.c))
            return TIME_BAD;
        at = instant_of(&p, base);
    } else if (!read_epoch(s, &at)) {
        return TIME_BAD;
    }
    if (at < day_of_civil(YEAR_FIRST, 1, 1) * DAY_MS ||
        at >= day_of_civil(YEAR_LAST + 1, 1, 1) * DAY_MS)
        return TIME_BAD;
    *ms = at;
    return TIME_READ;
}

enum time_read time_read(struct str s, struct time_base base, int64_t *ms)
{
    return stamp_read(s, ms) ? TIME_READ : read_any(s, base, ms);
}

#define HOURS_DIGITS 6 /* of a duration: a century has 876,600 hours */

enum time_read duration_read(struct str s, int64_t *ms)
{
    int hours = 0, minutes = 0, seconds = 0, part = 0;
    s = str_trim(s);
    *ms = 0;
    if (is_absent(s) || str_eq_nocase(s, STR("Invalid Duration")))
        return TIME_ABSENT;
    bool negative = take_char(&s, '-');
    if (!take_number(&s, 1, HOURS_DIGITS, &hours) || !take_char(&s, ':') ||
        !take_number(&s, 2, 2, &minutes) || !take_char(&s, ':') ||
        !take_number(&s, 2, 2, &seconds) || !take_fraction(&s, &part))
        return TIME_BAD;
    if (s.n || minutes > 59 || seconds > 59)
        return TIME_BAD;
    *ms = hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS + part;
    *ms = negative ? -*ms : *ms;
    return TIME_READ;
}

static bool is_unit(struct str s)
{
    static const char *const units[] = {"ms", "s", "epoch", "epoch ms", "epoch s", "unix",
        "seconds", "milliseconds", "ISO 8601", "RFC 3339"};
    for (EACH(i, units))
        if (str_eq_nocase(s, str_of(units[i])))
            return true;
    return s.n == 0;
}

bool time_base_read(struct str s, struct zone_set *zones, struct time_base *base)
{
    s = str_trim(s);
    if (is_unit(s))
        return true;
    const struct zone *named = zone_find(zones, s);
    if (named) {
        *base = (struct time_base){.zone = named};
        return true;
    }
    /* "EST -0500": the offset counts, whatever the letters before it mean. */
    size_t at = 0;
    while (at < s.n && s.p[at] != '+' && s.p[at] != '-')
        at++;
    struct str offset = str_from(s, at);
    int64_t offset_ms = 0;
    if (!str_eq_nocase(s, STR("Z")) && !take_offset(&offset, &offset_ms))
        return false;
    *base = (struct time_base){.offset_s = (int32_t)(offset_ms / SECOND_MS)};
    return true;
}
