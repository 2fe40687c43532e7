#include "store/generation.h"

#include "lib/file.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <time.h>

/* A Linux client remembers for up to 60 s (acdirmax) that a name is not there. */
#define NAME_TRIES 650
#define NAME_LATE_NS INT64_C(65000000000)

static const char *path_of(struct arena *a, const char *store, int64_t generation)
{
    return arena_fmt(a, "%s/log/%012lld.json", store, (long long)generation).p;
}

/* When a client says that there is none, it may only remember so. */
static struct err read_entry(
    struct arena *a, const char *store, int64_t generation, struct str *out)
{
    const char *path = path_of(a, store, generation);
    struct err e = file_read(a, path, MANIFEST_BYTES_MAX, out);
    if (e.code != ERR_MISSING)
        return e;
    TRY(file_ask_anew(arena_fmt(a, "%s/log", store).p));
    return file_read(a, path, MANIFEST_BYTES_MAX, out);
}

struct err generation_numbered(
    struct arena *a, const char *store, int64_t generation, struct manifest *out)
{
    struct str json;
    TRY(read_entry(a, store, generation, &json));
    TRY(err_at(manifest_read(a, json, out), "log/%012lld.json", (long long)generation));
    if (out->generation != generation)
        return err_of(ERR_INPUT, "log/%012lld.json: says it is generation %lld",
            (long long)generation, (long long)out->generation);
    return OK;
}

struct err generation_bytes(
    struct arena *a, const char *store, const struct pointer *p, struct str *out)
{
    TRY(read_entry(a, store, p->generation, out));
    struct sha256 is = sha256_of(*out);
    if (strcmp(is.hex, p->sha256.hex) != 0)
        return err_of(ERR_INPUT, "log/%012lld.json: SHA-256 is %.8s, not %.8s",
            (long long)p->generation, is.hex, p->sha256.hex);
    return OK;
}

struct err generation_read(
    struct arena *a, const char *store, const struct pointer *p, struct manifest *out)
{
    struct str json;
    TRY(generation_bytes(a, store, p, &json));
    TRY(err_at(manifest_read(a, json, out), "log/%012lld.json", (long long)p->generation));
    return out->generation == p->generation
               ? OK
               : err_of(ERR_INPUT, "log/%012lld.json: says it is generation %lld",
                     (long long)p->generation, (long long)out->generation);
}

struct err generation_put(struct arena *a, const char *store, struct manifest *m, bool *won)
{
    struct str json = manifest_write(a, m);
    if (json.n > MANIFEST_BYTES_MAX)
        return err_of(ERR_LIMIT, "manifest: %zu bytes, more than %u", json.n, MANIFEST_BYTES_MAX);
    m->sha256 = sha256_of(json);
    return file_put_if_absent(path_of(a, store, m->generation), json, won);
}

static void dir_done(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

int64_t generation_of_name(const char *name)
{
    struct str s = str_of(name);
    int64_t n = 0;
    if (s.n != 17 || !str_ends(s, STR(".json")) || !str_i64(str_head(s, 12), &n))
        return 0;
    return n;
}

/* What log/ holds. Listed, for looking up a name that is not there yet hides it from an NFS client
 * for as long as that remembers its absence. */
struct listed {
    int64_t named; /* asked for */
    bool has_named;
    int64_t highest;
};

static struct err list(struct arena *a, const char *store, struct listed *out)
{
    const char *path = arena_fmt(a, "%s/log", store).p;
    TRY(file_ask_anew(path));
    AUTO(dir_done) DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT ? OK : err_errno("%s", path);
    for (struct dirent *entry; (entry = readdir(dir));) {
        int64_t n = generation_of_name(entry->d_name);
        out->has_named |= n && n == out->named;
        if (n > out->highest)
            out->highest = n;
    }
    return OK;
}

static struct err read_once(
    struct arena *a, const char *store, const struct pointer *p, struct manifest *out)
{
    return p->sha256.hex[0] ? generation_read(a, store, p, out)
                            : generation_numbered(a, store, p->generation, out);
}

/* For what is listed; some clients do not believe what they list. */
static struct err read_patiently(
    struct arena *a, const char *store, const struct pointer *p, struct manifest *out)
{
    const struct timespec pause = {.tv_nsec = NAME_LATE_NS / NAME_TRIES};
    struct err e = read_once(a, store, p, out);
    for (int i = 1; i < NAME_TRIES && e.code == ERR_MISSING; i++) {
        nanosleep(&pause, NULL);
        e = read_once(a, store, p, out);
    }
    return e;
}

static struct err look(
    struct arena *a, const char *store, int64_t known, struct manifest *out, struct pointer *named)
{
    struct pointer slot[POINTER_SLOTS];
    struct err damaged = pointer_read(store, slot);
    if (damaged.code != ERR_OK && damaged.code != ERR_INPUT) /* else the log tells */
        return damaged;
    struct pointer newest = *named = pointer_newest(slot);
    struct listed listed = {.named = named->generation};
    TRY(list(a, store, &listed));
    int64_t highest = listed.highest > known ? listed.highest : known;
    bool there = listed.has_named;
    if (highest > newest.generation) {
        newest = (struct pointer){.generation = highest};
        there = true;
    }
    *out = (struct manifest){0};
    if (newest.generation == 0)
        return OK;
    return there ? read_patiently(a, store, &newest, out) : read_once(a, store, &newest, out);
}

struct err generation_look(
    struct arena *a, const char *store, struct manifest *out, struct pointer *named)
{
    return look(a, store, 0, out, named);
}

static struct err point_at(const char *store, const struct manifest *m)
{
    const struct pointer p = {m->generation, m->activate_at, m->sha256};
    return pointer_write(store, &p);
}

struct err generation_newest(struct arena *a, const char *store, struct manifest *out)
{
    return generation_rebase(a, store, 0, out);
}

struct err generation_rebase(struct arena *a, const char *store, int64_t lost, struct manifest *out)
{
    struct pointer named;
    TRY(look(a, store, lost, out, &named));
    return out->generation == named.generation ? OK : point_at(store, out);
}

struct err generation_publish(struct arena *a, const char *store, struct manifest *m, bool *won)
{
    TRY(generation_put(a, store, m, won));
    return *won ? point_at(store, m) : OK;
}
