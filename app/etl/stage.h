/* stage.h: one of the nine steps from a row of an export to a record of the store. Each takes a
 * record, fills in what it is there for, and hands it on or drops it; each counts what it saw,
 * changed, dropped. An instance belongs to one thread. */
#ifndef ETL_STAGE_H
#define ETL_STAGE_H

#include "csv/csv.h"
#include "etl/pipeline.h"
#include "etl/record.h"
#include "etl/rejects.h"

struct stage {
    /* Given one record, borrowed for the call. It hands on the same one, or nothing. */
    struct err (*take)(struct stage *self, struct record *r);
    struct stage *next;
    size_t seen, changed, dropped;
};

/* What the stages of a pipeline, or of a maker, share. */
struct stage_env {
    struct arena *a;         /* lives as long as they */
    struct arena *scrap;     /* of the sift: of what is refused */
    struct rejects *rejects; /* of the sift */
    struct pipeline_report *report;
    const struct pipeline_conf *conf;
};

/* Opens the stages and links each to the next. */
void stages_open(const struct stage_env *env,
    struct stage *(*const *openers)(const struct stage_env *), size_t n, struct stage **out);
/* What they counted, from place `first` of the report on; of the others the names. */
void stages_report(
    struct stage *const *stage, size_t n, enum stage_place first, struct pipeline_report *out);

/* Hands the record to the next stage, which sees one more. */
MUST_USE struct err stage_pass(struct stage *self, struct record *r);

/* The sift. Rows to records with ids, times and numbers read, and texts as they came; it is the one
 * that takes rows, by parse_row, and that refuses them. */
struct stage *parse_stage(const struct stage_env *env);
MUST_USE struct err parse_row(void *parse, const struct csv_row *row);
/* Drops what is older than is kept. */
struct stage *retain_stage(const struct stage_env *env);
/* Hands rows to the sink, which keeps one version of each. It holds back one row: fold_settle hands
 * on that one too, before the bytes go that rows point to. */
struct stage *fold_stage(const struct stage_env *env);
MUST_USE struct err fold_settle(struct stage *fold);

/* The maker's. Words to their meaning; what follows from other fields. */
struct stage *derive_stage(const struct stage_env *env);
/* The recipient as of then: name, hours of his own. */
struct stage *people_stage(const struct stage_env *env);
/* The recipient's team as of then. */
struct stage *teams_stage(const struct stage_env *env);
/* The team that the on-call group names, which goes before the recipient's. */
struct stage *oncall_stage(const struct stage_env *env);
/* The managers above the recipient as of then. */
struct stage *chain_stage(const struct stage_env *env);
/* Days whose stored segment has an older schema, and is brought up by being written again. */
struct stage *migrate_stage(const struct stage_env *env);

#endif
