/* panels.h: what the JSON and the CSV of a panel share: its names. */
#ifndef API_PANELS_H
#define API_PANELS_H

#include "query/edges.h"
#include "query/overview.h"

enum panel {
    PANEL_TILES,
    PANEL_VOLUME,
    PANEL_HOURS,
    PANEL_CURVE,
    PANEL_BELOW,
    PANEL_CHANNELS,
    PANEL_FUNNEL,
    PANEL_TIMES,
    PANEL__N
};
extern const char *const panel_words[PANEL__N];
/* PANEL__N when there is none of that name. */
enum panel panel_of(struct str name);

struct json_out;
/* One panel as a value; its key stands before it. */
void panel_put(struct json_out *j, const struct overview *ov, enum panel p);

/* Decimals of a metric's value: counts and percentiles have none. */
int metric_digits(enum metric m);

extern const char *const held_words[HELD_NONE + 1];
extern const char *const child_words[CHILD_PERSON + 1];

/* Closed pages accepted within that edge (query/edges.h). */
uint64_t curve_at(const struct overview *ov, size_t edge);

/* Nothing of the range is held: its zeros say nothing, and are written as unknown. */
bool is_unheld(const struct overview *ov);
bool is_unheld_attempts(const struct overview *ov);
uint64_t bin_pages(const struct bin *b);

#endif
