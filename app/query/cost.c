#include "query/cost.h"

#include "query/where.h"

/* Nanoseconds of processor time a row of the days asked about, read, picked and added up: medians
 * of nine runs of `explore_of` over 90 days of the full preset (98,000 rows of page-outs, 5.1
 * million attempts) on a machine with other work. What is split costs more by each axis. */
#define NS_DAY 20000
static const struct {
    int64_t row, axis;
} ns[MATTER__N] = {
    [MATTER_PAGES] = {70, 30},
    [MATTER_ACK] = {110, 40},
    [MATTER_ANSWER] = {110, 40},
    [MATTER_LATENCY] = {110, 40},
    [MATTER_PEOPLE] = {180, 40},
    [MATTER_PAIRS] = {220, 50},
    [MATTER_INCIDENTS] = {240, 90},
    [MATTER_REPEATS] = {350, 250},
    [MATTER_LOAD] = {140, 50},
    [MATTER_CHILDREN] = {240, 120},
    [MATTER_ATTEMPTS] = {6, 7},
    [MATTER_INTERRUPTIONS] = {20, 10},
};
/* Of the other data set, where a filter asks about it: page-outs of attempts, attempts of pages. */
static const int64_t ns_asked[DATASET__N] = {1000, 12};
#define NS_TRIED 16 /* an attempt, where those of pages are looked up */
#define NS_TEXT 100 /* a page-out, where text is searched */

static enum dataset other_of(enum dataset d)
{
    return d == DATASET_PAGEOUTS ? DATASET_NOTIFICATIONS : DATASET_PAGEOUTS;
}

static int64_t ns_of_row(const struct gather *g, size_t axes)
{
    enum dataset d = matter_dataset(g->matter);
    int64_t of_row = ns[g->matter].row + (int64_t)axes * ns[g->matter].axis;
    return of_row + (g->where->q.n && d == DATASET_PAGEOUTS ? NS_TEXT : 0);
}

struct err cost_of(const struct gather *g, size_t axes, int64_t *ms)
{
    enum dataset d = matter_dataset(g->matter);
    uint32_t columns = gather_columns(g);
    struct where alone = *g->where;
    struct sheet_cost own, all, tried = {0};
    where_lift(&alone);
    TRY(snapshot_cost(g->snapshot, d, &alone, columns, &own));
    TRY(snapshot_cost(g->snapshot, d, g->where, columns, &all));
    if (d == DATASET_PAGEOUTS && columns & SHEET_BIT(PAGE))
        TRY(snapshot_cost(g->snapshot, other_of(d), &alone, 0, &tried));
    int64_t asked = all.rows > own.rows ? (int64_t)(all.rows - own.rows) : 0;
    int64_t all_ns = (int64_t)all.days * NS_DAY + (int64_t)own.rows * ns_of_row(g, axes) +
                     asked * ns_asked[other_of(d)] + (int64_t)tried.rows * NS_TRIED;
    *ms = all_ns / 1000000;
    return OK;
}
