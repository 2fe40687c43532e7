/* find.h: who or what is meant by some words: people, teams, parts of the organisation and
 * incidents that have all of them, the likeliest first. */
#ifndef QUERY_FIND_H
#define QUERY_FIND_H

#include "query/overview.h"
#include "query/trail.h"
#include "store/reader.h"

#define SUGGEST_MAX 10 /* rows: more are not read at a glance */

struct hit {
    enum find_list list;
    struct str id, name;      /* the platform's id; for a node its manager's */
    struct str detail;        /* login and title, kind, manager's name, source */
    struct str team_id, team; /* of a person: empty when none is known */
    int32_t number;           /* of a node */
    struct trail trail;       /* of a person and a node */
    bool former;
    uint64_t pages; /* of the range; of an incident, its page-outs' rows */
    int64_t first;  /* of an incident, as struct incident has it */
};

struct find {
    struct str text;
    struct window window;
    struct hits {
        struct hit *hit;
        size_t n, of; /* shown, and how many there are */
        bool more;    /* at least `of` */
    } hits[FIND__N];
    bool counted; /* pages are known; else counting them took too long */
};

/* f->q is what is looked for, f->n how many of each list at most. Everything in the arena. */
MUST_USE struct err find_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct find *out);
/* SUGGEST_MAX in all, of every list some, without pages. */
MUST_USE struct err suggest_of(
    struct snapshot *s, struct arena *a, struct str text, struct find *out);

#endif
