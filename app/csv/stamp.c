#include "csv/stamp.h"

#include "lib/day.h"

#include <endian.h>
#include <string.h>

#define DAY_2000 10957 /* of 2000-01-01 */
#define ALL(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Byte i is the first of 8 for i = 0, whatever the processor's order. */
static uint64_t load(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return le64toh(word);
}

static unsigned byte_of(uint64_t word, unsigned i)
{
    return (unsigned)(word >> (8 * i)) & 0xff;
}

/* Whether 8 bytes look like `like`, where a '0' stands for any digit. Of *pairs byte i is then the
 * number that the digits i and i + 1 make. `over` has the bytes that take a digit past 9, or any
 * other difference past 0, to 0x80. */
static bool read_like(const char *p, const char *like, const char *over, uint64_t *pairs)
{
    uint64_t d = load(p) ^ load(like);
    *pairs = d * 10 + (d >> 8);
    return ((d | (d + load(over))) & ALL(0x80)) == 0;
}

/* The seconds with their decimals, and the zone; the minutes are read once more. */
static bool read_rest(struct str s, unsigned *ms)
{
    uint64_t pairs;
    bool decimals = s.p[19] == '.' && s.n > 23;
    if (decimals ? !read_like(s.p + 15, "0:00.000", "v\x7fvv\x7fvvv", &pairs)
                 : !read_like(s.p + 11, "00:00:00", "vv\x7fvv\x7fvv", &pairs))
        return false;
    unsigned second = byte_of(pairs, decimals ? 2 : 6);
    *ms = second * 1000 + (decimals ? byte_of(pairs, 5) * 10 + byte_of(pairs, 7) / 10 : 0);
    struct str zone = str_from(s, decimals ? 23 : 19);
    return second <= 59 && (zone.p[0] == 'Z' ? zone.n == 1 : str_eq(zone, STR("+00:00")));
}

/* False when there is no such day in the years 2000 to 2099; every fourth of them is a leap year.
 */
static bool day_find(unsigned century, unsigned year, unsigned month, unsigned day, int64_t *out)
{
    static const unsigned short before[] = {
        0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    if (century != 20 || month == 0 || month > 12)
        return false;
    unsigned leap = year % 4 == 0;
    unsigned days = before[month] - before[month - 1] + (month == 2 ? leap : 0u);
    unsigned of_year = before[month - 1] + (month > 2 ? leap : 0u) + day - 1;
    *out = DAY_2000 + (int64_t)(year * 365 + (year + 3) / 4 + of_year);
    return day >= 1 && day <= days;
}

bool stamp_read(struct str s, int64_t *ms)
{
    uint64_t date, clock;
    unsigned rest;
    int64_t day;
    if (s.n < 20 || !read_like(s.p, "0000-00-", "vvvv\x7fvv\x7f", &date) ||
        !read_like(s.p + 8, "00T00:00", "vv\x7fvv\x7fvv", &clock) || !read_rest(s, &rest))
        return false;
    unsigned hour = byte_of(clock, 3), minute = byte_of(clock, 6);
    if (hour > 23 || minute > 59 ||
        !day_find(byte_of(date, 0), byte_of(date, 2), byte_of(date, 5), byte_of(clock, 0), &day))
        return false;
    *ms = day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + rest;
    return true;
}
