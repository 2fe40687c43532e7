#include "etl/maker.h"

#include "etl/sifted.h"
#include "etl/stage.h"

static struct stage *(*const openers[])(const struct stage_env *) = {
    derive_stage, people_stage, teams_stage, oncall_stage, chain_stage, migrate_stage};
_Static_assert(STAGE_DERIVE + COUNT_OF(openers) == STAGE__N, "those after the sift's");

struct maker {
    struct stage base; /* passes to the first of them */
    struct pipeline_conf conf;
    struct pipeline_report report;
    struct stage_env env;
    struct stage *stage[COUNT_OF(openers)];
};

static const struct census nobody;

struct maker *maker_open(struct arena *a, const struct pipeline_conf *conf)
{
    struct maker *m = NEW(a, struct maker, 1);
    m->conf = *conf;
    m->conf.census = conf->census ? conf->census : &nobody;
    m->conf.account_zone =
        conf->account_zone ? conf->account_zone : zone_find(conf->zones, STR("UTC"));
    m->env = (struct stage_env){.a = a, .report = &m->report, .conf = &m->conf};
    stages_open(&m->env, openers, COUNT_OF(openers), m->stage);
    m->base.next = m->stage[0];
    return m;
}

struct err maker_make(
    struct maker *m, struct arena *a, const struct sifted *row, struct record *out)
{
    TRY(sifted_read(row, m->conf.dataset, a, out));
    m->report.texts_cut += (out->flags & FLAG_TEXT_CUT) != 0;
    return stage_pass(&m->base, out);
}

struct pipeline_report maker_report(struct maker *m)
{
    stages_report(m->stage, COUNT_OF(openers), STAGE_DERIVE, &m->report);
    struct pipeline_report out = m->report;
    out.stage[STAGE_PARSE].changed = out.texts_cut; /* parsing ends where texts are mended */
    m->report = (struct pipeline_report){0};
    for (size_t i = 0; i < COUNT_OF(openers); i++)
        m->stage[i]->seen = m->stage[i]->changed = m->stage[i]->dropped = 0;
    return out;
}

struct err maker_read(enum dataset d, struct arena *a, const struct sifted *row, struct record *out)
{
    TRY(sifted_read(row, d, a, out));
    out->when[WHEN_UPDATED] = row->updated;
    return OK;
}
