/* say.h: numbers, times and spans as a reader wants them, in the arena. Units stand behind a
 * no-break space. Nothing is rounded into a lie: 99.96 % is not 100 %, and a little is not 0. */
#ifndef VIEWS_SAY_H
#define VIEWS_SAY_H

#include "lib/zone.h"
#include "query/metric.h"
#include "query/overview.h"

struct str say_count(struct arena *a, uint64_t n);                     /* "12,345" */
struct str say_short(struct arena *a, double n);                       /* "1.2k", for axes */
struct str say_things(struct arena *a, uint64_t n, const char *thing); /* "1 page", "3 pages" */
struct str say_share(struct arena *a, uint64_t part, uint64_t whole);  /* "86.2 %"; whole > 0 */
/* A metric's value: "86.2 %", "unknown", "not reached". */
struct str say_value(struct arena *a, const struct value *v, enum unit unit);
struct str say_duration(struct arena *a, int64_t ms);              /* "1 min 48 s" */
struct str say_bytes(struct arena *a, int64_t bytes);              /* "1.4 GB" */
struct str say_day_short(struct arena *a, int32_t day);            /* "3 Nov" */
struct str say_days(struct arena *a, int32_t first, int32_t last); /* "23 Aug to 20 Nov 2026" */
struct str say_utc(struct arena *a, int64_t ms);                   /* "20 Nov 2026, 06:00 UTC" */
struct str say_minute(struct arena *a, const struct zone *z, int64_t ms); /* "20 Nov, 06:00" */
struct str say_window(struct arena *a, const struct window *w);
/* "pages": what a value is made from, of any number but 1 (query/metric.h has that). */
extern const char *const grain_plurals[GRAIN__N];
/* A step of time, of so many days or, with 0, an hour: "Tue 3 Nov 2026", "week of 2 Nov 2026", "3
 * Nov 2026, 06:00 UTC". */
struct str say_bin(struct arena *a, const struct overview *o, const struct bin *b);
struct str say_span(struct arena *a, const struct zone *z, int64_t from, int64_t to, bool hours);

#endif
