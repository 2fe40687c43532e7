/* grant.h: who may call: a JWT signed with the service account's key, or an access token that such
 * a JWT was exchanged for (RFC 7523). */
#ifndef SIM_GRANT_H
#define SIM_GRANT_H

#include <pthread.h>

#include "lib/jwt.h"
#include "lib/out.h"

#define GRANTS_MAX 256 /* access tokens at a time; the oldest is forgotten */

struct grant {
    char token[40];
    int64_t until_ms;
};

struct grants {
    pthread_mutex_t lock;
    enum jwt_alg alg;
    struct str key, issuer, audience; /* the key: a public one in PEM, or the secret */
    int64_t life_s;                   /* of an access token */
    size_t given;
    struct grant all[GRANTS_MAX];
};

/* `key` is checked by its first use; alg is "RS256", "ES256" or "HS256". */
MUST_USE struct err grants_open(struct grants *g, struct str alg);
/* The value of an Authorization header; ERR_DENIED says why not. */
MUST_USE struct err grants_check(struct grants *g, struct arena *a, struct str authorization);
/* The body of a token request; ERR_INPUT or ERR_DENIED, else an access token. */
MUST_USE struct err grants_exchange(
    struct grants *g, struct arena *a, struct str form, struct str *token);
/* The value of a form's or a query's field, with %XX and + decoded; empty when absent. */
struct str form_value(struct arena *a, struct str form, struct str name);

#endif
