/* An answer of /explore made by hand: teams, two steps of which one is not held, a comparison, a
 * hostile name. */
#ifndef UNIT_EXPLORE_SAMPLE_H
#define UNIT_EXPLORE_SAMPLE_H

#include "query/explored.h"

#define EXPLORE_FROM INT64_C(1795046400000) /* 2026-11-19T00:00:00Z */
#define EXPLORE_HOSTILE "=cmd|' /C calc'!A0 \"<script>\""

static struct explore_row explore_rows[] = {
    {{"t7", 2}, {"Edge", 4}, {.known = true, .v = 0.75, .n = 40, .excluded = 3},
        {.known = true, .v = 0.5, .n = 40}, 0},
    {{"tops.2", 6}, {EXPLORE_HOSTILE, sizeof EXPLORE_HOSTILE - 1},
        {.known = true, .v = 0.25, .n = 8, .excluded = 1}, {.n = 0}, 1},
    {{NULL, 0}, {NULL, 0}, {.n = 0, .excluded = 2}, {.known = true, .v = 1, .n = 3}, 2},
};
static struct explore_bin explore_bins[] = {
    {EXPLORE_FROM, EXPLORE_FROM + DAY_MS, HELD_ALL,
        {.known = true, .v = 0.5, .n = 48, .excluded = 4}},
    {EXPLORE_FROM + DAY_MS, EXPLORE_FROM + 2 * DAY_MS, HELD_NONE, {0}},
};

static struct explored explore_sample(struct zone_set *zones)
{
    struct explored x = {.part = PART_ALL, .next = STR("AAAAAAAAAAAAAAAA")};
    struct explore *e = &x.explore;
    e->asking = (struct asking){
        .metric = METRIC_ACCEPTANCE, .by = BY_TEAM, .bin = BIN_DAY, .rows = 25, .at = 25};
    e->window = (struct window){.zone = zone_find(zones, STR("UTC")),
        .from = EXPLORE_FROM,
        .to = EXPLORE_FROM + 2 * DAY_MS,
        .first = day_of(EXPLORE_FROM),
        .last = day_of(EXPLORE_FROM) + 1,
        .whole_days = true};
    e->held = HELD_PART;
    e->compared = true;
    e->against = e->window;
    e->against.from -= 2 * DAY_MS;
    e->against.to -= 2 * DAY_MS;
    e->against.first -= 2;
    e->against.last -= 2;
    e->total = (struct value){.known = true, .v = 0.5, .n = 48, .excluded = 6};
    e->then = (struct value){.known = true, .v = 0.625, .n = 64, .excluded = 0};
    e->row = explore_rows;
    e->rows = COUNT_OF(explore_rows);
    e->of = 31;
    e->hidden = 2;
    e->next = 28;
    e->bin = explore_bins;
    e->bins = COUNT_OF(explore_bins);
    e->bin_size = BIN_DAY;
    x.through[DATASET_PAGEOUTS] = EXPLORE_FROM + DAY_MS;
    return x;
}

static struct explored facets_sample(struct zone_set *zones)
{
    struct explored x = explore_sample(zones);
    x.part = PART_FACETS;
    x.facets.window = x.explore.window;
    x.facets.facet[FACET_CHANNEL].value[0] = (struct facet_value){STR("sms"), 123};
    x.facets.facet[FACET_CHANNEL].values = x.facets.facet[FACET_CHANNEL].of = 1;
    x.facets.facet[FACET_SOURCE].value[0] = (struct facet_value){STR(EXPLORE_HOSTILE ", etc."), 7};
    x.facets.facet[FACET_SOURCE].values = 1;
    x.facets.facet[FACET_SOURCE].of = 214;
    return x;
}

#endif
