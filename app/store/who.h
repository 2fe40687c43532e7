/* who.h: a part of the organisation, a person, a team, as the last sync of the directory knows
 * them: values that answers carry. Texts are in the arena of whoever asked. */
#ifndef STORE_WHO_H
#define STORE_WHO_H

#include "lib/limits.h"
#include "lib/str.h"

struct node {
    int32_t number, parent, depth, people;
    struct str label, manager_id, manager_name;
    bool current;
};

struct person {
    int64_t key;
    struct str id, login, name, zone, title, manager_id;
    struct str team_id;                  /* the first operational team by id, empty when none */
    int32_t path[NODE_DEPTH_MAX], depth; /* nodes above (and own), the top first */
    bool active, deleted;
};

/* As its page-outs, or else its notifications, tell. */
struct incident {
    struct str id, title, source, priority, urgency;
    int64_t first; /* UTC ms of its first page-out; TIME_UNKNOWN: only notifications tell of it */
    int64_t rows;  /* of page-outs */
};

struct team {
    int64_t key;
    struct str id, name, kind;
    bool deleted;
};

#endif
