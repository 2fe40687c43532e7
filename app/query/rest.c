#include "query/rest.h"

const char nights_rule[] =
    "Nights, 22:00 to 08:00 by a person's own clock, with at least one page to them.";
const char quiet_rule[] =
    "The longest time without a page, from one page or the period's beginning to the next page or "
    "its end; days that are not held are no quiet ones.";

#define EVENING 22 /* sleep hours are 22 to 08 */

int32_t night_of(int32_t day, int32_t local_hour)
{
    int ahead = (local_hour / 24 - weekday_of(day) + 7) % 7; /* 6: the local day is a day behind */
    int32_t local = day + (ahead == 6 ? -1 : ahead);
    return local_hour % 24 >= EVENING ? local : local - 1;
}

static void longer(struct span *longest, int64_t from, int64_t to)
{
    if (to - from > longest->to - longest->from)
        *longest = (struct span){from, to};
}

struct span quiet_of(
    const int64_t *at, size_t n, const struct span *held, size_t held_n, int64_t from, int64_t to)
{
    struct span longest = {0};
    for (size_t i = 0, next = 0; i < held_n; i++) {
        int64_t since = held[i].from > from ? held[i].from : from;
        int64_t end = held[i].to < to ? held[i].to : to;
        while (next < n && at[next] < since)
            next++;
        for (; next < n && at[next] < end; next++) {
            longer(&longest, since, at[next]);
            since = at[next];
        }
        longer(&longest, since, end);
    }
    return longest;
}
