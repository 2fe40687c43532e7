/* forget.c: a FUSE layer that keeps its word and no more: what a program wrote is there until the
 * power is cut, and after it only what was synced. A file's bytes are safe from its own fsync on, a
 * name from the fsync of its folder on. `forget NOW MOUNT AFTER CUT SEED` shows the folder NOW at
 * MOUNT; before the CUTth change (0: at the unmount) the power goes: what is safe is written to
 * AFTER, and every later call gives EIO. SEED 0 forgets all that is not safe; another one keeps
 * some of it, in any order, and tears files. What stood in NOW at the start is safe. One thread;
 * small files. */
#define FUSE_USE_VERSION 35
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define BLOCK 512 /* what a torn file is torn into */

struct entry {
    char name[NAME_MAX + 1];
    struct node *node;
};
struct names {
    struct entry *entry;
    size_t n;
};
struct node {
    struct node *next; /* newest first: an inode's number may come again */
    ino_t ino;
    bool folder;
    char *bytes; /* of a file, as they were synced */
    size_t size;
    struct names names; /* of a folder, as they were synced */
};

static struct node *nodes;
static char now[PATH_MAX], after[PATH_MAX];
static long cut, changes, syncs;
static unsigned long long seed;
static bool dark;

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    perror(what);
    exit(1);
}

/* 0 to n - 1 */
static unsigned dice(unsigned n)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(seed >> 33) % n;
}

static void path_join(char out[PATH_MAX], const char *folder, const char *name)
{
    int n = snprintf(out, PATH_MAX, "%s%s%s", folder, *name == '/' ? "" : "/", name);
    must(n > 0 && n < PATH_MAX, "path too long");
}

static struct node *node_new(ino_t ino, bool folder)
{
    struct node *n = calloc(1, sizeof *n);
    must(n != NULL, "memory");
    *n = (struct node){.next = nodes, .ino = ino, .folder = folder};
    return nodes = n;
}

static struct node *node_find(ino_t ino)
{
    struct node *n = nodes;
    while (n && n->ino != ino)
        n = n->next;
    return n;
}

static struct node *node_of(ino_t ino)
{
    struct node *n = node_find(ino);
    must(n != NULL, "a file that was not made through this layer");
    return n;
}

static struct node *node_at(const char *path)
{
    struct stat st;
    must(lstat(path, &st) == 0, path);
    return node_of(st.st_ino);
}

static char *bytes_of(const char *path, size_t *size)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    must(fd >= 0 && fstat(fd, &st) == 0, path);
    *size = (size_t)st.st_size;
    char *bytes = malloc(*size + 1);
    must(bytes && read(fd, bytes, *size) == st.st_size, path);
    close(fd);
    return bytes;
}

/* The names of a folder as programs see it; while it is learnt their nodes are not there yet. */
static struct names names_of(const char *folder)
{
    struct names all = {NULL, 0};
    DIR *dir = opendir(folder);
    must(dir != NULL, folder);
    for (struct dirent *e; (e = readdir(dir));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        all.entry = realloc(all.entry, (all.n + 1) * sizeof *all.entry);
        must(all.entry != NULL, "memory");
        strcpy(all.entry[all.n].name, e->d_name);
        all.entry[all.n++].node = node_find(e->d_ino);
    }
    closedir(dir);
    return all;
}

static void file_safe(struct node *n, const char *path)
{
    free(n->bytes);
    n->bytes = bytes_of(path, &n->size);
}

static void folder_safe(struct node *n, const char *path)
{
    free(n->names.entry);
    n->names = names_of(path);
}

/* All that stands there at the start. */
static void learn(const char *path)
{
    struct stat st;
    must(lstat(path, &st) == 0, path);
    struct node *n = node_new(st.st_ino, S_ISDIR(st.st_mode));
    if (!n->folder) {
        file_safe(n, path);
        return;
    }
    struct names all = names_of(path);
    for (size_t i = 0; i < all.n; i++) {
        char below[PATH_MAX];
        path_join(below, path, all.entry[i].name);
        learn(below);
    }
    free(all.entry);
    folder_safe(n, path);
}

static void keep_file(const struct node *n, const char *seen, const char *to)
{
    size_t size = n->size;
    char *bytes = n->bytes, *newer = NULL;
    if (seen && seed && dice(3)) { /* the newer bytes, or any of their blocks */
        newer = bytes_of(seen, &size);
        bool torn = dice(2);
        for (size_t at = 0; torn && at < size; at += BLOCK) {
            size_t some = size - at < BLOCK ? size - at : BLOCK;
            size_t old = at < n->size ? n->size - at : 0;
            if (dice(2))
                continue;
            memset(newer + at, 0, some);
            if (old)
                memcpy(newer + at, n->bytes + at, old < some ? old : some);
        }
        bytes = newer;
    }
    int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    must(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && close(fd) == 0, to);
    free(newer);
}

static const struct entry *name_find(const struct names *all, const struct entry *e)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->entry[i].name, e->name) == 0 && all->entry[i].node == e->node)
            return &all->entry[i];
    return NULL;
}

/* `seen` is where programs see it; NULL when they do not any more. */
static void keep(const struct node *n, const char *seen, const char *to)
{
    struct names all = {NULL, 0};
    if (!n->folder) {
        keep_file(n, seen, to);
        return;
    }
    must(mkdir(to, 0755) == 0, to);
    if (seen)
        all = names_of(seen);
    char below[PATH_MAX], there[PATH_MAX];
    for (size_t i = 0; i < n->names.n; i++) {
        const struct entry *e = &n->names.entry[i];
        bool still = name_find(&all, e) != NULL;
        if (!still && seed && dice(2))
            continue; /* the name was taken away, and that is not safe: it may be there again */
        path_join(below, to, e->name);
        if (still)
            path_join(there, seen, e->name);
        if (access(below, F_OK) != 0)
            keep(e->node, still ? there : NULL, below);
    }
    for (size_t i = 0; i < all.n; i++) {
        const struct entry *e = &all.entry[i];
        if (name_find(&n->names, e) || !seed || dice(2))
            continue;
        path_join(below, to, e->name);
        path_join(there, seen, e->name);
        if (access(below, F_OK) != 0)
            keep(e->node, there, below);
    }
    free(all.entry);
}

static void power_cut(void)
{
    if (dark)
        return;
    dark = true;
    keep(node_at(now), now, after);
    printf("changes %ld syncs %ld\n", changes, syncs);
    fflush(stdout);
}

/* False: the power is gone. */
static bool change(void)
{
    if (!dark && cut && changes + 1 == cut)
        power_cut();
    changes += !dark;
    return !dark;
}

#define BACKED(path)                                                                               \
    char backed[PATH_MAX];                                                                         \
    path_join(backed, now, path);                                                                  \
    if (dark)                                                                                      \
        return -EIO;
#define CHANGED(path)                                                                              \
    BACKED(path)                                                                                   \
    if (!change())                                                                                 \
        return -EIO;
#define TELL(call) return (call) < 0 ? -errno : 0

static int f_getattr(const char *path, struct stat *st, struct fuse_file_info *fi)
{
    (void)fi;
    BACKED(path)
    TELL(lstat(backed, st));
}

static int f_statfs(const char *path, struct statvfs *st)
{
    BACKED(path)
    TELL(statvfs(backed, st));
}

static int f_open(const char *path, struct fuse_file_info *fi)
{
    BACKED(path)
    int fd = open(backed, fi->flags & ~(O_CREAT | O_EXCL));
    fi->fh = (uint64_t)fd;
    return fd < 0 ? -errno : 0;
}

static int f_create(const char *path, mode_t mode, struct fuse_file_info *fi)
{
    struct stat st;
    CHANGED(path)
    bool there = lstat(backed, &st) == 0;
    int fd = open(backed, fi->flags | O_CREAT, mode);
    if (fd < 0)
        return -errno;
    must(fstat(fd, &st) == 0, path);
    if (!there)
        node_new(st.st_ino, false);
    fi->fh = (uint64_t)fd;
    return 0;
}

static int f_read(const char *path, char *to, size_t n, off_t at, struct fuse_file_info *fi)
{
    (void)path;
    ssize_t got = dark ? -1 : pread((int)fi->fh, to, n, at);
    return dark ? -EIO : got < 0 ? -errno : (int)got;
}

static int f_write(
    const char *path, const char *from, size_t n, off_t at, struct fuse_file_info *fi)
{
    (void)path;
    if (!change())
        return -EIO;
    ssize_t put = pwrite((int)fi->fh, from, n, at);
    return put < 0 ? -errno : (int)put;
}

static int f_release(const char *path, struct fuse_file_info *fi)
{
    (void)path;
    TELL(close((int)fi->fh));
}

static int f_fsync(const char *path, int data, struct fuse_file_info *fi)
{
    struct stat st;
    (void)data;
    CHANGED(path)
    must(fstat((int)fi->fh, &st) == 0, path);
    syncs++;
    file_safe(node_of(st.st_ino), backed);
    return 0;
}

static int f_fsyncdir(const char *path, int data, struct fuse_file_info *fi)
{
    (void)data;
    (void)fi;
    CHANGED(path)
    syncs++;
    folder_safe(node_at(backed), backed);
    return 0;
}

static int f_truncate(const char *path, off_t size, struct fuse_file_info *fi)
{
    (void)fi;
    CHANGED(path)
    TELL(truncate(backed, size));
}

static int f_mkdir(const char *path, mode_t mode)
{
    struct stat st;
    CHANGED(path)
    if (mkdir(backed, mode) != 0)
        return -errno;
    must(lstat(backed, &st) == 0, path);
    node_new(st.st_ino, true);
    return 0;
}

static int f_unlink(const char *path)
{
    CHANGED(path)
    TELL(unlink(backed));
}

static int f_rmdir(const char *path)
{
    CHANGED(path)
    TELL(rmdir(backed));
}

static int f_link(const char *from, const char *path)
{
    char old[PATH_MAX];
    CHANGED(path)
    path_join(old, now, from);
    TELL(link(old, backed));
}

static int f_rename(const char *from, const char *path, unsigned flags)
{
    char old[PATH_MAX];
    CHANGED(path)
    path_join(old, now, from);
    TELL(renameat2(AT_FDCWD, old, AT_FDCWD, backed, flags));
}

static int f_readdir(const char *path, void *to, fuse_fill_dir_t fill, off_t at,
    struct fuse_file_info *fi, enum fuse_readdir_flags flags)
{
    (void)at;
    (void)fi;
    (void)flags;
    BACKED(path)
    struct names all = names_of(backed);
    for (size_t i = 0; i < all.n; i++)
        fill(to, all.entry[i].name, NULL, 0, 0);
    free(all.entry);
    return 0;
}

static void *f_init(struct fuse_conn_info *conn, struct fuse_config *conf)
{
    (void)conn;
    conf->use_ino = 1;
    conf->hard_remove = 1;
    conf->entry_timeout = conf->attr_timeout = conf->negative_timeout = 0;
    printf("mounted\n");
    fflush(stdout);
    return NULL;
}

static void f_destroy(void *self)
{
    (void)self;
    power_cut();
}

static const struct fuse_operations operations = {
    .getattr = f_getattr,
    .statfs = f_statfs,
    .open = f_open,
    .create = f_create,
    .read = f_read,
    .write = f_write,
    .release = f_release,
    .fsync = f_fsync,
    .fsyncdir = f_fsyncdir,
    .truncate = f_truncate,
    .mkdir = f_mkdir,
    .unlink = f_unlink,
    .rmdir = f_rmdir,
    .link = f_link,
    .rename = f_rename,
    .readdir = f_readdir,
    .init = f_init,
    .destroy = f_destroy,
};

int main(int argc, char **argv)
{
    if (argc != 6) {
        fputs("usage: forget NOW MOUNT AFTER CUT SEED\n", stderr);
        return 2;
    }
    path_join(now, argv[1], "");
    path_join(after, argv[3], "");
    now[strlen(now) - 1] = after[strlen(after) - 1] = 0;
    cut = strtol(argv[4], NULL, 10);
    seed = strtoull(argv[5], NULL, 10);
    learn(now);
    char *args[] = {argv[0], (char[]){"-f"}, (char[]){"-s"}, argv[2], NULL};
    return fuse_main(4, args, &operations, NULL);
}
