#include "store/retain.h"

#include "lib/day.h"

int32_t retain_edge(const struct family_state *f)
{
    if (f->keep_days == 0 || f->through == TIME_UNKNOWN)
        return INT32_MIN;
    return day_of(f->through) - f->keep_days;
}

int32_t retain_oldest(const struct family_state *f)
{
    int32_t edge = retain_edge(f);
    if (f->segments == 0)
        return INT32_MIN;
    return f->segment[0].first > edge ? f->segment[0].first : edge;
}

void retain_apply(struct family_state *f)
{
    int32_t edge = retain_edge(f);
    size_t kept = 0, held = 0;
    if (edge == INT32_MIN)
        return;
    for (size_t i = 0; i < f->segments; i++)
        if (f->segment[i].last >= edge)
            f->segment[kept++] = f->segment[i];
    f->segments = kept;
    for (size_t i = 0; i < f->covered_n; i++) {
        struct span s = f->covered[i];
        s.from = s.from < edge * DAY_MS ? edge * DAY_MS : s.from;
        if (s.to > s.from)
            f->covered[held++] = s;
    }
    f->covered_n = held;
}
