/* upkeep.h: the verbs that keep the store in order: they bring nothing new. */
#ifndef CRON_UPKEEP_H
#define CRON_UPKEEP_H

#include "lib/err.h"

struct task;

MUST_USE struct err upkeep_retain(struct task *t);
MUST_USE struct err upkeep_compact(struct task *t);
MUST_USE struct err upkeep_migrate(struct task *t);
MUST_USE struct err upkeep_gc(struct task *t);
MUST_USE struct err upkeep_verify(struct task *t);

#endif
