#include "etl/duty.h"

#include <stdlib.h>
#include <string.h>

static int64_t end_of(const struct roster_oncall *d)
{
    return d->end == TIME_UNKNOWN ? INT64_MAX : d->end;
}

static int order_lane(const struct roster_oncall *x, const struct roster_oncall *y)
{
    int order = str_cmp(x->user_id, y->user_id);
    order = order ? order : str_cmp(x->team_id, y->team_id);
    return order ? order : (x->level > y->level) - (x->level < y->level);
}

/* By person, team and level, then by time. */
static int by_lane(const void *a, const void *b)
{
    const struct roster_oncall *x = a, *y = b;
    int order = order_lane(x, y);
    order = order ? order : (x->start > y->start) - (x->start < y->start);
    return order ? order : (end_of(x) > end_of(y)) - (end_of(x) < end_of(y));
}

/* As roster.h says. */
static int by_person(const void *a, const void *b)
{
    const struct roster_oncall *x = a, *y = b;
    int order = str_cmp(x->user_id, y->user_id);
    order = order ? order : (x->start > y->start) - (x->start < y->start);
    order = order ? order : str_cmp(x->team_id, y->team_id);
    return order ? order : (x->level > y->level) - (x->level < y->level);
}

static struct roster_oncall *by_lanes(
    struct arena *scratch, const struct roster_oncall *duty, size_t n)
{
    struct roster_oncall *copy = NEW(scratch, struct roster_oncall, n + 1);
    if (n)
        memcpy(copy, duty, n * sizeof *copy);
    qsort(copy, n, sizeof *copy, by_lane);
    return copy;
}

/* Joins what overlaps, in place; gives how many are left. */
static size_t join(struct roster_oncall *duty, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct roster_oncall *last = kept ? &duty[kept - 1] : NULL;
        bool again = last && order_lane(last, &duty[i]) == 0 &&
                     (duty[i].start < end_of(last) || duty[i].start == last->start);
        if (!again)
            duty[kept++] = duty[i];
        else if (end_of(&duty[i]) > end_of(last))
            last->end = duty[i].end;
    }
    return kept;
}

/* What is left of a duty that is known, beside those of its lane that are served. */
static struct roster_oncall left_of(
    struct roster_oncall old, const struct roster_oncall *served, size_t n, int64_t now)
{
    if (end_of(&old) > now)
        old.end = now;
    for (size_t i = 0; i < n && order_lane(&served[i], &old) == 0; i++) {
        if (served[i].start >= end_of(&old) || end_of(&served[i]) <= old.start)
            continue;
        old.end = served[i].start > old.start ? served[i].start : old.start;
    }
    return old;
}

void duty_merge(struct arena *a, struct arena *scratch, const struct roster *before,
    const struct roster *served, int64_t now, struct roster *out)
{
    struct roster_oncall *new = by_lanes(scratch, served->oncalls, served->oncalls_n);
    struct roster_oncall *old = by_lanes(scratch, before->oncalls, before->oncalls_n);
    size_t news = join(new, served->oncalls_n), lane = 0;
    struct roster_oncall *all = NEW(a, struct roster_oncall, before->oncalls_n + news + 1);
    if (news)
        memcpy(all, new, news * sizeof *all);
    out->oncalls = all;
    out->oncalls_n = news;
    for (size_t i = 0; i < before->oncalls_n; i++) {
        while (lane < news && order_lane(&new[lane], &old[i]) < 0)
            lane++;
        struct roster_oncall left = left_of(old[i], new + lane, news - lane, now);
        if (left.start < left.end)
            all[out->oncalls_n++] = left;
    }
    qsort(all, out->oncalls_n, sizeof *all, by_person);
}
