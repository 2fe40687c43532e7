/* directory.h: from what the platform says now, and the directory as it was known before, the
 * directory with its history. Pure: the same two give the same one, whatever the order of the rows.
 * How they are settled where they disagree is the table of etl/rules.h. */
#ifndef ETL_DIRECTORY_H
#define ETL_DIRECTORY_H

#include "etl/roster.h"
#include "lib/arena.h"
#include "lib/err.h"

struct directory_terms {
    const struct roster *before; /* with its index */
    struct roster *served;       /* its arrays are sorted in place */
    int64_t now;                 /* UTC ms from which what is new holds */
    int64_t edge;                /* rows created before it are not kept; 0 = all are */
};

/* What became of it. */
struct directory_changes {
    bool none; /* but for the times: what is stored may stay */
    int64_t people_new, people_changed, people_gone, people_back;
    int64_t teams_changed, members_begun, members_ended; /* new and gone teams too */
    int64_t doubled;          /* ids served more than once, people and teams */
    int64_t logins_shared;    /* logins that more than one person has */
    int64_t managers_unknown; /* people whose manager nobody knows: they count as having none */
    int64_t looped, folded; /* people whose chain is cut out of a loop; is deeper than the levels */
    int64_t placed;         /* people who have a place */
    int64_t pruned;         /* versions, memberships and duties that no kept row can name */
};

/* `served` holds the platform's rows in any order, `from` 0 and no nodes. People who are not in it
 * were not asked for: they stay as they are. A tombstone is a person with deleted set, who keeps
 * what was known of him. Teams and members are all there are: who is not in them is gone. Who is
 * new is known from 0 on; what changed has a new version from `now`; what is gone has one with
 * deleted set. `out` is in the arena, its texts are borrowed from both; it has no index. ERR_INPUT
 * when half of a known company is gone: that is a broken answer, not a layoff. */
MUST_USE struct err directory_build(struct arena *a, const struct directory_terms *terms,
    struct roster *out, struct directory_changes *changes);

#endif
