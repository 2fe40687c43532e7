#include "etl/pipeline.h"

#include "csv/csv.h"
#include "etl/stage.h"

#define SCRAP_BYTES_MAX (4u << 20) /* one row's cleaned texts: 22 of 3 KiB, and room to grow */

/* Retention comes before folding: what is not kept is not handed to the sink either. */
static struct stage *(*const openers[])(const struct stage_env *) = {
    [STAGE_PARSE] = parse_stage, [STAGE_RETAIN] = retain_stage, [STAGE_FOLD] = fold_stage};

struct pipeline {
    struct pipeline_conf conf;
    struct pipeline_report report;
    struct stage_env env;
    struct arena scrap;
    struct stage *stage[COUNT_OF(openers)];
    struct csv *csv; /* NULL until bytes come */
};

struct err pipeline_open(struct arena *a, const struct pipeline_conf *conf, struct pipeline **out)
{
    const struct zone *utc = zone_find(conf->zones, STR("UTC"));
    struct pipeline *p = NEW(a, struct pipeline, 1);
    if (!conf->put)
        return err_of(ERR_USAGE, "a pipeline needs a sink");
    p->conf = *conf;
    p->conf.source_zone = conf->source_zone ? conf->source_zone : utc;
    p->scrap = arena_of(SCRAP_BYTES_MAX);
    p->report.rejects.a = a;
    p->env = (struct stage_env){
        .a = a,
        .scrap = &p->scrap,
        .rejects = &p->report.rejects,
        .report = &p->report,
        .conf = &p->conf,
    };
    stages_open(&p->env, openers, COUNT_OF(openers), p->stage);
    *out = p;
    return OK;
}

void pipeline_done(struct pipeline **p)
{
    if (*p)
        arena_done(&(*p)->scrap);
    *p = NULL;
}

static struct err take_block(void *pipeline, struct csv_block *full, struct csv_block **next)
{
    *next = full;
    return pipeline_rows(pipeline, full);
}

struct err pipeline_feed(struct pipeline *p, struct str bytes)
{
    if (!p->csv)
        p->csv = csv_new_blocks(
            p->env.a, (struct csv_blocks){take_block, p}, block_new(p->env.a), CSV_BEST);
    return csv_feed(p->csv, bytes);
}

struct err pipeline_rows(struct pipeline *p, const struct csv_block *b)
{
    for (size_t i = 0; i < b->rows; i++)
        TRY(parse_row(p->stage[STAGE_PARSE], &b->row[i]));
    return fold_settle(p->stage[STAGE_FOLD]);
}

static void fill_report(struct pipeline *p)
{
    stages_report(p->stage, COUNT_OF(openers), STAGE_PARSE, &p->report);
    p->report.rejected = p->report.rejects.n;
}

struct err pipeline_end(struct pipeline *p, struct pipeline_report *out)
{
    struct err e = p->csv ? csv_end(p->csv) : OK;
    fill_report(p);
    *out = p->report;
    TRY(e);
    if (!p->report.headed)
        return err_of(ERR_INPUT, "the file is empty: not even a header");
    return rejects_check(&p->report.rejects, p->report.rows, p->conf.reject_share);
}
