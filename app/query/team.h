/* team.h: one team: its numbers, who is and was in it, and how its pages fell on them. */
#ifndef QUERY_TEAM_H
#define QUERY_TEAM_H

#include "query/metric.h"
#include "query/overview.h"
#include "query/trail.h"

#define TOLD_PEOPLE 5  /* fewer are not compared: it would tell about single ones */
#define ROSTER_MAX 200 /* rows; of larger teams those with most pages */

enum standing { STANDING_MEMBER, STANDING_FORMER, STANDING_GUEST, STANDING__N };
/* "member"; "former": was one; "guest": never was, and was paged for the team or on call for it */
extern const char *const standing_words[STANDING__N];

struct roster_row {
    int64_t key;
    struct str id, name, role; /* the role is empty of who is no member */
    enum standing standing;
    int64_t left;                  /* UTC ms, of former ones */
    uint32_t pages, sleep, nights; /* as in struct burden, of this team's pages alone */
    int64_t last;                  /* UTC ms; TIME_UNKNOWN = no page in the range */
    uint32_t oncall_days;          /* of the range, UTC days */
    int32_t level;                 /* the lowest that they were on call at; 0 = not told */
};

/* Of the people up to here, who have least: their share of the people, of the pages, of the days on
 * call. */
struct lorenz {
    double people, pages, days;
};

/* How pages fell on everybody paged or on call in the range. */
struct fairness {
    size_t n;                   /* people */
    const uint32_t *load;       /* pages of each, ascending */
    const uint32_t *days;       /* on call, of each in the same order */
    const struct lorenz *curve; /* n + 1 points, from 0, 0 to 1, 1; flat without pages */
    uint64_t oncall_days;       /* the sum of days */
    bool duties_known;          /* else it is not adjusted for time on call */
    struct value gini, top10, per_day;
    double median;    /* pages; 0 without people */
    size_t top;       /* how many people the top tenth is */
    uint64_t nobodys; /* pages without a recipient, which count nowhere here */
};

struct team_told {
    struct overview overview; /* without what is below */
    struct team team;
    bool known;             /* the directory has it; else only its id is known */
    struct roster_row *row; /* most pages first, then by name */
    size_t rows, of;        /* shown, and how many there are */
    size_t members;
    struct fairness fairness;
    struct trail place; /* the lowest part of the organisation with more than half of the members */
    size_t placed, seen; /* members in it; members whose place is known */
};

/* `id` without its letter; f without a team. ERR_MISSING: neither the directory nor the range has
 * it. */
MUST_USE struct err team_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct str id, struct zone_set *zones, struct team_told *out);

#endif
