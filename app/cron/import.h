/* import.h: one window of one data set: taken from where it comes, brought through the nine stages,
 * published as one generation. */
#ifndef CRON_IMPORT_H
#define CRON_IMPORT_H

#include "cron/load.h"
#include "source/reports.h"

struct import_source {
    /* Gives all its rows to the load, whose conf.newest it sets. The store holds what came before
     * `through`; with these rows it will hold *covered too. */
    struct err (*take)(void *self, struct load *l, int64_t through, struct span *covered);
    void *self;
};

/* After any error nothing was published. Without a single usable row nothing is either: an empty
 * export may be a broken one. */
MUST_USE struct err import_run(struct task *t, enum dataset dataset, struct import_source from);

/* How the settings want reports of a data set to be fetched. */
struct report_conf import_report_conf(const struct task *t, enum dataset dataset);
/* Takes a report's file into a `struct load`; ERR_INPUT when the report counts other rows. */
MUST_USE struct err import_report(void *load, const struct report_file *file);
/* The data set that the verb's second word names. */
MUST_USE struct err import_dataset(const struct task *t, enum dataset *out);

#endif
