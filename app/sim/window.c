#include "sim/window.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEAR_BYTES (256 * INT64_C(1024)) /* closer than that, reading on is as fast as halving */
#define ID_DIGITS 10

bool row_field(struct str row, size_t n, struct str *field)
{
    bool quoted = false;
    size_t begin = 0;
    for (size_t i = 0; i <= row.n; i++) {
        if (i < row.n && row.p[i] == '"')
            quoted = !quoted;
        if (i < row.n && (quoted || row.p[i] != ','))
            continue;
        if (n-- == 0) {
            *field = str_trim((struct str){row.p + begin, i - begin});
            return true;
        }
        begin = i + 1;
    }
    return false;
}

/* Bytes of the first row with its line end; 0 when it is not whole. */
static size_t row_length(struct str s)
{
    bool quoted = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            quoted = !quoted;
        else if (s.p[i] == '\n' && !quoted)
            return i + 1;
    }
    return 0;
}

static bool time_of_field(struct str row, size_t column, int64_t *ms)
{
    struct str field;
    return row_field(row, column, &field) && time_parse_rfc3339(field, ms);
}

static void fill(struct window *w)
{
    memmove(w->buffer, w->buffer + w->at, w->filled - w->at);
    w->filled -= w->at;
    w->at = 0;
    ssize_t n = pread(w->fd, w->buffer + w->filled, WINDOW_BYTES - w->filled, w->offset);
    if (n < 0 && errno != EINTR)
        w->failed = err_errno("read");
    if (n == 0)
        w->failed = err_of(ERR_IO, "the file shrank while it was read");
    if (n > 0) {
        w->offset += n;
        w->filled += (size_t)n;
    }
}

/* Any row, in the window or not. The last one may lack its line end. */
static bool next_row(struct window *w, struct str *row)
{
    for (;;) {
        struct str rest = {w->buffer + w->at, w->filled - w->at};
        size_t n = row_length(rest);
        if (n == 0 && w->offset >= w->size)
            n = rest.n;
        if (n) {
            *row = str_head(rest, n);
            w->at += n;
            return true;
        }
        if (w->failed.code != ERR_OK || w->offset >= w->size)
            return false;
        if (rest.n >= CSV_ROW_MAX) {
            w->failed = err_of(ERR_LIMIT, "a row of more than %u bytes", CSV_ROW_MAX);
            return false;
        }
        fill(w);
    }
}

static struct err column_of(struct str head, const char *name, size_t *column)
{
    struct str field;
    for (*column = 0; row_field(head, *column, &field); ++*column)
        if (str_eq(field, str_of(name)))
            return OK;
    return err_of(ERR_INPUT, "no column %s", name);
}

/* Where a row surely begins, in the middle of a file that may have line ends inside quotes: the ids
 * that the simulator gives (P or N and ten digits) stand at the beginning of a line nowhere else.
 */
static bool row_start(struct str s, size_t *at)
{
    for (size_t i = *at; i + ID_DIGITS + 2 < s.n; i++) {
        if (s.p[i] != '\n' || (s.p[i + 1] != 'P' && s.p[i + 1] != 'N'))
            continue;
        size_t digits = strspn(s.p + i + 2, "0123456789");
        if (digits == ID_DIGITS && s.p[i + 2 + ID_DIGITS] == ',') {
            *at = i + 1;
            return true;
        }
    }
    return false;
}

/* The first row with a readable time after `mid`: its place and its time. */
static bool probe(struct window *w, int64_t mid, int64_t *place, int64_t *created)
{
    ssize_t n = pread(w->fd, w->buffer, WINDOW_BYTES - 1, mid);
    struct str s = {w->buffer, n > 0 ? (size_t)n : 0};
    w->buffer[s.n] = 0;
    for (size_t at = 0; row_start(s, &at);) {
        size_t length = row_length(str_from(s, at));
        if (length && time_of_field(str_head(str_from(s, at), length), w->created, created)) {
            *place = mid + (int64_t)at;
            return true;
        }
    }
    return false;
}

/* Moves to some row before the first one of the window, and near it. */
static void seek_near(struct window *w)
{
    int64_t low = w->offset, high = w->size, place, created;
    while (high - low > NEAR_BYTES) {
        int64_t mid = low + (high - low) / 2;
        bool before = probe(w, mid, &place, &created) && place < high && created < w->range.from;
        if (before)
            low = place;
        else
            high = mid;
    }
    w->offset = low;
}

struct err window_open(struct window *w, struct arena *a, const char *path, struct range r)
{
    struct str head;
    struct stat st;
    *w = (struct window){.range = r, .buffer = NEW(a, char, WINDOW_BYTES)};
    w->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (w->fd < 0 || fstat(w->fd, &st) != 0)
        return err_errno("%s", path);
    w->size = st.st_size;
    if (!next_row(w, &head))
        return err_of(ERR_INPUT, "%s: no header", path);
    w->head = arena_copy(a, head);
    TRY(err_at(column_of(w->head, "created_at", &w->created), "%s", path));
    TRY(err_at(column_of(w->head, "updated_at", &w->updated), "%s", path));
    w->offset = (int64_t)w->head.n;
    w->at = w->filled = 0;
    seek_near(w);
    return OK;
}

void window_done(struct window *w)
{
    if (w->buffer)
        fd_done(&w->fd);
}

bool window_row(struct window *w, struct str *row)
{
    while (next_row(w, row)) {
        int64_t created, updated;
        if (time_of_field(*row, w->created, &created)) {
            if (created >= w->range.to)
                return false;
            w->taking = created >= w->range.from;
            if (w->taking && time_of_field(*row, w->updated, &updated))
                w->taking = updated <= w->range.as_of;
        }
        if (w->taking) {
            w->rows++;
            return true;
        }
    }
    return false;
}

struct err window_end(const struct window *w)
{
    return w->failed;
}
