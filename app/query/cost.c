#include "query/cost.h"

#include "lib/limits.h"
#include "query/where.h"

/* Nanoseconds of processor time, fitted by hand to 1,000 random states over the full preset (395
 * days, 431,000 page-outs, 22.7 million attempts), each asked once of warm files, by the worker's
 * own clock, on two processors that a dozen others shared: an idle machine takes less. */
static const int64_t ns_day[DATASET__N] = {20000, 100000}; /* read and picked from */
/* A row that is picked is added up; what is split costs more by each axis. */
static const struct {
    int64_t row, axis;
} ns[MATTER__N] = {
    [MATTER_PAGES] = {60, 30},
    [MATTER_ACK] = {110, 50},
    [MATTER_ANSWER] = {110, 50},
    [MATTER_LATENCY] = {110, 50},
    [MATTER_PEOPLE] = {150, 60},
    [MATTER_PAIRS] = {220, 80},
    [MATTER_INCIDENTS] = {230, 90},
    [MATTER_REPEATS] = {300, 120},
    [MATTER_LOAD] = {150, 100},
    [MATTER_CHILDREN] = {300, 120},
    [MATTER_ATTEMPTS] = {2, 2},
    [MATTER_INTERRUPTIONS] = {10, 4},
};
/* Where the other data set is asked. */
#define NS_TRIED 7    /* an attempt of a day, where those of pages are looked up */
#define NS_FOUND 700  /* and each of the pages */
#define NS_JUDGED 240 /* a page-out of a day, where attempts ask about it */
static const int64_t ns_text[DATASET__N] = {60, 13}; /* a row of a day, where text is searched */

/* Of so many rows one is of the busiest person or team, and of so many attempts whose page is
 * asked about the page is held: as the full preset has them, rounded down. */
static const struct {
    uint64_t person, team, held;
} one_of[DATASET__N] = {
    [DATASET_PAGEOUTS] = {50, 5, 1},
    [DATASET_NOTIFICATIONS] = {1000, 50, 8},
};
/* Attempts lie among the parts of the organisation as its people do, but for so much; page-outs do
 * not. */
#define UNEVEN 4

static enum dataset other_of(enum dataset d)
{
    return d == DATASET_PAGEOUTS ? DATASET_NOTIFICATIONS : DATASET_PAGEOUTS;
}

static uint64_t cut_to(uint64_t rows, uint64_t asked, uint64_t of)
{
    return asked && asked < of ? rows / of * asked : rows;
}

static struct err people_below(const struct gather *g, uint64_t *below, uint64_t *all)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    struct node *top, node;
    size_t n = 0;
    *below = *all = 0;
    TRY(snapshot_children(g->snapshot, &a, 0, &top, &n));
    for (size_t i = 0; i < n; i++)
        *all += (uint64_t)top[i].people;
    for (size_t i = 0; i < g->where->nodes; i++) {
        struct err e = snapshot_node(g->snapshot, &a, g->where->node[i], &node);
        if (e.code != ERR_MISSING)
            TRY(e);
        *below += e.code == ERR_OK ? (uint64_t)node.people : 0;
    }
    return OK;
}

/* How many of the rows of its days are likely to be picked, at most. */
static struct err picked_of(const struct gather *g, enum dataset d, bool asked, uint64_t *rows)
{
    const struct where *w = g->where;
    uint64_t below = 0, all = 0;
    *rows = cut_to(*rows, w->persons, one_of[d].person);
    *rows = cut_to(*rows, w->teams, one_of[d].team);
    *rows /= asked ? one_of[d].held : 1;
    if (!w->nodes || d == DATASET_PAGEOUTS)
        return OK;
    TRY(people_below(g, &below, &all));
    *rows = all && below * UNEVEN < all
                ? (uint64_t)((double)*rows * UNEVEN * (double)below / (double)all)
                : *rows;
    return OK;
}

struct err cost_of(const struct gather *g, size_t axes, int64_t *ms)
{
    enum dataset d = matter_dataset(g->matter);
    uint32_t columns = gather_columns(g);
    struct where alone = *g->where;
    struct sheet_cost own, other, both;
    where_lift(&alone);
    TRY(snapshot_cost(g->snapshot, d, &alone, columns, &own));
    TRY(snapshot_cost(g->snapshot, d, g->where, columns, &both));
    TRY(snapshot_cost(g->snapshot, other_of(d), &alone, 0, &other));
    bool asked = both.rows > own.rows || (d == DATASET_PAGEOUTS && columns & SHEET_BIT(PAGE));
    uint64_t picked = own.rows;
    TRY(picked_of(g, d, asked, &picked));
    int64_t all_ns = (int64_t)own.days * ns_day[d] +
                     (int64_t)picked * (ns[g->matter].row + (int64_t)axes * ns[g->matter].axis);
    if (asked && d == DATASET_PAGEOUTS)
        all_ns += (int64_t)other.rows * NS_TRIED + (int64_t)picked * NS_FOUND;
    if (asked && d == DATASET_NOTIFICATIONS)
        all_ns += (int64_t)other.rows * NS_JUDGED;
    if (g->where->q.n)
        all_ns += (int64_t)own.rows * ns_text[d];
    *ms = all_ns / 1000000;
    return OK;
}
