#include "sim/keygen.h"

#include "lib/file.h"
#include "lib/out.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sys/stat.h>

#define KEY_BYTES (64u << 10)
#define RSA_BITS 2048

static void key_done(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

static void bio_done(BIO **bio)
{
    BIO_free(*bio);
}

static struct err pem_of(struct arena *a, EVP_PKEY *key, bool private_part, struct str *pem)
{
    AUTO(bio_done) BIO *bio = BIO_new(BIO_s_mem());
    int done = private_part ? PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL)
                            : PEM_write_bio_PUBKEY(bio, key);
    char *p = NULL;
    long n = BIO_get_mem_data(bio, &p);
    if (done != 1 || n <= 0)
        return err_of(ERR_IO, "libcrypto: no PEM");
    *pem = arena_copy(a, (struct str){p, (size_t)n});
    return OK;
}

static struct err pair_of(struct arena *a, enum jwt_alg alg, struct str *secret, struct str *open)
{
    if (alg == JWT_HS256) {
        struct out o = out_of(a);
        for (int i = 0; i < 8; i++)
            out_str(&o, file_nonce(a));
        *secret = *open = out_done(&o);
        return OK;
    }
    AUTO(key_done) EVP_PKEY *key = alg == JWT_ES256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(RSA_BITS);
    if (!key)
        return err_of(ERR_IO, "libcrypto: no key");
    TRY(pem_of(a, key, true, secret));
    return pem_of(a, key, false, open);
}

struct err keygen(struct str alg, const char *dir)
{
    AUTO(arena_done) struct arena a = arena_of(KEY_BYTES);
    struct str secret = STR(""), open = STR("");
    size_t i = 0;
    while (i < JWT__N && !str_eq(alg, str_of(jwt_alg_words[i])))
        i++;
    if (i == JWT__N)
        return err_of(
            ERR_USAGE, "--alg %.*s: not RS256, ES256 or HS256", STR_ARG(str_head(alg, 20)));
    TRY(dir_make(dir));
    TRY(pair_of(&a, (enum jwt_alg)i, &secret, &open));
    const char *path = arena_z(&a, arena_fmt(&a, "%s/private.pem", dir));
    const char *public_path = arena_z(&a, arena_fmt(&a, "%s/public.pem", dir));
    mode_t before = umask(077);
    struct err e = file_create(path, secret);
    umask(i == JWT_HS256 ? 077 : before);
    if (e.code == ERR_OK)
        e = file_create(public_path, open);
    umask(before);
    return e;
}
