/* disk.c: preloaded, a disk that fails: the nth call of one kind on paths that hold a text gives an
 * error or is cut short, once or from then on. FAULT="CALL NTH ERRNO once|sticky PATH"; ERRNO 0
 * cuts a write in half. CALL "any" counts them all as one kind. FAULT_TOLD names the file that at
 * the end holds how often each kind was called on those paths, and how often the fault struck.
 * System calls are made directly: what is ours here is everything that libc offers to change a
 * file. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum call {
    CREATE,
    WRITE,
    SYNC,
    SYNCDIR,
    CLOSE,
    LINK,
    RENAME,
    UNLINK,
    MKDIR,
    RMDIR,
    TRUNCATE,
    CALL__N
};

static const char *const words[CALL__N] = {
    [CREATE] = "create",
    [WRITE] = "write",
    [SYNC] = "sync",
    [SYNCDIR] = "syncdir",
    [CLOSE] = "close",
    [LINK] = "link",
    [RENAME] = "rename",
    [UNLINK] = "unlink",
    [MKDIR] = "mkdir",
    [RMDIR] = "rmdir",
    [TRUNCATE] = "truncate",
};

static struct {
    char call[16], how[16], path[PATH_MAX];
    long nth;
    int error;
    bool on;
} plan;
static atomic_long seen[CALL__N], any, struck;

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("FAULT");
    plan.on = text && sscanf(text, "%15s %ld %d %15s %4095s", plan.call, &plan.nth, &plan.error,
                          plan.how, plan.path) == 5;
}

__attribute__((destructor)) static void end(void)
{
    const char *told = getenv("FAULT_TOLD");
    FILE *f = plan.on && told ? fopen(told, "w") : NULL;
    if (!f)
        return;
    for (size_t i = 0; i < CALL__N; i++)
        fprintf(f, "%s %ld\n", words[i], atomic_load(&seen[i]));
    fprintf(f, "struck %ld\n", atomic_load(&struck));
    plan.on = false;
    fclose(f);
}

static bool strikes(enum call call, const char *path)
{
    if (!plan.on || !strstr(path, plan.path))
        return false;
    long n = atomic_fetch_add(&seen[call], 1) + 1;
    bool meant = strcmp(words[call], plan.call) == 0;
    if (strcmp(plan.call, "any") == 0) {
        n = atomic_fetch_add(&any, 1) + 1;
        meant = true;
    }
    bool now = meant && (n == plan.nth || (n > plan.nth && strcmp(plan.how, "sticky") == 0));
    struck += now;
    errno = now ? plan.error : errno;
    return now;
}

static const char *path_of(int fd, char path[PATH_MAX])
{
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    path[n > 0 ? n : 0] = 0;
    return path;
}

static const char *path_at(int folder, const char *name, char path[PATH_MAX])
{
    if (folder == AT_FDCWD || *name == '/')
        return name;
    path_of(folder, path);
    size_t n = strlen(path);
    snprintf(path + n, PATH_MAX - n, "/%s", name);
    return path;
}

static bool strikes_fd(enum call call, int fd)
{
    char path[PATH_MAX];
    return strikes(call, path_of(fd, path));
}

static int opened(int folder, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX];
    if (flags & O_CREAT && strikes(CREATE, path_at(folder, name, path)))
        return -1;
    return (int)syscall(SYS_openat, folder, name, flags, mode);
}

static mode_t mode_of(int flags, va_list ap)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
}

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list ap;                                                                                \
        va_start(ap, flags);                                                                       \
        mode_t mode = mode_of(flags, ap);                                                          \
        va_end(ap);                                                                                \
        return opened(AT_FDCWD, path, flags, mode);                                                \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                               \
    int name(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        va_list ap;                                                                                \
        va_start(ap, flags);                                                                       \
        mode_t mode = mode_of(flags, ap);                                                          \
        va_end(ap);                                                                                \
        return opened(folder, path, flags, mode);                                                  \
    }
OPENAT(openat)
OPENAT(openat64)

/* What is left of n bytes when the fault strikes; -1: nothing, errno says why. */
static ssize_t allowed(int fd, size_t n)
{
    if (!strikes_fd(WRITE, fd))
        return (ssize_t)n;
    return plan.error ? -1 : (ssize_t)(n > 1 ? n / 2 : n);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    ssize_t some = allowed(fd, n);
    return some < 0 ? -1 : syscall(SYS_write, fd, bytes, some);
}

#define PWRITE(name)                                                                               \
    ssize_t name(int fd, const void *bytes, size_t n, off_t at)                                    \
    {                                                                                              \
        ssize_t some = allowed(fd, n);                                                             \
        return some < 0 ? -1 : syscall(SYS_pwrite64, fd, bytes, some, at);                         \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t copy_file_range(int in, off_t *at, int out, off_t *to, size_t n, unsigned flags)
{
    ssize_t some = allowed(out, n);
    return some < 0 ? -1 : syscall(SYS_copy_file_range, in, at, out, to, some, flags);
}

ssize_t sendfile(int out, int in, off_t *at, size_t n)
{
    ssize_t some = allowed(out, n);
    return some < 0 ? -1 : syscall(SYS_sendfile, out, in, at, some);
}

static int synced(int fd, long number)
{
    struct stat st;
    enum call call = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) ? SYNCDIR : SYNC;
    return strikes_fd(call, fd) ? -1 : (int)syscall(number, fd);
}

int fsync(int fd)
{
    return synced(fd, SYS_fsync);
}

int fdatasync(int fd)
{
    return synced(fd, SYS_fdatasync);
}

/* The descriptor is gone whatever close says: so it is on Linux. */
int close(int fd)
{
    bool writing = (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY;
    bool fails = writing && strikes_fd(CLOSE, fd);
    int closed = (int)syscall(SYS_close, fd);
    errno = fails ? plan.error : errno;
    return fails ? -1 : closed;
}

int link(const char *from, const char *to)
{
    return strikes(LINK, to) ? -1 : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int rename(const char *from, const char *to)
{
    return strikes(RENAME, to) ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlinkat(int folder, const char *name, int flags)
{
    char path[PATH_MAX];
    enum call call = flags & AT_REMOVEDIR ? RMDIR : UNLINK;
    return strikes(call, path_at(folder, name, path))
               ? -1
               : (int)syscall(SYS_unlinkat, folder, name, flags);
}

int unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
    return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int mkdir(const char *path, mode_t mode)
{
    return strikes(MKDIR, path) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

#define TRUNCATED(name)                                                                            \
    int name(int fd, off_t n)                                                                      \
    {                                                                                              \
        return strikes_fd(TRUNCATE, fd) ? -1 : (int)syscall(SYS_ftruncate, fd, n);                 \
    }
TRUNCATED(ftruncate)
TRUNCATED(ftruncate64)
