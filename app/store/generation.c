#include "store/generation.h"

#include "lib/file.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

static const char *path_of(struct arena *a, const char *store, int64_t generation)
{
    return arena_fmt(a, "%s/log/%012lld.json", store, (long long)generation).p;
}

static struct err read_any(
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

struct err generation_read(
    struct arena *a, const char *store, const struct pointer *p, struct manifest *out)
{
    struct str json;
    TRY(file_read(a, path_of(a, store, p->generation), MANIFEST_BYTES_MAX, &json));
    struct sha256 is = sha256_of(json);
    if (strcmp(is.hex, p->sha256.hex) != 0)
        return err_of(ERR_INPUT, "log/%012lld.json: SHA-256 is %.8s, not %.8s",
            (long long)p->generation, is.hex, p->sha256.hex);
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

/* "000000000042.json" is 42; anything else, temporary files too, is 0. */
static int64_t number_of(const char *name)
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
        int64_t n = number_of(entry->d_name);
        if (n > *out)
            *out = n;
    }
    return OK;
}

struct err generation_newest(struct arena *a, const char *store, struct manifest *out)
{
    struct pointer slot[POINTER_SLOTS];
    struct manifest m = {0};
    TRY(pointer_read(store, slot));
    struct pointer named = pointer_newest(slot);
    int64_t newest = named.generation;
    if (newest == 0)
        TRY(highest_listed(a, store, &newest));
    if (newest && named.generation)
        TRY(generation_read(a, store, &named, &m));
    else if (newest)
        TRY(read_any(a, store, newest, &m));
    for (struct err e = OK; e.code == ERR_OK;) {
        e = read_any(a, store, m.generation + 1, &m);
        if (e.code != ERR_OK && e.code != ERR_MISSING)
            return e;
    }
    *out = m;
    if (m.generation == named.generation)
        return OK;
    struct pointer repaired = {m.generation, m.activate_at, m.sha256};
    return pointer_write(store, &repaired);
}
