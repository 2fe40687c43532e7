#include "cron/ingest.h"

#include "cron/load.h"
#include "cron/period.h"
#include "cron/task.h"
#include "cron/upstream.h"
#include "lib/file.h"
#include "lib/limits.h"
#include "source/reports.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the rows come from: a file, or else the platform. */
struct origin {
    int fd; /* -1 = the platform */
    struct upstream upstream;
    struct window_ask told;
};

static void origin_done(struct origin *o)
{
    fd_done(&o->fd);
    upstream_done(&o->upstream);
}

static bool is_piped(const struct task *t)
{
    return str_eq(t->file, STR("-"));
}

static struct err file_open(const struct task *t, int *out)
{
    struct stat st;
    const char *path = t->file.p;
    *out = is_piped(t) ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
    if (*out < 0 || fstat(*out, &st) != 0) {
        bool mistyped = errno == ENOENT || errno == ENOTDIR;
        struct err e = err_errno("--file: %s", path);
        e.code = mistyped ? ERR_USAGE : e.code;
        return e;
    }
    return S_ISDIR(st.st_mode) ? err_of(ERR_USAGE, "--file: %s: is a folder", path) : OK;
}

static struct err origin_open(struct task *t, struct origin *o)
{
    if (t->file.n && (t->from.n || t->to.n))
        return err_of(ERR_USAGE, "--file takes the whole file: --from and --to go with the API");
    if (t->file.n)
        return file_open(t, &o->fd);
    TRY(period_told(t->from, t->to, &t->set, t->began, &o->told));
    return upstream_open(t->a, &t->set, &o->upstream);
}

/* A report's file holds the rows that the report says, or one side has lost some. A refused row may
 * have swallowed others or be in pieces, so that many may differ. */
static struct err report_take(void *self, const struct report_file *file)
{
    struct load *l = self;
    struct pipeline_report r = {0};
    l->task->bytes += file->bytes;
    TRY(load_file(l, file->fd, &r));
    int64_t rows = (int64_t)r.rows, off = file->items < 0 ? 0 : file->items - rows;
    if ((off < 0 ? -off : off) > (int64_t)r.rejected)
        return err_of(ERR_INPUT, "the export holds %lld rows, the report says %lld",
            (long long)rows, (long long)file->items);
    return OK;
}

static struct err api_take(struct load *l, struct origin *o, int64_t through, struct span *covered)
{
    const struct settings *set = &l->task->set;
    struct report_window w;
    TRY(period_asked(&o->told, through, &w));
    const struct report_conf conf = {
        .type = family_words[l->conf.dataset],
        .staging = set->staging.p,
        .deadline_ms = set->poll_deadline,
        .download_ms = set->download_deadline,
        .bytes_max = set->export_limit,
    };
    l->conf.newest = through > w.to ? through : w.to;
    TRY(reports_fetch(&o->upstream.api, &conf, w, (struct report_taker){report_take, l}));
    *covered = (struct span){w.from, w.to};
    return OK;
}

static struct err file_take(struct load *l, int fd, int64_t through, struct span *covered)
{
    const struct task *t = l->task;
    struct pipeline_report r = {0};
    l->conf.newest = through;
    TRY(err_at(load_file(l, fd, &r), "%s", is_piped(t) ? "stdin" : t->file.p));
    *covered = period_of_file(&r, t->began);
    return OK;
}

/* All rows of the origin, when the store holds what came before `through`. */
static struct err origin_take(
    struct load *l, struct origin *o, int64_t through, struct span *covered)
{
    if (o->fd >= 0)
        return file_take(l, o->fd, through, covered);
    return api_take(l, o, through, covered);
}

static struct err publish(struct load *l, struct span covered)
{
    struct task *t = l->task;
    if (t->report.rows == t->report.rejected) {
        out_z(&t->text, "nothing came: no row, so nothing is published and the watermark stays\n");
        return OK; /* an empty export may be a broken one; the next run asks for the window again */
    }
    writer_cover(l->writer, covered);
    const struct run run = load_run(l, t->file.n ? (struct span){0, 0} : covered);
    TRY(writer_publish(l->writer, &run, &t->published));
    task_say_published(t, l->writer);
    return OK;
}

/* What is wrong with options and settings is said before anything is made on disk. */
static struct err dataset_ingest(struct task *t, enum dataset dataset)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_DIRECTORY);
    AUTO(zone_set_done) struct zone_set *zones = NULL;
    AUTO(origin_done) struct origin o = {.fd = -1};
    AUTO(writer_done) struct writer *w = NULL;
    const struct writer_conf conf = task_writer_conf(t);
    struct roster roster = {0};
    struct span covered = {0, 0};
    struct load load;
    TRY(origin_open(t, &o));
    TRY(zone_set_open(&zones, t->set.zoneinfo.p));
    TRY(load_of(t, dataset, zones, &load));
    TRY(writer_open(&w, (enum family)dataset, &conf));
    TRY(writer_roster(w, &a, &roster));
    load_into(&load, w, &roster);
    struct err e = origin_take(&load, &o, writer_base(w)->family[dataset].through, &covered);
    if (t->files)
        report_text(&t->text, &t->report);
    return e.code == ERR_OK ? publish(&load, covered) : e;
}

struct err ingest_run(struct task *t)
{
    struct str what = t->args.words > 1 ? t->args.word[1] : STR("");
    for (enum dataset d = 0; d < DATASET__N; d++)
        if (str_eq(what, str_of(family_words[d])))
            return dataset_ingest(t, d);
    return err_of(
        ERR_USAGE, "ingest \"%.*s\": it is pageouts or notifications", STR_ARG(str_head(what, 40)));
}
