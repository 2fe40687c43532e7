/* shelf.h: a store's segments as they are opened, each file once, whoever asks: verified by SHA-256
 * when it is first met, connected to SQLite when it is first read. */
#ifndef STORE_SHELF_H
#define STORE_SHELF_H

#include "store/db.h"
#include "store/manifest.h"
#include "store/proof.h"

struct shelf;

/* `watch` and `proofs` may be NULL and must outlive the shelf. */
struct shelf *shelf_of(
    struct arena *a, const char *store, struct db_watch *watch, struct proofs *proofs);
void shelf_done(struct shelf *s);
/* The file is there, whole, and of a schema that this program knows. */
MUST_USE struct err shelf_verify(struct shelf *s, enum family f, const struct segment_ref *ref);
/* A name for a new segment, never used before: "pageouts-20260801-20260831-9f3c01aa.db". */
struct str shelf_name(struct arena *a, enum family f, int32_t first, int32_t last);
/* Copies a file that was built elsewhere into the store, under the name that *ref has for it, and
 * proves the copy. */
MUST_USE struct err shelf_put(
    struct shelf *s, enum family f, const char *path, const struct segment_ref *ref);
/* The open database of a segment; verified first if it was not. Lives until it is swept. */
MUST_USE struct err shelf_take(
    struct shelf *s, enum family f, const struct segment_ref *ref, struct db **out);
/* Closes what no manifest marked since the last sweep names. */
void shelf_mark(struct shelf *s, const struct manifest *m);
void shelf_sweep(struct shelf *s);

#endif
