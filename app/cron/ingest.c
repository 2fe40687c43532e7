#include "cron/ingest.h"

#include "cron/import.h"
#include "cron/period.h"
#include "cron/task.h"
#include "cron/upstream.h"
#include "lib/file.h"

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

static struct err api_take(struct load *l, struct origin *o, int64_t through, struct span *covered)
{
    const struct report_conf conf = import_report_conf(l->task, l->conf.dataset);
    struct report_window w;
    TRY(period_asked(&o->told, through, &w));
    l->conf.newest = through > w.to ? through : w.to;
    TRY(reports_fetch(&o->upstream.api, &conf, w, (struct report_taker){import_report, l}));
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

static struct err origin_take(void *self, struct load *l, int64_t through, struct span *covered)
{
    struct origin *o = self;
    if (o->fd >= 0)
        return file_take(l, o->fd, through, covered);
    return api_take(l, o, through, covered);
}

/* What is wrong with options and settings is said before anything is made on disk. */
struct err ingest_run(struct task *t)
{
    AUTO(origin_done) struct origin o = {.fd = -1};
    enum dataset dataset = 0;
    TRY(import_dataset(t, &dataset));
    TRY(origin_open(t, &o));
    return import_run(t, dataset, (struct import_source){origin_take, &o});
}
