#include "lib/zone.h"

#include "lib/arena.h"
#include "lib/file.h"

#include <limits.h>

#define ZONE_NAME_MAX 40
#define TZIF_BYTES_MAX (64u << 10)  /* the largest of tzdata 2026 has 3,664 bytes */
#define ZONES_BYTES_MAX (16u << 20) /* every zone there is, a few times over */
#define HEADER_BYTES 44

/* One rule of a POSIX TZ string: month, week (5 = last) and weekday, or a day of the year. */
struct rule {
    enum { RULE_WEEKDAY, RULE_JULIAN, RULE_DAY } kind;
    int month, week, weekday, day;
    int64_t time_s; /* local seconds since midnight, may be negative or past 24 h */
};

struct zone {
    struct zone *next;
    struct str name;
    const int64_t *change_s; /* ascending, UTC seconds */
    const int32_t *offset_s; /* one more than the changes: [0] holds before the first */
    size_t changes;
    bool has_tail, tail_dst; /* the footer: what holds after the last change */
    int32_t standard_s, summer_s;
    struct rule begin, end;
};

struct zone_set {
    struct arena arena;
    const char *dir;
    struct zone *first;
};

/* A view of bytes that are read in order; `bad` once anything was missing. */
struct bytes {
    struct str s;
    bool bad;
};

static struct str take(struct bytes *b, size_t n)
{
    struct str got = str_head(b->s, n);
    if (got.n < n)
        b->bad = true;
    b->s = str_from(b->s, n);
    return got;
}

static int64_t big_endian(struct str s)
{
    uint64_t v = s.n && (s.p[0] & 0x80) ? UINT64_MAX : 0;
    for (size_t i = 0; i < s.n; i++)
        v = v << 8 | (unsigned char)s.p[i];
    return (int64_t)v;
}

struct counts {
    int64_t utc, standard, leap, times, types, chars;
};

static struct counts take_header(struct bytes *b)
{
    struct counts c = {0};
    if (!str_eq(take(b, 4), STR("TZif")))
        b->bad = true;
    take(b, 16); /* the version and 15 bytes of nothing */
    int64_t *const fields[] = {&c.utc, &c.standard, &c.leap, &c.times, &c.types, &c.chars};
    for (EACH(i, fields)) {
        *fields[i] = big_endian(take(b, 4));
        if (*fields[i] < 0 || *fields[i] > TZIF_BYTES_MAX)
            b->bad = true;
    }
    return c;
}

static size_t body_bytes(struct counts c, int64_t time_bytes)
{
    return (size_t)(c.times * (time_bytes + 1) + c.types * 6 + c.chars + c.leap * (time_bytes + 4) +
                    c.standard + c.utc);
}

static void take_body(struct arena *a, struct bytes *b, struct counts c, struct zone *z)
{
    struct str times = take(b, (size_t)c.times * 8);
    struct str types = take(b, (size_t)c.times);
    struct str infos = take(b, (size_t)c.types * 6);
    take(b, (size_t)(c.chars + c.leap * 12 + c.standard + c.utc));
    if (b->bad || c.types == 0) {
        b->bad = true;
        return;
    }
    int64_t *change = NEW(a, int64_t, (size_t)c.times + 1);
    int32_t *offset = NEW(a, int32_t, (size_t)c.times + 1);
    offset[0] = (int32_t)big_endian(str_head(infos, 4));
    for (size_t i = 0; i < (size_t)c.times; i++) {
        size_t type = (unsigned char)types.p[i];
        change[i] = big_endian(str_head(str_from(times, i * 8), 8));
        if (type >= (size_t)c.types || (i && change[i] <= change[i - 1])) {
            b->bad = true;
            return;
        }
        offset[i + 1] = (int32_t)big_endian(str_head(str_from(infos, type * 6), 4));
    }
    z->change_s = change;
    z->offset_s = offset;
    z->changes = (size_t)c.times;
}

static bool take_digits(struct str *s, int *out)
{
    size_t n = 0;
    int v = 0;
    for (; n < s->n && n < 4 && s->p[n] >= '0' && s->p[n] <= '9'; n++)
        v = v * 10 + (s->p[n] - '0');
    *s = str_from(*s, n);
    *out = v;
    return n > 0;
}

static bool take_one(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_from(*s, 1);
    return true;
}

/* [+-]h[h[h]][:mm[:ss]] in seconds */
static bool take_clock(struct str *s, int64_t *seconds)
{
    int h = 0, m = 0, sec = 0;
    bool negative = take_one(s, '-');
    if (!negative)
        take_one(s, '+');
    if (!take_digits(s, &h))
        return false;
    if (take_one(s, ':') && !take_digits(s, &m))
        return false;
    if (take_one(s, ':') && !take_digits(s, &sec))
        return false;
    *seconds = (negative ? -1 : 1) * (h * INT64_C(3600) + m * 60 + sec);
    return true;
}

static bool take_name(struct str *s)
{
    size_t n = 0;
    if (take_one(s, '<')) {
        struct str name;
        return str_cut(*s, '>', &name, s);
    }
    while (n < s->n && ((s->p[n] | 32) >= 'a' && (s->p[n] | 32) <= 'z'))
        n++;
    *s = str_from(*s, n);
    return n >= 3;
}

static bool take_weekday_rule(struct str *s, struct rule *r)
{
    r->kind = RULE_WEEKDAY;
    return take_digits(s, &r->month) && take_one(s, '.') && take_digits(s, &r->week) &&
           take_one(s, '.') && take_digits(s, &r->weekday) && r->month >= 1 && r->month <= 12 &&
           r->week >= 1 && r->week <= 5 && r->weekday <= 6;
}

static bool take_rule(struct str *s, struct rule *r)
{
    *r = (struct rule){.time_s = 7200};
    if (!take_one(s, ','))
        return false;
    if (take_one(s, 'M')) {
        if (!take_weekday_rule(s, r))
            return false;
    } else {
        r->kind = take_one(s, 'J') ? RULE_JULIAN : RULE_DAY;
        if (!take_digits(s, &r->day) || r->day > 365)
            return false;
    }
    return !take_one(s, '/') || take_clock(s, &r->time_s);
}

/* The footer, a POSIX TZ string: "GMT0BST,M3.5.0/1,M10.5.0". Signs there count westwards. */
static bool parse_tail(struct str s, struct zone *z)
{
    int64_t west = 0;
    if (s.n == 0)
        return true; /* no rule: the last change holds for good */
    if (!take_name(&s) || !take_clock(&s, &west))
        return false;
    z->has_tail = true;
    z->standard_s = (int32_t)-west;
    if (s.n == 0)
        return true;
    z->tail_dst = true;
    z->summer_s = z->standard_s + 3600;
    if (!take_name(&s))
        return false;
    if (s.n && s.p[0] != ',') {
        if (!take_clock(&s, &west))
            return false;
        z->summer_s = (int32_t)-west;
    }
    return take_rule(&s, &z->begin) && take_rule(&s, &z->end) && s.n == 0;
}

static bool parse_tzif(struct arena *a, struct str file, struct zone *z)
{
    struct bytes b = {.s = file};
    struct counts first = take_header(&b);
    if (b.bad)
        return false;
    take(&b, body_bytes(first, 4)); /* the 32-bit part is for readers of 1987 */
    struct counts c = take_header(&b);
    if (b.bad)
        return false;
    take_body(a, &b, c, z);
    struct str tail;
    return !b.bad && str_eq(take(&b, 1), STR("\n")) && str_cut(b.s, '\n', &tail, &b.s) &&
           parse_tail(tail, z);
}

static bool name_is_safe(struct str name)
{
    if (name.n == 0 || name.n > ZONE_NAME_MAX || name.p[0] == '/' || name.p[0] == '-')
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '_' && c != '+' && c != '-' && c != '/')
            return false; /* no dot, so no ".." */
        if (c == '/' && name.p[i - 1] == '/')
            return false; /* the same file under many names would fill the set */
    }
    return true;
}

struct err zone_set_open(struct zone_set **out, const char *dir)
{
    struct arena arena = arena_of(ZONES_BYTES_MAX);
    struct zone_set *set = NEW(&arena, struct zone_set, 1);
    static const int32_t zero[1] = {0};
    struct zone *utc = NEW(&arena, struct zone, 1);
    *utc = (struct zone){.name = STR("UTC"), .offset_s = zero};
    *set = (struct zone_set){.dir = arena_z(&arena, str_of(dir)), .first = utc};
    set->arena = arena;
    *out = set;
    return OK;
}

void zone_set_done(struct zone_set **set)
{
    if (!*set)
        return;
    struct arena arena = (*set)->arena; /* the set itself lives in it */
    *set = NULL;
    arena_done(&arena);
}

/* Files beside the zones that are not zones of their own, or are the host's. */
static bool is_no_zone(struct str name)
{
    static const char *const prefixes[] = {"posix", "right/", "localtime", "Factory"};
    for (EACH(i, prefixes))
        if (str_starts(name, str_of(prefixes[i])))
            return true;
    return false;
}

const struct zone *zone_find(struct zone_set *set, struct str name)
{
    for (const struct zone *z = set->first; z; z = z->next)
        if (str_eq(z->name, name))
            return z;
    if (!name_is_safe(name) || is_no_zone(name))
        return NULL;
    /* A name that is no zone must leave nothing in the set: anybody may ask for a million of them.
     */
    AUTO(arena_done)
    struct arena scratch = arena_of(2 * TZIF_BYTES_MAX + ZONE_NAME_MAX + PATH_MAX);
    struct str path = arena_fmt(&scratch, "%s/%.*s", set->dir, STR_ARG(name));
    struct str file;
    if (file_read(&scratch, path.p, TZIF_BYTES_MAX, &file).code != ERR_OK ||
        !str_starts(file, STR("TZif")))
        return NULL;
    struct zone *z = NEW(&set->arena, struct zone, 1);
    if (!parse_tzif(&set->arena, file, z))
        return NULL;
    z->name = arena_copy(&set->arena, name);
    z->next = set->first;
    set->first = z;
    return z;
}

struct str zone_name(const struct zone *z)
{
    return z->name;
}

/* The local midnight's day on which a rule falls in that year. */
static int32_t rule_day(const struct rule *r, int year)
{
    int32_t new_year = day_of_civil(year, 1, 1);
    bool leap = days_in_month(year, 2) == 29;
    switch (r->kind) {
    case RULE_JULIAN: /* 1..365, 29 February never counted */
        return new_year + r->day - 1 + (leap && r->day > 59);
    case RULE_DAY:
        return new_year + r->day;
    case RULE_WEEKDAY:
        break;
    }
    int32_t first = day_of_civil(year, r->month, 1);
    int sunday_based = (weekday_of(first) + 1) % 7;
    int day = (r->weekday - sunday_based + 7) % 7 + (r->week - 1) * 7;
    while (day >= days_in_month(year, r->month))
        day -= 7;
    return first + day;
}

static int32_t tail_offset(const struct zone *z, int64_t s)
{
    if (!z->tail_dst)
        return z->standard_s;
    int year = civil_of((s + z->standard_s) * SECOND_MS).year;
    int64_t begin = rule_day(&z->begin, year) * INT64_C(86400) + z->begin.time_s - z->standard_s;
    int64_t end = rule_day(&z->end, year) * INT64_C(86400) + z->end.time_s - z->summer_s;
    bool summer = begin < end ? s >= begin && s < end : s >= begin || s < end;
    return summer ? z->summer_s : z->standard_s;
}

static int64_t floor_seconds(int64_t ms)
{
    return ms / SECOND_MS - (ms % SECOND_MS < 0);
}

int32_t zone_offset_s(const struct zone *z, int64_t ms)
{
    int64_t s = floor_seconds(ms);
    if (z->has_tail && (z->changes == 0 || s >= z->change_s[z->changes - 1]))
        return tail_offset(z, s);
    size_t low = 0, high = z->changes; /* how many changes are <= s */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (z->change_s[middle] <= s)
            low = middle + 1;
        else
            high = middle;
    }
    return z->offset_s[low];
}

int64_t zone_utc(const struct zone *z, struct civil local)
{
    int64_t wall = civil_ms(local);
    int64_t before = zone_offset_s(z, wall - DAY_MS) * SECOND_MS;
    int64_t after = zone_offset_s(z, wall + DAY_MS) * SECOND_MS;
    int64_t early = wall - (before > after ? before : after);
    int64_t late = wall - (before > after ? after : before);
    if (early + zone_offset_s(z, early) * SECOND_MS == wall)
        return early;
    if (late + zone_offset_s(z, late) * SECOND_MS == wall)
        return late;
    /* A gap: the change lies between the two readings. */
    while (late - early > 1) {
        int64_t middle = early + (late - early) / 2;
        if (zone_offset_s(z, middle) * SECOND_MS == before)
            early = middle;
        else
            late = middle;
    }
    return late;
}

struct civil zone_local(const struct zone *z, int64_t ms)
{
    return civil_of(ms + zone_offset_s(z, ms) * SECOND_MS);
}

int32_t zone_day(const struct zone *z, int64_t ms)
{
    return day_of(ms + zone_offset_s(z, ms) * SECOND_MS);
}

int64_t zone_day_start(const struct zone *z, int32_t day)
{
    return zone_utc(z, civil_of(day * DAY_MS));
}

void out_time_in(struct out *o, const struct zone *z, int64_t ms)
{
    int32_t offset = zone_offset_s(z, ms);
    if (offset == 0) {
        out_time(o, ms);
        return;
    }
    struct civil c = zone_local(z, ms);
    int32_t minutes = (offset < 0 ? -offset : offset) / 60;
    out_fmt(o, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
    if (c.ms)
        out_fmt(o, ".%03d", c.ms);
    out_fmt(o, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}
