/* lookup.h: asking a roster what held at an instant. A roster is only read; what is found is
 * borrowed from it. The arrays must be sorted as roster.h says, and a roster that is not empty must
 * have its index. */
#ifndef ETL_LOOKUP_H
#define ETL_LOOKUP_H

#include "etl/roster.h"
#include "lib/runs.h"

#define LOOKUP_NONE SIZE_MAX
#define NODE_NUMBERS 999999999 /* numbers are 1 to this: nine digits in a URL */

/* Where the rows of one id stand; nodes by their number. */
struct roster_index {
    struct runs people, teams, members, nodes;
};

/* Gives the roster its index, which holds until one of its arrays changes. */
void roster_index_make(struct arena *a, struct roster *r);

/* The index of the person's version in force at `at`; before the first one, the first: nothing
 * older is known. LOOKUP_NONE for an id the directory does not have. */
size_t roster_person_at(const struct roster *r, struct str id, int64_t at);
size_t roster_team_at(const struct roster *r, struct str id, int64_t at);
/* The instant from which version i no longer holds; INT64_MAX for the newest. */
int64_t roster_person_until(const struct roster *r, size_t i);
int64_t roster_team_until(const struct roster *r, size_t i);
/* The index of the node of that manager, or LOOKUP_NONE. */
size_t roster_node_of(const struct roster *r, struct str manager_id);
size_t roster_node_numbered(const struct roster *r, int32_t number);
/* The number a manager's node gets unless another one has it; then the next one, and so on. */
int32_t node_number_first(struct str manager_id);
int32_t node_number_next(int32_t number);
/* The first membership of that person, in order; there are *n of them. */
const struct roster_member *roster_members_of(
    const struct roster *r, struct str person_id, size_t *n);
/* Whether both hold the same, but for when they were synced and checked. */
bool roster_same(const struct roster *x, const struct roster *y);

#endif
