/* schema.h: the tables of a segment, as a list of steps that is only ever appended to. A segment is
 * made by all of them at once and never altered; its user_version says how many there were. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/db.h"
#include "store/manifest.h"

#define SCHEMA_APPLICATION                                                                         \
    0x50545231 /* "PTR1": told by file(1) and checked before SQLite sees a file */

int32_t schema_version(enum family f); /* the newest this program knows */
/* In an empty database, within the caller's transaction. */
MUST_USE struct err schema_make(struct db *db, enum family f);
/* What is for the end, once the rows are in: the indexes. */
MUST_USE struct err schema_finish(struct db *db, enum family f);
/* Whether the first 100 bytes of a file are those of a segment that this program can read:
 * ERR_INPUT. */
MUST_USE struct err schema_check_header(struct str head, enum family f);

#endif
