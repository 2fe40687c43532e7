#include "cron/upkeep.h"

#include "cron/task.h"
#include "lib/day.h"
#include "store/gc.h"
#include "store/swap.h"

static void say_generation(struct task *t)
{
    const struct published *p = &t->published;
    if (p->nothing)
        out_fmt(&t->text, "nothing to do: generation %lld stays\n", (long long)p->generation);
    else
        out_fmt(&t->text, "published generation %lld, snapshot %.8s\n", (long long)p->generation,
            p->sha256.hex);
}

struct err upkeep_retain(struct task *t)
{
    const struct writer_conf conf = task_writer_conf(t);
    int64_t dropped = 0;
    TRY(swap_policy(t->a, &conf, &t->published, &dropped));
    say_generation(t);
    out_fmt(&t->text, "%lld segments past their retention left it; gc removes their files\n",
        (long long)dropped);
    task_tell(t, "segments_dropped", dropped);
    return OK;
}

/* clang-format off */
static const struct {
    const char *name, *why;
} whats[GC__N] = {
    [GC_LOG]     = { "log entries",     "a generation that is no longer kept" },
    [GC_SEGMENT] = { "segments",        "no kept generation names it" },
    [GC_PART]    = { "parts",           "its writer never finished it" },
    [GC_STAGING] = { "staging folders", "its writer died" },
};
/* clang-format on */

static void say_file(void *self, enum gc_what what, const char *path, int64_t bytes)
{
    struct task *t = self;
    out_fmt(&t->text, "%s %s: %s, %lld bytes\n", t->dry_run.n ? "would remove" : "removed", path,
        whats[what].why, (long long)bytes);
}

static void say_gc(struct task *t, const struct gc_report *r)
{
    struct gc_count sum = {0};
    for (EACH(i, whats)) {
        sum.files += r->removed[i].files;
        sum.bytes += r->removed[i].bytes;
    }
    out_fmt(&t->text, "%s %lld files, %lld bytes:", t->dry_run.n ? "would remove" : "removed",
        (long long)sum.files, (long long)sum.bytes);
    for (EACH(i, whats))
        out_fmt(
            &t->text, "%s %lld %s", i ? "," : "", (long long)r->removed[i].files, whats[i].name);
    out_fmt(&t->text,
        "\nkept %lld files, %lld bytes, of generations %lld to %lld; left %lld files, %lld bytes, "
        "that are too young to judge, and %lld that are not ours\n",
        (long long)r->kept.files, (long long)r->kept.bytes, (long long)r->first, (long long)r->last,
        (long long)r->young.files, (long long)r->young.bytes, (long long)r->strange.files);
    task_tell(t, t->dry_run.n ? "would_remove_files" : "removed_files", sum.files);
    task_tell(t, t->dry_run.n ? "would_remove_bytes" : "removed_bytes", sum.bytes);
    task_tell(t, "kept_files", r->kept.files);
    task_tell(t, "kept_bytes", r->kept.bytes);
    task_tell(t, "young_files", r->young.files);
    task_tell(t, "young_bytes", r->young.bytes);
    task_tell(t, "strange_files", r->strange.files);
    task_tell(t, "first_kept", r->first);
    task_tell(t, "last_kept", r->last);
}

/* What was removed is told also when the run fails half way. */
struct err upkeep_gc(struct task *t)
{
    struct gc_report report;
    const struct gc_conf conf = {.store = t->set.store.p,
        .staging = t->set.staging.p,
        .grace_ms = t->set.gc_grace,
        .dry = t->dry_run.n > 0,
        .told = say_file,
        .self = t};
    struct err e = gc_run(&conf, &report);
    say_gc(t, &report);
    return e;
}
