#include "store/proof.h"

#include "lib/file.h"
#include "store/schema.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLACES (1u << 16) /* four years of new files, two an hour */
#define PROBES 8

static_assert(
    ATOMIC_LLONG_LOCK_FREE == 2, "a lock in shared memory would outlive its killed owner");

struct proofs {
    _Atomic int64_t key[PLACES]; /* 0: free */
};

struct err proofs_open(struct proofs **out)
{
    void *p = mmap(NULL, sizeof **out, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return err_errno("shared memory of %zu bytes", sizeof **out);
    *out = p;
    return OK;
}

void proofs_done(struct proofs **p)
{
    if (*p)
        munmap(*p, sizeof **p);
    *p = NULL;
}

static int64_t key_of(const char *store, const struct segment_ref *ref)
{
    const struct str parts[] = {str_of(store), ref->name, str_of(ref->sha256.hex)};
    return hash64_of(parts, COUNT_OF(parts));
}

static bool has(struct proofs *p, int64_t key)
{
    for (uint64_t i = 0; i < PROBES; i++)
        if (p->key[((uint64_t)key + i) % PLACES] == key)
            return true;
    return false;
}

void proof_put(struct proofs *p, const char *store, const struct segment_ref *ref)
{
    if (!p)
        return;
    int64_t key = key_of(store, ref);
    for (uint64_t i = 0; i < PROBES; i++) {
        int64_t held = 0;
        _Atomic int64_t *at = &p->key[((uint64_t)key + i) % PLACES];
        if (atomic_compare_exchange_strong(at, &held, key) || held == key)
            return;
    }
    p->key[(uint64_t)key % PLACES] = key; /* in the place of another, who is hashed again then */
}

struct err proof_file(
    int fd, int copy, _Atomic int64_t *beat, enum family f, const struct segment_ref *ref)
{
    char head[100];
    struct sha256 is;
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_errno("stat");
    if (st.st_size != ref->bytes)
        return err_of(
            ERR_INPUT, "%lld bytes, not %lld", (long long)st.st_size, (long long)ref->bytes);
    ssize_t n = pread(fd, head, sizeof head, 0);
    if (n < 0)
        return err_errno("read");
    TRY(schema_check_header((struct str){head, (size_t)n}, f));
    TRY(sha256_pass(fd, copy, beat, &is));
    if (strcmp(is.hex, ref->sha256.hex) != 0)
        return err_of(ERR_INPUT, "SHA-256 is %.8s, not %.8s", is.hex, ref->sha256.hex);
    return OK;
}

struct err proof_segment(struct proofs *p, _Atomic int64_t *beat, const char *store, enum family f,
    const struct segment_ref *ref)
{
    char path[PATH_MAX];
    if (p && has(p, key_of(store, ref)))
        return OK;
    int n = snprintf(path, sizeof path, "%s/seg/%.*s", store, STR_ARG(ref->name));
    if (n < 0 || (size_t)n >= sizeof path)
        return err_of(ERR_INPUT, "%.80s...: path too long", store);
    AUTO(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno("%.*s: open", STR_ARG(ref->name));
    TRY(err_at(proof_file(fd, -1, beat, f, ref), "%.*s", STR_ARG(ref->name)));
    proof_put(p, store, ref);
    return OK;
}
