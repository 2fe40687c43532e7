/* brief.h: a day's pages in one blob beside its totals, in the order of (WHEN_CREATED, id), with
 * what totals and tables of groups need of a record and no more. Where a question wants a good part
 * of a day's rows this is read at a tenth of what the table costs. Like the totals it can be
 * dropped and rebuilt; a segment without one is read from its table. */
#ifndef STORE_BRIEF_H
#define STORE_BRIEF_H

#include "store/row.h"
#include "store/varint.h"

#define BRIEF_WORDS 5 /* texts of a record that are kept, as numbers of the dictionary */

/* Whether a brief holds all of those texts; never what SCAN_WHOLE asks for. */
bool brief_has(uint32_t texts);
/* Writes that of n rows, which are in order, into a segment that has none. */
MUST_USE struct err brief_write(struct db *db, struct row *const *row, size_t n,
    const struct intern *texts, const struct intern *paths);

struct brief_row {
    struct row row; /* no key, version, texts or place; of the record what SCAN_WHOLE leaves */
    int64_t word[BRIEF_WORDS], path;
};

struct brief {
    struct stmt q; /* the bytes are its */
    struct cursor c;
    uint64_t rows; /* still to come */
    int64_t *key;  /* of people and teams */
    size_t keys;
    int64_t created; /* of the row before */
};

/* *has is false, and nothing is read, when the segment has none. */
MUST_USE struct err brief_open(struct brief *b, struct arena *a, struct db *db, bool *has);
void brief_done(struct brief *b);
/* True while there is a row. */
bool brief_row(struct brief *b, struct brief_row *out);
/* Fills those texts. */
void brief_texts(struct words *w, uint32_t texts, struct brief_row *r);
/* The first thing that went wrong, if any. */
MUST_USE struct err brief_end(const struct brief *b);

#endif
