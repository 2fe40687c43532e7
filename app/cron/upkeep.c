#include "cron/upkeep.h"

#include "cron/task.h"
#include "lib/day.h"
#include "lib/json.h"
#include "store/compact.h"
#include "store/gc.h"
#include "store/manifest.h"
#include "store/migrate.h"
#include "store/swap.h"
#include "store/verify.h"

#include <stdio.h>
#include <unistd.h>

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

static void say_joined(
    void *self, enum family f, int64_t segments, int64_t before, const struct segment_ref *made)
{
    struct task *t = self;
    out_fmt(&t->text, "%.*s: %lld segments of %s, %lld bytes, are one of %lld bytes\n",
        STR_ARG(made->name), (long long)segments, family_words[f], (long long)before,
        (long long)made->bytes);
}

static void say_left(struct task *t, int64_t lost)
{
    if (lost)
        out_fmt(&t->text,
            "%lld were changed by another writer meanwhile: the next run takes them\n",
            (long long)lost);
}

struct err upkeep_compact(struct task *t)
{
    struct compact_report r;
    const struct compact_conf conf = {.writer = task_writer_conf(t),
        .after_days = (int32_t)((t->set.compact_after + DAY_MS - 1) / DAY_MS),
        .joined = say_joined,
        .self = t};
    struct err e = compact_run(&conf, &r, &t->published);
    out_fmt(&t->text,
        "%lld segments, %lld bytes, became %lld of %lld bytes; gc removes their files\n",
        (long long)r.segments, (long long)r.before, (long long)r.months, (long long)r.after);
    say_left(t, r.lost);
    task_tell(t, "segments_joined", r.segments);
    task_tell(t, "months_made", r.months);
    task_tell(t, "months_lost", r.lost);
    task_tell(t, "bytes_before", r.before);
    task_tell(t, "bytes_after", r.after);
    return e;
}

struct err upkeep_migrate(struct task *t)
{
    struct migrate_report r;
    const struct writer_conf conf = task_writer_conf(t);
    TRY(migrate_run(&conf, &r, &t->published));
    say_generation(t);
    out_fmt(&t->text, "%lld segments of an older schema were built anew, %lld bytes, now %lld\n",
        (long long)r.segments, (long long)r.before, (long long)r.after);
    say_left(t, r.lost);
    task_tell(t, "segments_migrated", r.segments);
    task_tell(t, "segments_lost", r.lost);
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

/* What was found, in its order; told at the end. */
struct finding {
    struct finding *next;
    bool defect;
    struct str file, what;
};

struct verifying {
    struct task *t;
    struct finding *first, **end;
    int64_t segments, bytes;
};

static void note_found(void *self, bool defect, const char *file, const char *what)
{
    struct verifying *v = self;
    struct arena *a = v->t->a;
    struct finding *f = NEW(a, struct finding, 1);
    *f = (struct finding){NULL, defect, arena_copy(a, str_of(file)), arena_copy(a, str_of(what))};
    *v->end = f;
    v->end = &f->next;
}

/* One line that is written over, for who looks on. */
static void say_checked(void *self, const char *file, int64_t bytes)
{
    struct verifying *v = self;
    v->segments++;
    v->bytes += bytes;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%lld segments, %lld MB: %s\033[K", (long long)v->segments,
            (long long)(v->bytes >> 20), file);
}

static void findings_json(struct json_out *j, const struct verifying *v, bool defect)
{
    json_key(j, defect ? STR("defects") : STR("notes"));
    json_begin_list(j);
    for (const struct finding *f = v->first; f; f = f->next) {
        if (f->defect != defect)
            continue;
        json_begin_object(j);
        json_put_text(j, "file", f->file);
        json_put_text(j, "what", f->what);
        json_end_object(j);
    }
    json_end_list(j);
}

static void verify_json(struct out *o, const struct verifying *v, const struct verify_report *r)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_put_int(&j, "generation", r->generation);
    json_put_text(&j, "snapshot", str_head(str_of(r->sha256.hex), SNAPSHOT_ID_BYTES));
    json_put_int(&j, "generations", r->generations);
    json_put_int(&j, "segments", r->segments);
    json_put_int(&j, "bytes", r->bytes);
    json_put_int(&j, "rows", r->rows);
    findings_json(&j, v, true);
    findings_json(&j, v, false);
    json_end_object(&j);
    out_char(o, '\n');
}

static void verify_text(struct out *o, const struct verifying *v, const struct verify_report *r)
{
    for (const struct finding *f = v->first; f; f = f->next)
        out_fmt(o, "%s: %.*s: %.*s\n", f->defect ? "defect" : "note", STR_ARG(f->file),
            STR_ARG(f->what));
    out_fmt(o,
        "generation %lld: %lld defects in %lld segments of %lld generations, %lld bytes, %lld "
        "rows\n",
        (long long)r->generation, (long long)r->defects, (long long)r->segments,
        (long long)r->generations, (long long)r->bytes, (long long)r->rows);
}

static const struct finding *first_defect(const struct verifying *v)
{
    const struct finding *f = v->first;
    while (!f->defect)
        f = f->next;
    return f;
}

struct err upkeep_verify(struct task *t)
{
    struct verify_report report;
    struct verifying v = {.t = t};
    const struct verify_conf conf = {.store = t->set.store.p,
        .staging = t->set.staging.p,
        .all = t->all.n > 0,
        .found = note_found,
        .checked = say_checked,
        .self = &v};
    v.end = &v.first;
    struct err e = verify_run(&conf, &report);
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K");
    (t->json.n ? verify_json : verify_text)(&t->text, &v, &report);
    task_tell(t, "segments", report.segments);
    task_tell(t, "rows", report.rows);
    task_tell(t, "defects", report.defects);
    task_tell(t, "notes", report.notes);
    if (e.code == ERR_OK && report.defects)
        e = err_of(ERR_INPUT, "%.*s: %.*s; %lld defects in all", STR_ARG(first_defect(&v)->file),
            STR_ARG(first_defect(&v)->what), (long long)report.defects);
    return e;
}
