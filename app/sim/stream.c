#include "sim/stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define STREAM_MEMORY (8u << 20)
/* What libarchive may give at once; a chunk goes in, little more comes out. */
#define PENDING_BYTES (2u << 20)
#define CHUNK_BYTES (128u << 10)

const char *const pack_words[PACK__N] = {"plain", "gzip", "zip"};
const char *const pack_types[PACK__N] = {"text/csv", "application/gzip", "application/zip"};
const char *const pack_ends[PACK__N] = {".csv", ".csv.gz", ".zip"};

struct stream {
    struct arena arena;
    struct window window;
    struct archive *archive;
    char *pending; /* made and not read yet: [at, filled) */
    size_t at, filled;
    size_t break_after;
    bool started, finished;
    struct err failed;
};

static la_ssize_t keep(struct archive *archive, void *self, const void *bytes, size_t n)
{
    struct stream *s = self;
    if (n > PENDING_BYTES - s->filled) {
        archive_set_error(archive, ARCHIVE_FATAL, "more than fits");
        return -1;
    }
    memcpy(s->pending + s->filled, bytes, n);
    s->filled += n;
    return (la_ssize_t)n;
}

static struct err archive_start(struct stream *s, const struct stream_conf *conf)
{
    s->archive = archive_write_new();
    bool zip = conf->pack == PACK_ZIP;
    int worst =
        zip ? archive_write_set_format_zip(s->archive) : archive_write_set_format_raw(s->archive);
    if (!zip) {
        worst |= archive_write_add_filter_gzip(s->archive);
        worst |= archive_write_set_options(s->archive, "gzip:!timestamp");
    }
    worst |= archive_write_set_bytes_per_block(s->archive, 0);
    worst |= archive_write_open(s->archive, s, NULL, keep, NULL);
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, conf->name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, conf->range.to / 1000, 0);
    worst |= archive_write_header(s->archive, entry);
    archive_entry_free(entry);
    return worst == ARCHIVE_OK
               ? OK
               : err_of(ERR_IO, "libarchive: %.100s", archive_error_string(s->archive));
}

struct err stream_open(struct stream **out, const struct stream_conf *conf)
{
    struct arena arena = arena_of(STREAM_MEMORY);
    struct stream *s = NEW(&arena, struct stream, 1);
    *out = s;
    s->arena = arena;
    s->window.fd = -1;
    s->break_after = conf->break_after;
    s->pending = NEW(&s->arena, char, PENDING_BYTES);
    TRY(window_open(&s->window, &s->arena, conf->path, conf->range));
    return conf->pack == PACK_PLAIN ? OK : archive_start(s, conf);
}

void stream_done(struct stream **s)
{
    if (!*s)
        return;
    if ((*s)->archive)
        archive_write_free((*s)->archive);
    window_done(&(*s)->window);
    struct arena arena = (*s)->arena;
    *s = NULL;
    arena_done(&arena);
}

static void put(struct stream *s, struct str bytes)
{
    if (!s->archive)
        (void)keep(NULL, s, bytes.p, bytes.n);
    else if (archive_write_data(s->archive, bytes.p, bytes.n) < 0)
        s->failed = err_of(ERR_IO, "libarchive: %.100s", archive_error_string(s->archive));
}

static void finish(struct stream *s, bool whole)
{
    s->finished = true;
    if (s->failed.code == ERR_OK)
        s->failed = window_end(&s->window);
    if (s->archive && whole && s->failed.code == ERR_OK &&
        archive_write_close(s->archive) != ARCHIVE_OK)
        s->failed = err_of(ERR_IO, "libarchive: %.100s", archive_error_string(s->archive));
}

/* Makes some bytes, unless the end is reached. */
static void make_more(struct stream *s)
{
    struct str row;
    s->at = s->filled = 0;
    if (!s->started)
        put(s, s->window.head);
    s->started = true;
    for (size_t in = 0; in < CHUNK_BYTES && s->failed.code == ERR_OK; in += row.n) {
        if (!window_row(&s->window, &row)) {
            finish(s, true);
            return;
        }
        if (s->window.rows > s->break_after) {
            put(s, str_head(row, row.n / 2));
            finish(s, false);
            return;
        }
        put(s, row);
    }
}

ssize_t stream_read(struct stream *s, char *to, size_t max)
{
    while (s->at == s->filled && !s->finished && s->failed.code == ERR_OK)
        make_more(s);
    if (s->failed.code != ERR_OK)
        return -1;
    size_t n = s->filled - s->at < max ? s->filled - s->at : max;
    memcpy(to, s->pending + s->at, n);
    s->at += n;
    return (ssize_t)n;
}

struct err stream_end(const struct stream *s)
{
    return s->failed;
}

struct err stream_count(struct stream *s, int64_t *bytes, int64_t *rows)
{
    *bytes = 0;
    while (!s->finished && s->failed.code == ERR_OK) {
        make_more(s);
        *bytes += (int64_t)s->filled;
    }
    *rows = (int64_t)s->window.rows;
    return s->failed;
}
