/* find.h: what can be searched for: people, teams and nodes beside the directory, incidents beside
 * the page-outs that tell of them. Each list is written with its segment and made again with it. */
#ifndef STORE_FIND_H
#define STORE_FIND_H

#include "etl/roster.h"
#include "store/words.h"

/* Entries by place: of the directory, whom a key or a node's number stands for; of page-outs, the
 * hash64 of the incident, its first entry of PART_ABOUT, its first row's creation in UTC ms, and
 * how many rows it has. */
#define FIND_DIRECTORY_TABLES                                                                      \
    WORD_TABLE                                                                                     \
    "CREATE TABLE entry (list INTEGER NOT NULL, place INTEGER NOT NULL, key INTEGER NOT NULL,"     \
    " PRIMARY KEY (list, place)) STRICT, WITHOUT ROWID;"
#define FIND_PAGEOUT_TABLES                                                                        \
    WORD_TABLE                                                                                     \
    "CREATE TABLE incident (place INTEGER PRIMARY KEY, key INTEGER NOT NULL,"                      \
    " about INTEGER NOT NULL, first INTEGER NOT NULL, rows INTEGER NOT NULL) STRICT;"

/* Former people, teams and nodes come last, else all are in the order of their names. */
MUST_USE struct err find_write_directory(struct db *db, const struct roster *r);
/* Once records and dictionaries are there; the newest come first. */
MUST_USE struct err find_write_incidents(struct db *db);

#endif
