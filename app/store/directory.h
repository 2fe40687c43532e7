/* directory.h: the directory family's one segment: people, teams, memberships, nodes and on-call
 * duty as the last sync left them, each version with the time from which it holds. */
#ifndef STORE_DIRECTORY_H
#define STORE_DIRECTORY_H

#include "etl/roster.h"
#include "store/db.h"

/* Fills the tables that schema_make has made. */
MUST_USE struct err directory_write(struct db *db, const struct roster *r);
/* The whole of it, sorted as roster.h says; synced_at is the caller's to set. */
MUST_USE struct err directory_read(struct db *db, struct arena *a, struct roster *out);

#endif
