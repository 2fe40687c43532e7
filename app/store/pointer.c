#include "store/pointer.h"

#include "lib/file.h"
#include "lib/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SLOT_BYTES 512 /* one sector: never torn by a disk that keeps its word */
#define MAGIC "pagetrail 1"

static struct err path_of(const char *store, char path[PATH_MAX])
{
    int n = snprintf(path, PATH_MAX, "%s/CURRENT", store);
    return n > 0 && n < PATH_MAX ? OK : err_of(ERR_INPUT, "%.80s...: path too long", store);
}

/* "pagetrail 1 <generation> <manifest> <sha256> <activate_at> <checksum>\n", then zeros. */
static void slot_write(const struct pointer *p, char slot[SLOT_BYTES])
{
    memset(slot, 0, SLOT_BYTES);
    int n = snprintf(slot, SLOT_BYTES, MAGIC " %lld %012lld.json %s %lld", (long long)p->generation,
        (long long)p->generation, p->sha256.hex, (long long)p->activate_at);
    int64_t sum = hash64((struct str){slot, (size_t)n});
    snprintf(slot + n, SLOT_BYTES - (size_t)n, " %016llx\n", (unsigned long long)sum);
}

static bool slot_parse(const char *slot, struct pointer *out)
{
    struct str s = {slot, strnlen(slot, SLOT_BYTES)}, word[4];
    unsigned char raw[SHA256_HEX / 2];
    struct pointer p = {0};
    if (!str_starts(s, STR(MAGIC " ")))
        return false;
    struct str rest = str_from(s, sizeof MAGIC);
    for (EACH(i, word))
        if (!str_cut(rest, ' ', &word[i], &rest))
            return false;
    if (!str_i64(word[0], &p.generation) || p.generation < 1 || word[2].n != SHA256_HEX ||
        !str_unhex(word[2], raw, sizeof raw) || !str_i64(word[3], &p.activate_at))
        return false;
    memcpy(p.sha256.hex, word[2].p, SHA256_HEX);
    char again[SLOT_BYTES];
    slot_write(&p, again);
    if (memcmp(again, slot, SLOT_BYTES) != 0)
        return false;
    *out = p;
    return true;
}

/* *n is how much stands there; what is missing is zeros. */
static struct err read_bytes(int fd, char bytes[POINTER_SLOTS * SLOT_BYTES], ssize_t *n)
{
    memset(bytes, 0, POINTER_SLOTS * SLOT_BYTES);
    do
        *n = pread(fd, bytes, POINTER_SLOTS * SLOT_BYTES, 0);
    while (*n < 0 && errno == EINTR);
    return *n < 0 ? err_errno("CURRENT: read") : OK;
}

static struct err read_slots(int fd, struct pointer slot[POINTER_SLOTS])
{
    char bytes[POINTER_SLOTS * SLOT_BYTES];
    bool whole = false;
    ssize_t n = 0;
    TRY(read_bytes(fd, bytes, &n));
    for (size_t i = 0; i < POINTER_SLOTS; i++) {
        slot[i] = (struct pointer){0};
        whole |= slot_parse(bytes + i * SLOT_BYTES, &slot[i]);
    }
    return whole || n == 0 ? OK : err_of(ERR_INPUT, "CURRENT: neither slot is whole");
}

struct err pointer_check(const char *store)
{
    static const char empty[SLOT_BYTES];
    char path[PATH_MAX], bytes[POINTER_SLOTS * SLOT_BYTES];
    struct pointer unused;
    ssize_t n = 0;
    TRY(path_of(store, path));
    AUTO(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno("open");
    TRY(read_bytes(fd, bytes, &n));
    for (size_t i = 0; i < POINTER_SLOTS; i++) {
        const char *slot = bytes + i * SLOT_BYTES;
        if (memcmp(slot, empty, SLOT_BYTES) != 0 && !slot_parse(slot, &unused))
            return err_of(ERR_INPUT, "slot %zu is damaged", i);
    }
    return OK;
}

struct err pointer_read(const char *store, struct pointer slot[POINTER_SLOTS])
{
    char path[PATH_MAX];
    memset(slot, 0, POINTER_SLOTS * sizeof *slot);
    TRY(path_of(store, path));
    AUTO(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return OK;
    if (fd < 0)
        return err_errno("%s", path);
    return read_slots(fd, slot);
}

struct pointer pointer_newest(const struct pointer slot[POINTER_SLOTS])
{
    return slot[1].generation > slot[0].generation ? slot[1] : slot[0];
}

/* A writer whose clock is far ahead does not keep what it made from everybody. */
static bool is_active(const struct pointer *p, int64_t now_ms)
{
    return p->activate_at <= now_ms || p->activate_at > now_ms + ACTIVATE_AFTER_MAX_MS;
}

struct pointer pointer_active(const struct pointer slot[POINTER_SLOTS], int64_t now_ms)
{
    struct pointer best = {0};
    for (size_t i = 0; i < POINTER_SLOTS; i++)
        if (is_active(&slot[i], now_ms) && slot[i].generation > best.generation)
            best = slot[i];
    return best;
}

/* close(2) is where NFS reports what could not be written. */
static struct err close_checked(int *fd)
{
    int closing = *fd;
    *fd = -1;
    return close(closing) == 0 ? OK : err_errno("CURRENT: close");
}

/* One pwrite, unless it is cut short. */
static struct err write_at(int fd, const char bytes[SLOT_BYTES], off_t at)
{
    for (size_t done = 0; done < SLOT_BYTES;) {
        ssize_t n = pwrite(fd, bytes + done, SLOT_BYTES - done, at + (off_t)done);
        if (n < 0 && errno != EINTR)
            return err_errno("CURRENT: write");
        done += n > 0 ? (size_t)n : 0;
    }
    return OK;
}

struct err pointer_write(const char *store, const struct pointer *p)
{
    char path[PATH_MAX], bytes[SLOT_BYTES];
    struct pointer slot[POINTER_SLOTS] = {{0}};
    TRY(path_of(store, path));
    AUTO(fd_done) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return err_errno("%s", path);
    struct err e = read_slots(fd, slot);
    if (e.code != ERR_OK && e.code != ERR_INPUT) /* a damaged one is mended */
        return e;
    if (pointer_newest(slot).generation >= p->generation)
        return OK;
    slot_write(p, bytes);
    TRY(write_at(fd, bytes, (off_t)(p->generation % POINTER_SLOTS) * SLOT_BYTES));
    if (fsync(fd) != 0)
        return err_errno("%s: fsync", path);
    TRY(close_checked(&fd));
    return file_sync_dir(store);
}
