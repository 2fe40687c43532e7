#include "query/cost.h"

/* Nanoseconds, of a day and of a row that is read, picked and added up. */
static const struct {
    int64_t day, row, tries; /* tries: more for a page whose attempts are looked up */
} ns[DATASET__N] = {
    [DATASET_PAGEOUTS] = {20000, 60, 1500},
    [DATASET_NOTIFICATIONS] = {20000, 12, 0},
};

struct err cost_of(const struct gather *g, int64_t *ms)
{
    enum dataset d = matter_dataset(g->matter);
    struct sheet_cost c;
    TRY(snapshot_cost(g->snapshot, d, g->where, gather_columns(g), &c));
    bool tried = gather_columns(g) & 1u << SHEET_PAGE;
    int64_t row = ns[d].row + (tried ? ns[d].tries : 0);
    *ms = ((int64_t)c.days * ns[d].day + (int64_t)c.rows * row) / 1000000;
    return OK;
}
