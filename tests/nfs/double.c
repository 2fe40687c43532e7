/* double.c: a folder as one NFS client sees it, only worse: double FOLDER MOUNT [nasty]. Each mount
 * is a client of its own. Attributes, names and the absence of names are remembered for seconds;
 * locks fail; a file that another client removed is ESTALE for who has it open; a rename over a
 * file leaves a moment without one; the answer to a link that did its work may be lost. Without
 * "nasty" it passes everything through. SIGUSR1: every call hangs, until SIGUSR2. In the foreground
 * until unmounted. At its end it prints how many lock calls there were, and which files were opened
 * for writing. */
#define FUSE_USE_VERSION 31
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define REMEMBERED_S 4 /* a real client: 3 to 60 s */
#define HIDDEN ".fuse_hidden"

static struct {
    int root;
    bool nasty;
} here;
static volatile sig_atomic_t stalled;
static atomic_long locks, links;

static void on_signal(int number)
{
    stalled = number == SIGUSR1;
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

static void wait_while_stalled(void)
{
    while (stalled)
        pause_ms(5);
}

/* Relative to the folder, as the *at() calls want it. */
static const char *at(const char *path)
{
    wait_while_stalled();
    return path[1] ? path + 1 : ".";
}

static int result(int got)
{
    return got < 0 ? -errno : got;
}

/* The server has no file behind the handle any more. */
static bool is_gone(int fd)
{
    struct stat st;
    return here.nasty && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 0;
}

static int d_getattr(const char *path, struct stat *st, struct fuse_file_info *fi)
{
    const char *name = at(path);
    if (fi && is_gone((int)fi->fh))
        return -ESTALE;
    return result(fi ? fstat((int)fi->fh, st) : fstatat(here.root, name, st, AT_SYMLINK_NOFOLLOW));
}

static int d_mkdir(const char *path, mode_t mode)
{
    return result(mkdirat(here.root, at(path), mode));
}

static int d_unlink(const char *path)
{
    return result(unlinkat(here.root, at(path), 0));
}

static int d_rmdir(const char *path)
{
    return result(unlinkat(here.root, at(path), AT_REMOVEDIR));
}

static int d_rename(const char *from, const char *to, unsigned flags)
{
    const char *old = at(from), *new = at(to);
    if (flags)
        return -EINVAL;
    if (here.nasty && unlinkat(here.root, new, 0) == 0)
        pause_ms(50);
    return result(renameat(here.root, old, here.root, new));
}

static int d_link(const char *from, const char *to)
{
    const char *old = at(from), *new = at(to);
    if (linkat(here.root, old, here.root, new, 0) != 0)
        return -errno;
    return here.nasty && atomic_fetch_add(&links, 1) % 3 == 2 ? -EEXIST : 0;
}

static int d_truncate(const char *path, off_t size, struct fuse_file_info *fi)
{
    const char *name = at(path);
    int fd = fi ? (int)fi->fh : openat(here.root, name, O_WRONLY | O_CLOEXEC);
    int got = fd < 0 ? -errno : result(ftruncate(fd, size));
    if (!fi && fd >= 0)
        close(fd);
    return got;
}

static int d_utimens(const char *path, const struct timespec tv[2], struct fuse_file_info *fi)
{
    (void)fi;
    return result(utimensat(here.root, at(path), tv, AT_SYMLINK_NOFOLLOW));
}

static int d_chmod(const char *path, mode_t mode, struct fuse_file_info *fi)
{
    (void)fi;
    return result(fchmodat(here.root, at(path), mode, 0));
}

static void tell_writer(const char *path, int flags)
{
    if ((flags & O_ACCMODE) != O_RDONLY) {
        printf("writes %s\n", path);
        fflush(stdout);
    }
}

static int open_with(const char *path, int flags, mode_t mode, struct fuse_file_info *fi)
{
    int fd = openat(here.root, at(path), flags | O_CLOEXEC, mode);
    if (fd < 0)
        return -errno;
    tell_writer(path, flags);
    fi->fh = (uint64_t)fd;
    return 0;
}

static int d_open(const char *path, struct fuse_file_info *fi)
{
    return open_with(path, fi->flags, 0, fi);
}

static int d_create(const char *path, mode_t mode, struct fuse_file_info *fi)
{
    return open_with(path, fi->flags | O_CREAT, mode, fi);
}

static int d_read(const char *path, char *bytes, size_t n, off_t offset, struct fuse_file_info *fi)
{
    (void)path;
    wait_while_stalled();
    if (is_gone((int)fi->fh))
        return -ESTALE;
    return result((int)pread((int)fi->fh, bytes, n, offset));
}

static int d_write(
    const char *path, const char *bytes, size_t n, off_t offset, struct fuse_file_info *fi)
{
    (void)path;
    wait_while_stalled();
    if (is_gone((int)fi->fh))
        return -ESTALE;
    return result((int)pwrite((int)fi->fh, bytes, n, offset));
}

static int d_fsync(const char *path, int data_only, struct fuse_file_info *fi)
{
    (void)path;
    (void)data_only;
    wait_while_stalled();
    return result(fsync((int)fi->fh));
}

static int d_release(const char *path, struct fuse_file_info *fi)
{
    (void)path;
    return result(close((int)fi->fh));
}

static int d_opendir(const char *path, struct fuse_file_info *fi)
{
    int fd = openat(here.root, at(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    fi->fh = (uint64_t)fd;
    fi->cache_readdir = here.nasty;
    fi->keep_cache = here.nasty;
    return 0;
}

static int d_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset,
    struct fuse_file_info *fi, enum fuse_readdir_flags flags)
{
    (void)path;
    (void)offset;
    (void)flags;
    wait_while_stalled();
    int fd = openat((int)fi->fh, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir)
        return -errno;
    for (struct dirent *entry; (entry = readdir(dir));)
        if (strncmp(entry->d_name, HIDDEN, sizeof HIDDEN - 1) != 0)
            fill(buffer, entry->d_name, NULL, 0, 0);
    closedir(dir);
    return 0;
}

static int d_fsyncdir(const char *path, int data_only, struct fuse_file_info *fi)
{
    return d_fsync(path, data_only, fi);
}

static int d_statfs(const char *path, struct statvfs *st)
{
    (void)at(path);
    return result(fstatvfs(here.root, st));
}

static int d_lock(const char *path, struct fuse_file_info *fi, int command, struct flock *lock)
{
    (void)path;
    (void)fi;
    (void)command;
    if (lock->l_type == F_UNLCK)
        return 0; /* libfuse calls it at each close */
    locks++;
    return -ENOLCK;
}

static int d_flock(const char *path, struct fuse_file_info *fi, int operation)
{
    (void)path;
    (void)fi;
    if (operation & LOCK_UN)
        return 0;
    locks++;
    return -ENOLCK;
}

static void *d_init(struct fuse_conn_info *conn, struct fuse_config *config)
{
    double seconds = here.nasty ? REMEMBERED_S : 0;
    (void)conn;
    config->use_ino = 1;
    config->attr_timeout = seconds;
    config->entry_timeout = seconds;
    config->negative_timeout = seconds;
    printf("mounted\n");
    fflush(stdout);
    return NULL;
}

static const struct fuse_operations operations = {
    .getattr = d_getattr,
    .mkdir = d_mkdir,
    .unlink = d_unlink,
    .rmdir = d_rmdir,
    .rename = d_rename,
    .link = d_link,
    .truncate = d_truncate,
    .utimens = d_utimens,
    .chmod = d_chmod,
    .open = d_open,
    .create = d_create,
    .read = d_read,
    .write = d_write,
    .fsync = d_fsync,
    .release = d_release,
    .opendir = d_opendir,
    .readdir = d_readdir,
    .releasedir = d_release,
    .fsyncdir = d_fsyncdir,
    .statfs = d_statfs,
    .lock = d_lock,
    .flock = d_flock,
    .init = d_init,
};

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: double FOLDER MOUNT [nasty]\n");
        return 2;
    }
    here.root = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    here.nasty = argc > 3 && strcmp(argv[3], "nasty") == 0;
    if (here.root < 0) {
        perror(argv[1]);
        return 1;
    }
    signal(SIGUSR1, on_signal);
    signal(SIGUSR2, on_signal);
    char foreground[] = "-f", *args[] = {argv[0], foreground, argv[2], NULL};
    int status = fuse_main(3, args, &operations, NULL);
    printf("locks %ld\n", (long)locks);
    return status;
}
