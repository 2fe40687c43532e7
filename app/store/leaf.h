/* leaf.h: the blobs that a day's sheet is kept in, so that a question reads those that it needs.
 * They can be made again from the records. */
#ifndef STORE_LEAF_H
#define STORE_LEAF_H

#include "store/column.h"
#include "store/db.h"

#define SHEET_VERSION 1u

/* Those of one kind lie together in a segment. First the tables, then a column of rows each. */
enum leaf {
    LEAF_HEAD,   /* version, rows; rows of each who */
    LEAF_PERSON, /* of each who */
    LEAF_PATH,   /* nodes, and for how many whos */
    LEAF_ABOUT,
    LEAF_TITLE, /* texts of incident ids, of titles, of groups */
    LEAF_SAID,
    LEAF_GATE, /* of attempts */
    LEAF_ROWS, /* from here on */
    LEAF_CREATED = LEAF_ROWS,
    LEAF_ABOUT_OF,
    LEAF_SAID_OF,
    LEAF_GATE_OF, /* of attempts */
    LEAF_LOCAL,
    LEAF_FLAGS,
    LEAF_ANSWERED, /* of page-outs */
    LEAF__N
};

/* The fields of a table's entries, each a column. Texts are places among the table's, from 1; 0 is
 * the empty one. */
enum about_field {
    ABOUT_INCIDENT, /* a place among the incidents; 0 = none */
    ABOUT_LEVEL,
    ABOUT_CYCLE,
    ABOUT_TEAM, /* a place among the teams; 0 = unknown */
    ABOUT_TITLE,
    ABOUT_GROUP,
    ABOUT_SOURCE, /* from here on texts of LEAF_ABOUT */
    ABOUT_URGENCY,
    ABOUT_PRIORITY,
    ABOUT_POLICY,
    ABOUT__N
};
enum said_field { SAID_PURPOSE, SAID_RESPONSE, SAID_DELIVERY, SAID_BY_MACHINE, SAID_VIA, SAID__N };
enum gate_field { GATE_CHANNEL, GATE_GATEWAY, GATE_CARRIER, GATE_COUNTRY, GATE__N };

/* In LEAF_LOCAL: the hour, and above it hours + 1 where they are not those of the hour. */
#define LOCAL_HOURS (7 * 24)

#define LEAF_INSERT "INSERT INTO sheet VALUES (?1, ?2)"
int64_t leaf_id(enum leaf l, int32_t day);
int32_t leaf_day(int64_t id);
void leaf_put(struct stmt *insert, enum leaf l, int32_t day, struct str blob);

/* Those of an open segment. Bytes of a leaf live until it is read of another day. */
struct leaves {
    struct db *db;
    struct stmt q[LEAF__N];
};
struct leaves leaves_of(struct db *db);
void leaves_done(struct leaves *x);
/* Empty when there is none. */
MUST_USE struct err leaves_read(struct leaves *x, enum leaf l, int32_t day, struct str *out);

/* Texts in ascending order, each without what it has in common with the one before. */
void texts_put(struct out *o, const struct str *text, size_t n);
/* *n of them from place 1 on, place 0 being the empty one; in the arena. */
struct str *texts_get(struct cursor *c, struct arena *a, size_t *n);

#endif
