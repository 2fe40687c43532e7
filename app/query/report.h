/* report.h: what a period was like, for a review: a week, a shift of a team, a month. Its numbers
 * are the Overview's of the same days, and what is said about them are findings.h. */
#ifndef QUERY_REPORT_H
#define QUERY_REPORT_H

#include "query/explore.h"
#include "query/findings.h"
#include "query/handoff.h"
#include "query/paging.h"

#define REPORT_ROWS 5 /* of each list: a report is read to its end */
#define REPORT_TEAMS 50

enum report_kind { REPORT_WEEKLY, REPORT_HANDOFF, REPORT_LEADERSHIP, REPORT__N };
extern const char *const report_words[REPORT__N]; /* "weekly" ...: the id of /report/weekly */

/* Pages of one source, most noise first (metric "noise"). */
struct noisy {
    struct str source;
    uint64_t pages, accepted, closed, cleared;
};

/* A row below, and how far from chance its incidents changed: pages of one come together. */
struct changed {
    const struct child *now, *then;
    double deviations;
};

struct report {
    enum report_kind kind;
    struct filter filter; /* what was asked, with the dates of the period */
    struct overview now;  /* with `before`, but of a shift */
    struct window earlier, later;
    bool has_later;             /* there is data of it */
    uint64_t ended, unaccepted; /* incidents: that are over; of those, that nobody accepted */
    struct pagings pagings;     /* weekly: the unaccepted but for the cleared; hand-off: all */
    struct noisy noisy[REPORT_ROWS];
    size_t noisies;
    struct changed changed[REPORT_ROWS];
    size_t changes;
    struct handoff shift;     /* hand-off */
    struct explore_row *team; /* a hand-off of no team: the teams paged in seven days */
    size_t teams, teams_of;
    struct window year; /* leadership: the same month a year back */
    enum held year_held;
    uint64_t year_pages, year_incidents;
    struct value top10; /* leadership: pages of the busiest tenth */
    bool no_duties;
    struct finding finding[FINDINGS_MAX]; /* in the order of their table */
    size_t findings;
};

/* REPORT__N: none of that name. */
enum report_kind report_find(struct str id);
/* Everything in the arena. ERR_BUSY: the deadline passed. `zones` must hold f->tz. */
MUST_USE struct err report_of(struct snapshot *s, struct arena *a, enum report_kind kind,
    const struct filter *f, struct zone_set *zones, struct report *out);
/* The period of a report that was asked for without dates: the last whole ISO week of the data, or
 * its last whole month, in the zone of `w`, whose days are set. `end` is where the data ends. */
void report_days(enum report_kind kind, int64_t end, struct window *w);

#endif
