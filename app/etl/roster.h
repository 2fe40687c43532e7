/* roster.h: the directory as rows: people, teams, memberships, manager nodes, on-call duty, each
 * with the time from which it holds. Built by app/etl/directory.c from what the platform says, kept
 * by the store, asked by the stages "as of then". All arrays are sorted by the fields named first.
 */
#ifndef ETL_ROSTER_H
#define ETL_ROSTER_H

#include "lib/day.h"
#include "lib/limits.h"
#include "lib/str.h"

/* One version of a person, in force from `from` (0 = as far back as anything is known) until the
 * next version of the same id. A deleted person keeps its last version and gets one more with
 * deleted set. */
struct roster_person {
    struct str id; /* immutable, text: leading zeros stay */
    int64_t from;
    struct str login, name, zone, manager_id, title; /* zone empty when null upstream */
    /* Of what is served, not kept: when it was changed last, and that no manager was told of. */
    int64_t updated;
    bool manager_untold;
    bool active, deleted;
};

struct roster_team {
    struct str id;
    int64_t from;
    struct str name, kind, parent_id;
    int64_t updated; /* of what is served, not kept */
    bool deleted;
};

struct roster_member { /* sorted by person_id, team_id, from */
    struct str person_id, team_id, role;
    int64_t from, to; /* to 0 = still */
};

/* A manager and everyone below: the unit of `org=`. The number is made from the manager's id
 * (hash64 modulo 999,999,999 plus 1, collisions to the next free one in id order) and never
 * changes. */
struct roster_node { /* sorted by number */
    int32_t number;
    struct str manager_id;
    int32_t parent;   /* 0 = a root */
    int32_t depth;    /* 1 = top .. NODE_DEPTH_MAX */
    struct str label; /* the manager's title, else name */
    int32_t people;   /* in the subtree, the manager too, as of the last sync */
    bool current;     /* false: manages nobody now, kept because older pages name it */
};

struct roster_oncall { /* sorted by user_id, start */
    struct str user_id, team_id;
    int32_t level;
    int64_t start, end; /* TIME_UNKNOWN = open */
};

struct roster_index;

/* People are asked for again slot by slot, so that one time a slot says when each of them was last:
 * an hour's share of a week. A person's slot is the hash64 of the id, modulo this. */
#define CHECK_SLOTS 168

struct roster {
    struct roster_person *people;
    struct roster_team *teams;
    struct roster_member *members;
    struct roster_node *nodes;
    struct roster_oncall *oncalls;
    size_t people_n, teams_n, members_n, nodes_n, oncalls_n;
    int64_t synced_at;            /* UTC ms of the sync this came from; 0 = no directory at all */
    int64_t checked[CHECK_SLOTS]; /* UTC ms; 0 = never */
    const struct roster_index *index; /* NULL until roster_index_make of etl/lookup.h */
};

#endif
