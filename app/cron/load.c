#include "cron/load.h"

#include "cron/task.h"
#include "etl/intake.h"
#include "etl/maker.h"
#include "lib/day.h"
#include "lib/limits.h"
#include "source/unpack.h"
#include "store/schema.h"

_Static_assert((int)SUNK_NEW == (int)PUT_NEW && (int)SUNK_NEWER == (int)PUT_NEWER &&
                   (int)SUNK_SAME == (int)PUT_SAME && (int)SUNK_OLDER == (int)PUT_OLDER &&
                   (int)SUNK__N == (int)PUT__N,
    "what became of a record is numbered alike on both sides");
_Static_assert((int)STAGE__N <= STAGES_MAX, "a run has room for every stage");

static struct err put(void *self, const struct sifted *row)
{
    struct load *l = self;
    return writer_put(l->writer, row);
}

static struct err read_row(
    void *self, struct arena *a, const struct sifted *row, struct record *out)
{
    const struct load *l = self;
    return maker_read(l->conf.dataset, a, row, out);
}

static struct err open_maker(void *self, struct arena *a, void **maker)
{
    const struct load *l = self;
    *maker = maker_open(a, &l->conf);
    return OK;
}

static struct err make(void *maker, struct arena *a, const struct sifted *row, struct record *out)
{
    return maker_make(maker, a, row, out);
}

static void count(void *maker, void *counts)
{
    *(struct pipeline_report *)counts = maker_report(maker);
}

static void run_count(struct run *run, const struct pipeline_report *r)
{
    run->ended = clock_now_ms();
    run->rows = (int64_t)r->rows;
    run->kept = (int64_t)(r->sunk[SUNK_NEW] + r->sunk[SUNK_NEWER]);
    run->rejected = (int64_t)r->rejected;
    run->duplicates = (int64_t)r->sunk[SUNK_SAME];
    run->older = (int64_t)r->sunk[SUNK_OLDER];
    run->newer = (int64_t)r->sunk[SUNK_NEWER];
    run->person_unknown = (int64_t)r->person_unknown;
    run->team_unknown = (int64_t)r->team_unknown;
    run->chain_unknown = (int64_t)r->chain_unknown;
    run->stages = STAGE__N;
    for (size_t i = 0; i < STAGE__N; i++)
        run->stage[i] = (struct stage_count){str_of(r->stage[i].name), (int64_t)r->stage[i].seen,
            (int64_t)r->stage[i].changed, (int64_t)r->stage[i].dropped};
}

/* What was counted before, when a race was lost then, is counted anew. */
static void built(
    void *self, void *const *counts, size_t n, const int64_t sunk[PUT__N], struct run *run)
{
    struct load *l = self;
    struct pipeline_report *sum = &l->task->report;
    *sum = l->sifted;
    for (size_t i = 0; i < n; i++)
        report_add(sum, counts[i]);
    report_sink(sum, sunk);
    run_count(run, sum);
}

static bool day_is_old(void *self, int32_t day)
{
    const struct load *l = self;
    enum family f = (enum family)l->conf.dataset;
    const struct segment_ref *ref = manifest_segment(writer_base(l->writer), f, day);
    return ref && ref->schema < schema_version(f);
}

static struct err zone_choose(
    struct zone_set *zones, struct str name, const char *setting, const struct zone **out)
{
    *out = zone_find(zones, name);
    return *out ? OK
                : err_of(ERR_USAGE, "--%s: \"%.*s\" is no time zone of this system", setting,
                      STR_ARG(str_head(name, 60)));
}

struct err load_of(struct task *t, enum dataset dataset, struct zone_set *zones, struct load *out)
{
    struct pipeline_conf *conf = &out->conf;
    *out = (struct load){.task = t};
    out->makers = (struct makers){.self = out,
        .read = read_row,
        .open = open_maker,
        .make = make,
        .count = count,
        .counts_bytes = sizeof(struct pipeline_report),
        .built = built};
    conf->dataset = dataset;
    conf->zones = zones;
    TRY(zone_choose(zones, t->set.source_zone, "source-zone", &conf->source_zone));
    TRY(zone_choose(zones, t->set.account_zone, "account-zone", &conf->account_zone));
    conf->reject_share = t->set.reject_share;
    conf->retention_days = task_keep_days(t, dataset);
    return OK;
}

struct err load_writer(struct load *l, struct writer **out)
{
    struct writer_conf conf = task_writer_conf(l->task);
    conf.makers = &l->makers;
    return writer_open(out, (enum family)l->conf.dataset, &conf);
}

void load_into(struct load *l, struct writer *w, const struct census *census)
{
    l->writer = w;
    l->conf.census = census;
    l->conf.put = put;
    l->conf.day_is_old = day_is_old;
    l->conf.put_self = l->conf.day_self = l;
}

static struct err pour(void *self, struct sink into)
{
    return unpack_fd(*(const int *)self, into);
}

static struct err take(void *self, const struct csv_block *b)
{
    return pipeline_rows(self, b);
}

/* The report is filled in whatever went wrong. */
static struct err read_all(int fd, struct pipeline *p, struct pipeline_report *report)
{
    struct err e = intake_run((struct intake_source){pour, &fd}, (struct intake_taker){take, p});
    struct err end = pipeline_end(p, report);
    return e.code == ERR_OK ? end : e;
}

struct err load_file(struct load *l, int fd, struct pipeline_report *report)
{
    struct task *t = l->task;
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_BATCH);
    AUTO(pipeline_done) struct pipeline *p = NULL;
    TRY(pipeline_open(&a, &l->conf, &p));
    struct err e = read_all(fd, p, report);
    report_add(&l->sifted, report);
    t->report = l->sifted;
    report_rejects(&t->text, report);
    report->rejects =
        (struct rejects){.n = report->rejects.n}; /* the quoted ones go with the arena */
    t->files++;
    if (e.code == ERR_OK && report->truncated_line)
        e = err_of(ERR_INPUT, "line %zu: the export ends in the middle of this row",
            report->truncated_line);
    return e;
}

struct run load_run(const struct load *l, struct span window)
{
    const struct task *t = l->task;
    return (struct run){
        .verb = arena_fmt(t->a, "ingest %s", family_words[l->conf.dataset]),
        .began = t->began,
        .window = window,
        .bytes = t->bytes,
    };
}
