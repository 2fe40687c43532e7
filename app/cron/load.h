/* load.h: the bytes of exports through the nine stages into the writer, file by file, with a report
 * of them all. */
#ifndef CRON_LOAD_H
#define CRON_LOAD_H

#include "etl/pipeline.h"
#include "store/writer.h"

struct task;

struct load {
    struct task *task;
    struct writer *writer;
    struct pipeline_conf conf;
    struct makers makers;
    struct pipeline_report sifted; /* of all files, until records are made of their rows */
};

/* What the settings say of an import; ERR_USAGE names the one that is wrong. `task` and `zones`
 * must outlive it. */
MUST_USE struct err load_of(
    struct task *t, enum dataset dataset, struct zone_set *zones, struct load *out);
/* A writer whose makers make the records of this load, which must outlive it. */
MUST_USE struct err load_writer(struct load *l, struct writer **out);
/* Before the first file; the caller sets conf.newest. Writer and census must outlive it. */
void load_into(struct load *l, struct writer *w, const struct census *census);
/* All of one file; what it lost on the way to the writer is said, and added to the task's report,
 * which is complete when the writer has published. ERR_INPUT also for a file that ends in the
 * middle of a row; after any error nothing may be published. Of the rejects *report has the number
 * alone. */
MUST_USE struct err load_file(struct load *l, int fd, struct pipeline_report *report);
/* What the store keeps of the run; its counts come when all is built. */
struct run load_run(const struct load *l, struct span window);

#endif
