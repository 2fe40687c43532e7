/* task.h: one run of one verb: what it was told, what it did so far, and what it has to say. */
#ifndef CRON_TASK_H
#define CRON_TASK_H

#include "etl/operational.h"
#include "etl/report.h"
#include "settings.h"
#include "source/directory.h"
#include "store/writer.h"

/* What a verb adds to the run's JSON line. */
struct task_number {
    const char *name;
    int64_t value;
};
#define TASK_NUMBERS_MAX 16

struct task {
    struct arena *a; /* for as long as the program runs */
    struct settings set;
    struct args args;
    struct str from, to, file, json, markdown, dry_run, all, manifest, full, url, out,
        base;        /* options; empty = not given */
    int64_t began;   /* UTC ms */
    struct out text; /* for stdout */
    struct directory_counts listed;
    struct pipeline_report report; /* of all files; of the rejects, n alone */
    int64_t files, bytes;
    struct published published;
    struct task_number number[TASK_NUMBERS_MAX];
    size_t numbers;
    int signal; /* that ended the run early; 0 = none */
};

/* How many days of a data set are kept, as the settings say. */
int32_t task_keep_days(const struct task *t, enum dataset d);
struct writer_conf task_writer_conf(const struct task *t);
/* How much to work on at a time: what the setting says, or the cores. 1 to CREW_MAX. */
int64_t task_jobs(const struct task *t);
/* Which teams count, as --operational-teams and --team-kinds say; ERR_USAGE names the wrong one. */
MUST_USE struct err task_team_filter(struct task *t, struct team_filter *out);
/* What was published, in words. */
void task_say_published(struct task *t, const struct writer *w);
/* `name` is a literal of ours. */
void task_tell(struct task *t, const char *name, int64_t value);
/* The run's JSON line on stderr. */
void task_log(const struct task *t, const char *verb, struct err e, int64_t took_ns);

#endif
