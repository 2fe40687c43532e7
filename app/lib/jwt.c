#include "lib/jwt.h"

#include "lib/json.h"
#include "lib/limits.h"

/* libjwt has an enum of the same name. */
#define jwt_alg libjwt_alg
#include <jwt.h>
#undef jwt_alg

#include <stdlib.h>
#include <string.h>

#define SECRET_MIN 32 /* bytes, RFC 7518 3.2: a shared secret is as long as the hash */

const char *const jwt_alg_words[JWT__N] = {
    [JWT_HS256] = "HS256", [JWT_RS256] = "RS256", [JWT_ES256] = "ES256"};

static const jwt_alg_t algs[JWT__N] = {
    [JWT_HS256] = JWT_ALG_HS256, [JWT_RS256] = JWT_ALG_RS256, [JWT_ES256] = JWT_ALG_ES256};

static void token_done(jwt_t **t)
{
    jwt_free(*t);
    *t = NULL;
}

static void text_done(char **text)
{
    free(*text);
    *text = NULL;
}

/* OpenSSL would ask the terminal for the passphrase of an encrypted key, and wait. */
static struct err key_check(enum jwt_alg alg, struct str key)
{
    if (alg == JWT_HS256)
        return key.p && key.n >= SECRET_MIN && key.n <= JWT_KEY_MAX
                   ? OK
                   : err_of(ERR_USAGE, "key: a secret for HS256 has %d to %d bytes, not %zu",
                         SECRET_MIN, JWT_KEY_MAX, key.n);
    if (!key.p || key.n == 0 || key.n > JWT_KEY_MAX || !memmem(key.p, key.n, "-----BEGIN ", 11))
        return err_of(ERR_USAGE, "key: not in PEM, as %s needs it", jwt_alg_words[alg]);
    if (memmem(key.p, key.n, "ENCRYPTED", 9))
        return err_of(ERR_USAGE, "key: has a passphrase; give one without");
    return OK;
}

static struct err claims_set(struct arena *a, jwt_t *t, const struct jwt_claims *c)
{
    const struct {
        const char *name;
        struct str value;
    } texts[] = {{"iss", c->issuer}, {"sub", c->subject}, {"aud", c->audience}, {"jti", c->id}};
    for (EACH(i, texts))
        if (texts[i].value.n && jwt_add_grant(t, texts[i].name, arena_z(a, texts[i].value)) != 0)
            return err_of(ERR_USAGE, "token: %s: not UTF-8", texts[i].name);
    if (jwt_add_grant_int(t, "iat", c->issued) != 0 || jwt_add_grant_int(t, "exp", c->expires) != 0)
        return err_of(ERR_IO, "token: cannot be made");
    return OK;
}

struct err jwt_sign(struct arena *a, enum jwt_alg alg, struct str key,
    const struct jwt_claims *claims, struct str *token)
{
    TRY(key_check(alg, key));
    AUTO(token_done) jwt_t *t = NULL;
    if (jwt_new(&t) != 0)
        return err_of(ERR_IO, "token: cannot be made");
    TRY(claims_set(a, t, claims));
    if (jwt_set_alg(t, algs[alg], (const unsigned char *)key.p, (int)key.n) != 0)
        return err_of(ERR_IO, "token: cannot be made");
    AUTO(text_done) char *text = jwt_encode_str(t);
    if (!text)
        return err_of(ERR_USAGE, "key: not a private key for %s", jwt_alg_words[alg]);
    *token = arena_copy(a, str_of(text));
    return OK;
}

/* RFC 7519 4.1.3: one text, or a list of which one must be us. */
static bool audience_has(const struct json *aud, struct str want)
{
    if (aud && aud->kind == JSON_IS_TEXT)
        return str_eq(aud->text, want);
    if (aud && aud->kind == JSON_IS_LIST)
        for (const struct json *one = aud->first; one; one = one->next)
            if (one->kind == JSON_IS_TEXT && str_eq(one->text, want))
                return true;
    return false;
}

static struct err times_check(const struct json *claims, const struct jwt_expect *x)
{
    int64_t expires = 0, not_before = 0;
    TRY(json_get_i64(claims, "exp", &expires));
    TRY(json_get_i64(claims, "nbf", &not_before));
    if (expires <= x->now - x->skew)
        return err_of(ERR_DENIED, "exp: missing or past");
    if (expires > x->now + x->skew + JWT_LIFE_S)
        return err_of(ERR_DENIED, "exp: more than %d s ahead", (int)JWT_LIFE_S);
    if (not_before > x->now + x->skew)
        return err_of(ERR_DENIED, "nbf: not yet");
    return OK;
}

static struct err claims_check(
    const struct json *claims, const struct jwt_expect *x, struct str *sub)
{
    struct str issuer = STR("");
    TRY(json_get_text(claims, "iss", &issuer));
    if (issuer.n == 0 || !str_eq(issuer, x->issuer))
        return err_of(ERR_DENIED, "iss: another issuer");
    if (x->audience.n == 0 || !audience_has(json_get(claims, "aud"), x->audience))
        return err_of(ERR_DENIED, "aud: another audience");
    *sub = STR("");
    TRY(json_get_text(claims, "sub", sub));
    if (sub->n == 0)
        return err_of(ERR_DENIED, "sub: missing");
    return times_check(claims, x);
}

/* jwt_decode follows the algorithm that the token names: RS256's public key would pass as the
 * secret of HS256, so what it followed is compared afterwards. */
static struct err signature_check(
    struct arena *a, struct str token, enum jwt_alg alg, struct str key, struct json **claims)
{
    AUTO(token_done) jwt_t *t = NULL;
    if (jwt_decode(&t, arena_z(a, token), (const unsigned char *)key.p, (int)key.n) != 0)
        return err_of(ERR_DENIED, "not signed with this key");
    if (jwt_get_alg(t) != algs[alg])
        return err_of(ERR_DENIED, "not signed by %s", jwt_alg_words[alg]);
    AUTO(text_done) char *text = jwt_get_grants_json(t, NULL);
    if (!text)
        return err_of(ERR_DENIED, "no claims");
    return json_read(a, arena_copy(a, str_of(text)), claims);
}

struct err jwt_verify(struct arena *a, struct str token, enum jwt_alg alg, struct str key,
    const struct jwt_expect *expect, struct str *sub)
{
    struct json *claims = NULL;
    TRY(key_check(alg, key));
    if (token.n == 0 || token.n > JWT_TOKEN_MAX || memchr(token.p, 0, token.n))
        return err_of(ERR_DENIED, "token: %zu bytes cannot be one", token.n);
    struct err e = signature_check(a, token, alg, key, &claims);
    if (e.code == ERR_OK)
        e = claims_check(claims, expect, sub);
    if (e.code != ERR_OK)
        e.code = ERR_DENIED; /* a claim of the wrong type is no better than a false one */
    return err_at(e, "token");
}
