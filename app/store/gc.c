#include "store/gc.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/limits.h"
#include "store/generation.h"
#include "store/scratch.h"
#include "store/set.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct entry {
    const char *path;
    struct str name;
    enum gc_what what;
    int64_t generation; /* of a log entry */
    int64_t bytes, changed;
};

struct gc {
    const struct gc_conf *conf;
    struct gc_report *report;
    struct arena names, manifests; /* manifests: one at a time */
    struct entry *entry;
    size_t n, cap;
    struct set segments; /* hash64 of the names that are kept */
    int64_t now;
};

static void dir_done(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

static void count(struct gc_count *c, int64_t bytes)
{
    c->files++;
    c->bytes += bytes;
}

static void entry_add(struct gc *g, struct entry e)
{
    if (g->n == g->cap) {
        size_t cap = g->cap ? 2 * g->cap : 1024;
        struct entry *grown = NEW(&g->names, struct entry, cap);
        if (g->n)
            memcpy(grown, g->entry, g->n * sizeof *grown);
        g->entry = grown;
        g->cap = cap;
    }
    g->entry[g->n++] = e;
}

static bool is_of_family(struct str name)
{
    for (size_t f = 0; f < FAMILY__N; f++) {
        struct str word = str_of(family_words[f]);
        if (str_starts(name, word) && name.n > word.n && name.p[word.n] == '-')
            return true;
    }
    return false;
}

/* What a name says the file is; false when the name is not ours. */
static bool entry_read(struct entry *e, bool log)
{
    if (!log) {
        e->what = GC_SEGMENT;
        return is_of_family(e->name) && str_ends(e->name, STR(".db"));
    }
    e->generation = generation_of_name(e->name.p);
    e->what = e->generation ? GC_LOG : GC_PART;
    return e->generation || str_ends(e->name, STR(".new"));
}

static int64_t changed_of(const struct stat *st)
{
    return st->st_mtim.tv_sec * SECOND_MS + st->st_mtim.tv_nsec / 1000000;
}

/* A client of NFS keeps what it unlinked while it was open under such a name, and removes it
 * itself. */
static bool is_silly(const char *name)
{
    return str_starts(str_of(name), STR(".nfs"));
}

static struct err list(struct gc *g, const char *below)
{
    const char *folder = arena_fmt(&g->names, "%s/%s", g->conf->store, below).p;
    bool log = str_eq(str_of(below), STR("log"));
    AUTO(dir_done) DIR *dir = opendir(folder);
    if (!dir)
        return errno == ENOENT ? OK : err_errno("%s", folder);
    for (struct dirent *d; (d = readdir(dir));) {
        struct stat st;
        if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || S_ISDIR(st.st_mode) ||
            is_silly(d->d_name))
            continue;
        const char *path = arena_fmt(&g->names, "%s/%s", folder, d->d_name).p;
        struct entry e = {.path = path,
            .name = str_of(path + strlen(folder) + 1),
            .bytes = st.st_size,
            .changed = changed_of(&st)};
        if (entry_read(&e, log))
            entry_add(g, e);
        else
            count(&g->report->strange, e.bytes);
    }
    return OK;
}

static void keep_names(struct gc *g, const struct manifest *m)
{
    for (EACH(f, m->family))
        for (size_t i = 0; i < m->family[f].segments; i++)
            set_put(&g->segments, hash64(m->family[f].segment[i].name), 0);
    g->report->first = m->generation;
}

static int64_t oldest_listed(const struct manifest *m)
{
    return m->history_n ? m->history[m->history_n - 1].generation : m->generation;
}

/* Our clock may be ahead of those that stamped the files: nothing is older than the newest thing in
 * the store makes it. */
static int64_t now_of(const struct gc *g, const struct manifest *newest)
{
    int64_t latest = newest->made_at, now = clock_now_ms();
    for (size_t i = 0; i < g->n; i++)
        latest = g->entry[i].changed > latest ? g->entry[i].changed : latest;
    return latest < now ? latest : now;
}

/* A generation that is lost is damage, not something that is missing. */
static struct err unread(struct err e)
{
    if (e.code == ERR_MISSING)
        e.code = ERR_INPUT;
    return err_at(e, "nothing is removed while a kept generation cannot be read");
}

/* From the newest back, each vouched for by the SHA-256 that the next one lists. */
static struct err keep_generations(struct gc *g)
{
    struct manifest m;
    struct pointer named;
    TRY(unread(generation_look(&g->manifests, g->conf->store, &m, &named)));
    if (m.generation == 0 && g->n)
        return err_of(ERR_INPUT, "nothing is removed: there are files, but no generation");
    g->now = now_of(g, &m);
    g->report->last = m.generation;
    keep_names(g, &m);
    int64_t listed = oldest_listed(&m), floor = listed, replaced = m.made_at;
    while (m.history_n) {
        bool reigned = replaced > g->now - g->conf->grace_ms;
        struct pointer p = {.generation = m.history[0].generation, .sha256 = m.history[0].sha256};
        if (p.generation < floor && !reigned)
            break;
        arena_wipe(&g->manifests);
        struct err e = generation_read(&g->manifests, g->conf->store, &p, &m);
        if (e.code != ERR_OK && p.generation < listed)
            break; /* gone already, and no reader can come to it */
        TRY(unread(e));
        keep_names(g, &m);
        if (reigned && oldest_listed(&m) < floor)
            floor = oldest_listed(&m);
        replaced = m.made_at;
    }
    return OK;
}

static bool is_kept(const struct gc *g, const struct entry *e)
{
    uint32_t unused;
    if (e->what == GC_LOG)
        return e->generation >= g->report->first;
    return e->what == GC_SEGMENT && set_get(&g->segments, hash64(e->name), &unused);
}

/* A generation that is no longer kept was that long ago: its age is not its file's. */
static bool is_young(const struct gc *g, const struct entry *e)
{
    return e->what != GC_LOG && e->changed > g->now - g->conf->grace_ms;
}

static void removed(struct gc *g, enum gc_what what, const char *path, int64_t bytes)
{
    count(&g->report->removed[what], bytes);
    if (g->conf->told)
        g->conf->told(g->conf->self, what, path, bytes);
}

static struct err settle(struct gc *g, const struct entry *e)
{
    if (is_kept(g, e)) {
        count(&g->report->kept, e->bytes);
        return OK;
    }
    if (is_young(g, e)) {
        count(&g->report->young, e->bytes);
        return OK;
    }
    if (!g->conf->dry && unlink(e->path) != 0 && errno != ENOENT)
        return err_errno("%s: unlink", e->path);
    removed(g, e->what, e->path, e->bytes);
    return OK;
}

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->what != y->what ? (x->what > y->what) - (x->what < y->what)
                              : str_cmp(x->name, y->name);
}

/* When anything in a folder was last written, and how much there is. */
static struct err folder_look(const char *path, int64_t *changed, int64_t *bytes)
{
    struct stat st;
    AUTO(dir_done) DIR *dir = opendir(path);
    if (!dir || fstat(dirfd(dir), &st) != 0)
        return err_errno("%s", path);
    *changed = changed_of(&st);
    *bytes = 0;
    for (struct dirent *d; (d = readdir(dir));) {
        if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
            continue;
        *changed = changed_of(&st) > *changed ? changed_of(&st) : *changed;
        *bytes += st.st_size;
    }
    return OK;
}

static struct err sweep_staging(struct gc *g)
{
    const char *parent = g->conf->staging;
    AUTO(dir_done) DIR *dir = opendir(parent);
    if (!dir)
        return errno == ENOENT ? OK : err_errno("%s", parent);
    for (struct dirent *d; (d = readdir(dir));) {
        int64_t changed = 0, bytes = 0;
        struct stat st;
        if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(st.st_mode) ||
            !scratch_is(str_of(d->d_name)))
            continue;
        const char *path = arena_fmt(&g->names, "%s/%s", parent, d->d_name).p;
        TRY(folder_look(path, &changed, &bytes));
        if (changed > clock_now_ms() - g->conf->grace_ms) {
            count(&g->report->young, bytes);
            continue;
        }
        if (!g->conf->dry)
            TRY(dir_remove(path));
        removed(g, GC_STAGING, path, bytes);
    }
    return OK;
}

/* The store is listed before its newest generation is looked up: whatever one names by then is
 * kept. */
static struct err run(struct gc *g)
{
    TRY(list(g, "log"));
    TRY(list(g, "seg"));
    TRY(keep_generations(g));
    qsort(g->entry, g->n, sizeof *g->entry, by_name);
    for (size_t i = 0; i < g->n; i++)
        TRY(settle(g, &g->entry[i]));
    return sweep_staging(g);
}

struct err gc_run(const struct gc_conf *conf, struct gc_report *out)
{
    struct gc g = {.conf = conf, .report = out};
    *out = (struct gc_report){0};
    g.names = arena_of(ARENA_CAP_BATCH);
    g.manifests = arena_of(ARENA_CAP_BATCH);
    g.segments = set_of(&g.names);
    struct err e = run(&g);
    arena_done(&g.manifests);
    arena_done(&g.names);
    return e;
}
