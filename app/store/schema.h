/* schema.h: the tables of a segment. A segment is made with the newest of them and never altered:
 * one of an older schema is built anew from its rows. Its user_version is the schema's number. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/db.h"
#include "store/manifest.h"

#define SCHEMA_APPLICATION                                                                         \
    0x50545231 /* "PTR1": told by file(1) and checked before SQLite sees a file */

#define SCHEMA_OF_PARTS 2 /* from it on rows are kept as row.h has them; before, as old.h */
#define ROW_DAY_BITS 20   /* a record's row number: its UTC day, then its place in the day */

int32_t schema_version(enum family f); /* the newest this program knows */
/* In an empty database, within the caller's transaction. */
MUST_USE struct err schema_make(struct db *db, enum family f);
/* What is for the end, once the rows are in: the indexes. */
MUST_USE struct err schema_finish(struct db *db, enum family f);
/* Whether the first 100 bytes of a file are those of a segment that this program can read:
 * ERR_INPUT. */
MUST_USE struct err schema_check_header(struct str head, enum family f);
/* ERR_INPUT names a segment that a newer program made: whoever writes leaves such a store alone. */
MUST_USE struct err schema_check_newer(const struct manifest *m);
/* Whether all of a generation is of the schema that readers read: ERR_INPUT. Of an older one only
 * a segment's rows can be read, by who builds it anew. */
MUST_USE struct err schema_check_all(const struct manifest *m);

#endif
