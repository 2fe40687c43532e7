#include "query/volume.h"

#include "query/bins.h"
#include "query/gather.h"
#include "query/where.h"
#include "store/reader.h"

/* 1970-01-05: steps are counted from there, so weeks begin on Mondays. */
#define MONDAY (4 * DAY_MS)

/* clang-format off */
static const int64_t steps[] = {
    VOLUME_STEP_MIN, 30 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS, 4 * HOUR_MS, 6 * HOUR_MS, 8 * HOUR_MS,
    12 * HOUR_MS, DAY_MS, 7 * DAY_MS, 28 * DAY_MS,
};
/* clang-format on */

static int64_t step_start(int64_t ms, int64_t step)
{
    int64_t past = (ms - MONDAY) % step;
    return ms - (past < 0 ? past + step : past);
}

static int64_t bins_in(int64_t from, int64_t to, int64_t step)
{
    return to <= from ? 0 : (step_start(to - 1, step) - step_start(from, step)) / step + 1;
}

int64_t volume_step(int64_t from, int64_t to, int64_t wanted, int64_t points)
{
    size_t i = 0;
    while (i + 1 < COUNT_OF(steps) && (steps[i] < wanted || bins_in(from, to, steps[i]) > points))
        i++;
    return steps[i];
}

static void lay_bins(struct arena *a, const struct family_state *pages, struct volume *v)
{
    v->bins = (size_t)bins_in(v->from, v->to, v->step);
    v->bin = NEW(a, struct bin, v->bins);
    int64_t at = v->first;
    for (size_t i = 0; i < v->bins; i++, at += v->step) {
        struct bin *b = &v->bin[i];
        b->from = at < v->from ? v->from : at;
        b->to = at + v->step > v->to ? v->to : at + v->step;
        b->held = held_of(pages, b->from, b->to);
    }
}

/* The range was cut to the row before: a slot at its edge holds only what is inside. */
static void add_slots(void *self, int32_t day, tally_slots slots)
{
    struct volume *v = self;
    for (int64_t i = 0; i < SLOTS_PER_DAY; i++) {
        int64_t at = day * DAY_MS + i * VOLUME_STEP_MIN;
        if (at + VOLUME_STEP_MIN <= v->from || at >= v->to)
            continue;
        struct bin *b = &v->bin[(at - v->first) / v->step];
        for (size_t k = 0; k < OUTCOME__N; k++)
            b->outcome[k] += slots[i][k];
    }
}

struct err volume_of(struct snapshot *s, struct arena *a, const struct filter *f, struct span range,
    int64_t step, struct volume *out)
{
    const struct family_state *pages = &snapshot_manifest(s)->family[FAMILY_PAGEOUTS];
    *out = (struct volume){.from = range.from,
        .to = range.to,
        .first = step_start(range.from, step),
        .step = step,
        .held = held_of(pages, range.from, range.to),
        .through = pages->through};
    lay_bins(a, pages, out);
    struct where w;
    TRY(where_of(s, a, f, range.from, range.to, &w));
    struct tally *sum = tally_new(a); /* not asked for, but the days' totals go somewhere */
    return out->bins ? gather_pages(s, a, &w, &(struct day_taker){add_slots, out}, sum) : OK;
}
