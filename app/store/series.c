#include "store/series.h"

#define VERSION 1u
#define CELLS ((size_t)SLOTS_PER_DAY * OUTCOME__N) /* of a day */

struct series series_of(struct arena *a, int32_t first, size_t days)
{
    return (struct series){.first = first, .days = days, .cell = NEW(a, uint32_t, days * CELLS)};
}

uint32_t (*series_day(const struct series *s, int32_t day))[OUTCOME__N]
{
    return (uint32_t(*)[OUTCOME__N])(void *)(s->cell + (size_t)(day - s->first) * CELLS);
}

/* What is not 0, each with its distance from the one before. */
void series_encode(const struct series *s, struct out *blob)
{
    size_t next = 0;
    varint_put(blob, VERSION);
    zigzag_put(blob, s->first);
    varint_put(blob, s->days);
    for (size_t i = 0; i < s->days * CELLS; i++) {
        if (s->cell[i] == 0)
            continue;
        varint_put(blob, i - next);
        varint_put(blob, s->cell[i]);
        next = i + 1;
    }
}

struct err series_decode(struct str blob, struct arena *a, struct series *out)
{
    struct cursor c = cursor_of(blob);
    uint64_t version = varint_get(&c);
    int64_t first = zigzag_get(&c);
    uint64_t days = varint_get(&c);
    if (c.bad || version != VERSION || days == 0 || days > SERIES_DAYS_MAX || first < INT32_MIN ||
        first > INT32_MAX - SERIES_DAYS_MAX)
        return err_of(ERR_INPUT, "series: not of version %u, or cut", VERSION);
    *out = series_of(a, (int32_t)first, (size_t)days);
    for (uint64_t at = 0, cells = days * CELLS; cursor_left(&c); at++) {
        uint64_t gap = varint_get(&c), n = varint_get(&c);
        if (c.bad || gap >= cells - at || n > UINT32_MAX)
            return err_of(ERR_INPUT, "series: cut, or outside its days");
        at += gap;
        out->cell[at] = (uint32_t)n;
    }
    return OK;
}
