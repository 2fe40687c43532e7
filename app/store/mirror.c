#include "store/mirror.h"

#include "lib/file.h"
#include "lib/limits.h"
#include "store/generation.h"
#include "store/schema.h"
#include "store/set.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PART ".part"

struct mirror {
    struct arena arena; /* holds the mirror itself */
    struct arena once;  /* one call's */
    struct mirror_conf conf;
    int lock;
    int64_t bytes, copied;
};

static const char *path_in(struct mirror *m, const char *folder, struct str name)
{
    return arena_fmt(&m->once, "%s/%s/%.*s", m->conf.path, folder, STR_ARG(name)).p;
}

static const char *log_path(struct mirror *m, int64_t generation)
{
    return arena_fmt(&m->once, "%s/log/%012lld.json", m->conf.path, (long long)generation).p;
}

static void dir_done(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

/* The generations that have a log entry, ascending. */
struct held {
    int64_t *generation;
    size_t n;
};

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static struct err list(struct mirror *m, struct held *out)
{
    size_t cap = 64;
    AUTO(dir_done) DIR *dir = opendir(path_in(m, "log", STR("")));
    if (!dir)
        return err_errno("%s/log", m->conf.path);
    *out = (struct held){.generation = NEW(&m->once, int64_t, cap)};
    for (struct dirent *entry; (entry = readdir(dir));) {
        int64_t n = generation_of_name(entry->d_name);
        if (n == 0)
            continue;
        if (out->n == cap) {
            int64_t *grown = NEW(&m->once, int64_t, cap *= 2);
            memcpy(grown, out->generation, out->n * sizeof *grown);
            out->generation = grown;
        }
        out->generation[out->n++] = n;
    }
    qsort(out->generation, out->n, sizeof *out->generation, by_number);
    return OK;
}

static bool is_held(const struct held *h, int64_t generation)
{
    return bsearch(&generation, h->generation, h->n, sizeof generation, by_number) != NULL;
}

/* The entry goes before its segments do: what stands in log/ is whole. */
static struct err drop(struct mirror *m, int64_t generation)
{
    if (unlink(log_path(m, generation)) != 0)
        return err_errno("generation %lld: unlink", (long long)generation);
    return file_sync_dir(path_in(m, "log", STR("")));
}

static struct err named_by(struct mirror *m, int64_t generation, struct set *names)
{
    struct manifest of = {0};
    struct arena_mark mark = arena_mark_of(&m->once);
    TRY(generation_numbered(&m->once, m->conf.path, generation, &of));
    for (size_t f = 0; f < FAMILY__N; f++)
        for (size_t i = 0; i < of.family[f].segments; i++)
            set_put(names, hash64(of.family[f].segment[i].name), 1);
    arena_rewind(&m->once, mark);
    return OK;
}

/* Removes the files that no generation names, half copies among them, and counts the others. */
static struct err sweep(struct mirror *m)
{
    uint32_t unused;
    struct held held = {0};
    AUTO(arena_done) struct arena names_arena = arena_of(ARENA_CAP_REQUEST);
    struct set names = set_of(&names_arena);
    AUTO(dir_done) DIR *dir = opendir(path_in(m, "seg", STR("")));
    if (!dir)
        return err_errno("%s/seg", m->conf.path);
    TRY(list(m, &held));
    for (size_t i = 0; i < held.n; i++) {
        struct err e = named_by(m, held.generation[i], &names);
        if (e.code == ERR_INPUT)
            e = drop(m, held.generation[i]); /* damaged: it is fetched again when it is wanted */
        TRY(e);
    }
    m->bytes = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        struct stat st;
        if (entry->d_name[0] == '.' || fstatat(dirfd(dir), entry->d_name, &st, 0) != 0)
            continue;
        if (set_get(&names, hash64(str_of(entry->d_name)), &unused))
            m->bytes += st.st_size;
        else if (unlinkat(dirfd(dir), entry->d_name, 0) != 0)
            return err_errno("%s/seg/%s: unlink", m->conf.path, entry->d_name);
    }
    return OK;
}

static struct err lock(struct mirror *m)
{
    m->lock = open(arena_fmt(&m->once, "%s/LOCK", m->conf.path).p, O_RDWR | O_CREAT | O_CLOEXEC,
        0644); /* on a local disk: locks hold there */
    if (m->lock < 0)
        return err_errno("%s/LOCK", m->conf.path);
    if (flock(m->lock, LOCK_EX | LOCK_NB) != 0)
        return err_of(ERR_BUSY, "%s: another process fills it", m->conf.path);
    return OK;
}

static struct err open_folder(struct mirror *m)
{
    TRY(dir_make(path_in(m, "seg", STR(""))));
    TRY(dir_make(path_in(m, "log", STR(""))));
    TRY(lock(m));
    return sweep(m);
}

struct err mirror_open(struct mirror **out, const struct mirror_conf *conf)
{
    struct arena a = arena_of(ARENA_CAP_REQUEST);
    struct mirror *m = NEW(&a, struct mirror, 1);
    m->arena = a;
    m->once = arena_of(ARENA_CAP_BATCH);
    m->conf = *conf;
    m->conf.path = arena_z(&m->arena, str_of(conf->path));
    m->conf.store = arena_z(&m->arena, str_of(conf->store));
    m->lock = -1;
    *out = m;
    struct err e = open_folder(m);
    if (e.code != ERR_OK)
        mirror_done(out);
    return e;
}

void mirror_done(struct mirror **m)
{
    if (!*m)
        return;
    fd_done(&(*m)->lock);
    arena_done(&(*m)->once);
    struct arena a = (*m)->arena;
    *m = NULL;
    arena_done(&a);
}

static struct err remove_if_there(const char *path)
{
    return unlink(path) == 0 || errno == ENOENT ? OK : err_errno("%s: unlink", path);
}

/* ERR_MISSING when the file has to be copied: it is not there, or was damaged and is gone now. */
static struct err prove(struct mirror *m, enum family f, const struct segment_ref *ref)
{
    struct stat st;
    const char *path = path_in(m, "seg", ref->name);
    if (stat(path, &st) != 0)
        return err_errno("%s", path);
    struct err e = proof_segment(m->conf.proofs, m->conf.beat, m->conf.path, f, ref);
    if (e.code != ERR_INPUT)
        return e;
    TRY(remove_if_there(path));
    m->bytes -= st.st_size;
    return err_of(ERR_MISSING, "removed: %s", e.text);
}

/* close(2), too, may tell of what could not be written. */
static struct err close_checked(int *fd)
{
    int closing = *fd;
    *fd = -1;
    return close(closing) == 0 ? OK : err_errno("mirror: close");
}

static struct err copy_to(
    struct mirror *m, enum family f, const struct segment_ref *ref, const char *part)
{
    const char *from = arena_fmt(&m->once, "%s/seg/%.*s", m->conf.store, STR_ARG(ref->name)).p;
    AUTO(fd_done) int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return err_errno("open");
    AUTO(fd_done) int out = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (out < 0)
        return err_errno("mirror: open");
    TRY(proof_file(in, out, m->conf.beat, f, ref));
    if (fsync(out) != 0)
        return err_errno("mirror: fsync");
    return close_checked(&out);
}

/* Under its own name only when it is whole and on the disk. */
static struct err copy(struct mirror *m, enum family f, const struct segment_ref *ref)
{
    const char *path = path_in(m, "seg", ref->name);
    const char *part = arena_fmt(&m->once, "%s" PART, path).p;
    TRY(remove_if_there(part));
    struct err e = copy_to(m, f, ref, part);
    if (e.code == ERR_OK && rename(part, path) != 0)
        e = err_errno("mirror: rename");
    if (e.code != ERR_OK) {
        unlink(part);
        return err_at(e, "%.*s", STR_ARG(ref->name));
    }
    proof_put(m->conf.proofs, m->conf.path, ref);
    proof_put(m->conf.proofs, m->conf.store, ref);
    m->bytes += ref->bytes;
    m->copied += ref->bytes;
    return OK;
}

static struct err fetch_segment(struct mirror *m, enum family f, const struct segment_ref *ref)
{
    struct arena_mark mark = arena_mark_of(&m->once);
    struct err e = prove(m, f, ref);
    if (e.code == ERR_MISSING)
        e = copy(m, f, ref);
    arena_rewind(&m->once, mark);
    return e;
}

/* Newest days first: they are asked for most. */
static struct err fetch_segments(struct mirror *m, const struct manifest *of)
{
    for (enum family f = FAMILY__N; f-- > 0;)
        for (size_t i = of->family[f].segments; i-- > 0;)
            TRY(fetch_segment(m, f, &of->family[f].segment[i]));
    return file_sync_dir(path_in(m, "seg", STR("")));
}

static int64_t bytes_lacking(struct mirror *m, const struct manifest *of)
{
    int64_t lacking = 0;
    for (size_t f = 0; f < FAMILY__N; f++) {
        for (size_t i = 0; i < of->family[f].segments; i++) {
            const struct segment_ref *ref = &of->family[f].segment[i];
            struct arena_mark mark = arena_mark_of(&m->once);
            if (access(path_in(m, "seg", ref->name), F_OK) != 0)
                lacking += ref->bytes;
            arena_rewind(&m->once, mark);
        }
    }
    return lacking;
}

static struct err check_room(struct mirror *m, int64_t bytes)
{
    struct statvfs disk;
    if (m->bytes + bytes > m->conf.room)
        return err_of(ERR_LIMIT, "mirror: %lld bytes and %lld more are above its room of %lld",
            (long long)m->bytes, (long long)bytes, (long long)m->conf.room);
    if (statvfs(m->conf.path, &disk) != 0)
        return err_errno("%s", m->conf.path);
    int64_t left = (int64_t)(disk.f_bavail * disk.f_frsize);
    if (bytes && left < bytes + MIRROR_SPARE_BYTES)
        return err_of(ERR_LIMIT, "mirror: %lld bytes are to be copied, and its disk has %lld",
            (long long)bytes, (long long)left);
    return OK;
}

static struct err make_room(struct mirror *m, const struct manifest *of, int64_t keep)
{
    struct held held = {0};
    struct err e = check_room(m, bytes_lacking(m, of));
    if (e.code != ERR_LIMIT)
        return e;
    TRY(list(m, &held));
    for (size_t i = 0; e.code == ERR_LIMIT && i < held.n && held.generation[i] < keep; i++) {
        TRY(drop(m, held.generation[i]));
        TRY(sweep(m));
        e = check_room(m, bytes_lacking(m, of));
    }
    return e;
}

/* Another entry of that number is a damaged one, or that of another store. */
static struct err put_log(struct mirror *m, const struct pointer *p, struct str json)
{
    bool won = false;
    struct str is;
    TRY(file_put_if_absent(log_path(m, p->generation), json, &won));
    if (won)
        return OK;
    struct err e = generation_bytes(&m->once, m->conf.path, p, &is);
    if (e.code != ERR_INPUT)
        return e;
    TRY(drop(m, p->generation));
    return file_put_if_absent(log_path(m, p->generation), json, &won);
}

static struct err fetch(struct mirror *m, const struct pointer *p, int64_t keep)
{
    struct str json;
    struct manifest of = {0};
    TRY(generation_bytes(&m->once, m->conf.store, p, &json));
    TRY(err_at(manifest_read(&m->once, json, &of), "generation %lld", (long long)p->generation));
    TRY(schema_check_all(&of));
    TRY(make_room(m, &of, keep));
    TRY(fetch_segments(m, &of));
    return put_log(m, p, json);
}

struct err mirror_fetch(struct mirror *m, const struct pointer *p, int64_t keep)
{
    arena_wipe(&m->once);
    TRY(fetch(m, p, keep));
    return pointer_write(m->conf.path, p);
}

/* What no history lists any more. */
static struct err trim(struct mirror *m, const struct manifest *newest, const struct held *held)
{
    bool dropped = false;
    for (size_t i = 0; i < held->n; i++) {
        int64_t generation = held->generation[i];
        bool listed = generation >= newest->generation;
        for (size_t k = 0; k < newest->history_n; k++)
            listed |= newest->history[k].generation == generation;
        if (!listed)
            TRY(drop(m, generation));
        dropped |= !listed;
    }
    return dropped ? sweep(m) : OK;
}

struct err mirror_fetch_older(struct mirror *m, const struct pointer *newest, bool *more)
{
    struct manifest of = {0};
    struct held held = {0};
    *more = false;
    arena_wipe(&m->once);
    TRY(generation_read(&m->once, m->conf.path, newest, &of));
    TRY(list(m, &held));
    TRY(trim(m, &of, &held));
    size_t i = 0;
    while (i < of.history_n && is_held(&held, of.history[i].generation))
        i++;
    if (i == of.history_n)
        return OK;
    struct pointer p = {.generation = of.history[i].generation, .sha256 = of.history[i].sha256};
    TRY(fetch(m, &p, 0));
    *more = true;
    return OK;
}

struct err mirror_prove(struct mirror *m, const struct pointer *p)
{
    struct manifest of = {0};
    struct err first = OK;
    arena_wipe(&m->once);
    TRY(generation_read(&m->once, m->conf.path, p, &of));
    TRY(schema_check_all(&of));
    for (enum family f = FAMILY__N; f-- > 0;) {
        for (size_t i = of.family[f].segments; i-- > 0;) {
            struct err e = prove(m, f, &of.family[f].segment[i]);
            if (first.code == ERR_OK)
                first = e;
        }
    }
    return first;
}

struct err mirror_clear(struct mirror *m)
{
    struct held held = {0};
    arena_wipe(&m->once);
    TRY(remove_if_there(arena_fmt(&m->once, "%s/CURRENT", m->conf.path).p));
    TRY(list(m, &held));
    for (size_t i = 0; i < held.n; i++)
        TRY(drop(m, held.generation[i]));
    return sweep(m);
}

int64_t mirror_bytes(const struct mirror *m)
{
    return m->bytes;
}

int64_t mirror_copied(const struct mirror *m)
{
    return m->copied;
}
