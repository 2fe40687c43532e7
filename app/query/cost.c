#include "query/cost.h"

#include "query/where.h"

/* Nanoseconds of processor time a row of the days asked about, read, picked and added up: the least
 * of five runs of `explore_of` over 395 days of the full preset (431,000 rows of page-outs, 22.7
 * million attempts). What is split costs more by each axis. */
#define NS_DAY 20000
static const struct {
    int64_t row, axis;
} ns[MATTER__N] = {
    [MATTER_PAGES] = {35, 10},
    [MATTER_ACK] = {60, 20},
    [MATTER_ANSWER] = {60, 20},
    [MATTER_LATENCY] = {60, 20},
    [MATTER_PEOPLE] = {70, 25},
    [MATTER_PAIRS] = {115, 50},
    [MATTER_INCIDENTS] = {150, 110},
    [MATTER_REPEATS] = {240, 200},
    [MATTER_LOAD] = {60, 35},
    [MATTER_CHILDREN] = {240, 120},
    [MATTER_ATTEMPTS] = {2, 2},
    [MATTER_INTERRUPTIONS] = {12, 5},
};
/* Of the other data set, where a filter asks about it: page-outs of attempts, of which few are left
 * then, and attempts of pages. */
static const int64_t ns_asked[DATASET__N] = {200, 7};
#define NS_TRIED 9  /* an attempt, where those of pages are looked up */
#define NS_TEXT 100 /* a page-out, where text is searched */

static enum dataset other_of(enum dataset d)
{
    return d == DATASET_PAGEOUTS ? DATASET_NOTIFICATIONS : DATASET_PAGEOUTS;
}

static int64_t ns_of_row(const struct gather *g, size_t axes, bool asked)
{
    enum dataset d = matter_dataset(g->matter);
    if (d == DATASET_NOTIFICATIONS && asked)
        return ns[MATTER_ATTEMPTS].row;
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
    int64_t all_ns = (int64_t)all.days * NS_DAY +
                     (int64_t)own.rows * ns_of_row(g, axes, asked > 0) +
                     asked * ns_asked[other_of(d)] + (int64_t)tried.rows * NS_TRIED;
    *ms = all_ns / 1000000;
    return OK;
}
