/* maker.h: records of the rows that the sift let through and that hold over their other versions:
 * the second half of a pipeline. A maker belongs to one thread; several may share what their conf
 * points to. */
#ifndef ETL_MAKER_H
#define ETL_MAKER_H

#include "etl/pipeline.h"

struct maker;

/* The maker is in the arena; what `conf` points to must outlive it. */
struct maker *maker_open(struct arena *a, const struct pipeline_conf *conf);
/* The record's texts are borrowed from the row and the roster, or in the arena. */
MUST_USE struct err maker_make(
    struct maker *m, struct arena *a, const struct sifted *row, struct record *out);
/* What it counted since it was opened, or asked last. */
struct pipeline_report maker_report(struct maker *m);
/* The record as far as the row tells it by itself: enough to say which of two versions holds. */
MUST_USE struct err maker_read(
    enum dataset d, struct arena *a, const struct sifted *row, struct record *out);

#endif
