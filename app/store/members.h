/* members.h: who is or was in a team, as the directory tells. */
#ifndef STORE_MEMBERS_H
#define STORE_MEMBERS_H

#include "store/reader.h"

/* All memberships of that team there ever were, by person, then by `from`. Nothing without a
 * directory. */
MUST_USE struct err snapshot_members(
    struct snapshot *s, struct arena *a, struct str team_id, struct roster_member **out, size_t *n);

#endif
