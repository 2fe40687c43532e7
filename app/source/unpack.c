#include "source/unpack.h"

#include "lib/arena.h"
#include "lib/limits.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define CHUNK (256u << 10)
#define GZIP_OR_ERROR (15 + 16) /* inflateInit2: the largest window, a gzip header, no other */

struct unpack {
    int fd;
    struct sink into;
    unsigned char *in;     /* CHUNK bytes */
    struct str head;       /* what was read of fd and not used yet; lies in `in` */
    int64_t packed, given; /* bytes read and handed on */
};

enum packing packing_of(struct str head)
{
    if (str_starts(head, STR("\x1f\x8b")))
        return PACKED_GZIP;
    if (str_starts(head, STR("PK\x03\x04")) || str_starts(head, STR("PK\x05\x06")))
        return PACKED_ZIP;
    return PACKED_PLAIN;
}

static struct sink_room room(const struct unpack *u)
{
    return u->into.room(u->into.self);
}

/* n bytes were written to the sink's room. */
static struct err hand_on(struct unpack *u, size_t n)
{
    u->given += (int64_t)n;
    if (u->given > UNPACK_BYTES_MAX)
        return err_of(ERR_LIMIT, "unpacks to more than %lld bytes", (long long)UNPACK_BYTES_MAX);
    if (u->given > UNPACK_RATIO_FREE && u->given / UNPACK_RATIO_MAX > u->packed)
        return err_of(ERR_LIMIT, "unpacks to more than %d times its size", UNPACK_RATIO_MAX);
    return u->into.filled(u->into.self, n);
}

/* read(2) of fd; *n is 0 at its end. */
static struct err read_some(struct unpack *u, void *to, size_t room_n, size_t *n)
{
    ssize_t got;
    do
        got = read(u->fd, to, room_n);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return err_errno("read");
    *n = (size_t)got;
    u->packed += got;
    return OK;
}

/* Tops `in` up to n bytes at least, as far as there are so many. */
static struct err fill(struct unpack *u, size_t least)
{
    for (size_t n = 1; n && u->head.n < least; u->head.n += n)
        TRY(read_some(u, u->in + u->head.n, CHUNK - u->head.n, &n));
    u->head.p = (const char *)u->in;
    return OK;
}

static struct err plain_run(struct unpack *u)
{
    while (u->head.n) {
        struct sink_room to = room(u);
        size_t n = u->head.n < to.n ? u->head.n : to.n;
        memcpy(to.p, u->head.p, n);
        u->head = str_from(u->head, n);
        TRY(hand_on(u, n));
    }
    for (size_t n = 1; n;) {
        struct sink_room to = room(u);
        TRY(read_some(u, to.p, to.n, &n));
        TRY(hand_on(u, n));
    }
    return OK;
}

/* One call of inflate and what it gave. A member that ended is followed by the next one, if any. */
static struct err gzip_step(struct unpack *u, z_stream *z, bool *ended)
{
    struct sink_room to = room(u);
    unsigned n = to.n < CHUNK ? (unsigned)to.n : CHUNK;
    z->next_out = (unsigned char *)to.p;
    z->avail_out = n;
    int code = inflate(z, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        return err_of(ERR_INPUT, "damaged gzip: %s", z->msg ? z->msg : "no reason given");
    *ended = code == Z_STREAM_END;
    if (*ended && inflateReset(z) != Z_OK)
        return err_of(ERR_IO, "zlib cannot go on");
    return hand_on(u, n - z->avail_out);
}

static struct err gzip_members(struct unpack *u, z_stream *z)
{
    bool ended = false;
    while (u->head.n) {
        z->next_in = u->in;
        z->avail_in = (unsigned)u->head.n;
        do {
            if (ended && z->avail_in && *z->next_in == 0)
                return OK; /* zeros behind the last member are padding */
            TRY(gzip_step(u, z, &ended));
        } while (z->avail_in || (!ended && z->avail_out == 0));
        u->head.n = 0;
        TRY(fill(u, 1));
    }
    return ended ? OK : err_of(ERR_INPUT, "gzip that ends in the middle");
}

static struct err gzip_run(struct unpack *u)
{
    z_stream z = {0};
    if (inflateInit2(&z, GZIP_OR_ERROR) != Z_OK)
        return err_of(ERR_IO, "zlib cannot start");
    struct err e = gzip_members(u, &z);
    inflateEnd(&z);
    return e;
}

static void zip_done(struct archive **zip)
{
    archive_read_free(*zip);
    *zip = NULL;
}

static struct err zip_failed(struct archive *zip)
{
    const char *why = archive_error_string(zip);
    return err_of(ERR_INPUT, "damaged zip: %s", why ? why : "no reason given");
}

/* The next entry that is a file; *found is false past the last one. */
static struct err zip_next(struct archive *zip, bool *found)
{
    struct archive_entry *entry;
    int code;
    while ((code = archive_read_next_header(zip, &entry)) == ARCHIVE_OK || code == ARCHIVE_WARN)
        if (archive_entry_filetype(entry) == AE_IFREG) {
            *found = true;
            return OK;
        }
    *found = false;
    return code == ARCHIVE_EOF ? OK : zip_failed(zip);
}

static struct err zip_entry(struct unpack *u, struct archive *zip)
{
    for (;;) {
        struct sink_room to = room(u);
        la_ssize_t n = archive_read_data(zip, to.p, to.n);
        if (n == ARCHIVE_RETRY)
            continue;
        if (n < 0)
            return zip_failed(zip);
        if (n == 0)
            return OK;
        TRY(hand_on(u, (size_t)n));
    }
}

static struct err zip_run(struct unpack *u)
{
    AUTO(zip_done) struct archive *zip = archive_read_new();
    struct stat st;
    bool found = false;
    if (fstat(u->fd, &st) != 0 || lseek(u->fd, 0, SEEK_SET) != 0)
        return err_of(
            ERR_INPUT, "a zip must be a file, not a pipe: its list of contents is at its end");
    u->packed = st.st_size;
    if (!zip || archive_read_support_format_zip(zip) != ARCHIVE_OK)
        return err_of(ERR_IO, "libarchive cannot start");
    if (archive_read_open_fd(zip, u->fd, CHUNK) != ARCHIVE_OK)
        return zip_failed(zip);
    TRY(zip_next(zip, &found));
    if (!found)
        return err_of(ERR_INPUT, "a zip without a file in it");
    TRY(zip_entry(u, zip));
    TRY(zip_next(zip, &found));
    return found ? err_of(ERR_INPUT, "a zip with more than one file in it") : OK;
}

struct err unpack_fd(int fd, struct sink into)
{
    static struct err (*const runs[])(struct unpack *) = {
        [PACKED_PLAIN] = plain_run, [PACKED_GZIP] = gzip_run, [PACKED_ZIP] = zip_run};
    AUTO(arena_done) struct arena a = arena_of(2 * CHUNK);
    struct unpack u = {.fd = fd, .into = into, .in = NEW(&a, unsigned char, CHUNK)};
    TRY(fill(&u, 4));
    return runs[packing_of(u.head)](&u);
}
