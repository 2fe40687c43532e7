#include "cron/import.h"

#include "cron/task.h"
#include "etl/lookup.h"
#include "lib/limits.h"

struct report_conf import_report_conf(const struct task *t, enum dataset dataset)
{
    const struct settings *set = &t->set;
    return (struct report_conf){
        .type = family_words[dataset],
        .staging = set->staging.p,
        .deadline_ms = set->poll_deadline,
        .download_ms = set->download_deadline,
        .bytes_max = set->export_limit,
    };
}

/* A report's file holds the rows that the report says, or one side has lost some. A refused row may
 * have swallowed others or be in pieces, so that many may differ. */
struct err import_report(void *load, const struct report_file *file)
{
    struct load *l = load;
    struct pipeline_report r = {0};
    l->task->bytes += file->bytes;
    TRY(load_file(l, file->fd, &r));
    int64_t rows = (int64_t)r.rows, off = file->items < 0 ? 0 : file->items - rows;
    if ((off < 0 ? -off : off) > (int64_t)r.rejected)
        return err_of(ERR_INPUT, "the export holds %lld rows, the report says %lld",
            (long long)rows, (long long)file->items);
    return OK;
}

static struct err publish(struct load *l, struct span covered)
{
    const struct run run = load_run(l, l->task->file.n ? (struct span){0, 0} : covered);
    writer_cover(l->writer, covered);
    return writer_publish(l->writer, &run, &l->task->published);
}

/* What became of all rows, if there were any, and then of the whole. */
static void say(struct task *t, const struct writer *w, bool came, struct err e)
{
    if (t->report.rows)
        report_text(&t->text, &t->report);
    if (e.code == ERR_OK && came)
        task_say_published(t, w);
    else if (e.code == ERR_OK)
        out_z(&t->text, "nothing came: no row, so nothing is published and the watermark stays\n");
}

static struct err take(struct load *l, struct import_source from)
{
    struct task *t = l->task;
    struct span covered = {0, 0};
    int64_t through = writer_base(l->writer)->family[l->conf.dataset].through;
    struct err e = from.take(from.self, l, through, &covered);
    bool came = t->report.rows > t->report.rejected; /* else the next run asks again */
    if (e.code == ERR_OK && came)
        e = publish(l, covered);
    say(t, l->writer, came, e);
    return e;
}

/* The store's directory as the census of an import; the roster itself is gone again. */
static struct err census_open(struct writer *w, struct arena *a, struct zone_set *zones,
    struct team_filter filter, const struct census **out)
{
    AUTO(arena_done) struct arena scratch = arena_of(ARENA_CAP_DIRECTORY);
    struct roster roster = {0};
    TRY(writer_roster(w, &scratch, &roster));
    roster_index_make(&scratch, &roster);
    const struct census_conf conf = {&roster, zones, filter};
    *out = census_make(a, &conf);
    return OK;
}

struct err import_run(struct task *t, enum dataset dataset, struct import_source from)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_DIRECTORY);
    AUTO(zone_set_done) struct zone_set *zones = NULL;
    AUTO(writer_done) struct writer *w = NULL;
    const struct census *census = NULL;
    struct team_filter filter;
    struct load *load = NEW(&a, struct load, 1);
    TRY(zone_set_open(&zones, t->set.zoneinfo.p));
    TRY(load_of(t, dataset, zones, load));
    TRY(task_team_filter(t, &filter));
    TRY(load_writer(load, &w));
    TRY(census_open(w, &a, zones, filter, &census));
    load_into(load, w, census);
    return take(load, from);
}

struct err import_dataset(const struct task *t, enum dataset *out)
{
    struct str what = t->args.words > 1 ? t->args.word[1] : STR("");
    for (enum dataset d = 0; d < DATASET__N; d++)
        if (str_eq(what, str_of(family_words[d]))) {
            *out = d;
            return OK;
        }
    return err_of(ERR_USAGE, "%.*s \"%.*s\": it is pageouts or notifications",
        STR_ARG(t->args.word[0]), STR_ARG(str_head(what, 40)));
}
