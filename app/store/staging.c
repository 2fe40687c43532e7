#include "store/staging.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BUFFER_BYTES (256u << 10)
#define SPILL_CAP (64u << 20) /* bytes; a list of all rows that wait in memory */
#define NO_PIECE INT64_C(-1)

/* What stands in the file before the entries of a piece. */
struct piece {
    int64_t before;
    uint64_t bytes;
};

static void dir_done(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

static bool is_leftover(DIR *dir, const char *name, struct str prefix)
{
    struct stat st;
    if (!str_starts(str_of(name), prefix))
        return false;
    if (fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(st.st_mode))
        return false;
    return time(NULL) - st.st_mtime > STAGING_GRACE_HOURS * INT64_C(3600);
}

static void sweep(struct arena *a, const char *parent, struct str prefix)
{
    AUTO(dir_done) DIR *dir = opendir(parent);
    if (!dir)
        return;
    for (struct dirent *entry; (entry = readdir(dir));)
        if (is_leftover(dir, entry->d_name, prefix))
            err_drop(dir_remove(arena_fmt(a, "%s/%s", parent, entry->d_name).p),
                "an old staging folder only takes room");
}

struct err staging_open(struct staging *s, struct arena *a, const char *parent, enum family f,
    size_t fold_bytes, struct folded_reader reader)
{
    *s = (struct staging){.a = a, .memory = arena_of(ARENA_CAP_BATCH), .fd = -1};
    s->fold = fold_of(&s->memory, 0, fold_bytes, reader);
    TRY(dir_make(parent));
    struct str prefix = arena_fmt(a, "%s-", family_words[f]);
    sweep(a, parent, prefix);
    const char *folder =
        arena_fmt(a, "%s/%.*s%.*s", parent, STR_ARG(prefix), STR_ARG(file_nonce(a))).p;
    if (mkdir(folder, 0700) != 0)
        return err_errno("%s: mkdir", folder);
    s->folder = folder;
    return OK;
}

void staging_done(struct staging *s)
{
    fd_done(&s->fd);
    if (s->folder)
        err_drop(dir_remove(s->folder), "a staging folder left behind is swept later");
    s->folder = NULL;
    arena_done(&s->memory);
}

const char *staging_path(struct staging *s, const char *name)
{
    return arena_fmt(s->a, "%s/%s", s->folder, name).p;
}

static struct err write_all(const struct staging *s, struct str bytes, int64_t at)
{
    while (bytes.n) {
        ssize_t n = pwrite(s->fd, bytes.p, bytes.n, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_errno("%s: %lld bytes are staged, %zu more do not fit", s->folder,
                (long long)at, bytes.n);
        bytes = str_from(bytes, (size_t)n);
        at += n;
    }
    return OK;
}

/* The end of the file as it grows, through a buffer. */
struct spill {
    struct staging *s;
    char *buffer;
    size_t n;
};

static struct err spill_flush(struct spill *w)
{
    TRY(write_all(w->s, (struct str){w->buffer, w->n}, w->s->end));
    w->s->end += (int64_t)w->n;
    w->n = 0;
    return OK;
}

static struct err spill_bytes(struct spill *w, struct str bytes)
{
    if (w->n + bytes.n > BUFFER_BYTES)
        TRY(spill_flush(w));
    if (bytes.n > BUFFER_BYTES)
        return err_of(ERR_LIMIT, "a row too large to stage");
    memcpy(w->buffer + w->n, bytes.p, bytes.n);
    w->n += bytes.n;
    return OK;
}

/* The index's entry of that day, new if it has none. */
static struct staged_day *day_entry(struct staging *s, int32_t day)
{
    size_t low = 0, high = s->days;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->day[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < s->days && s->day[low].day == day)
        return &s->day[low];
    if (s->days == s->days_cap) {
        s->days_cap = s->days_cap ? 2 * s->days_cap : 64;
        struct staged_day *grown = NEW(s->a, struct staged_day, s->days_cap);
        if (s->days)
            memcpy(grown, s->day, s->days * sizeof *grown);
        s->day = grown;
    }
    memmove(&s->day[low + 1], &s->day[low], (s->days - low) * sizeof *s->day);
    s->days++;
    s->day[low] = (struct staged_day){.day = day, .last = NO_PIECE};
    return &s->day[low];
}

/* The piece of one day: n rows from `list`. */
static struct err spill_piece(
    struct spill *w, int32_t day, const struct fold_entry *const *list, size_t n)
{
    struct staged_day *d = day_entry(w->s, day);
    struct piece piece = {.before = d->last};
    for (size_t i = 0; i < n; i++)
        piece.bytes += fold_bytes(list[i]).n;
    d->last = w->s->end + (int64_t)w->n;
    d->rows += (int64_t)n;
    TRY(spill_bytes(w, (struct str){(const char *)&piece, sizeof piece}));
    for (size_t i = 0; i < n; i++)
        TRY(spill_bytes(w, fold_bytes(list[i])));
    return OK;
}

static struct err file_make(struct staging *s)
{
    if (s->fd >= 0)
        return OK;
    const char *path = staging_path(s, "rows");
    s->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return s->fd < 0 ? err_errno("%s", path) : OK;
}

/* What waits in memory goes to the file, a piece for each day. */
static struct err spill(struct staging *s)
{
    AUTO(arena_done) struct arena a = arena_of(SPILL_CAP);
    const struct fold_entry **list = fold_list(&s->fold, &a);
    struct spill w = {.s = s, .buffer = NEW(&a, char, BUFFER_BYTES)};
    TRY(file_make(s));
    for (size_t from = 0, to; from < s->fold.n; from = to) {
        int32_t day = day_of(fold_row(list[from]).row.created);
        for (to = from + 1; to < s->fold.n; to++)
            if (day_of(fold_row(list[to]).row.created) != day)
                break;
        TRY(spill_piece(&w, day, list + from, to - from));
    }
    fold_clear(&s->fold);
    return spill_flush(&w);
}

struct err staging_put(struct staging *s, const struct sifted *row)
{
    const struct folded f = folded_of(row);
    enum fold_put did = fold_put(&s->fold, &f);
    if (did == FOLD_FULL) {
        TRY(spill(s));
        did = fold_put(&s->fold, &f);
    }
    if (did == FOLD_FULL)
        return err_of(ERR_LIMIT, "a row too large to stage");
    return did == FOLD_FAILED ? s->fold.e : OK;
}

struct err staging_seal(struct staging *s)
{
    if (s->fold.n)
        TRY(spill(s));
    arena_done(&s->memory);
    return OK;
}

static struct err damaged(const struct staging *s)
{
    return err_of(ERR_IO, "%s: what was staged is damaged", s->folder);
}

static struct err read_all(const struct staging *s, char *to, size_t n, int64_t at)
{
    while (n) {
        ssize_t got = pread(s->fd, to, n, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_errno("%s", s->folder);
        if (got == 0)
            return damaged(s);
        to += got;
        n -= (size_t)got;
        at += got;
    }
    return OK;
}

/* The entries of a piece that has so many bytes, from that place in the file. */
static struct err read_piece(
    const struct staging *s, int32_t day, int64_t from, uint64_t left, struct fold *out)
{
    while (left) {
        size_t room = 0;
        char *to = fold_room(out, &room);
        if (!to)
            return err_of(ERR_LIMIT, "more rows in a day than memory has room for");
        room = left < room ? (size_t)left : room;
        TRY(read_all(s, to, room, from));
        size_t taken = fold_take(out, day, room);
        if (taken == 0)
            return out->e.code == ERR_OK ? damaged(s) : out->e;
        from += (int64_t)taken;
        left -= taken;
    }
    return OK;
}

struct err staging_read(
    const struct staging *s, const struct staged_day *d, struct arena *a, struct fold *out)
{
    struct piece piece;
    *out = fold_of(a, (size_t)d->rows, arena_left(a) / 4, s->fold.reader);
    for (int64_t at = d->last; at != NO_PIECE; at = piece.before) {
        TRY(read_all(s, (char *)&piece, sizeof piece, at));
        TRY(read_piece(s, d->day, at + (int64_t)sizeof piece, piece.bytes, out));
    }
    return OK;
}
