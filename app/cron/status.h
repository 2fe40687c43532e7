/* status.h: the verb `status`: what the store holds. */
#ifndef CRON_STATUS_H
#define CRON_STATUS_H

#include "lib/err.h"

struct task;

MUST_USE struct err status_run(struct task *t);

#endif
