#include "query/bins.h"

#define SLOT_MS (DAY_MS / SLOTS_PER_DAY)

enum held held_of(const struct family_state *f, int64_t from, int64_t to)
{
    int64_t covered = 0;
    for (size_t i = 0; i < f->covered_n; i++) {
        int64_t begin = f->covered[i].from > from ? f->covered[i].from : from;
        int64_t end = f->covered[i].to < to ? f->covered[i].to : to;
        if (end > begin)
            covered += end - begin;
    }
    if (covered == 0)
        return HELD_NONE;
    return covered < to - from ? HELD_PART : HELD_ALL;
}

/* The next full local hour. Every offset is a whole number of slots, so no slot lies across it. */
static int64_t next_hour(const struct zone *z, int64_t ms)
{
    int64_t local = ms + zone_offset_s(z, ms) * SECOND_MS;
    return ms + HOUR_MS - local % HOUR_MS;
}

static int64_t next_edge(const struct overview *o, int64_t ms)
{
    const struct window *w = &o->window;
    int64_t edge;
    if (o->bin_days == 0) {
        edge = next_hour(w->zone, ms);
    } else {
        int32_t left = w->last - zone_day(w->zone, ms) + 1, days = (int32_t)o->bin_days;
        edge = zone_day_start(w->zone, w->last + 1 - (left - 1) / days * days);
    }
    return edge < w->to ? edge : w->to;
}

void bins_of(struct arena *a, const struct manifest *m, struct overview *o)
{
    const struct window *w = &o->window;
    const struct family_state *pages = &m->family[FAMILY_PAGEOUTS];
    int32_t days = w->last - w->first + 1;
    o->bin_days = w->to - w->from <= HOURS_UP_TO ? 0 : days >= WEEKS_FROM_DAYS ? 7 : 1;
    o->bins = 0;
    o->held = held_of(pages, w->from, w->to);
    o->attempts_held = held_of(&m->family[FAMILY_NOTIFICATIONS], w->from, w->to);
    for (int64_t at = w->from; at < w->to; at = next_edge(o, at))
        o->bins++;
    o->bin = NEW(a, struct bin, o->bins ? o->bins : 1);
    int64_t at = w->from;
    for (size_t i = 0; i < o->bins; i++) {
        struct bin *b = &o->bin[i];
        b->from = at;
        b->to = at = next_edge(o, at);
        b->held = held_of(pages, b->from, b->to);
    }
}

static size_t bin_at(const struct overview *o, int64_t ms)
{
    size_t low = 0, high = o->bins; /* the last bin that begins at or before it */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (o->bin[middle].from <= ms)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint64_t add_outcomes(struct bin *b, const uint32_t outcome[OUTCOME__N])
{
    uint64_t pages = 0;
    for (size_t k = 0; k < OUTCOME__N; k++) {
        b->outcome[k] += outcome[k];
        pages += outcome[k];
    }
    return pages;
}

/* 0 = Monday 00; the epoch was a Thursday. */
static int64_t hour_of_week(int64_t local_ms)
{
    return (local_ms / HOUR_MS + 3 * 24) % (7 * 24);
}

/* No zone changes its offset twice within one UTC day, so equal ends mean the same all day. Slots
 * before the range hold nothing and lie in the first bin. */
void bins_add_day(struct overview *o, int32_t day, tally_slots slots)
{
    const struct window *w = &o->window;
    int64_t start = day * DAY_MS;
    int32_t offset = zone_offset_s(w->zone, start);
    bool steady = zone_offset_s(w->zone, start + DAY_MS - 1) == offset;
    size_t bin = bin_at(o, start);
    for (size_t s = 0; s < SLOTS_PER_DAY && o->bins; s++) {
        int64_t at = start + (int64_t)s * SLOT_MS;
        while (bin + 1 < o->bins && o->bin[bin + 1].from <= at)
            bin++;
        uint64_t pages = add_outcomes(&o->bin[bin], slots[s]);
        if (pages == 0 || w->own)
            continue;
        int64_t local = at + (steady ? offset : zone_offset_s(w->zone, at)) * SECOND_MS;
        o->heat[hour_of_week(local)] += pages;
    }
}
