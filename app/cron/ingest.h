/* ingest.h: the verb `ingest`: an export, from the platform or a file, into the store. */
#ifndef CRON_INGEST_H
#define CRON_INGEST_H

#include "lib/err.h"

struct task;

MUST_USE struct err ingest_run(struct task *t);

#endif
