/* teams.h: all teams, how each was paged, under any filter: those that were not paged too, unless
 * the filter asks for people. */
#ifndef QUERY_TEAMS_H
#define QUERY_TEAMS_H

#include "query/children.h"

enum teams_sort {
    TEAMS_BY_NAME,
    TEAMS_BY_PAGES,
    TEAMS_BY_PEOPLE,
    TEAMS_BY_ANSWERED,
    TEAMS_BY_HALF,
    TEAMS_BY_ESCALATED,
    TEAMS_BY_NIGHT,
    TEAMS_BY_ONCALL,
    TEAMS_BY__N
};
extern const char *const teams_sort_words[TEAMS_BY__N]; /* "name", "pages" ... */

struct team_row {
    struct child child; /* id, name and numbers */
    bool former;        /* no team of today */
    uint64_t oncall;    /* different people on call in the range */
};

/* Where the names begin with a letter, in a list by name. */
#define TEAM_LETTERS 27 /* the last: everything that is no letter of the alphabet */
struct team_letter {
    size_t n;
    struct str after; /* cursor of its first row; empty = the list's beginning, or no such list */
};

struct teams {
    struct window window;
    enum held held;
    struct chip chip[ORG_MAX + TEAM_MAX + PERSON_MAX];
    size_t chips;
    int64_t through;
    enum teams_sort sort;
    bool descending;
    struct team_row *row; /* the whole list in its order */
    size_t of, paged;
    size_t from, to;         /* those shown */
    struct str next;         /* cursor of the following ones; empty = none */
    bool oncall_known;       /* somebody is known to be on call in the range */
    uint64_t pages, unknown; /* all; those of no known team, which make no row */
    struct team_letter letter[TEAM_LETTERS];
};

/* f->sort, f->n and f->after choose the rows. ERR_INPUT: the cursor is of another list. */
MUST_USE struct err teams_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct teams *out);

#endif
