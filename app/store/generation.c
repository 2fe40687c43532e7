#include "store/generation.h"

#include "lib/file.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

static const char *path_of(struct arena *a, const char *store, int64_t generation)
{
    return arena_fmt(a, "%s/log/%012lld.json", store, (long long)generation).p;
}

struct err generation_numbered(
    struct arena *a, const char *store, int64_t generation, struct manifest *out)
{
    struct str json;
    TRY(file_read(a, path_of(a, store, generation), MANIFEST_BYTES_MAX, &json));
    TRY(err_at(manifest_read(a, json, out), "log/%012lld.json", (long long)generation));
    if (out->generation != generation)
        return err_of(ERR_INPUT, "log/%012lld.json: says it is generation %lld",
            (long long)generation, (long long)out->generation);
    return OK;
}

struct err generation_bytes(
    struct arena *a, const char *store, const struct pointer *p, struct str *out)
{
    TRY(file_read(a, path_of(a, store, p->generation), MANIFEST_BYTES_MAX, out));
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

/* When the pointer is lost: the highest number in log/. */
static struct err highest_listed(struct arena *a, const char *store, int64_t *out)
{
    const char *path = arena_fmt(a, "%s/log", store).p;
    AUTO(dir_done) DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT ? OK : err_errno("%s", path);
    for (struct dirent *entry; (entry = readdir(dir));) {
        int64_t n = generation_of_name(entry->d_name);
        if (n > *out)
            *out = n;
    }
    return OK;
}

struct err generation_look(
    struct arena *a, const char *store, struct manifest *out, struct pointer *named)
{
    struct pointer slot[POINTER_SLOTS];
    struct manifest m = {0};
    struct err damaged = pointer_read(store, slot);
    if (damaged.code != ERR_OK && damaged.code != ERR_INPUT) /* else the log tells */
        return damaged;
    *named = pointer_newest(slot);
    int64_t newest = named->generation;
    if (newest == 0)
        TRY(highest_listed(a, store, &newest));
    if (newest && named->generation)
        TRY(generation_read(a, store, named, &m));
    else if (newest)
        TRY(generation_numbered(a, store, newest, &m));
    for (struct err e = OK; e.code == ERR_OK;) {
        e = generation_numbered(a, store, m.generation + 1, &m);
        if (e.code != ERR_OK && e.code != ERR_MISSING)
            return e;
    }
    *out = m;
    return OK;
}

static struct err point_at(const char *store, const struct manifest *m)
{
    const struct pointer p = {m->generation, m->activate_at, m->sha256};
    return pointer_write(store, &p);
}

struct err generation_newest(struct arena *a, const char *store, struct manifest *out)
{
    struct pointer named;
    TRY(generation_look(a, store, out, &named));
    return out->generation == named.generation ? OK : point_at(store, out);
}

struct err generation_publish(struct arena *a, const char *store, struct manifest *m, bool *won)
{
    TRY(generation_put(a, store, m, won));
    return *won ? point_at(store, m) : OK;
}
