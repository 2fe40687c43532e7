/* day.h: instants and civil dates, proleptic Gregorian, without the host's zone or locale. An
 * instant is int64_t milliseconds since 1970-01-01T00:00:00Z ("UTC ms"); a day number counts days
 * since then. */
#ifndef LIB_DAY_H
#define LIB_DAY_H

#include "lib/out.h"

/* No paging happened in 1970, and a zero costs no byte in a SQLite row. */
#define TIME_UNKNOWN INT64_C(0)
#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

struct civil {
    int year, month, day; /* 2026, 1..12, 1..31 */
    int hour, minute, second, ms;
};

int32_t day_of(int64_t ms);                         /* floor, also before 1970 */
int32_t day_of_civil(int year, int month, int day); /* the arguments must be valid */
bool civil_is_valid(struct civil c);
struct civil civil_of(int64_t ms); /* in UTC */
int64_t civil_ms(struct civil c);  /* as UTC */
int weekday_of(int32_t day);       /* 0 = Monday .. 6 = Sunday */
int days_in_month(int year, int month);
extern const char *const weekday_words[7]; /* "Mon" .. "Sun", of every locale */

/* RFC 3339 in UTC, "2026-11-20T06:00:00Z", ".123" before the Z only when the ms are not 0. */
void out_time(struct out *o, int64_t ms);
/* "2026-11-20" */
void out_date(struct out *o, int32_t day);
/* Strict RFC 3339 with Z or an offset, fractions cut to ms; false otherwise. For APIs, not exports.
 */
bool time_parse_rfc3339(struct str s, int64_t *ms);
/* "YYYY-MM-DD" */
bool date_parse(struct str s, int32_t *day);
/* The wall clock, UTC ms. For programs' own timing and cron's windows; never for an answer. */
int64_t clock_now_ms(void);
/* A monotonic clock in nanoseconds. */
int64_t clock_tick_ns(void);

#endif
