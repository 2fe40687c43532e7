/* rest.h: when people had rest: their nights by their own clock, and stretches without a page.
 * These are told of single people and have no place in the table of metrics: a stretch has no value
 * for a group, and neither can be added up over bins. Pure. */
#ifndef QUERY_REST_H
#define QUERY_REST_H

#include "store/manifest.h"

/* The rules, as printed beside the numbers. */
extern const char nights_rule[], quiet_rule[];

/* The night, by the local day it began on, of a moment in somebody's sleep hours: `day` is its UTC
 * day, local_hour that hour of the week, as in struct record. */
int32_t night_of(int32_t day, int32_t local_hour);

/* The longest stretch of [from, to) without one of the moments at[0..n), which ascend, and wholly
 * within a window of `held`: of equal ones the first. Empty when nothing of it is held. */
struct span quiet_of(
    const int64_t *at, size_t n, const struct span *held, size_t held_n, int64_t from, int64_t to);

#endif
