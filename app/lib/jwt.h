/* jwt.h: signed tokens (RFC 7519), by libjwt, seen in jwt.c alone. The algorithm is always the
 * caller's choice and never the token's, a key is always there, and the claims are checked here:
 * libjwt does none of the three. */
#ifndef LIB_JWT_H
#define LIB_JWT_H

#include "lib/arena.h"
#include "lib/err.h"

#define JWT_LIFE_S INT64_C(300) /* the furthest ahead that exp may be */

enum jwt_alg { JWT_HS256, JWT_RS256, JWT_ES256, JWT__N };

extern const char *const jwt_alg_words[JWT__N]; /* "HS256", "RS256", "ES256" */

/* Times are seconds since 1970, as in the token. */
struct jwt_claims {
    struct str issuer, subject, audience;
    struct str id; /* jti; never the same twice */
    int64_t issued, expires;
};

struct jwt_expect {
    struct str issuer, audience; /* both must be given: an empty one matches nothing */
    int64_t now;
    int64_t skew; /* seconds that the other side's clock may be off */
};

/* `key` is the shared secret's bytes (32 at least), or a private key in PEM without a passphrase:
 * others are ERR_USAGE. The token is in the arena. */
MUST_USE struct err jwt_sign(struct arena *a, enum jwt_alg alg, struct str key,
    const struct jwt_claims *claims, struct str *token);
/* OK only for a token signed by `alg` with `key` (the secret, or the public key in PEM) that meets
 * `expect` and ends within JWT_LIFE_S from now; `sub`, in the arena, is then who it speaks for.
 * Anything else is ERR_DENIED with the reason; a key that cannot be used at all is ERR_USAGE. */
MUST_USE struct err jwt_verify(struct arena *a, struct str token, enum jwt_alg alg, struct str key,
    const struct jwt_expect *expect, struct str *sub);

#endif
