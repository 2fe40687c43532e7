#include "lib/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_BYTES (1u << 18)

void fd_done(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* close(2) is where NFS reports what could not be written. */
static struct err close_checked(int *fd, const char *path)
{
    int closing = *fd;
    *fd = -1;
    return close(closing) == 0 ? OK : err_errno("%s: close", path);
}

static struct err write_all(int fd, struct str s, const char *path)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno("%s: write", path);
        s = str_from(s, (size_t)n);
    }
    return OK;
}

static struct err folder_of(const char *path, char folder[PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    struct str dir = slash == path ? STR("/") : STR(".");
    if (slash && slash != path)
        dir = (struct str){path, (size_t)(slash - path)};
    if (dir.n >= PATH_MAX)
        return err_of(ERR_INPUT, "%.80s...: path too long", path);
    memcpy(folder, dir.p, dir.n);
    folder[dir.n] = 0;
    return OK;
}

static struct err sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    TRY(folder_of(path, folder));
    return file_sync_dir(folder);
}

struct err file_size(const char *path, int64_t *bytes)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return err_errno("%s", path);
    *bytes = st.st_size;
    return OK;
}

struct err file_read(struct arena *a, const char *path, size_t max, struct str *out)
{
    struct stat st;
    AUTO(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        return err_errno("%s", path);
    if (!S_ISREG(st.st_mode))
        return err_of(ERR_INPUT, "%s: not a file", path);
    if ((uint64_t)st.st_size > max)
        return err_of(ERR_LIMIT, "%s: %lld bytes, more than %zu", path, (long long)st.st_size, max);
    char *p = arena_take(a, 1, (size_t)st.st_size + 1);
    size_t n = 0;
    while (n < (size_t)st.st_size) {
        ssize_t got = read(fd, p + n, (size_t)st.st_size - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_errno("%s: read", path);
        if (got == 0)
            break;
        n += (size_t)got;
    }
    *out = (struct str){p, n};
    return OK;
}

static struct err create_synced(const char *path, struct str s)
{
    AUTO(fd_done) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return err_errno("%s", path);
    TRY(write_all(fd, s, path));
    if (fsync(fd) != 0)
        return err_errno("%s: fsync", path);
    return close_checked(&fd, path);
}

struct err file_create(const char *path, struct str s)
{
    TRY(create_synced(path, s));
    return sync_folder_of(path);
}

static struct err copy_bytes(int in, int out, const char *from, const char *to)
{
    static _Thread_local char chunk[COPY_BYTES];
    for (;;) {
        ssize_t n = read(in, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno("%s: read", from);
        if (n == 0)
            return OK;
        TRY(write_all(out, (struct str){chunk, (size_t)n}, to));
    }
}

static struct err copy_synced(int in, int *out, const char *from, const char *to)
{
    TRY(copy_bytes(in, *out, from, to));
    if (fsync(*out) != 0)
        return err_errno("%s: fsync", to);
    TRY(close_checked(out, to));
    return sync_folder_of(to);
}

struct err file_copy(const char *from, const char *to)
{
    AUTO(fd_done) int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return err_errno("%s", from);
    AUTO(fd_done) int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (out < 0)
        return err_errno("%s", to);
    struct err e = copy_synced(in, &out, from, to);
    if (e.code != ERR_OK)
        unlink(to); /* a part of a file is of no use, least of all on a full disk */
    return e;
}

static void nonce_of(char hex[9])
{
    unsigned char raw[4];
    size_t n = 0;
    while (n < sizeof raw) {
        ssize_t got = getrandom(raw + n, sizeof raw - n, 0);
        if (got > 0)
            n += (size_t)got;
    }
    snprintf(hex, 9, "%02x%02x%02x%02x", raw[0], raw[1], raw[2], raw[3]);
}

struct str file_nonce(struct arena *a)
{
    char hex[9];
    nonce_of(hex);
    return arena_copy(a, str_of(hex));
}

/* On NFS the answer to a link(2) that did its work can be lost and the repeat then says EEXIST: the
 * link count of our own file tells the truth. */
static struct err link_tells(const char *temporary, const char *path, bool *won)
{
    struct statx st;
    int linked = link(temporary, path);
    int number = errno;
    if (statx(AT_FDCWD, temporary, AT_STATX_FORCE_SYNC, STATX_NLINK, &st) != 0)
        return err_errno("%s", temporary);
    *won = linked == 0 || st.stx_nlink == 2;
    if (*won || number == EEXIST)
        return OK;
    errno = number;
    return err_errno("%s: link", path);
}

struct err file_put_if_absent(const char *path, struct str s, bool *won)
{
    char temporary[PATH_MAX], hex[9];
    *won = false;
    nonce_of(hex);
    int n = snprintf(temporary, sizeof temporary, "%s.%s.new", path, hex);
    if (n < 0 || (size_t)n >= sizeof temporary)
        return err_of(ERR_INPUT, "%.80s...: path too long", path);
    struct err e = create_synced(temporary, s);
    if (e.code == ERR_OK)
        e = link_tells(temporary, path, won);
    unlink(temporary);
    TRY(e);
    return sync_folder_of(path);
}

struct err file_replace(const char *path, struct str s)
{
    char temporary[PATH_MAX];
    int n = snprintf(temporary, sizeof temporary, "%s.new", path);
    if (n < 0 || (size_t)n >= sizeof temporary)
        return err_of(ERR_INPUT, "%.80s...: path too long", path);
    if (unlink(temporary) != 0 && errno != ENOENT) /* of one who was killed */
        return err_errno("%s", temporary);
    TRY(create_synced(temporary, s));
    if (rename(temporary, path) != 0)
        return err_errno("%s", path);
    return sync_folder_of(path);
}

struct err file_ask_anew(const char *path)
{
    struct statx st;
    if (statx(AT_FDCWD, path, AT_STATX_FORCE_SYNC, STATX_BASIC_STATS, &st) != 0 && errno != ENOENT)
        return err_errno("%s", path);
    return OK;
}

struct err file_sync_dir(const char *dir)
{
    AUTO(fd_done) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_errno("%s", dir);
    if (fsync(fd) != 0)
        return err_errno("%s: fsync", dir);
    return close_checked(&fd, dir);
}

struct err dir_make(const char *path)
{
    char part[PATH_MAX];
    size_t n = strlen(path);
    if (n == 0 || n >= sizeof part)
        return err_of(ERR_INPUT, "%.80s: not a usable path", path);
    memcpy(part, path, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (part[i] != '/' && part[i] != 0)
            continue;
        char kept = part[i];
        part[i] = 0;
        bool made = mkdir(part, 0755) == 0;
        if (!made && errno != EEXIST)
            return err_errno("%s: mkdir", part);
        if (made)
            TRY(sync_folder_of(part)); /* or all that is put there goes with it */
        part[i] = kept;
    }
    struct stat st;
    if (stat(path, &st) != 0)
        return err_errno("%s", path);
    return S_ISDIR(st.st_mode) ? OK : err_of(ERR_INPUT, "%s: not a folder", path);
}

static void dir_done(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

struct err dir_remove(const char *path)
{
    AUTO(dir_done) DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT ? OK : err_errno("%s", path);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlinkat(dirfd(dir), entry->d_name, 0) != 0)
            return err_errno("%s/%s: unlink", path, entry->d_name);
    }
    return rmdir(path) == 0 ? OK : err_errno("%s: rmdir", path);
}

static int remove_one(const char *path, const struct stat *st __attribute__((unused)),
    int type __attribute__((unused)), struct FTW *at __attribute__((unused)))
{
    return remove(path);
}

struct err tree_remove(const char *path)
{
    const int depth = 8; /* folders open at a time */
    if (nftw(path, remove_one, depth, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
        return err_errno("%s", path);
    return OK;
}
