/* due.h: whose turn it is to be asked for again: the cache of people, by slots of roster.h. */
#ifndef SOURCE_DUE_H
#define SOURCE_DUE_H

#include "etl/roster.h"

struct due {
    bool slot[CHECK_SLOTS];
    size_t n; /* how many; CHECK_SLOTS: everybody */
};

/* Slots that were last asked for `age` ms ago or more, or at a time to come, are due; and of the
 * others as many, the oldest first, as keep pace with the time since the last run: a seventh a day
 * at an age of seven days. At least one. Nothing is known before the first run: everybody. */
struct due due_of(const struct roster *before, int64_t now, int64_t age);
size_t due_slot(struct str id);

#endif
