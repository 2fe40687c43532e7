/* stage.h: one of the nine steps from a row of an export to a record of the store. Each takes a
 * record, fills in what it is there for, and hands it on or drops it; each counts what it saw,
 * changed, dropped. */
#ifndef ETL_STAGE_H
#define ETL_STAGE_H

#include "csv/csv.h"
#include "etl/pipeline.h"
#include "etl/record.h"
#include "etl/rejects.h"

struct stage {
    const char *name;
    /* Given one record, borrowed for the call. It hands on the same one, or nothing. */
    struct err (*take)(struct stage *self, struct record *r);
    struct stage *next;
    size_t seen, changed, dropped;
};

/* What the stages share. */
struct stage_env {
    struct arena *a;     /* lives as long as the pipeline */
    struct arena *scrap; /* wiped before every row */
    struct rejects *rejects;
    struct pipeline_report *report;
    const struct pipeline_conf *conf;
};

/* Hands the record to the next stage, which sees one more. */
MUST_USE struct err stage_pass(struct stage *self, struct record *r);

/* Rows to records; it is the one that takes rows, by parse_row. */
struct stage *parse_stage(const struct stage_env *env);
MUST_USE struct err parse_row(void *parse, const struct csv_row *row);
/* Words to their meaning; what follows from other fields. */
struct stage *derive_stage(const struct stage_env *env);
/* The recipient as of then: name, hours of his own. */
struct stage *people_stage(const struct stage_env *env);
/* The recipient's team as of then. */
struct stage *teams_stage(const struct stage_env *env);
/* The team that the on-call group names, which goes before the recipient's. */
struct stage *oncall_stage(const struct stage_env *env);
/* The managers above the recipient as of then. */
struct stage *chain_stage(const struct stage_env *env);
/* Drops what is older than is kept. */
struct stage *retain_stage(const struct stage_env *env);
/* One record for each identity: the sink decides which version stays. */
struct stage *fold_stage(const struct stage_env *env);
/* Days whose stored segment has an older schema, and is brought up by being written again. */
struct stage *migrate_stage(const struct stage_env *env);

#endif
