/* local.h: local time of a few zones, taken from libc once at the start and kept as a table of
 * offsets by half hours. On purpose not lib/zone.h: what truth says about night hours must not come
 * from there. */
#ifndef SIM_LOCAL_H
#define SIM_LOCAL_H

#include "lib/arena.h"

#define ZONE_NONE UINT8_MAX

struct zone_row {
    const char *name;    /* IANA */
    const char *country; /* ISO 3166 of the people who live there */
    double share;        /* of the people */
};
extern const struct zone_row zone_rows[];
extern const size_t zone_rows_n;

struct local {
    int64_t first; /* UTC ms of the table's first half hour */
    size_t halves;
    int32_t **offset_s; /* [zone][half hour] */
};

/* Fills the table for [from, to). Sets TZ and sets it back: call it before there are threads. */
struct local local_of(struct arena *a, int64_t from, int64_t to);
/* 0 = Monday 00 .. 167 = Sunday 23; ZONE_NONE is UTC. */
int local_hour(const struct local *l, uint8_t zone, int64_t ms);
/* When the calendar day that begins at `day` in UTC begins there; no zone changes at midnight. */
int64_t local_midnight(const struct local *l, uint8_t zone, int64_t day);
/* 22 to 08 on every day. */
bool local_is_night(int hour_of_week);
/* Monday to Friday, 08 to 18. */
bool local_is_business(int hour_of_week);

#endif
