/* brief.h: a day's pages in one blob beside its totals, in the order of (WHEN_CREATED, id), with
 * what totals and tables of groups need of a record and no more. Where a question wants a good part
 * of a day's rows this is read at a tenth of what the table costs. It stands alone: of the
 * segment's dictionaries it needs none. Like the totals it can be dropped and made again; a segment
 * without one is read from its table. */
#ifndef STORE_BRIEF_H
#define STORE_BRIEF_H

#include "store/row.h"
#include "store/varint.h"

/* Whether a brief holds all of those texts; never what SCAN_WHOLE asks for. */
bool brief_has(uint32_t texts);
/* That of n rows, which are in order. */
struct str brief_encode(struct arena *a, const struct row *const *row, size_t n);

struct brief {
    struct stmt q; /* the bytes are its */
    struct cursor c;
    uint64_t rows; /* still to come */
    /* What the rows name by number, from 1. */
    int64_t *key; /* of people and teams */
    struct str *text;
    struct path {
        int32_t node[NODE_DEPTH_MAX], depth;
    } * path;
    size_t keys, texts, paths;
    int64_t created; /* of the row before */
};

/* *has is false, and nothing is read, when the segment has none of that day. */
MUST_USE struct err brief_open(
    struct brief *b, struct arena *a, struct db *db, int32_t day, bool *has);
void brief_done(struct brief *b);
/* True while there is a row: no key and no version, of the record what SCAN_WHOLE leaves, of its
 * texts those in the mask, borrowed from the brief. */
bool brief_row(struct brief *b, uint32_t texts, struct row *out);
/* The first thing that went wrong, if any. */
MUST_USE struct err brief_end(const struct brief *b);

#endif
