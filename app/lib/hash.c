#include "lib/hash.h"

#include "lib/day.h"

#include <assert.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

int64_t hash64(struct str s)
{
    int64_t h = (int64_t)XXH3_64bits(s.p, s.n);
    return h ? h : 1;
}

int64_t hash64_of(const struct str *parts, size_t n)
{
    XXH64_hash_t h = n;
    for (size_t i = 0; i < n; i++) /* the hash so far is the seed, so borders between parts count */
        h = XXH3_64bits_withSeed(parts[i].p, parts[i].n, h);
    return h ? (int64_t)h : 1;
}

static void md_done(EVP_MD_CTX **ctx)
{
    EVP_MD_CTX_free(*ctx);
}

static struct sha256 finish(EVP_MD_CTX *ctx)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char raw[32];
    unsigned n = 0;
    struct sha256 out = {{0}};
    int done = EVP_DigestFinal_ex(ctx, raw, &n);
    assert(done == 1 && n == sizeof raw);
    (void)done;
    for (size_t i = 0; i < sizeof raw; i++) {
        out.hex[2 * i] = digits[raw[i] >> 4];
        out.hex[2 * i + 1] = digits[raw[i] & 15];
    }
    return out;
}

struct sha256 sha256_of(struct str s)
{
    AUTO(md_done) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!ctx || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1 ||
        EVP_DigestUpdate(ctx, s.p, s.n) != 1)
        abort(); /* only without memory */
    return finish(ctx);
}

struct err sha256_fd(int fd, struct sha256 *out)
{
    return sha256_pass(fd, -1, NULL, out);
}

static struct err write_all(int fd, const unsigned char *p, size_t n)
{
    while (n) {
        ssize_t written = write(fd, p, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return err_errno("write");
        p += written;
        n -= (size_t)written;
    }
    return OK;
}

struct err sha256_pass(int fd, int copy, _Atomic int64_t *beat, struct sha256 *out)
{
    static _Thread_local unsigned char chunk[1u << 20];
    AUTO(md_done) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!ctx || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
        return err_of(ERR_IO, "SHA-256 is not available");
    for (off_t at = 0;;) {
        ssize_t n = pread(fd, chunk, sizeof chunk, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno("read");
        if (n == 0)
            break;
        if (EVP_DigestUpdate(ctx, chunk, (size_t)n) != 1)
            return err_of(ERR_IO, "SHA-256 failed");
        if (copy >= 0)
            TRY(write_all(copy, chunk, (size_t)n));
        if (beat)
            *beat = clock_tick_ns();
        at += n;
    }
    *out = finish(ctx);
    return OK;
}
