#include "query/explored.h"

#include "query/cursor.h"
#include "store/reader.h"

const char *const part_words[PART__N] = {
    [PART_ALL] = "",
    [PART_TOTAL] = "total",
    [PART_ROWS] = "rows",
    [PART_SERIES] = "series",
    [PART_FACETS] = "facets",
};

bool explored_has(const struct explored *x, enum part part)
{
    if (part == PART_FACETS)
        return x->part == PART_FACETS || (x->part == PART_ALL && x->beside);
    if (x->part == PART_FACETS)
        return false;
    bool asked = x->part == PART_ALL || x->part == part;
    if (part == PART_ROWS)
        return asked && x->explore.asking.by != BY_NONE;
    return asked && (part != PART_SERIES || x->explore.asking.bin != BIN_NONE);
}

struct refusal explored_refusal(const struct explored *x)
{
    return x->part == PART_FACETS ? x->facets.refusal : x->explore.refusal;
}

static struct err ask_explore(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct explored *out)
{
    uint64_t list = cursor_list(a, STR("explore"), snapshot_id(s), f);
    struct asking asking;
    if (!asking_of(f, &asking))
        return err_of(ERR_INPUT, "no metric or group of that name");
    if (f->after.n && !cursor_read(f->after, list, &asking.at))
        return err_of(ERR_INPUT, "a cursor of another list");
    asking.budget_ms = out->budget_ms;
    if (out->part == PART_TOTAL || out->part == PART_SERIES)
        asking.by = BY_NONE;
    if (out->part == PART_TOTAL || out->part == PART_ROWS)
        asking.bin = BIN_NONE;
    TRY(err_at(explore_of(s, a, f, &asking, zones, &out->explore), "explore"));
    if (out->explore.next)
        out->next = cursor_write(a, list, out->explore.next);
    return OK;
}

static struct err ask_facets(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct explored *out)
{
    TRY(err_at(explore_facets(s, a, f, out->budget_ms, zones, &out->facets), "facets"));
    out->explore.window = out->facets.window;
    return OK;
}

/* Of the budget of a panel: facets are many questions, and beside another's answer a nicety. */
#define BESIDE_SHARE 3

static struct err ask_beside(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct explored *x)
{
    if (x->part != PART_ALL || !x->beside || x->explore.refusal.refused)
        return OK;
    struct err e = explore_facets(s, a, f, x->budget_ms / BESIDE_SHARE, zones, &x->facets);
    if (e.code != ERR_BUSY)
        return e;
    err_drop(e, "told as a panel that needs a narrower range");
    x->facets.refusal.refused = true;
    return OK;
}

struct err explored_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct explored *x)
{
    for (EACH(d, x->through))
        x->through[d] = snapshot_manifest(s)->family[d].through;
    TRY(err_at(chips_of(s, a, f, x->chip, &x->chips), "chips"));
    TRY((x->part == PART_FACETS ? ask_facets : ask_explore)(s, a, f, zones, x));
    return err_at(ask_beside(s, a, f, zones, x), "facets");
}
