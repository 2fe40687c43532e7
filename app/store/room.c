#include "store/room.h"

#include "lib/file.h"
#include "lib/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

static void dir_done(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

/* What is removed meanwhile takes no room. */
static struct err add_folder(const char *store, const char *below, int64_t *bytes)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    const char *path = arena_fmt(&a, "%s/%s", store, below).p;
    struct stat st;
    AUTO(dir_done) DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT ? OK : err_errno("%s", path);
    for (struct dirent *entry; (entry = readdir(dir));)
        if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(st.st_mode))
            *bytes += st.st_size;
    return OK;
}

static struct err free_bytes(const char *path, int64_t *out)
{
    struct statvfs v;
    if (statvfs(path, &v) != 0)
        return err_errno("%s", path);
    *out = (int64_t)(v.f_bavail * v.f_frsize);
    return OK;
}

struct err room_look(const char *store, int64_t limit, struct room *out)
{
    *out = (struct room){.limit = limit ? limit : STORE_BYTES_MAX};
    TRY(add_folder(store, "seg", &out->held));
    TRY(add_folder(store, "log", &out->held));
    return free_bytes(store, &out->free);
}

static struct err some_free(const char *folder, int64_t bytes)
{
    if (bytes >= ROOM_FREE_MIN)
        return OK;
    return err_of(ERR_LIMIT, "%s: %lld bytes free; nothing is begun below %lld", folder,
        (long long)bytes, (long long)ROOM_FREE_MIN);
}

struct err room_begin(const char *store, const char *staging, int64_t limit)
{
    struct room r;
    int64_t staging_free = 0;
    TRY(room_look(store, limit, &r));
    TRY(free_bytes(staging, &staging_free));
    if (r.held >= r.limit)
        return err_of(ERR_LIMIT,
            "the store holds %lld bytes, its limit is %lld: gc and retain make room",
            (long long)r.held, (long long)r.limit);
    TRY(some_free(store, r.free));
    return some_free(staging, staging_free);
}

struct err room_fits(const char *folder, int64_t bytes)
{
    int64_t left = 0;
    TRY(free_bytes(folder, &left));
    if (bytes <= left)
        return OK;
    return err_of(ERR_LIMIT, "%s: %lld bytes free; %lld are to be written", folder, (long long)left,
        (long long)bytes);
}

struct err room_take(struct room *r, int64_t bytes)
{
    if (r->held + bytes > r->limit)
        return err_of(ERR_LIMIT, "the store holds %lld bytes; %lld more would pass its limit %lld",
            (long long)r->held, (long long)bytes, (long long)r->limit);
    if (bytes > r->free)
        return err_of(ERR_LIMIT, "the store's volume has %lld bytes free; %lld are to be written",
            (long long)r->free, (long long)bytes);
    r->held += bytes;
    r->free -= bytes;
    return OK;
}
