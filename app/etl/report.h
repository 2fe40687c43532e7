/* report.h: what a pipeline reports: added up over several files, in words for people, in a log
 * line. */
#ifndef ETL_REPORT_H
#define ETL_REPORT_H

#include "etl/pipeline.h"
#include "lib/log.h"
#include "lib/out.h"

/* Of the rejects only their number is added: the quoted ones belong to their file. */
void report_add(struct pipeline_report *sum, const struct pipeline_report *more);
/* What became of the rows in the sink, now that it knows. */
void report_sink(struct pipeline_report *r, const int64_t sunk[SUNK__N]);
/* The nine stages as a table, and what became of the rows. */
void report_text(struct out *o, const struct pipeline_report *r);
/* The quoted rejects, a line each. */
void report_rejects(struct out *o, const struct pipeline_report *r);
/* Every count by name; nothing when no row was read. */
void report_log(struct log *l, const struct pipeline_report *r);

#endif
