/* keygen.h: keys for demonstrations and tests, by libcrypto. */
#ifndef SIM_KEYGEN_H
#define SIM_KEYGEN_H

#include "lib/jwt.h"

/* Writes private.pem (mode 0600) and public.pem into the folder; of HS256, which has one secret,
 * both are the same 64 hex digits. Files that are there are ERR_IO. */
MUST_USE struct err keygen(struct str alg, const char *dir);

#endif
