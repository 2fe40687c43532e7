#include "web/statics.h"

#include "lib/file.h"
#include "lib/hash.h"
#include "lib/out.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#define HASH_DIGITS 10

static void dir_done(DIR **dir)
{
    if (*dir)
        closedir(*dir);
    *dir = NULL;
}

static int by_name(const void *a, const void *b)
{
    const struct str *left = a, *right = b;
    return str_cmp(*left, *right);
}

static struct err names(struct arena *a, const char *dir, struct str *name, size_t *n)
{
    AUTO(dir_done) DIR *d = opendir(dir);
    if (!d)
        return err_errno("%s", dir);
    for (const struct dirent *entry; (entry = readdir(d));) {
        struct stat st;
        struct str found = str_of(entry->d_name);
        if (found.p[0] == '.' || fstatat(dirfd(d), entry->d_name, &st, 0) != 0 ||
            !S_ISREG(st.st_mode))
            continue;
        if (*n == STATICS_FILES_MAX)
            return err_of(ERR_LIMIT, "%s: more than %d files", dir, STATICS_FILES_MAX);
        name[(*n)++] = arena_copy(a, found);
    }
    qsort(name, *n, sizeof *name, by_name);
    return OK;
}

struct err statics_prefix(struct arena *a, const char *dir, struct str *out)
{
    struct str *name = NEW(a, struct str, STATICS_FILES_MAX);
    struct out all = out_of(a);
    size_t n = 0;
    TRY(names(a, dir, name, &n));
    for (size_t i = 0; i < n; i++) {
        struct str path = arena_fmt(a, "%s/%.*s", dir, STR_ARG(name[i])), bytes;
        TRY(file_read(a, path.p, STATICS_FILE_BYTES_MAX, &bytes));
        struct sha256 sum = sha256_of(bytes);
        out_fmt(&all, "%.*s %s\n", STR_ARG(name[i]), sum.hex);
    }
    struct sha256 sum = sha256_of(out_done(&all));
    *out = arena_fmt(a, "/s/%.*s", HASH_DIGITS, sum.hex);
    return OK;
}

struct err statics_build(struct arena *a, struct str prefix, struct str *out)
{
    struct sha256 program;
    AUTO(fd_done) int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno("/proc/self/exe");
    TRY(sha256_fd(fd, &program));
    struct sha256 both = sha256_of(arena_fmt(a, "%s %.*s", program.hex, STR_ARG(prefix)));
    *out = arena_copy(a, (struct str){both.hex, HASH_DIGITS});
    return OK;
}
