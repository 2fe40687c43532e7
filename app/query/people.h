/* people.h: who was paged, by how much, under any filter. Sorted by what people had to carry, never
 * by how fast they answered. */
#ifndef QUERY_PEOPLE_H
#define QUERY_PEOPLE_H

#include "query/overview.h"

enum people_sort {
    PEOPLE_BY_PAGES,
    PEOPLE_BY_NIGHT,  /* pages in sleep hours */
    PEOPLE_BY_NIGHTS, /* nights */
    PEOPLE_BY_LAST,
    PEOPLE_BY_NAME,
    PEOPLE_BY__N
};
extern const char *const people_sort_words[PEOPLE_BY__N]; /* "pages", "night" ... */

struct person_row {
    struct str id, name;
    struct str team_id, team; /* of the last page; empty = not known */
    uint32_t pages, sleep, nights;
    int64_t last; /* UTC ms */
};

struct people {
    struct window window;
    enum held held;
    struct chip chip[ORG_MAX + TEAM_MAX + PERSON_MAX];
    size_t chips;
    int64_t through;
    enum people_sort sort;
    bool descending;
    struct person_row *row;  /* those shown */
    size_t rows, from, of;   /* `from` of them stand before; there are `of` in all */
    uint32_t most;           /* pages of whom has most of all */
    struct str next;         /* cursor of the following ones; empty = none */
    uint64_t pages, nobodys; /* all; those without a recipient, which make no row */
};

/* f->sort (most pages first without one), f->n and f->after choose the rows. ERR_INPUT: the cursor
 * is of another list. */
MUST_USE struct err people_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct people *out);

#endif
