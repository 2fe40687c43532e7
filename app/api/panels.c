#include "api/panels.h"

#include "api/api.h"
#include "query/metric.h"

const char *const panel_words[PANEL__N] = {
    [PANEL_TILES] = "tiles",
    [PANEL_VOLUME] = "volume",
    [PANEL_HOURS] = "hours",
    [PANEL_CURVE] = "curve",
    [PANEL_BELOW] = "below",
    [PANEL_CHANNELS] = "channels",
    [PANEL_FUNNEL] = "funnel",
    [PANEL_TIMES] = "times",
};

const char *const held_words[] = {[HELD_ALL] = "all", [HELD_PART] = "part", [HELD_NONE] = "none"};
const char *const child_words[] = {
    [CHILD_NODE] = "node", [CHILD_TEAM] = "team", [CHILD_PERSON] = "person"};

enum panel panel_of(struct str name)
{
    for (size_t i = 0; i < PANEL__N; i++)
        if (str_eq(name, str_of(panel_words[i])))
            return (enum panel)i;
    return PANEL__N;
}

bool overview_has_panel(struct str panel)
{
    return panel_of(panel) != PANEL__N;
}

uint64_t curve_at(const struct overview *ov, size_t edge)
{
    return tally_accepted_by(ov->pages, edge_ms[edge]);
}

int metric_digits(enum metric m)
{
    switch (metrics[m].unit) {
    case UNIT_COUNT:
        return 0;
    case UNIT_MS:
        return metrics[m].stat == STAT_MEAN ? 3 : 0;
    case UNIT_SHARE:
    case UNIT_RATIO:
    case UNIT__N:
        break;
    }
    return 6;
}

bool is_unheld(const struct overview *ov)
{
    return ov->held == HELD_NONE && tally_pages(ov->pages) == 0;
}

bool is_unheld_attempts(const struct overview *ov)
{
    uint64_t n = ov->attempts.not_pages;
    for (size_t c = 0; c < CHANNEL__N; c++)
        for (size_t d = 0; d < DELIVERY__N; d++)
            n += ov->attempts.count[c][d];
    return ov->attempts_held == HELD_NONE && n == 0;
}

uint64_t bin_pages(const struct bin *b)
{
    uint64_t n = 0;
    for (EACH(k, b->outcome))
        n += b->outcome[k];
    return n;
}
