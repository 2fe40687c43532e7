/* directory.h: the verb `directory`: people, teams and on-call duty from the platform into the
 * store. */
#ifndef CRON_DIRECTORY_H
#define CRON_DIRECTORY_H

#include "lib/err.h"

struct task;

MUST_USE struct err directory_run(struct task *t);
/* How it is settled where the platform disagrees with itself. */
MUST_USE struct err rules_run(struct task *t);

#endif
