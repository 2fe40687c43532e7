/* generation.h: the generation log, log/NNNNNNNNNNNN.json: each entry appears whole or not at all,
 * is made by one writer only, and is never written again. */
#ifndef STORE_GENERATION_H
#define STORE_GENERATION_H

#include "store/manifest.h"
#include "store/pointer.h"

/* Reads log/<p->generation>.json, which must have p's SHA-256. Everything in the arena. */
MUST_USE struct err generation_read(
    struct arena *a, const char *store, const struct pointer *p, struct manifest *out);
/* The same by number alone, where no pointer vouches for it. */
MUST_USE struct err generation_numbered(
    struct arena *a, const char *store, int64_t generation, struct manifest *out);
/* "000000000042.json" is 42; any other name below log/, temporary files' too, is 0. */
int64_t generation_of_name(const char *name);
/* The bytes of log/<p->generation>.json, which must have p's SHA-256. */
MUST_USE struct err generation_bytes(
    struct arena *a, const char *store, const struct pointer *p, struct str *out);
/* Makes log/<m->generation>.json and sets m->sha256; *won is false when another writer made it
 * first. */
MUST_USE struct err generation_put(
    struct arena *a, const char *store, struct manifest *m, bool *won);
/* The same, and points CURRENT at it if it won. */
MUST_USE struct err generation_publish(
    struct arena *a, const char *store, struct manifest *m, bool *won);
/* For writers only: the newest generation in the log, and the pointer brought up to it when a
 * writer died between the two. Generation 0 for an empty store. */
MUST_USE struct err generation_newest(struct arena *a, const char *store, struct manifest *out);
/* The same after `lost` was lost to another writer: it is there, whatever the log's folder seems to
 * hold. */
MUST_USE struct err generation_rebase(
    struct arena *a, const char *store, int64_t lost, struct manifest *out);
/* The same without a repair, and what the pointer names. */
MUST_USE struct err generation_look(
    struct arena *a, const char *store, struct manifest *out, struct pointer *named);

#endif
