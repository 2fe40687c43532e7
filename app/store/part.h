/* part.h: what many records share, kept once in a dictionary of the segment: a recipient as of
 * then, a page's incident and step, what was said and became of it, the way an attempt went. An
 * entry is known by its bytes. Their order is the dictionary's and the same in every segment, so
 * that several dictionaries become one in a single pass. */
#ifndef STORE_PART_H
#define STORE_PART_H

#include "etl/record.h"
#include "store/supply.h"

enum part { PART_WHO, PART_TEAM, PART_ABOUT, PART_SAID, PART_GATE, PART__N };

#define PARTS_ALL ((1u << PART__N) - 1)
#define TEXTS_ALL ((1u << TEXT__N) - 1)
/* The part of a record, as the bytes of an entry. */
void part_pack(struct out *o, enum part p, const struct record *r);
/* Fills that part of the record; of its texts those in the mask (1u << enum text), borrowed from
 * the entry. False when the bytes are not an entry. */
bool part_unpack(enum part p, struct str entry, uint32_t texts, struct record *r);

/* For statements that give an entry as `id` and its columns. */
extern const struct part_sql {
    const char *by_id, *all, *insert;
    const char *supply; /* all entries from a supply, numbered from 1 */
} part_sql[PART__N];
/* The row of by_id or all, as the bytes of an entry. */
void part_col(struct stmt *q, enum part p, struct out *o);
/* A number as eight bytes whose order is the numbers'. */
void part_put_number(struct out *o, int64_t v);
/* Binds all of `insert`; `path` is the number of its nodes in the table of paths, for PART_WHO. */
void part_bind(struct stmt *q, enum part p, int64_t id, const struct record *r, int64_t path);
/* The same for a supply, column by column. */
void part_give(
    enum part p, const struct record *r, int64_t path, int column, struct sqlite3_context *to);

#endif
