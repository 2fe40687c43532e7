/* backfill.h: the verb `backfill`: months of a data set from the platform into the store, in chunks
 * of days, by several processes, to be interrupted at any moment and begun again. */
#ifndef CRON_BACKFILL_H
#define CRON_BACKFILL_H

#include "lib/err.h"

struct task;

MUST_USE struct err backfill_run(struct task *t);

#endif
